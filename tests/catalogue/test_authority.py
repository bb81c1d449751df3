"""What staff changed of a profile stands over its file, and is seen without a restart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.catalogue.authority import Authority
from bot.catalogue.working import VIETNAM
from bot.errors import SourceError
from bot.settings import Settings
from bot.storage import agency_changes
from bot.storage.database import UnitOfWork, engine

HERE = Settings().agency
WRONG_PHONE = {"name": "x", "kind": "phone", "contact": "abc", "purposes": ["ask"], "confidence": "high"}


def change(url: str, overlay: dict[str, Any], part: str = "limits") -> bool:
    with UnitOfWork(engine(url)) as uow:
        added = agency_changes.add(uow.session, HERE, "quantri", part, overlay)
        uow.commit()
    return added


def test_without_changes_the_file_counts(database_url: str) -> None:
    there = Authority(Settings(database_url=database_url))
    assert there.agency.hotline == "(0251) 1022"
    assert there.settings.keep_days == Settings().keep_days


def test_a_change_by_another_process_is_seen_at_the_next_look(database_url: str) -> None:
    there = Authority(Settings(database_url=database_url))
    assert there.settings.keep_days == Settings().keep_days
    assert change(database_url, {"limits": {"keep_days": 7}})
    there.look_again()
    assert there.settings.keep_days == 7
    assert there.agency.hotline == "(0251) 1022"


def test_a_change_that_is_not_understood_leaves_the_profile_as_it_was(database_url: str) -> None:
    there = Authority(Settings(database_url=database_url))
    change(database_url, {"limits": {"keep_days": -1}})
    there.look_again()
    assert there.settings.keep_days == Settings().keep_days


def test_a_database_that_is_away_leaves_the_file(sqlite_url: str) -> None:
    assert Authority(Settings(database_url=sqlite_url)).agency.code == HERE


def test_parts_are_told_apart_when_two_save(database_url: str) -> None:
    change(database_url, {"limits": {}}, "limits")
    change(database_url, {"limits": {}}, "channels")
    with UnitOfWork(engine(database_url)) as uow:
        assert agency_changes.last(uow.session, HERE) == 2
        assert agency_changes.last(uow.session, HERE, "limits") == 1
        assert agency_changes.last(uow.session, HERE, "notice") == 0


@pytest.mark.parametrize(
    ("overlay", "field"),
    [
        ({"limits": {"keep_days": 0}}, "limits.keep_days"),
        ({"notice": {"text": "Nghỉ", "first": "2026-12-02", "last": "2026-12-01"}}, "notice"),
        ({"channels": [WRONG_PHONE]}, "channels.0"),
    ],
)
def test_the_whole_profile_is_checked_and_the_error_names_the_field(
    database_url: str, overlay: dict[str, Any], field: str
) -> None:
    with pytest.raises(SourceError) as caught:
        Authority(Settings(database_url=database_url)).checked(overlay)
    assert any(problem.field.startswith(field) for problem in caught.value.problems)


def test_a_notice_is_told_between_its_days_in_vietnam(database_url: str) -> None:
    there = Authority(Settings(database_url=database_url))
    kept = there.checked({"notice": {"text": "Nghỉ", "first": "2026-12-01", "last": "2026-12-02"}})
    profile = there.with_changes(kept)
    days = ["2026-11-30T23:59", "2026-12-01T00:00", "2026-12-02T23:59", "2026-12-03T00:00"]
    told = [profile.notice_at(datetime.fromisoformat(day).replace(tzinfo=VIETNAM)) for day in days]
    assert told == ["", "Nghỉ", "Nghỉ", ""]
