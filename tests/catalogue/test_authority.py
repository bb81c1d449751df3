"""What staff changed of a profile stands over its file, and is seen without a restart."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.event import listen

from bot.catalogue.authority import Authority
from bot.catalogue.working import VIETNAM
from bot.errors import MotCuaError, SourceError
from bot.settings import Settings
from bot.storage import agency_changes
from bot.storage.database import UnitOfWork, engine, lasting_engine

HERE = Settings().agency
PAUSE = {"channel": "web", "reason": "Trả lời sai", "who": "quantri", "since": "2026-11-27T08:00:00+07:00"}
WRONG_PHONE = {"name": "x", "kind": "phone", "contact": "abc", "purposes": ["ask"], "confidence": "high"}


def change(url: str, overlay: dict[str, Any], part: str = "limits") -> bool:
    with UnitOfWork(engine(url)) as uow:
        added = agency_changes.add(uow.session, HERE, "quantri", part, overlay)
        uow.commit()
    return added


def lose(url: str) -> None:
    with UnitOfWork(engine(url)) as uow:
        uow.session.execute(text("DROP TABLE agency_change"))
        uow.commit()


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


def test_beside_a_change_that_is_not_understood_the_file_stands_and_what_is_wrong_is_told(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    there = Authority(Settings(database_url=database_url))
    change(database_url, {"limits": {"keep_days": 7}})
    assert there.settings.keep_days == 7
    change(database_url, {"limits": {"keep_days": -1}})
    there.look_again()
    assert there.settings.keep_days == Settings().keep_days
    assert [problem.field for problem in there.now.damage] == ["limits.keep_days"]
    assert "limits.keep_days" in caplog.text


def test_a_channel_stays_off_when_a_later_change_is_damaged(database_url: str) -> None:
    change(database_url, {"pauses": [PAUSE]}, "pauses")
    change(database_url, {"pauses": "none", "limits": {"keep_days": 0}}, "pauses")
    pause = Authority(Settings(database_url=database_url)).pause("web")
    assert pause is not None
    assert pause.reason == "Trả lời sai"


@pytest.mark.parametrize("broken", ["[]", "7", '{"pauses": 7}', "{not json"])
def test_a_channel_stays_off_when_what_is_stored_is_no_change_at_all(sqlite_url: str, broken: str) -> None:
    change(sqlite_url, {"pauses": [PAUSE]}, "pauses")
    change(sqlite_url, {}, "pauses")
    with UnitOfWork(engine(sqlite_url)) as uow:
        uow.session.execute(text("UPDATE agency_change SET overlay = :it WHERE number = 2"), {"it": broken})
        uow.commit()
    there = Authority(Settings(database_url=sqlite_url))
    assert there.pause("web") is not None
    assert there.now.damage


def test_a_channel_stays_off_when_nobody_can_look_any_more(sqlite_url: str) -> None:
    there = Authority(Settings(database_url=sqlite_url))
    change(sqlite_url, {"pauses": [PAUSE]}, "pauses")
    assert there.pause("web") is not None
    lose(sqlite_url)
    there.look_again()
    assert there.pause("web") is not None


def test_whoever_could_never_look_does_not_say_that_a_channel_is_on(sqlite_url: str) -> None:
    lose(sqlite_url)
    there = Authority(Settings(database_url=sqlite_url))
    assert there.agency.hotline == "(0251) 1022"
    with pytest.raises(MotCuaError):
        there.pause("web")


def test_looking_makes_no_database(tmp_path: Path) -> None:
    there = Authority(Settings(database_url=f"sqlite:///{tmp_path / 'new' / 'motcua.db'}"))
    assert there.agency.code == HERE
    assert list(tmp_path.iterdir()) == []


def test_what_is_said_is_never_kept_longer_than_the_server_allows(database_url: str) -> None:
    there = Authority(Settings(database_url=database_url, keep_days=20))
    with pytest.raises(SourceError, match="không được lớn hơn 20"):
        there.checked({"limits": {"keep_days": 21}})
    change(database_url, {"limits": {"keep_days": 21}})
    assert there.settings.keep_days == 20


def test_many_questions_within_a_moment_look_once(sqlite_url: str) -> None:
    there = Authority(Settings(database_url=sqlite_url))
    assert there.agency.code == HERE
    asked: list[str] = []
    listen(lasting_engine(sqlite_url), "before_cursor_execute", lambda *given: asked.append(given[2]))
    for _ in range(1000):
        assert there.agency.code == HERE
    assert len(asked) <= 1


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


def test_what_was_just_seen_is_told_without_another_look(database_url: str) -> None:
    there = Authority(Settings(database_url=database_url))
    assert there.seen() is None
    assert there.pause("web") is None
    assert there.seen() is there.now
    there.look_again()
    assert there.seen() is None
