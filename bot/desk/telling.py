"""Facts: about one procedure, or about what concerns every one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.catalogue.answers import Answer, answer, general
from bot.catalogue.topics import topic
from bot.desk.replies import miss
from bot.desk.talk import Button, Desk, Line, Reply, State, Understood
from bot.desk.words import aspect_title, button_question, words

# Answered in general when no procedure is meant.
GENERAL = ("payment", "complaint", "online_level", "status", "submission", "agency", "fee", "form")
# Of these the general answer is the whole answer; the others wait for the name of a procedure.
OF_NONE = {"payment", "complaint", "status"}
# What is asked next may still be about paying or complaining: 'bao lâu thì được trả lời'.
_STILL_ABOUT = {
    "complaint": {"time_limit", "result", "submission", "agency", "legal_basis"},
    "payment": {"time_limit", "submission"},
}
# 'thời hiệu bao lâu' sounds like the validity of a result.
_PARTS = {"time_limit": "limit", "result": "limit", "submission": "where", "agency": "where"}


def tell(desk: Desk, code: str, aspects: tuple[str, ...], heard: Understood, full: bool = False) -> Reply:
    """The facts asked about one procedure; a superseded one leads to its successor."""
    procedure = desk.procedures([code]).get(code)
    if procedure is None:
        return miss(desk, "utter_not_in_catalogue", "declined", State())
    successor = None
    if procedure.state == "superseded" and procedure.superseded_by:
        successor = desk.procedures([procedure.superseded_by]).get(procedure.superseded_by)
    about = topic_of(aspects, heard)
    told = answer(procedure, aspects, desk.agency, desk.today, desk.stale_days, successor, full, about)
    now = (successor or procedure).code
    return Reply(
        lines=tuple(Line(text=part) for part in told.parts),
        outcome="answered",
        state=State(procedure=now, aspects=aspects),
        buttons=_next_buttons(told, now),
        procedure=now,
        aspects=aspects,
    )


def in_general(desk: Desk, aspects: tuple[str, ...], heard: Understood, state: State) -> Reply:
    """What holds for every procedure."""
    parts = [
        part
        for aspect in aspects
        if aspect in GENERAL
        for part in general(aspect, desk.agency, topic(heard.text, aspect)).parts
    ]
    waiting = () if state.procedure or set(aspects) & OF_NONE else aspects
    subject = next((aspect for aspect in aspects if aspect in _STILL_ABOUT), None)
    about = f"{subject} {topic(heard.text, subject) or ''}".strip() if subject else None
    kept = replace(state, misses=0, choices=(), aspects=waiting or state.aspects, subject=about)
    return Reply(tuple(Line(text=part) for part in parts), "answered", kept, aspects=aspects)


def still_about(aspects: Sequence[str], state: State) -> bool:
    """Whether what is asked can be about the matter just spoken of in general."""
    subject = (state.subject or " ").split(" ")[0]
    return bool(set(aspects) & _STILL_ABOUT.get(subject, set()))


def tell_more(desk: Desk, aspects: Sequence[str], state: State) -> Reply:
    """The part of the general matter that is asked now."""
    subject, _, about = (state.subject or "").partition(" ")
    part = next((_PARTS[aspect] for aspect in aspects if aspect in _PARTS), None)
    told = general(subject, desk.agency, about or None, part)
    lines = tuple(Line(text=part) for part in told.parts)
    return Reply(lines, "answered", replace(state, misses=0), aspects=(subject,))


def topic_of(aspects: Sequence[str], heard: Understood) -> str | None:
    """Which side of paying or complaining is meant: 'báo lỗi', 'biên lai', 'trễ hẹn' …"""
    return next((found for aspect in aspects if (found := topic(heard.text, aspect))), None)


def _next_buttons(told: Answer, code: str) -> tuple[Button, ...]:
    all_of_it = words()["button_question"].format(aspect=words()["all_question"], code=code)
    more = (Button(words()["all"][0], all_of_it),)
    return (more if told.more else ()) + tuple(
        Button(aspect_title(aspect), button_question([aspect], code)) for aspect in told.next_aspects
    )
