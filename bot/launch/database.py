"""The database brought up to date, and filled the first time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.catalogue import imports
from bot.catalogue.source.collection import collect, source_files
from bot.errors import SourceError
from bot.launch.room import require_room
from bot.storage import catalogue as stored
from bot.storage import schema
from bot.storage.database import UnitOfWork, engine, sqlite_path

# The catalogue takes a few; staff's changes and people's questions come on top.
_ROOM = 100
WHO = "bot up"


def prepare(url: str, catalogue: Path, say: Callable[[str], None]) -> None:
    """Tables as this software needs them; procedures from the files when there are none yet."""
    path = sqlite_path(url)
    if path is not None:
        require_room(path.parent, "MOTCUA_DATABASE_URL", _ROOM)
    schema.upgrade(url)
    if count(url) == 0:
        say("chưa có thủ tục nào, đang nhập…")
        imports.carry_out(url, _plan(url, catalogue), WHO)
        say(f"đã nhập {count(url)} thủ tục từ {catalogue}")
        return
    say(f"{count(url)} thủ tục")
    _mention_differences(url, catalogue, say)


def count(url: str) -> int:
    """How many procedures are stored."""
    with UnitOfWork(engine(url)) as uow:
        return len(stored.all_codes(uow.session))


def _plan(url: str, catalogue: Path) -> imports.Plan:
    return imports.plan_import(url, collect(source_files([catalogue])))


def _mention_differences(url: str, catalogue: Path, say: Callable[[str], None]) -> None:
    """Staff may have edited what is stored, so files never overwrite it on their own."""
    try:
        difference = _plan(url, catalogue).difference
    except SourceError as error:
        say(f"lưu ý: {len(error.problems)} chỗ sai trong {catalogue}; xem: bot catalogue check")
        return
    if difference:
        number = len(difference.added) + len(difference.changed)
        say(f"lưu ý: {number} thủ tục trong tệp khác với cơ sở dữ liệu")
        say("       xem: bot catalogue diff; nhập: bot catalogue import")
