"""Taking one of the choices: by number, by 'đúng', or by the words in which they differ."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.browsing import list_field
from bot.desk.certainty import asked, procedural
from bot.desk.offering import label, offer, remind
from bot.desk.talk import Desk, Reply, State, Understood
from bot.desk.telling import tell
from bot.desk.words import field_name, is_field, option_in, rest, step_in, with_levels
from bot.text.question import read

_SHORT = 8


def all_listed(desk: Desk, state: State) -> Reply | None:
    """The whole field of which the most asked procedures were listed."""
    field = next((name for name, codes in desk.fields().items() if tuple(codes) == state.choices), None)
    return list_field(desk, field, full=True) if field else None


def chosen(desk: Desk, heard: Understood, state: State) -> Reply:
    """The choice that a number, an ordinal or a 'yes' takes."""
    yes = heard.intent == "say_yes" and len(state.choices) == 1
    row = 0 if yes else option_in(heard.question, len(state.choices))
    if row is None:
        return remind(desk, state)
    return take(desk, state.choices[row], state.aspects or ("overview",), heard, state)


def take(desk: Desk, choice: str, aspects: tuple[str, ...], heard: Understood, state: State) -> Reply:
    """A procedure is told, several are offered in turn, a field is listed."""
    if is_field(choice):
        return list_field(desk, choice)
    codes = choice.split()
    if len(codes) > 1:
        return offer(desk, codes, aspects, state)
    return tell(desk, codes[0], aspects, heard)


def take_worded(desk: Desk, heard: Understood, state: State) -> Reply | None:
    """'nhà xưởng nhỏ thôi', 'cấp 3 cơ', 'gia hạn': the choice whose words fit best, if one alone does."""
    said = set(with_levels(rest(heard.question))) | set((step_in(heard.question) or "").split())
    if not said or len(heard.question.plain) > _SHORT:
        return None
    row = _fitting(said, [_texts(desk, choice) for choice in state.choices])
    if row is None:
        return None
    choice = _narrowed(desk, state.choices[row], said)
    aspects = ("overview",) if is_field(choice) else asked(heard, state)
    return take(desk, choice, aspects, heard, state)


def _narrowed(desk: Desk, choice: str, said: set[str]) -> str:
    """Of several steps in one choice those that are named: 'gia hạn' of 'Gia hạn, điều chỉnh, cấp lại'."""
    codes = [] if is_field(choice) else choice.split()
    found = desk.names().outlines(codes)
    fits = {code: len(said & set(read(found[code].title).plain)) for code in codes if code in found}
    best = max(fits.values(), default=0)
    return " ".join(code for code, fit in fits.items() if fit == best) if best else choice


def accepted(desk: Desk, heard: Understood, state: State) -> Reply:
    """A follow-up to the only choice takes it for granted."""
    return take(desk, state.choices[0], procedural(heard), heard, state)


def _texts(desk: Desk, choice: str) -> set[str]:
    """The words of a choice as it is shown."""
    if is_field(choice):
        return set(read(field_name(choice)).plain)
    found = list(desk.names().outlines(choice.split()).values())
    return set(read(label(found)).plain) if found else set()


def _fitting(said: set[str], texts: Sequence[set[str]]) -> int | None:
    """The row with most of the said words that others lack; most of what is said must be in it."""
    shared = set.intersection(*texts) if len(texts) > 1 else set()
    scores = [len((said & text) - shared) for text in texts]
    best = max(scores, default=0)
    if best == 0 or scores.count(best) > 1:
        return None
    row = scores.index(best)
    return row if 2 * len(said & texts[row]) > len(said) else None
