"""From one procedure to a neighbour: 'không, gia hạn cơ', 'mẫu E thì sao', 'thế bị mất thì sao'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.catalogue.model import Procedure
from bot.desk.certainty import CLEAR, MOST_CHOICES, NAMES_ITS_OWN, UNCLEAR, asked, procedural, sure
from bot.desk.offering import cases, current, offer
from bot.desk.replies import which
from bot.desk.talk import Desk, Reply, State, Understood
from bot.desk.telling import tell
from bot.desk.words import asks_after, rest, step_in, step_words, with_levels
from bot.text.question import Question, read
from bot.text.writing import plain

# A correction is said in a few words; a longer message is a question of its own.
_SHORT = 8
# Hardly likely candidates still tell which relative is meant: 'của con tôi 10 tuổi thì sao'.
_LIKELIEST = 2


def correction(desk: Desk, heard: Understood, state: State) -> Reply | None:
    """The neighbour of the present procedure that a few words speak of; None when they speak of something else."""
    present = desk.names().outlines([state.procedure or ""]).get(state.procedure or "")
    if present is None or (heard.names >= NAMES_ITS_OWN and sure(heard)):
        return None
    if _covers(desk, present.code, heard.question):
        return tell(desk, present.code, asked(heard, state), heard)
    others = _others(desk, heard, present) if _may_correct(heard, present) else []
    if heard.intent != "correct_procedure":
        settled = step_in(heard.question) is not None or not cases(desk, heard)
        return _switch(desk, others, heard, state) if others and settled else None
    if not others and _is_about(present, heard.question):
        return tell(desk, present.code, asked(heard, state), heard)
    return _switch(desk, others, heard, state)


def _may_correct(heard: Understood, present: Procedure) -> bool:
    """Whether it is said briefly enough, and of another step or of what is beside the present procedure."""
    if heard.intent == "correct_procedure":
        return True
    if len(heard.question.plain) > _SHORT or not rest(heard.question):
        return False
    step = step_in(heard.question)
    if step is not None:
        return step not in plain(present.title)
    # 'mẫu E thì sao': without a step, only what speaks more for a neighbour than for the present one.
    asks_what_of = heard.intent == "ask_overview" and heard.confidence >= UNCLEAR
    asks_aspect = heard.confidence >= CLEAR and procedural(heard) != ("overview",)
    after = asks_after(heard.question) and not asks_aspect
    return after or (asks_what_of and heard.names < NAMES_ITS_OWN)


def _switch(desk: Desk, others: Sequence[Procedure], heard: Understood, state: State) -> Reply:
    """To the neighbour, asked the same."""
    aspects = asked(heard, state) or ("overview",)
    if not others:
        return which(desk, aspects, replace(state, procedure=None))
    if len(others) > 1:
        return offer(desk, [one.code for one in others], aspects, state)
    return tell(desk, others[0].code, aspects, heard)


def repeats_step(desk: Desk, question: Question, code: str) -> bool:
    """'cấp lại cần giấy tờ gì' while re-issuing is spoken of: nothing else is named."""
    step, present = step_in(question), desk.names().outlines([code]).get(code)
    if step is None or present is None or step not in plain(present.title):
        return False
    return set(rest(question)) <= step_words(step)


def _others(desk: Desk, heard: Understood, present: Procedure) -> list[Procedure]:
    """What the new words speak for: a likely one of that name, a relative, else any in whose names they stand."""
    step = step_in(heard.question)
    named = [] if step or _levels(heard.question) else _by_name(desk, rest(heard.question), present)
    likely = [code for code, _, _ in heard.candidates[:_LIKELIEST]]
    nearest = next((one for code in likely for one in named if one.code == code), None)
    relative = nearest or _relative(desk, heard.question, likely, present)
    return [relative] if relative else named


def _relative(desk: Desk, question: Question, likely: Sequence[str], present: Procedure) -> Procedure | None:
    """The relative of the step that is named, or that the words, or else the candidates, speak for."""
    codes = desk.siblings(present.code, _spoken(question))
    relatives = current(desk, desk.names().outlines(codes).values())
    step, levels = step_in(question), _levels(question)
    if step is not None:
        relatives = [one for one in relatives if step in plain(one.title)]
    elif levels:
        relatives = [one for one in relatives if levels & set(read(one.title).plain)]
    elif codes[:1] == [present.code]:
        relatives = [one for one in relatives if one.code in likely and asks_after(question)]
    return next((one for one in relatives if one.code != present.code), None)


def _is_about(present: Procedure, question: Question) -> bool:
    """'công trình nhỏ thôi' of the small building spoken of: most of the words are its title's."""
    said = set(rest(question))
    return 2 * len(said & set(read(present.title).plain)) > len(said)


def _covers(desk: Desk, code: str, question: Question) -> bool:
    """'bị mất thì sao' of a passport, whose fee has a case for a lost one: no neighbour is meant."""
    said = rest(question)
    if not said or not asks_after(question) or step_in(question):
        return False
    found = desk.procedures([code]).get(code)
    if found is None:
        return False
    cases = {one.case for one in found.dossier} | {one.case for one in found.time_limits}
    cases |= {one.case for one in found.fees}
    return any(f" {' '.join(said)} " in f" {' '.join(read(case or '').plain)} " for case in cases)


def _by_name(desk: Desk, said: tuple[str, ...], present: Procedure) -> list[Procedure]:
    codes = desk.names().holding(said) if said else []
    found = [one for one in desk.names().outlines(codes).values() if one.code != present.code]
    near = [one for one in found if one.field == present.field] or found
    return near if len(near) <= MOST_CHOICES else []


def _levels(question: Question) -> set[str]:
    """'cấp 3' → 'iii': a class of building, and no certificate of the third grade."""
    said = rest(question)
    return set(with_levels(said)) - set(said)


def _spoken(question: Question) -> Question:
    """What is said beside 'không', 'thì sao', 'cơ', with 'cấp 3' also as 'cấp III'."""
    said = with_levels(rest(question))
    return replace(question, words=said, plain=said) if said else question
