"""Choices: close candidates, or all cases of what was named, by button or number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.catalogue.model import Procedure
from bot.desk.certainty import LIKELY, MOST_CHOICES, close, together
from bot.desk.replies import miss
from bot.desk.talk import Button, Desk, Line, Reply, State, Understood
from bot.desk.words import button_question, rest, step_in, step_order, words
from bot.text.question import read
from bot.text.writing import plain

# A phrase that more procedures share ('giấy chứng nhận') does not tell what is meant.
MOST_CASES = 16
# What names no step ('thành lập …') begins something, as the first certificate does.
FIRST = "cấp mới"


def offer(
    desk: Desk, codes: Sequence[str], aspects: tuple[str, ...], state: State, likely: bool = True
) -> Reply:
    """What may be meant; one alone is asked for by name."""
    known = current(desk, desk.names().outlines(codes).values())
    if not known:
        return miss(desk, "utter_not_in_catalogue", "declined", state)
    groups = grouped(known) if len(known) > MOST_CHOICES else [[one] for one in known]
    return Reply(
        lines=_single(known[0], likely) if len(known) == 1 else _several(groups, likely),
        outcome="choices",
        state=State(state.procedure, aspects, tuple(map(_choice, groups)), state.misses),
        buttons=buttons(groups, aspects),
        procedure=known[0].code,
        aspects=aspects,
    )


def offer_close(desk: Desk, heard: Understood, aspects: tuple[str, ...], state: State) -> Reply:
    """The close candidates; when no step is named, all cases of the paper that is."""
    codes = close(heard)
    others = cases(desk, heard)
    return offer(desk, others or codes, aspects, state, bool(others) or together(heard) >= LIKELY)


def cases(desk: Desk, heard: Understood) -> list[str]:
    """All cases of the paper that is named without a step, the first certificate before all others."""
    codes = [] if step_in(heard.question) else desk.names().cases(rest(heard.question))
    if not 1 < len(codes) <= MOST_CASES:
        return []
    found = desk.names().outlines(codes)
    order = {code: step_order(step_in(read(one.title)) or FIRST) for code, one in found.items()}
    return sorted(by_likelihood(desk, codes, heard), key=order.__getitem__)


def by_likelihood(desk: Desk, codes: Sequence[str], heard: Understood) -> list[str]:
    """Candidates first, then what is asked most."""
    likely = [code for code, _, _ in heard.candidates]
    known = list(desk.names().outlines(codes).values())
    known.sort(
        key=lambda one: (likely.index(one.code) if one.code in likely else len(likely), one.rank or 999)
    )
    return [one.code for one in known]


def current(desk: Desk, procedures: Iterable[Procedure]) -> list[Procedure]:
    """Successors in place of what they replaced, each once."""
    kept: dict[str, Procedure] = {}
    for procedure in procedures:
        if procedure.state == "superseded" and procedure.superseded_by:
            procedure = (
                desk.names().outlines([procedure.superseded_by]).get(procedure.superseded_by, procedure)
            )
        kept.setdefault(procedure.code, procedure)
    return list(kept.values())


def grouped(procedures: Sequence[Procedure]) -> list[list[Procedure]]:
    """At most four choices, diverse over the steps: the likeliest step's procedures, then step by step."""
    steps: dict[str, list[Procedure]] = {}
    for one in procedures:
        steps.setdefault(step_in(read(one.title)) or plain(FIRST), []).append(one)
    first, *others = steps.items()
    others.sort(key=lambda entry: step_order(entry[0]))
    groups = [[one] for one in first[1][: MOST_CHOICES // 2]] + [group for _, group in others]
    if len(steps) <= MOST_CHOICES < len(groups):
        groups = [first[1], *(group for _, group in others)]
    last = [one for group in groups[MOST_CHOICES - 1 :] for one in group]
    return [*groups[: MOST_CHOICES - 1], last] if last else groups


def label(group: Sequence[Procedure]) -> str:
    """A procedure's title, or the steps of several."""
    if len(group) == 1:
        return group[0].title
    steps = dict.fromkeys(step_in(read(one.title)) or plain(FIRST) for one in group)
    named = [title for step in steps for title in words()["steps"] if step_order(step) == step_order(title)]
    text = ", ".join(named)
    return text[:1].upper() + text[1:]


def numbered(texts: Iterable[str]) -> str:
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))


def buttons(groups: Sequence[Sequence[Procedure]], aspects: tuple[str, ...]) -> tuple[Button, ...]:
    """A button asks the whole question, so that it works also later."""
    asked = aspects or ("overview",)
    payloads = [button_question(asked, *(one.code for one in group)) for group in groups]
    if len(groups) == 1:
        return (Button(words()["accept"], payloads[0]),)
    titles = numbered(map(label, groups)).splitlines()
    return tuple(map(Button, titles, payloads))


def remind(desk: Desk, state: State) -> Reply:
    """The choices again, for what fitted none of them."""
    groups = [list(desk.names().outlines(choice.split()).values()) for choice in state.choices]
    groups = [group for group in groups if group]
    line = Line("utter_no_such_choice", {"count": str(len(state.choices))})
    shown = buttons(groups[:MOST_CHOICES], state.aspects) if 1 < len(groups) <= MOST_CHOICES else ()
    return Reply((line,), "choices", state, shown)


def _single(procedure: Procedure, likely: bool) -> tuple[Line, ...]:
    return (Line("utter_is_it" if likely else "utter_is_nearest", {"procedure": procedure.title}),)


def _several(groups: Sequence[Sequence[Procedure]], likely: bool) -> tuple[Line, ...]:
    return Line("utter_which_case" if likely else "utter_nearest"), Line(text=numbered(map(label, groups)))


def _choice(group: Sequence[Procedure]) -> str:
    return " ".join(one.code for one in group)
