"""A channel that is switched off, and the notice of these days: what people are told, and how often."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.catalogue.authority import Authority
from bot.catalogue.working import VIETNAM
from bot.channels.announcements import Announcements
from bot.channels.driver import Incoming
from bot.channels.words import words
from bot.desk import handoff
from bot.errors import MotCuaError
from bot.settings import Settings
from bot.storage import desk_tables, tables
from bot.storage.database import UnitOfWork, engine
from bot.storage.writing import Writing
from tests.channels.exchange import Exchange, Mute
from tests.desk.profiles import change

HOTLINE = "tổng đài 1022 của tỉnh Đồng Nai (0251) 1022"
OFF = words()["paused"].format(hotline=HOTLINE)


class Telegram(Mute):
    name = "telegram"


class Page(Telegram):
    shows_notice = True


@pytest.fixture
def person(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    return Exchange(sqlite_url, tmp_path, Telegram())


def switch(url: str, *channels: str, since: datetime | None = None) -> None:
    """Off with these, on with all others."""
    at = (since or datetime(2026, 11, 1, tzinfo=VIETNAM)).isoformat()
    change(
        url,
        {"pauses": [{"channel": one, "reason": "Thử", "who": "quantri", "since": at} for one in channels]},
        "pauses",
    )


def announce(url: str, words: str) -> None:
    today = datetime.now(VIETNAM).date().isoformat()
    change(url, {"notice": {"text": words, "first": today, "last": today}}, "pauses")


def test_a_channel_that_is_off_tells_whom_to_ask_instead_of_answering(person: Exchange) -> None:
    assert person.says("lệ phí bao nhiêu") != [OFF]
    switch(person.url, "telegram")
    assert person.says("lệ phí bao nhiêu") == [OFF]


def test_it_is_told_once_an_hour_and_every_message_is_kept_all_the_same(person: Exchange) -> None:
    switch(person.url, "telegram")
    assert person.says("câu thứ nhất") == [OFF]
    assert person.says("câu thứ hai") == []
    with UnitOfWork(engine(person.url)) as uow:
        lines = uow.session.execute(select(desk_tables.line.c.author, desk_tables.line.c.text)).all()
        states = uow.session.execute(select(tables.inbox.c.state)).scalars().all()
    assert [tuple(line) for line in lines] == [
        ("person", "câu thứ nhất"),
        ("assistant", OFF),
        ("person", "câu thứ hai"),
    ]
    assert states == ["done", "done"]


def test_other_channels_go_on(person: Exchange) -> None:
    switch(person.url, "zalo", "zalo_bot", "web")
    assert person.says("lệ phí bao nhiêu") not in ([OFF], [])


def test_switched_on_again_it_answers(person: Exchange) -> None:
    switch(person.url, "telegram")
    person.says("lệ phí bao nhiêu")
    switch(person.url)
    assert person.says("lệ phí bao nhiêu") not in ([OFF], [])


def test_data_are_deleted_on_a_channel_that_is_off(person: Exchange) -> None:
    switch(person.url, "telegram")
    person.does(Incoming("command", "xoadulieu"))
    assert person.presses("Giữ lại") == [words()["kept"]]
    person.does(Incoming("command", "xoadulieu"))
    assert person.presses("Xóa dữ liệu") == [words()["forgotten"]]


def test_a_call_back_is_taken_on_a_channel_that_is_off(person: Exchange) -> None:
    switch(person.url, "telegram")
    told = person.does(Incoming("callback", "buổi sáng", phone="0912345678"))
    assert told not in ([OFF], [])


def test_who_speaks_with_an_officer_goes_on_speaking(person: Exchange) -> None:
    person.says("xin chào")
    with Writing(engine(person.url)) as uow:
        made = handoff.ask(uow, person.sender, "telegram", person.now, "xin chào")
        handoff.claim(uow, made.id, "lan", "Cán bộ Lan", person.now)
        uow.commit()
    person.says("chờ")
    switch(person.url, "telegram")
    assert person.says("em cần hỏi") == []
    with Writing(engine(person.url)) as uow:
        handoff.reply(uow, made.id, "lan", "Chào anh/chị", person.now)
        uow.commit()
    assert "Chào anh/chị" in person.says("cảm ơn")


def test_nobody_is_answered_while_it_is_unknown_whether_the_channel_is_off(person: Exchange) -> None:
    with UnitOfWork(engine(person.url)) as uow:
        uow.session.execute(text("ALTER TABLE agency_change RENAME TO away"))
        uow.commit()
    with pytest.raises(MotCuaError):
        person.says("lệ phí bao nhiêu")


def told(there: Announcements, slots: dict[str, Any], at: datetime) -> tuple[str, dict[str, Any]]:
    off = asyncio.run(there.off("web", slots, at))
    assert off is not None
    return off.text, off.slots


def test_after_an_hour_and_after_another_switch_it_is_told_again(sqlite_url: str) -> None:
    begin = datetime(2026, 11, 27, 8, tzinfo=VIETNAM)
    switch(sqlite_url, "web", since=begin)
    here = Authority(Settings(database_url=sqlite_url))
    there = Announcements(here)
    minutes = lambda number: begin + timedelta(minutes=number)  # noqa: E731
    first, slots = told(there, {}, minutes(1))
    assert first == OFF
    assert told(there, slots, minutes(60))[0] == ""
    assert told(there, slots, minutes(61))[0] == OFF
    switch(sqlite_url, "web", since=minutes(10))
    here.look_again()
    assert told(there, slots, minutes(11))[0] == OFF


def test_the_notice_begins_the_first_answer_of_a_talk_and_no_other(person: Exchange) -> None:
    announce(person.url, "Thứ Sáu nghỉ bù.")
    first, second = person.says("lệ phí bao nhiêu"), person.says("nộp ở đâu")
    assert first[0] == "Thứ Sáu nghỉ bù."
    assert len(first) == len(second) + 1
    assert "Thứ Sáu nghỉ bù." not in second
    announce(person.url, "Thứ Bảy làm bù.")
    assert person.says("lệ phí bao nhiêu")[0] == "Thứ Bảy làm bù."


def test_a_channel_that_shows_the_notice_itself_does_not_say_it(sqlite_url: str, tmp_path: Path) -> None:
    person = Exchange(sqlite_url, tmp_path, Page())
    announce(sqlite_url, "Thứ Sáu nghỉ bù.")
    assert "Thứ Sáu nghỉ bù." not in person.says("lệ phí bao nhiêu")
