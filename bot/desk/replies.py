"""Replies that tell no facts: small talk, not understood, not known, whom to ask."""

from __future__ import annotations

from dataclasses import replace

from bot.catalogue.words import heading
from bot.desk.talk import Button, Desk, Line, Reply, State
from bot.desk.words import contacts, hotline, words

MISSES_BEFORE_OFFICER = 2
SMALL_TALK = {
    "greet": "utter_greeting",
    "say_thanks": "utter_thanks",
    "say_goodbye": "utter_goodbye",
    "ask_identity": "utter_identity",
    "say_no": "utter_no",
    "give_feedback": "utter_feedback",
}


def say(response: str, outcome: str, state: State, **values: str) -> Reply:
    return Reply((Line(response, values),), outcome, state)


def miss(desk: Desk, response: str, outcome: str, state: State, **values: str) -> Reply:
    """Not answered; after the second time in a row a person is offered."""
    missed = replace(state, misses=state.misses + 1, choices=())
    values.setdefault("hotline", hotline(desk.agency))
    lines = (Line(response, values),)
    if missed.misses < MISSES_BEFORE_OFFICER:
        return Reply(lines, outcome, missed)
    offer = Line("utter_offer_officer", {"contacts": contacts(desk.agency)})
    title = str(words()["officer"])
    button = Button(title, title.lower())
    return Reply((*lines, offer), outcome, replace(missed, misses=0), (button,))


def which(desk: Desk, aspects: tuple[str, ...], state: State) -> Reply:
    named = aspects[0] if aspects[0] != "overview" else "dossier"
    title = heading(named).lower()
    return miss(desk, "utter_which_procedure", "unknown", replace(state, aspects=aspects), aspect=title)


def officer(desk: Desk, state: State) -> Reply:
    line = Line("utter_officer", {"contacts": contacts(desk.agency)})
    return Reply((line,), "handoff", replace(state, misses=0), aspects=("handoff",))


def small_talk(desk: Desk, intent: str, state: State) -> Reply:
    count = str(sum(map(len, desk.fields().values()))) if intent == "ask_identity" else ""
    values = {"agency": desk.agency.name, "count": count}
    kept = replace(state, misses=0, choices=() if intent == "say_no" else state.choices)
    return Reply((Line(SMALL_TALK[intent], values),), "answered", kept)
