"""What to answer: decided from what was understood now and what was said before.

Pure decisions over plain data: the actions give it a turn and the state, and carry out the reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.catalogue.answers import Answer, answer, general
from bot.catalogue.model import Procedure
from bot.catalogue.topics import topic
from bot.desk.talk import Button, Desk, Line, Reply, State, Understood
from bot.desk.words import (
    asks_for_all,
    asks_in_principle,
    aspect_title,
    button_aspects,
    button_question,
    contacts,
    field_in,
    field_name,
    hotline,
    is_emergency,
    option_in,
    step_in,
    words,
)
from bot.text.question import Question, read
from bot.text.writing import plain

# Calibrated confidences (bot.catalogue.ranking), chosen on data/dev so that at most 2 in 100 answers
# concern a wrong procedure: from SURE on it is answered; when the first four together reach POSSIBLE they
# are offered as choices, without those that are FAR behind the first.
SURE = 0.65
POSSIBLE = 0.15
FAR = 0.04
# From this on the choices are offered as cases of what was asked, below as the nearest that there is.
LIKELY = 0.35
# A runner-up this close to the best is offered beside it.
CLOSE = 0.25
MOST_CHOICES = 4
MOST_LISTED = 8
MISSES_BEFORE_OFFICER = 2
# Above this probability the question names a procedure of its own; below, it leans on what was said before.
NAMES_ITS_OWN = 0.5

# A correction is said in a few words; a longer message is a question of its own.
SHORT = 8
# Below this probability of every intent, a message that names nothing is not understood.
UNCLEAR = 0.3

# Answered in general when no procedure is meant.
GENERAL = ("payment", "complaint", "online_level", "status", "submission", "agency", "fee", "form")
# Of these the general answer is the whole answer; the others wait for the name of a procedure.
_OF_NONE = {"payment", "complaint", "status"}
SMALL_TALK = {
    "greet": "utter_greeting",
    "say_thanks": "utter_thanks",
    "say_goodbye": "utter_goodbye",
    "ask_identity": "utter_identity",
    "say_no": "utter_no",
    "give_feedback": "utter_feedback",
}


def respond(desk: Desk, heard: Understood, state: State) -> Reply:
    """The reply to one message."""
    question = read(heard.text)
    if not question.words:
        return _say("utter_empty", "unknown", state)
    if is_emergency(question) or (heard.intent == "report_emergency" and not _sure(heard)):
        return _say("utter_emergency", "answered", state)
    pressed = bool(button_aspects(question))
    choosing = heard.intent in ("choose_option", "say_yes") or question.text.isdecimal()
    if state.choices and choosing and not pressed:
        return _chosen(desk, question, heard, state)
    if question.codes:
        return _about_codes(desk, heard, state, question.codes)
    if state.procedure and asks_for_all(question):
        return _tell(desk, state.procedure, ("dossier",), heard, full=True)
    if heard.intent == "request_officer" and not (_sure(heard) and heard.confidence < SURE):
        return _officer(desk, state)
    if heard.intent in SMALL_TALK and not _sure(heard):
        return _small_talk(desk, heard.intent, state)
    if heard.intent == "browse_field" and not _sure(heard):
        return _browse(desk, question, state)
    if heard.intent == "choose_option":
        return _say("utter_nothing_to_choose", "unknown", state)
    if heard.intent == "say_yes":
        return _say("utter_yes", "answered", state)
    if heard.intent == "out_of_scope" and heard.confidence >= UNCLEAR and not _sure(heard):
        return _say("utter_out_of_scope", "declined", replace(state, choices=()))
    if state.procedure and _corrects(desk, question, heard, state.procedure):
        return _corrected(desk, question, heard, state)
    return _about_procedure(desk, heard, state)


def _corrects(desk: Desk, question: Question, heard: Understood, code: str) -> bool:
    """'không, gia hạn cơ', 'thế cấp lại thì sao': a short word about another step with the same paper."""
    if heard.names >= NAMES_ITS_OWN and _sure(heard):
        return False
    if heard.intent == "correct_procedure":
        return True
    present = desk.procedures([code]).get(code)
    step = step_in(question)
    if present is None or len(question.plain) > SHORT:
        return False
    if step is not None:
        return step not in plain(present.title)
    # 'mẫu E thì sao': without a step, only what speaks more for a neighbour than for the present one.
    asks_what_of = heard.intent == "ask_overview" and heard.names < NAMES_ITS_OWN
    return asks_what_of and desk.siblings(code, question)[:1] not in ([], [code])


def _about_procedure(desk: Desk, heard: Understood, state: State) -> Reply:
    aspects = _procedural(heard.aspects)
    if aspects == ("overview",) and state.procedure is None and state.aspects:
        aspects = state.aspects  # asked before the procedure was named
    if _sure(heard):
        return _tell(desk, heard.candidates[0][0], aspects, heard)
    likely = heard.candidates[:MOST_CHOICES]
    together = sum(confidence for _, _, confidence in likely)
    if heard.names < NAMES_ITS_OWN and together < LIKELY:
        return _without_name(desk, aspects, heard, state)
    if together >= POSSIBLE:
        close = [code for code, _, confidence in likely if confidence >= FAR * likely[0][2]]
        return _offer(desk, close, aspects, state, heard)
    if set(aspects) & _OF_NONE:
        return _in_general(desk, aspects, heard, state)
    return _miss(desk, "utter_not_in_catalogue", "declined", state)


def _without_name(desk: Desk, aspects: tuple[str, ...], heard: Understood, state: State) -> Reply:
    """What leans on the choices or the procedure spoken of, or concerns none."""
    if topic(heard.text, "payment") in ("refund", "receipt"):
        aspects = ("payment",)  # 'lấy biên lai ở đâu' does not ask where to submit
    leans = not _in_principle(heard, aspects)
    if leans and heard.confidence < UNCLEAR and not _topic(aspects, heard):
        return _miss(desk, "utter_unclear", "unknown", state)
    if leans and state.choices and not set(aspects) & _OF_NONE:
        asked = replace(state, aspects=aspects)
        return _say("utter_no_such_choice", "choices", asked, count=str(len(state.choices)))
    if leans and state.procedure:
        return _tell(desk, state.procedure, aspects, heard)
    if set(aspects) & set(GENERAL):
        return _in_general(desk, aspects, heard, state)
    return _which(desk, aspects, state)


def _in_principle(heard: Understood, aspects: Sequence[str]) -> bool:
    """Asked of the matter itself, not of the procedure spoken of: 'toàn trình nghĩa là gì', 'khiếu nại ở đâu'."""
    if {"complaint", "status"} & set(aspects):
        return True
    # 'kết quả là gì' is asked of the procedure spoken of.
    return bool({"online_level", "fee", "payment"} & set(aspects)) and asks_in_principle(read(heard.text))


def _sure(heard: Understood) -> bool:
    """Whether the best candidate may be answered without asking back."""
    if not heard.candidates:
        return False
    best = heard.candidates[0][2]
    second = heard.candidates[1][2] if len(heard.candidates) > 1 else 0.0
    return best >= SURE and second < best - CLOSE


def _tell(desk: Desk, code: str, aspects: tuple[str, ...], heard: Understood, full: bool = False) -> Reply:
    """The facts asked about one procedure; a superseded one leads to its successor."""
    found = desk.procedures([code])
    procedure = found.get(code)
    if procedure is None:
        return _miss(desk, "utter_not_in_catalogue", "declined", State())
    successor = None
    if procedure.state == "superseded" and procedure.superseded_by:
        successor = desk.procedures([procedure.superseded_by]).get(procedure.superseded_by)
    told = answer(
        procedure, aspects, desk.agency, desk.today, desk.stale_days, successor, full, _topic(aspects, heard)
    )
    now = (successor or procedure).code
    return Reply(
        lines=tuple(Line(text=part) for part in told.parts),
        outcome="answered",
        state=State(procedure=now, aspects=aspects),
        buttons=_next_buttons(told, now),
        procedure=now,
        aspects=aspects,
    )


def _next_buttons(told: Answer, code: str) -> tuple[Button, ...]:
    all_of_it = words()["button_question"].format(aspect=words()["all_question"], code=code)
    more = (Button(words()["all"][0], all_of_it),)
    return (more if told.more else ()) + tuple(
        Button(aspect_title(aspect), button_question([aspect], code)) for aspect in told.next_aspects
    )


def _offer(
    desk: Desk, codes: Sequence[str], aspects: tuple[str, ...], state: State, heard: Understood | None = None
) -> Reply:
    """Close candidates as choices, by button or number."""
    found = desk.procedures(codes)
    known = _current(desk, [found[code] for code in codes if code in found])[:MOST_CHOICES]
    likely = heard is None or sum(candidate[2] for candidate in heard.candidates[:MOST_CHOICES]) >= LIKELY
    response = "utter_which_case" if likely else "utter_nearest"
    return Reply(
        lines=(Line(response), Line(text=_numbered(known))),
        outcome="choices",
        state=State(state.procedure, aspects, tuple(procedure.code for procedure in known), state.misses),
        buttons=_choice_buttons(known, aspects),
        procedure=known[0].code if known else None,
        aspects=aspects,
    )


def _current(desk: Desk, procedures: Sequence[Procedure]) -> list[Procedure]:
    """Successors in place of what they replaced, each once."""
    kept: dict[str, Procedure] = {}
    for procedure in procedures:
        if procedure.state == "superseded" and procedure.superseded_by:
            procedure = desk.procedures([procedure.superseded_by]).get(procedure.superseded_by, procedure)
        kept.setdefault(procedure.code, procedure)
    return list(kept.values())


def _numbered(procedures: Sequence[Procedure]) -> str:
    return "\n".join(f"{number}. {procedure.title}" for number, procedure in enumerate(procedures, 1))


def _choice_buttons(procedures: Sequence[Procedure], aspects: tuple[str, ...]) -> tuple[Button, ...]:
    asked = aspects or ("overview",)
    return tuple(
        Button(f"{number}. {procedure.title}", button_question(asked, procedure.code))
        for number, procedure in enumerate(procedures, 1)
    )


def _chosen(desk: Desk, question: Question, heard: Understood, state: State) -> Reply:
    row = (
        0
        if heard.intent == "say_yes" and len(state.choices) == 1
        else option_in(question, len(state.choices))
    )
    if row is None:
        return _say("utter_no_such_choice", "choices", state, count=str(len(state.choices)))
    return _tell(desk, state.choices[row], state.aspects or ("overview",), heard)


def _about_codes(desk: Desk, heard: Understood, state: State, codes: Sequence[str]) -> Reply:
    found = desk.procedures(codes)
    known = [code for code in codes if code in found]
    if not known:
        return _miss(desk, "utter_not_in_catalogue", "declined", state)
    question = read(heard.text)
    full = asks_for_all(question)
    asked = button_aspects(question) or _procedural(heard.aspects)
    return _tell(desk, known[0], ("dossier",) if full else asked, heard, full)


def _corrected(desk: Desk, question: Question, heard: Understood, state: State) -> Reply:
    """'không, gia hạn cơ': the relative of the present procedure that these words fit best."""
    assert state.procedure is not None
    codes = desk.siblings(state.procedure, question)
    found = desk.procedures(codes)
    relatives = _current(desk, [found[code] for code in codes if code in found])
    other = next((one.code for one in relatives if one.code != state.procedure), None)
    aspects = state.aspects or ("overview",)
    if other is None:
        return _which(desk, aspects, replace(state, procedure=None))
    return _tell(desk, other, aspects, heard)


def _topic(aspects: Sequence[str], heard: Understood) -> str | None:
    """Which side of paying or complaining is meant: 'báo lỗi', 'biên lai', 'trễ hẹn' …"""
    return next((found for aspect in aspects if (found := topic(heard.text, aspect))), None)


def _in_general(desk: Desk, aspects: tuple[str, ...], heard: Understood, state: State) -> Reply:
    lines = [
        part
        for aspect in aspects
        if aspect in GENERAL
        for part in general(aspect, desk.agency, topic(heard.text, aspect)).parts
    ]
    waiting = () if state.procedure or set(aspects) & _OF_NONE else aspects
    kept = replace(state, misses=0, choices=(), aspects=waiting or state.aspects)
    return Reply(tuple(Line(text=part) for part in lines), "answered", kept, aspects=aspects)


def _which(desk: Desk, aspects: tuple[str, ...], state: State) -> Reply:
    title = aspect_title(aspects[0]).rstrip("?").lower()
    return _miss(desk, "utter_which_procedure", "unknown", replace(state, aspects=aspects), aspect=title)


def _browse(desk: Desk, question: Question, state: State) -> Reply:
    by_field = desk.fields()
    chosen = field_in(question)
    if chosen is None or not by_field.get(chosen):
        count = str(sum(map(len, by_field.values())))
        buttons = tuple(
            Button(field_name(name), words()["browse_question"].format(field=field_name(name)))
            for name in by_field
        )
        listed = "\n".join(f"- {field_name(name)} ({len(codes)})" for name, codes in by_field.items())
        return Reply((Line("utter_fields", {"count": count}), Line(text=listed)), "answered", state, buttons)
    found = desk.procedures(by_field[chosen])
    shown = [found[code] for code in by_field[chosen] if code in found][:MOST_LISTED]
    values = {"field": field_name(chosen), "count": str(len(by_field[chosen]))}
    return Reply(
        lines=(Line("utter_field", values), Line(text=_numbered(shown))),
        outcome="choices",
        state=State(None, ("overview",), tuple(procedure.code for procedure in shown), 0),
        buttons=_choice_buttons(shown[:MOST_CHOICES], ("overview",)),
        aspects=("overview",),
    )


def _officer(desk: Desk, state: State) -> Reply:
    kept = replace(state, misses=0)
    return Reply(
        (Line("utter_officer", {"contacts": contacts(desk.agency)}),), "handoff", kept, aspects=("handoff",)
    )


def _small_talk(desk: Desk, intent: str, state: State) -> Reply:
    count = str(sum(map(len, desk.fields().values()))) if intent == "ask_identity" else ""
    values = {"agency": desk.agency.name, "count": count}
    return Reply((Line(SMALL_TALK[intent], values),), "answered", replace(state, misses=0))


def _miss(desk: Desk, response: str, outcome: str, state: State, **values: str) -> Reply:
    """Not answered; after the second time in a row a person is offered."""
    missed = replace(state, misses=state.misses + 1, choices=())
    values.setdefault("hotline", hotline(desk.agency))
    lines = [Line(response, values)]
    if missed.misses >= MISSES_BEFORE_OFFICER:
        lines.append(Line("utter_offer_officer", {"contacts": contacts(desk.agency)}))
        missed = replace(missed, misses=0)
    return Reply(tuple(lines), outcome, missed)


def _say(response: str, outcome: str, state: State, **values: str) -> Reply:
    return Reply((Line(response, values),), outcome, state)


def _procedural(aspects: Sequence[str]) -> tuple[str, ...]:
    """Aspects that a procedure can be asked about."""
    kept = tuple(aspect for aspect in aspects if aspect in words()["aspects"])
    return kept or ("overview",)
