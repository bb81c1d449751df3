"""The door on both databases: events once and in order, letters in order and never doubled."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import timedelta
from subprocess import PIPE

import pytest
from sqlalchemy import text as sql

from bot.desk.door import HOLD, TERMS, Door
from bot.desk.inbox import MOST_ATTEMPTS, TALK_LASTS, Answered, Arrival, Draft
from bot.desk.outbox import BACKOFF, BUTTONS_LAST, Refused, Sent
from bot.desk.seal import Seal
from bot.settings import ROOT
from bot.storage import outbox, senders
from bot.storage.buttons import Button
from bot.storage.database import UnitOfWork, engine
from bot.storage.tables import now
from tests.desk.doors import (
    NOON,
    SECOND,
    SECRET,
    WORDS,
    answer,
    arrive,
    letter,
    made_door,
    states,
    task,
    visit,
)


@pytest.fixture
def door(database_url: str) -> Door:
    return made_door(database_url)


def test_an_event_is_taken_in_once(door: Door) -> None:
    assert arrive(door, "1")
    assert not arrive(door, "1")


def test_of_several_at_once_each_is_told_whether_it_is_new(door: Door) -> None:
    arrive(door, "old")
    keys = ["a", "old", "b", "a"]
    arrivals = [Arrival("test", key, "an", "chat an", {"text": key}) for key in keys]
    assert door.receive_all(arrivals, NOON) == [True, False, True, False]
    here = visit(door)
    first = task(door, here)
    second = task(door, here, Answered(first.event))
    third = task(door, here, Answered(second.event))
    assert [one.body.get("text") for one in (first, second, third)] == [None, "a", "b"]


def test_whatever_json_may_contain_is_taken_in_and_known_again(door: Door) -> None:
    odd = "\0 \ud83d khóa " + "x" * 5000
    assert arrive(door, odd, person=odd, text=odd)
    assert not arrive(door, odd, person=odd, text=odd)
    assert task(door, visit(door)).body["text"] == odd


def test_a_conversation_is_claimed_by_one_worker_only(door: Door, database_url: str) -> None:
    arrive(door, "1")
    assert len(door.claim(("test",), 9, NOON)) == 1
    assert Door(database_url, Seal(SECRET), WORDS).claim(("test",), 9, NOON) == []


def test_a_channel_that_is_not_ours_is_left_to_others(door: Door) -> None:
    arrive(door, "1")
    assert door.claim(("other",), 9, NOON) == []


def test_events_of_one_sender_come_in_order_and_what_arrives_meanwhile_comes_last(door: Door) -> None:
    arrive(door, "1", text="one")
    arrive(door, "2", text="two")
    here = visit(door)
    first = task(door, here)
    arrive(door, "3", text="three")
    second = task(door, here, Answered(first.event))
    third = task(door, here, Answered(second.event))
    assert [one.body["text"] for one in (first, second, third)] == ["one", "two", "three"]
    assert door.step(here, Answered(third.event), NOON) is None


def test_replies_slots_and_the_end_of_the_event_are_one_step(door: Door, database_url: str) -> None:
    here, first = answer(door, "one", "two", slots={"procedure": "1.000001"})
    second = letter(door, here, Sent(first, "m1"))
    assert door.step(here, Sent(second, "m2"), NOON) is None
    assert states(database_url) == [("one", "sent"), ("two", "sent")]
    arrive(door, "next")
    assert task(door, visit(door)).slots == {"procedure": "1.000001"}


def test_a_talk_is_over_after_an_hour(door: Door) -> None:
    here, first = answer(door, "one", slots={"procedure": "1.000001"})
    door.step(here, Sent(first, ""), NOON)
    late = NOON + TALK_LASTS + SECOND
    arrive(door, "late", at=late)
    assert task(door, visit(door, late), at=late).slots == {}


def test_what_a_dead_worker_held_is_taken_up_when_its_time_is_over(door: Door, database_url: str) -> None:
    arrive(door, "1")
    task(door, visit(door))
    other = Door(database_url, Seal(SECRET), WORDS)
    assert other.claim(("test",), 9, NOON + HOLD - SECOND) == []
    late = NOON + HOLD + SECOND
    assert task(other, visit(other, late), at=late).attempts == 2


def test_a_sign_of_life_keeps_the_conversation(door: Door) -> None:
    arrive(door, "1")
    here = visit(door)
    door.renew([here], NOON + HOLD)
    assert door.claim(("test",), 9, NOON + HOLD + SECOND) == []


def test_whoever_was_taken_over_writes_nothing_any_more(door: Door, database_url: str) -> None:
    arrive(door, "1")
    slow = visit(door)
    begun = task(door, slow)
    late = NOON + HOLD + SECOND
    other = Door(database_url, Seal(SECRET), WORDS)
    here = visit(other, late)
    again = task(other, here, at=late)
    assert door.step(slow, Answered(begun.event, (Draft("slow"),)), late) is None
    assert letter(other, here, Answered(again.event, (Draft("quick"),)), late).text == "quick"
    assert states(database_url) == [("quick", "sending")]


def test_an_event_that_ended_its_process_again_and_again_is_told_as_exhausted(door: Door) -> None:
    arrive(door, "1")
    at = NOON
    for _ in range(MOST_ATTEMPTS):
        begun = task(door, visit(door, at), at=at)
        at += HOLD + SECOND
    assert begun.exhausted


def test_a_passing_refusal_is_tried_again_later_and_the_next_letter_waits(door: Door) -> None:
    here, first = answer(door, "one", "two")
    assert door.step(here, Refused(first, "busy"), NOON) is None
    assert door.claim(("test",), 9, NOON + SECOND) == []
    later = NOON + timedelta(seconds=BACKOFF[0])
    here = visit(door, later)
    assert letter(door, here, at=later).text == "one"


def test_the_channels_own_wish_to_wait_is_respected(door: Door) -> None:
    here, first = answer(door, "one")
    door.step(here, Refused(first, "busy", retry_after=77), NOON)
    assert door.claim(("test",), 9, NOON + 76 * SECOND) == []
    assert len(door.claim(("test",), 9, NOON + 77 * SECOND)) == 1


def test_while_a_letter_waits_the_next_question_is_worked_at_and_answered_behind_it(
    door: Door, database_url: str
) -> None:
    here, first = answer(door, "one")
    door.step(here, Refused(first, "busy", retry_after=60), NOON)
    arrive(door, "2")
    here = visit(door)
    assert door.step(here, Answered(task(door, here).event, (Draft("two"),)), NOON) is None
    assert states(database_url) == [("one", "waiting"), ("two", "waiting")]


def test_after_the_last_try_it_is_given_up_with_its_reason(door: Door, database_url: str) -> None:
    here, first = answer(door, "one")
    at = NOON
    for wait in BACKOFF:
        assert door.step(here, Refused(first, "busy"), at) is None
        at += timedelta(seconds=wait)
        here = visit(door, at)
        first = letter(door, here, at=at)
    door.step(here, Refused(first, "still busy"), at)
    with UnitOfWork(engine(database_url)) as uow:
        assert [(one.state, one.reason) for one in outbox.undelivered(uow.session)] == [
            ("refused", "still busy")
        ]


def test_a_lasting_refusal_is_given_up_at_once_and_the_next_letter_goes(door: Door) -> None:
    here, first = answer(door, "one", "two")
    assert letter(door, here, Refused(first, "blocked", permanent=True)).text == "two"


def test_a_letter_cut_off_while_sending_is_not_sent_again_but_offered(door: Door, database_url: str) -> None:
    answer(door, "one", "two")
    late = NOON + HOLD + SECOND
    here = visit(door, late)
    second = letter(door, here, at=late)
    notice = letter(door, here, Sent(second, ""), late)
    assert (second.text, notice.text) == ("two", WORDS.cut_off)
    assert states(database_url)[0] == ("one", "unsure")
    ((title, button),) = notice.buttons
    pressed = door.pressed(here.sender, button, late)
    assert (title, pressed and pressed.letter) == (WORDS.again, 1)
    door.step(here, Sent(notice, ""), late)
    arrive(door, "pressed", at=late)
    here = visit(door, late)
    assert letter(door, here, Answered(task(door, here, at=late).event, again=1), late).text == "one"


def test_a_letter_cut_off_is_sent_again_where_the_channel_knows_it(door: Door, database_url: str) -> None:
    _, first = answer(door, "one")
    other = Door(database_url, Seal(SECRET), WORDS)
    other.repeatable.add("test")
    late = NOON + HOLD + SECOND
    again = letter(other, visit(other, late), at=late)
    assert (again.id, again.text) == (first.id, "one")


@pytest.mark.parametrize("departed", [False, True])
def test_a_letter_that_surely_had_not_left_its_process_is_sent_again(
    door: Door, database_url: str, departed: bool
) -> None:
    arrive(door, "1")
    command = [sys.executable, "-m", "tests.desk.dying", database_url, SECRET, *["departs"] * departed]
    subprocess.run(command, cwd=ROOT, check=True)
    door.let_go_of_the_gone()
    again = letter(door, visit(door, now()), at=now())
    assert again.text == (WORDS.cut_off if departed else "one")


def test_a_letter_that_did_arrive_counts_as_sent_even_if_another_took_over(
    door: Door, database_url: str
) -> None:
    here, first = answer(door, "one")
    late = NOON + HOLD + SECOND
    visit(Door(database_url, Seal(SECRET), WORDS), late)
    assert door.step(here, Sent(first, "m1"), late) is None
    assert states(database_url) == [("one", "sent")]


def test_a_button_counts_for_its_sender_until_it_expires(door: Door) -> None:
    here, _ = answer(door, "one", offered=(Button("b1", "Lệ phí", "lệ phí của 1.014199"),))
    found = door.pressed(here.sender, "b1", NOON)
    assert found is not None
    assert found.payload == "lệ phí của 1.014199"
    assert door.pressed("test:somebody", "b1", NOON) is None
    assert door.pressed(here.sender, "b1", NOON + BUTTONS_LAST) is None


def test_whoever_leaves_is_forgotten_once_the_last_word_is_said(door: Door, database_url: str) -> None:
    here, first = answer(door, "one", slots={"procedure": "1.000001"}, offered=(Button("b1", "x", "y"),))
    door.step(here, Sent(first, ""), NOON)
    arrive(door, "leave")
    here = visit(door)
    last = letter(door, here, Answered(task(door, here).event, (Draft("deleted"),), leaving=True))
    door.step(here, Sent(last, ""), NOON)
    with engine(database_url).connect() as connection:
        left = {
            name: connection.execute(sql(f"SELECT count(*) FROM {name}")).scalar()
            for name in ("sender", "outbox", "button", "talk")
        }
        bodies = connection.execute(sql("SELECT count(*) FROM inbox WHERE body IS NOT NULL")).scalar()
    assert left == {"sender": 0, "outbox": 0, "button": 0, "talk": 0}
    assert bodies == 0
    assert not arrive(door, "leave")


def test_a_conversation_not_heard_of_for_a_month_is_forgotten(door: Door, database_url: str) -> None:
    here, first = answer(door, "one")
    door.step(here, Sent(first, ""), NOON)
    door.tidy(NOON + TERMS.keep)
    assert states(database_url) == [("one", "sent")]
    door.tidy(NOON + TERMS.keep + SECOND)
    assert states(database_url) == []
    with UnitOfWork(engine(database_url)) as uow:
        assert not senders.wake(uow.session, here.sender, NOON)


def test_neither_person_nor_address_nor_words_can_be_read_in_the_database(
    door: Door, database_url: str
) -> None:
    arrive(door, "1", person="0912345678", text="my secret question")
    with engine(database_url).connect() as connection:
        stored = str([list(connection.execute(sql(f"SELECT * FROM {name}"))) for name in ("sender", "inbox")])
    assert "0912345678" not in stored
    assert "secret" not in stored


def test_two_processes_empty_one_inbox_each_event_once_and_each_sender_in_order(
    door: Door, database_url: str
) -> None:
    people, each = 12, 15
    for number in range(each):
        for person in range(people):
            arrive(door, f"{person}-{number}", person=str(person), text=f"{number}")
    command = [sys.executable, "-m", "tests.desk.racer", database_url, SECRET]
    racers = [subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) for _ in range(2)]
    assert [racer.stdout.readline() for racer in racers if racer.stdout] == ["ready\n"] * 2
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    shares = [racer.communicate(timeout=50)[0].splitlines() for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    assert all(len(share) > people for share in shares), "both took part"
    taken = sorted(((line.split("\t")) for share in shares for line in share), key=lambda row: float(row[1]))
    assert Counter(row[0] for row in taken) == Counter(dict.fromkeys({row[0] for row in taken}, each))
    by_sender: dict[str, list[list[str]]] = defaultdict(list)
    for row in taken:
        by_sender[row[0]].append(row)
    for rows in by_sender.values():
        assert [row[3] for row in rows] == [str(number) for number in range(each)]
        assert all(float(a[2]) <= float(b[1]) for a, b in itertools.pairwise(rows)), "one at a time"
    assert Counter(state for _, state in states(database_url)) == {"sent": people * each}


def test_while_an_officer_answers_events_say_so(door: Door) -> None:
    arrive(door, "1")
    here = visit(door)
    door.step(here, Answered(task(door, here).event, silent_until=NOON + SECOND), NOON)
    arrive(door, "2")
    assert task(door, visit(door)).silent
    arrive(door, "3", person="binh")
    assert not task(door, visit(door)).silent


def test_a_pause_is_over_when_its_time_is(door: Door) -> None:
    arrive(door, "1")
    here = visit(door)
    door.step(here, Answered(task(door, here).event, silent_until=NOON + SECOND), NOON)
    arrive(door, "2", at=NOON + SECOND)
    assert not task(door, visit(door, NOON + SECOND), at=NOON + SECOND).silent


def offer(door: Door, key: str, *titles: str) -> str:
    """An event is answered with these choices; gives the sender."""
    arrive(door, key)
    here = visit(door)
    chosen = tuple(Button(f"{key}-{title}", title, f"ask {title}") for title in titles)
    draft = Draft(f"choose {key}", tuple((one.title, one.id) for one in chosen))
    sent = letter(door, here, Answered(task(door, here).event, (draft,), chosen))
    door.step(here, Sent(sent, "m"), NOON)
    return here.sender


def test_a_number_chooses_among_what_was_offered_last(door: Door) -> None:
    sender = offer(door, "1", "a", "b")
    offer(door, "2", "c", "d", "e")
    offer(door, "3")
    titles = [one.title if (one := door.chosen(sender, number, NOON)) else "" for number in range(5)]
    assert titles == ["", "c", "d", "e", ""]


def test_a_number_chooses_nothing_when_its_choice_has_expired(door: Door) -> None:
    sender = offer(door, "1", "a")
    assert door.chosen(sender, 1, NOON + BUTTONS_LAST) is None
