"""The action behind every message: read what was understood, decide, say, remember."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from functools import cache, partial
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import logs
from bot.desk.conversation import respond
from bot.desk.dossier.code import hidden
from bot.desk.dossier.telling import about_dossier, warned
from bot.desk.dossier.window import Window, opened
from bot.desk.lookup import Lookup
from bot.desk.secrets import hide
from bot.desk.talk import Reply, State, Understood
from bot.settings import Settings
from bot.storage.turns import Turn


class ActionAnswer(Action):
    """Answers from the catalogue."""

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        logs.turn.set(str((tracker.latest_message.get("metadata") or {}).get("turn") or ""))
        reply = await asyncio.to_thread(answered, tracker)
        logs.steps.info("action answered: %s about %s", reply.outcome, reply.procedure)
        say(dispatcher, reply)
        return changes(remembered(reply), tracker)


@cache
def lookup() -> Lookup:
    """Opened at the first question, so that importing this module touches no database."""
    return Lookup(Settings.from_env())


def answered(tracker: Tracker) -> Reply:
    """Decide on the reply and keep the turn's record. Runs in a thread: it waits for the database."""
    heard = understood(tracker.latest_message)
    reply = decided(heard, state(tracker), tracker.sender_id)
    candidates = tracker.latest_message.get("candidates") or []
    lookup().record(
        Turn(
            sender=tracker.sender_id,
            channel=tracker.get_latest_input_channel() or "unknown",
            text=hidden(heard.text),
            aspects=list(reply.aspects or heard.aspects),
            outcome=reply.outcome,
            procedure=reply.procedure,
            confidence=heard.candidates[0][2] if heard.candidates else None,
            candidates=tuple(candidates),
        )
    )
    return reply


def decided(heard: Understood, before: State, person: str) -> Reply:
    """About one dossier, or from the catalogue."""
    desk, window = lookup().desk(), dossiers()
    ask = partial(window.ask, person) if window else None
    reply = about_dossier(desk.agency, heard, before, ask, datetime.now(timezone.utc))
    return warned(reply or respond(desk, heard, before), heard.text)


@cache
def dossiers() -> Window | None:
    """Opened at the first question; None where no one-stop system is configured."""
    return opened(Settings.from_env())


def understood(message: dict[str, Any]) -> Understood:
    return Understood(
        text=hide(message.get("text") or ""),
        intent=(message.get("intent") or {}).get("name") or "out_of_scope",
        aspects=tuple(message.get("aspects") or ()),
        candidates=tuple(
            (one["code"], one["name"], one["confidence"]) for one in message.get("candidates") or ()
        ),
        names=message.get("names_procedure", 1.0),
        confidence=(message.get("intent") or {}).get("confidence") or 0.0,
    )


def state(tracker: Tracker) -> State:
    return State(
        procedure=tracker.get_slot("procedure"),
        aspects=tuple(tracker.get_slot("aspects") or ()),
        choices=tuple(tracker.get_slot("choices") or ()),
        misses=int(tracker.get_slot("misses") or 0),
        subject=tracker.get_slot("subject"),
    )


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """All lines as messages; the buttons hang on the last."""
    for number, line in enumerate(reply.lines, 1):
        buttons = [vars(button) for button in reply.buttons] if number == len(reply.lines) else None
        if line.response:
            dispatcher.utter_message(response=line.response, buttons=buttons, **line.values)
        else:
            dispatcher.utter_message(text=line.text, buttons=buttons)


def remembered(reply: Reply) -> list[EventType]:
    return [
        SlotSet("procedure", reply.state.procedure),
        SlotSet("aspects", list(reply.state.aspects)),
        SlotSet("choices", list(reply.state.choices)),
        SlotSet("misses", float(reply.state.misses)),
        SlotSet("subject", reply.state.subject),
        SlotSet("outcome", reply.outcome),
        SlotSet("meant", reply.procedure),
        SlotSet("asked", list(reply.aspects)),
        SlotSet("answered", True),
    ]


def changes(slots: list[EventType], tracker: Tracker) -> list[EventType]:
    """Only what a slot does not hold already: Rasa goes through all events of a conversation at every turn."""
    return [slot for slot in slots if slot["value"] != tracker.get_slot(slot["name"])]
