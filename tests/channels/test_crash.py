"""Servers killed and doubled while messages are on their way: each is answered once and in order."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from bot.storage import outbox
from bot.storage.database import UnitOfWork, engine
from tests.channels.town import Town, town, wait_until

# Servers started over and over, killed or flooded.
pytestmark = pytest.mark.long

PEOPLE, EACH = 20, 10
MESSAGES = [(f"p{person}", f"tin {number}") for number in range(EACH) for person in range(PEOPLE)]
EXPECTED = [f"Đã nghe: tin {number}" for number in range(EACH)]


def insist(made: Town, person: str, text: str, server: int = -1) -> None:
    """As channels do: again under the same key until it is taken."""
    while True:
        try:
            made.write(person, text, key=f"{person}/{text}", server=server)
            return
        except (requests.ConnectionError, requests.Timeout, requests.HTTPError):
            continue


def write_all(made: Town) -> None:
    """Each person one message after the other, all persons at once."""

    def all_of(person: str) -> None:
        for sender, text in MESSAGES:
            if sender == person:
                insist(made, person, text)

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(all_of, sorted({person for person, _ in MESSAGES})))


def kill_in_flight(made: Town, answered: int) -> None:
    """All messages are taken in; when so many are answered, the server dies and another begins."""
    write_all(made)
    wait_until(lambda: made.loft.count() >= answered, made.log)
    assert made.loft.count() < len(MESSAGES)
    made.kill(0)
    made.start()
    wait_until(made.is_quiet, made.log, 40)


# On SQLite the real drivers do it: test_faults.py.
@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_after_a_kill_every_message_is_answered_once_and_in_order(database_url: str, tmp_path: Path) -> None:
    with town(database_url, tmp_path, repeatable=True) as made:
        made.loft.delay = 0.02
        kill_in_flight(made, len(MESSAGES) // 10)
        assert {person: made.loft.told[person] for person, _ in MESSAGES} == {
            person: EXPECTED for person, _ in MESSAGES
        }


def test_after_a_kill_a_letter_that_perhaps_arrived_is_not_sent_again_unasked(
    sqlite_url: str, tmp_path: Path
) -> None:
    """The channel does not know letters that come twice. Whoever may have missed one is told so and can have it."""
    with town(sqlite_url, tmp_path) as made:
        made.loft.delay = 0.05
        kill_in_flight(made, len(MESSAGES) // 10)
        with UnitOfWork(engine(sqlite_url)) as uow:
            unsure = outbox.undelivered(uow.session, 1000)
        assert {letter.state for letter in unsure} <= {"unsure"}
        for person in {person for person, _ in MESSAGES}:
            answers = [text for text in made.loft.told[person] if text.startswith("Đã nghe")]
            notices = [text for text in made.loft.told[person] if "gián đoạn khi gửi tin" in text]
            assert answers == [text for text in EXPECTED if text in answers], "in order, none twice"
            assert EACH - len(answers) <= len(notices) <= 1
            assert len(notices) == len(made.loft.buttons[person])


def test_a_server_that_is_told_to_stop_leaves_nothing_half_done(sqlite_url: str, tmp_path: Path) -> None:
    with town(sqlite_url, tmp_path) as made:
        made.loft.delay = 0.05
        write_all(made)
        made.servers[0].terminate()
        made.servers[0].wait(20)
        assert made.loft.count() < len(MESSAGES)
        made.start()
        wait_until(made.is_quiet, made.log, 40)
        told = {person: made.loft.told[person] for person, _ in MESSAGES}
    assert told == {person: EXPECTED for person, _ in MESSAGES}


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_what_is_delivered_three_times_and_shuffled_to_two_servers_is_answered_once(
    database_url: str, tmp_path: Path
) -> None:
    deliveries = MESSAGES * 3
    random.Random(7).shuffle(deliveries)
    with town(database_url, tmp_path, servers=2) as made:
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda each: insist(made, *each[1], server=each[0] % 2), enumerate(deliveries)))
        wait_until(made.is_quiet, made.log, 40)
        told = Counter((person, text) for person in made.loft.told for text in made.loft.told[person])
    assert told == Counter((person, f"Đã nghe: {text}") for person, text in MESSAGES)


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_two_servers_keep_each_persons_order(database_url: str, tmp_path: Path) -> None:
    with town(database_url, tmp_path, servers=2) as made:
        for number, (person, text) in enumerate(MESSAGES):
            insist(made, person, text, server=number % 2)
        wait_until(made.is_quiet, made.log, 40)
        told = {person: made.loft.told[person] for person, _ in MESSAGES}
    assert told == {person: EXPECTED for person, _ in MESSAGES}
