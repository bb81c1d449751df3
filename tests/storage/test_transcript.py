"""What a page reads of its conversation, and the one look that tells all pages whether there is something new."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, insert, select, update

from bot.catalogue.model import Procedure
from bot.storage import catalogue, handoffs, inbox, lines, senders, tables, transcript, turns
from bot.storage.database import UnitOfWork
from bot.storage.inbox import Arrived
from bot.storage.senders import Met
from bot.storage.staff_tables import staff
from bot.storage.transcript import News
from bot.storage.turns import Turn

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=timezone.utc)
HERE, THERE = "web:here", "web:there"


@pytest.fixture(autouse=True)
def _people(uow: UnitOfWork) -> None:
    senders.meet(uow.session, [Met(HERE, "web", "x"), Met(THERE, "web", "x")], NOW)


def say(uow: UnitOfWork, text: str, sender: str = HERE, author: str = "assistant", **more: object) -> int:
    return lines.add(uow.session, sender, author, text, NOW, **more)  # type: ignore[arg-type]


def officer(uow: UnitOfWork, name: str, full_name: str | None) -> None:
    values = {"name": name, "full_name": full_name, "role": "officer", "password": "x"}
    uow.session.execute(insert(staff).values(**values))


def news(uow: UnitOfWork, *of: str) -> dict[str, News]:
    return transcript.news(uow.session, of, NOW - timedelta(seconds=1))


def test_lines_are_read_from_where_the_page_stopped(uow: UnitOfWork) -> None:
    numbers = [say(uow, f"câu {number}") for number in range(4)]
    say(uow, "của người khác", THERE)
    assert [line.text for line in transcript.after(uow.session, HERE, numbers[1])] == ["câu 2", "câu 3"]
    assert [line.text for line in transcript.after(uow.session, HERE, 0, limit=1)] == ["câu 0"]
    assert [line.text for line in transcript.last(uow.session, HERE, limit=2)] == ["câu 2", "câu 3"]


def test_a_line_knows_what_its_turn_was_about(uow: UnitOfWork) -> None:
    catalogue.replace_all(
        uow.session, [Procedure("1.000001", "Cấp giấy phép", "xay_dung", "Giấy phép")], "tests"
    )
    turns.record(uow.session, Turn(HERE, "web", "lệ phí", ["fee"], "answered", "1.000001"))
    number = uow.session.execute(select(func.max(tables.turn.c.id))).scalar_one()
    say(uow, "Không thu.", turn=number)
    (line,) = transcript.last(uow.session, HERE)
    assert (line.outcome, line.aspects, line.procedure, line.title) == (
        "answered",
        ["fee"],
        "1.000001",
        "Giấy phép",
    )


def test_a_line_survives_its_procedure_and_its_turn(uow: UnitOfWork) -> None:
    say(uow, "Còn đây.", turn=4711)
    assert transcript.last(uow.session, HERE)[0].procedure is None


def test_an_officer_is_called_by_his_full_name_or_by_none(uow: UnitOfWork) -> None:
    officer(uow, "quay-1", "Cán bộ quầy 1")
    officer(uow, "quay-2", None)
    for account in ("quay-1", "quay-2", "đã-xóa"):
        say(uow, "Chào anh/chị.", author="officer", staff=account)
    assert [line.officer for line in transcript.last(uow.session, HERE)] == ["Cán bộ quầy 1", None, None]


def test_news_are_of_those_who_are_asked_about_and_have_written(uow: UnitOfWork) -> None:
    number = say(uow, "câu")
    assert news(uow, HERE, "web:never") == {HERE: News(number)}
    assert news(uow, THERE) == {THERE: News(0)}
    assert news(uow) == {}


def test_an_event_that_waits_for_more_than_a_second_is_news(uow: UnitOfWork) -> None:
    inbox.add(uow.session, [Arrived("web", "k1", HERE, "x")], NOW - timedelta(seconds=2))
    inbox.add(uow.session, [Arrived("web", "k2", THERE, "x")], NOW)
    told = news(uow, HERE, THERE)
    assert (told[HERE].working, told[THERE].working) == (True, False)
    event = inbox.take(uow.session, HERE)
    assert event is not None
    inbox.finish(uow.session, event.id)
    assert not news(uow, HERE)[HERE].working


def test_a_hand_over_is_news_until_it_is_over(uow: UnitOfWork) -> None:
    officer(uow, "quay-1", "Cán bộ quầy 1")
    number = handoffs.add(uow.session, HERE, "web", NOW)
    assert news(uow, HERE)[HERE] == News(handoff=number, state="waiting")
    for values in ({"state": "open", "officer": "quay-1"}, {"state": "closed"}):
        found = handoffs.find(uow.session, number)
        assert found is not None
        handoffs.change(uow.session, found, **values)
        if values["state"] == "open":
            assert news(uow, HERE)[HERE] == News(0, False, False, number, "open", "Cán bộ quầy 1")
    assert news(uow, HERE)[HERE] == News()


def test_somebody_who_leaves_is_news(uow: UnitOfWork) -> None:
    uow.session.execute(update(tables.sender).where(tables.sender.c.sender == HERE).values(leaving=True))
    assert news(uow, HERE)[HERE].leaving


def test_a_thousand_pages_are_told_in_one_go(uow: UnitOfWork) -> None:
    many = [f"web:{number}" for number in range(1200)]
    senders.meet(uow.session, [Met(one, "web", "x") for one in many[:60]], NOW)
    assert len(transcript.news(uow.session, many, NOW)) == 60
