"""What the door writes into the transcript, and how it meets somebody whom an officer has."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk import handoff
from bot.desk.door import Door
from bot.desk.inbox import Answered, Spoken
from bot.desk.outbox import Sent
from bot.storage import handoffs, lines, turns
from bot.storage.database import UnitOfWork, engine
from bot.storage.retention import Terms
from bot.storage.writing import Writing
from tests.desk.doors import NOON, answer, arrive, letter, made_door, states, task, visit


@pytest.fixture
def door(database_url: str) -> Door:
    return made_door(database_url)


def test_an_answer_and_its_question_become_lines_when_they_become_letters(
    door: Door, database_url: str
) -> None:
    arrive(door, "k1")
    here = visit(door)
    asked = task(door, here)
    with UnitOfWork(engine(database_url)) as uow:
        turns.record(uow.session, turns.Turn(here.sender, "test", "lệ phí?", [], "answered"))
        uow.commit()
    said = (
        Spoken("person", "lệ phí?"),
        Spoken("assistant", "miễn phí", (("Hồ sơ", "b1"),), (("Hài lòng", "b2"),)),
        Spoken("assistant", "đọc phần đầu", of_turn=False),
    )
    outcome = Answered(asked.event, lines=said, key=asked.key, asked_before=asked.asked_before)
    door.step(here, outcome, NOON)
    # The same outcome once more, as after a database that was away for a moment.
    door.step(here, outcome, NOON)
    with UnitOfWork(engine(database_url)) as uow:
        found = lines.last(uow.session, here.sender)
    turn = found[0].turn
    assert turn is not None
    assert [(line.text, line.turn, line.key) for line in found] == [
        ("lệ phí?", turn, "k1"),
        ("miễn phí", turn, None),
        ("đọc phần đầu", None, None),
    ]
    assert (found[1].buttons, found[1].rating) == ((("Hồ sơ", "b1"),), (("Hài lòng", "b2"),))


def test_an_old_question_is_not_taken_for_this_one(door: Door, database_url: str) -> None:
    arrive(door, "k1")
    here = visit(door)
    with UnitOfWork(engine(database_url)) as uow:
        turns.record(uow.session, turns.Turn(here.sender, "test", "cũ", [], "answered"))
        uow.commit()
    asked = task(door, here)
    said = (Spoken("person", "mới"),)
    door.step(here, Answered(asked.event, lines=said, asked_before=asked.asked_before), NOON)
    with UnitOfWork(engine(database_url)) as uow:
        assert [line.turn for line in lines.last(uow.session, here.sender)] == [None]


def test_while_an_officer_has_the_person_events_are_to_be_met_with_silence(
    door: Door, database_url: str
) -> None:
    arrive(door, "1")
    here = visit(door)
    with Writing(engine(database_url)) as uow:
        number = handoff.ask(uow, here.sender, "test", NOON).id
        uow.commit()
    first = task(door, here)
    assert (first.handoff, first.silent) == ("waiting", False)
    with Writing(engine(database_url)) as uow:
        handoff.claim(uow, number, "quay1", "Quầy 1", NOON)
        uow.commit()
    joined = letter(door, here, Answered(first.event))
    arrive(door, "2")
    second = task(door, here, Sent(joined, ""))
    assert (second.handoff, second.silent) == ("open", True)
    door.step(here, Answered(second.event), NOON)
    # Noon in Vietnam is lunch: a day later an hour of work has passed.
    door.return_unanswered(timedelta(hours=1), NOON + timedelta(days=1))
    assert letter(door, visit(door, NOON + timedelta(days=1)), at=NOON + timedelta(days=1))
    with UnitOfWork(engine(database_url)) as uow:
        found = handoffs.current(uow.session, here.sender)
    assert found is not None
    assert found.state == "waiting"


def test_what_was_said_and_sent_is_kept_for_as_long_as_is_set(door: Door, database_url: str) -> None:
    said = (Spoken("person", "a"), Spoken("assistant", "b"))
    here, first = answer(door, "b", lines=said)
    door.step(here, Sent(first, ""), NOON)
    later = NOON + timedelta(days=2)
    here, second = answer(door, "c", at=later, lines=(Spoken("assistant", "c"),))
    door.step(here, Sent(second, ""), later)
    door.tidy(later, Terms(keep=timedelta(days=1)))
    assert states(database_url) == [("c", "sent")]
    with UnitOfWork(engine(database_url)) as uow:
        assert [line.text for line in lines.last(uow.session, here.sender)] == ["c"]
