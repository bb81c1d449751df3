"""What staff changed of the authority's profile is told at once, in the answers and at the desk."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.catalogue.authority import authority
from bot.catalogue.working import VIETNAM
from bot.desk import hours
from bot.desk.lookup import Lookup
from bot.desk.seal import Seal
from bot.desk.wishes import Asker, Wishes
from bot.desk.words import contacts
from bot.settings import Settings
from tests.desk.profiles import change

SATURDAY = datetime(2026, 11, 28, 9, tzinfo=VIETNAM)
PHONE = {
    "name": "đường dây nóng",
    "kind": "phone",
    "contact": "111 222",
    "purposes": ["ask"],
    "confidence": "high",
}
WORKING = {"days": ["sat"], "spells": ["08:00-11:00"], "source": "cơ quan ghi", "confidence": "high"}


def test_answers_have_the_new_number_and_the_new_limit(sqlite_url: str) -> None:
    lookup = Lookup(Settings(database_url=sqlite_url))
    assert "(0251) 1022" in contacts(lookup.desk().agency)
    change(sqlite_url, {"channels": [PHONE], "limits": {"stale_days": 7}}, "channels")
    desk = lookup.desk()
    assert "đường dây nóng: **111 222**" in contacts(desk.agency)
    assert "(0251) 1022" not in contacts(desk.agency)
    assert desk.stale_days == 7


def test_the_desk_opens_by_the_new_hours(sqlite_url: str) -> None:
    wishes = Wishes(Settings(database_url=sqlite_url), Seal("0" * 32))
    asker = Asker("web:1", "web")
    assert "(0251) 1022" in wishes.officer(asker, SATURDAY).text
    change(sqlite_url, {"channels": [PHONE], "working": WORKING}, "channels")
    told = wishes.officer(asker, SATURDAY.replace(hour=12)).text
    assert "111 222" in told
    assert "08:00" in told


def test_waiting_is_counted_by_the_new_hours(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    assert not hours.hours_here().is_open(SATURDAY)
    change(sqlite_url, {"working": WORKING}, "channels")
    authority(Settings.from_env()).look_again()
    assert hours.hours_here().is_open(SATURDAY)
