from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.storage import lines, presence, senders
from bot.storage.database import UnitOfWork
from bot.storage.lines import Line
from bot.storage.senders import Met
from tests.storage.tidying import TERMS, tidy

NOON = datetime(2026, 11, 26, 5, tzinfo=timezone.utc)
DAY = timedelta(days=1)


def say(uow: UnitOfWork, sender: str, text: str, at: datetime = NOON, author: str = "person") -> int:
    return lines.add(uow.session, sender, author, text, at)


def texts(found: list[Line]) -> list[str]:
    return [line.text for line in found]


def test_a_line_is_read_as_it_was_written(uow: UnitOfWork) -> None:
    shown, rating = (("Lệ phí", "b1"),), (("Hài lòng", "b2"),)
    more = {"staff": "quay1", "buttons": shown, "rating": rating, "turn": 7, "key": "k1"}
    number = lines.add(uow.session, "web:an", "officer", "Chào", NOON, **more)
    assert lines.last(uow.session, "web:an") == [
        Line(number, "web:an", NOON, "officer", "Chào", "quay1", shown, rating, 7, "k1")
    ]


def test_whoever_has_seen_a_line_gets_those_after_it(uow: UnitOfWork) -> None:
    first = say(uow, "web:an", "một")
    say(uow, "web:binh", "của người khác")
    say(uow, "web:an", "hai")
    say(uow, "web:an", "ba")
    assert texts(lines.after(uow.session, "web:an", first)) == ["hai", "ba"]
    assert texts(lines.after(uow.session, "web:an", 0, limit=2)) == ["một", "hai"]
    assert texts(lines.last(uow.session, "web:an", limit=2)) == ["hai", "ba"]


def test_the_first_word_since_is_found(uow: UnitOfWork) -> None:
    for days, author in ((0, "person"), (1, "officer"), (2, "person"), (3, "person")):
        say(uow, "web:an", "x", NOON + days * DAY, author)
    assert lines.first_after(uow.session, "web:an", "person", NOON) == NOON + 2 * DAY
    assert lines.first_after(uow.session, "web:an", "officer", NOON + DAY) is None


def test_lines_go_with_their_person_or_their_time(uow: UnitOfWork) -> None:
    senders.meet(uow.session, [Met(who, "web", "sealed") for who in ("web:an", "web:binh")], NOON)
    say(uow, "web:an", "cũ", NOON - DAY)
    say(uow, "web:an", "mới")
    say(uow, "web:binh", "mới")
    tidy(uow, NOON + TERMS.keep)
    assert texts(lines.last(uow.session, "web:an")) == ["mới"]
    senders.forget_words(uow.session, "web:an")
    assert lines.last(uow.session, "web:an") == []
    assert texts(lines.last(uow.session, "web:binh")) == ["mới"]


def test_the_last_words_to_somebody_who_has_gone_go_soon(uow: UnitOfWork) -> None:
    senders.meet(uow.session, [Met("web:binh", "web", "sealed")], NOON)
    for sender in ("web:an", "web:binh"):
        say(uow, sender, "tạm biệt")
    tidy(uow, NOON + TERMS.last_words)
    assert len(lines.last(uow.session, "web:an")) == 1
    tidy(uow, NOON + DAY)
    assert lines.last(uow.session, "web:an") == []
    assert len(lines.last(uow.session, "web:binh")) == 1


def test_an_officer_is_here_while_he_says_so_and_gives_signs_of_life(uow: UnitOfWork) -> None:
    presence.seen(uow.session, "quay1", True, NOON)
    presence.seen(uow.session, "quay2", True, NOON - DAY)
    presence.seen(uow.session, "quay3", True, NOON)
    presence.seen(uow.session, "quay3", False, NOON)
    assert presence.here(uow.session, NOON - DAY / 2) == ["quay1"]
