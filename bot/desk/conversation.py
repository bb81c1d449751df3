"""What to answer: decided from what was understood now and what was said before.

Pure decisions over plain data: the actions give it a turn and the state, and carry out the reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.catalogue.topics import topic
from bot.desk.browsing import browse, list_field
from bot.desk.certainty import (
    CLEAR,
    LIKELY,
    NAMED,
    NAMES_ITS_OWN,
    POSSIBLE,
    SURE,
    UNCLEAR,
    procedural,
    sure,
    together,
)
from bot.desk.choosing import accepted, all_listed, chosen, take_worded
from bot.desk.doubts import doubts
from bot.desk.neighbours import correction, repeats_step
from bot.desk.offering import MOST_CASES, by_likelihood, cases, offer, offer_close, remind
from bot.desk.origin import forms_of_origin
from bot.desk.replies import SMALL_TALK, miss, officer, say, small_talk, which
from bot.desk.talk import Desk, Reply, State, Understood
from bot.desk.telling import GENERAL, OF_NONE, in_general, still_about, tell, tell_more, topic_of
from bot.desk.words import (
    asks_after,
    asks_for_all,
    asks_for_fields,
    asks_in_principle,
    button_aspects,
    field_called,
    is_emergency,
    is_field,
    rest,
)
from bot.text.question import Question

# In a longer question words beside the name tell a story, not another name.
_BARE = 9
_NEAREST = 3


def respond(desk: Desk, heard: Understood, state: State) -> Reply:
    """The reply to one message."""
    if not heard.question.words:
        return say("utter_empty", "unknown", state)
    if is_emergency(heard.question) or _sounds_urgent(heard, state):
        return say("utter_emergency", "answered", state)
    return (
        _among_choices(desk, heard, state)
        or _by_code(desk, heard, state)
        or _beside_procedures(desk, heard, state)
        or _about_procedure(desk, heard, state)
    )


def _sounds_urgent(heard: Understood, state: State) -> bool:
    """In the middle of a talk a word such as 'bị mất' must sound clearly urgent to stop it."""
    if heard.intent != "report_emergency" or sure(heard):
        return False
    return heard.confidence >= CLEAR or not (state.choices or state.procedure)


def _among_choices(desk: Desk, heard: Understood, state: State) -> Reply | None:
    if not state.choices or heard.question.codes:
        return None
    if heard.question.text.isdecimal():
        return chosen(desk, heard, state)
    if asks_for_all(heard.question) and (whole := all_listed(desk, state)):
        return whole
    worded = None if sure(heard) else take_worded(desk, heard, state)
    if worded is None and _is_called_a_number(heard, state):
        return None
    if worded is None and heard.intent in ("choose_option", "say_yes"):
        return chosen(desk, heard, state)
    return worded


def _is_called_a_number(heard: Understood, state: State) -> bool:
    """'lý lịch tư pháp số 2' names another procedure, though it sounds like a choice."""
    if heard.intent != "choose_option" or not sure(heard):
        return False
    return all(heard.candidates[0][0] not in choice.split() for choice in state.choices)


def _by_code(desk: Desk, heard: Understood, state: State) -> Reply | None:
    """Codes that stand in the question: one is told, of several one is chosen."""
    if not heard.question.codes:
        return None
    found = desk.procedures(heard.question.codes)
    known = [code for code in heard.question.codes if code in found]
    full = asks_for_all(heard.question)
    if not known:
        return miss(desk, "utter_not_in_catalogue", "declined", state)
    aspects = button_aspects(heard.question) or procedural(heard)
    if len(known) > 1:
        return offer(desk, known, aspects, state)
    return tell(desk, known[0], ("dossier",) if full else aspects, heard, full)


def _beside_procedures(desk: Desk, heard: Understood, state: State) -> Reply | None:
    """What is no question about a procedure: people, small talk, fields, what is none of its business."""
    if state.procedure and asks_for_all(heard.question):
        return tell(desk, state.procedure, ("dossier",), heard, full=True)
    if heard.intent == "request_officer" and not (sure(heard) and heard.confidence < SURE):
        return officer(desk, state)
    if heard.intent in SMALL_TALK and heard.confidence >= UNCLEAR and not _names_likely(heard):
        return small_talk(desk, heard.intent, state)
    if asks_for_fields(heard.question):
        return browse(desk, heard.question, state)
    field = field_called(heard.question)
    if field and desk.fields().get(field) and heard.intent not in ("ask_complaint", "browse_field"):
        return list_field(desk, field)
    if heard.intent == "browse_field" and not sure(heard):
        return browse(desk, heard.question, state)
    if heard.intent == "choose_option" and heard.confidence >= UNCLEAR and not sure(heard):
        return say("utter_nothing_to_choose", "unknown", state)
    if heard.intent == "say_yes":
        # 'giá vàng' sounds a little like 'vâng'.
        clear = heard.confidence >= CLEAR
        return say("utter_yes", "answered", state) if clear else miss(desk, "utter_unclear", "unknown", state)
    return None


def _about_procedure(desk: Desk, heard: Understood, state: State) -> Reply:
    if state.procedure and (corrected := correction(desk, heard, state)):
        return corrected
    if heard.intent == "out_of_scope" and heard.confidence >= UNCLEAR and not sure(heard):
        return say("utter_out_of_scope", "declined", replace(state, choices=()))
    aspects = procedural(heard)
    if aspects == ("overview",) and state.procedure is None and state.aspects:
        aspects = state.aspects  # asked before the procedure was named
    called = _called(desk, heard, state)
    if called and asks_after(heard.question) and state.aspects and heard.confidence < CLEAR:
        aspects = state.aspects  # 'còn đăng ký khai sinh?'
    if heard.confidence < CLEAR and asks_in_principle(heard.question):
        aspects = ("overview",)  # 'đtm là gì'
    if forms := forms_of_origin(desk, heard):
        return offer(desk, forms, aspects, state)
    if sure(heard):
        return _tell_best(desk, aspects, heard, state)
    hardly = together(heard) < LIKELY or bool(set(aspects) & OF_NONE)
    if heard.names < NAMES_ITS_OWN and hardly and not called:
        return _without_name(desk, aspects, heard, state)
    if together(heard) >= POSSIBLE:
        return offer_close(desk, heard, aspects, state)
    return _hardly_named(desk, called, aspects, heard, state)


def _tell_best(desk: Desk, aspects: tuple[str, ...], heard: Understood, state: State) -> Reply:
    """The best candidate, unless words beside its name make it perhaps another."""
    code = heard.candidates[0][0]
    if len(heard.question.plain) <= _BARE and desk.names().is_strange(code, rest(heard.question)):
        return offer(desk, [code], aspects, state, likely=False)
    if doubtful := doubts(desk, heard):
        return offer(desk, doubtful, aspects, state)
    return tell(desk, code, aspects, heard)


def _hardly_named(
    desk: Desk,
    called: Sequence[str],
    aspects: tuple[str, ...],
    heard: Understood,
    state: State,
) -> Reply:
    """No candidate is likely: a bare name, the step spoken of before, a general matter, or not known."""
    if state.procedure and repeats_step(desk, heard.question, state.procedure):
        return tell(desk, state.procedure, aspects, heard)
    if state.procedure and procedural(heard) != ("overview",) and _sounds_like(state.procedure, heard):
        return tell(desk, state.procedure, aspects, heard)
    if called:
        return offer(desk, cases(desk, heard) or by_likelihood(desk, called, heard), aspects, state)
    if _is_about_paying(heard, state):
        return in_general(desk, ("payment",), heard, state)
    if set(aspects) & OF_NONE:
        return in_general(desk, aspects, heard, state)
    return miss(desk, "utter_not_in_catalogue", "declined", state)


def _without_name(desk: Desk, aspects: tuple[str, ...], heard: Understood, state: State) -> Reply:
    """What leans on the choices or the procedure spoken of, or concerns none."""
    if _is_about_paying(heard, state):
        aspects = ("payment",)
    if topic(heard.text, "submission") == "hours" and "time_limit" not in aspects:
        return in_general(desk, ("submission",), heard, state)
    if still_about(aspects, state):
        return tell_more(desk, aspects, state)
    leans = not _in_principle(heard.question, aspects)
    if leans and asks_after(heard.question) and aspects == ("overview",) and state.procedure:
        aspects = state.aspects or aspects  # 'thế bị mất thì sao' of the same procedure
    elif leans and heard.confidence < UNCLEAR and not topic_of(aspects, heard):
        if state.procedure and _sounds_like(state.procedure, heard):
            return tell(desk, state.procedure, state.aspects or aspects, heard)
        return miss(desk, "utter_unclear", "unknown", state)
    if leans and state.choices and not is_field(state.choices[0]) and not set(aspects) & OF_NONE:
        asked = replace(state, aspects=aspects)
        return accepted(desk, heard, asked) if len(state.choices) == 1 else remind(desk, asked)
    if leans and state.procedure:
        return tell(desk, state.procedure, aspects, heard)
    if set(aspects) & set(GENERAL):
        return in_general(desk, aspects, heard, state)
    return which(desk, aspects, state)


def _is_about_paying(heard: Understood, state: State) -> bool:
    """'lấy biên lai ở đâu' does not ask where to submit; 'tôi nộp 2 lần rồi' goes on about paying."""
    side = topic(heard.text, "payment")
    goes_on = (state.subject or "").startswith("payment")
    return side in ("refund", "receipt") or (side is not None and goes_on)


def _names_likely(heard: Understood) -> bool:
    """'cảm ơn, cho hỏi phí giấy phép môi trường' is no mere thanks."""
    return sure(heard) or (heard.names >= NAMES_ITS_OWN and together(heard) >= POSSIBLE)


def _sounds_like(code: str, heard: Understood) -> bool:
    """Nothing likely is named, and what is spoken of is among the nearest: 'ở trọ thì ai đi khai'."""
    return heard.names < NAMED and code in [known for known, _, _ in heard.candidates[:_NEAREST]]


def _called(desk: Desk, heard: Understood, state: State) -> list[str]:
    """Procedures whose name is all that is said, or whose names hold it."""
    said = rest(heard.question)
    called = desk.names().called(said)
    alone = (state.procedure is None and asks_after(heard.question)) or heard.confidence < UNCLEAR
    if called or len(said) < 2 or not (heard.names >= NAMES_ITS_OWN or alone):
        return called
    holding = desk.names().holding(said)
    return holding if len(holding) <= MOST_CASES else []


def _in_principle(question: Question, aspects: Sequence[str]) -> bool:
    """Asked of the matter itself, not of the procedure spoken of: 'toàn trình nghĩa là gì', 'khiếu nại ở đâu'."""
    if {"complaint", "status"} & set(aspects):
        return True
    # 'kết quả là gì' is asked of the procedure spoken of.
    return bool({"online_level", "fee", "payment"} & set(aspects)) and asks_in_principle(question)
