"""The machine: Python, packages, settings, disk, ports."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.catalogue import agency
from bot.desk.seal import Seal
from bot.errors import MotCuaError
from bot.launch import addresses, channels, readiness
from bot.launch.findings import Finding, doubtful, good, wrong
from bot.settings import ROOT, Settings, strangers
from bot.storage.database import sqlite_path

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", re.MULTILINE)
# Megabytes: a model is trained beside two copies of itself, a database beside its backup.
_LITTLE, _TOO_LITTLE = 2000, 300
_PATIENCE = 3.0


def python(lock: Path = ROOT / "requirements.lock") -> Iterator[Finding]:
    """Installed is what the lock names, to the last package."""
    if sys.version_info[:2] != (3, 10):
        yield wrong(f"Python {sys.version.split()[0]}", "Rasa cần Python 3.10; chạy lại: make run")
    pinned = dict(_PINNED.findall(lock.read_text("utf-8"))) if lock.exists() else {}
    other = sorted(name for name, wanted in pinned.items() if _installed(name) != wanted)
    if other:
        yield wrong(
            f"{len(other)} gói khác với requirements.lock: {', '.join(other[:5])}", "Chạy lại: make run"
        )
    elif pinned:
        yield good(f"Python {sys.version.split()[0]}, {len(pinned)} gói đúng phiên bản")


def names() -> Iterator[Finding]:
    """A misspelt variable is not an error for anybody; its setting just stays as it was."""
    for name, nearest in strangers().items():
        yield doubtful(
            f"{name}: không phải tên cấu hình nào",
            f"Có phải {nearest}?" if nearest else "Xem README, mục Settings",
        )


def profile(settings: Settings) -> Iterator[Finding]:
    try:
        found = agency.load(settings.agencies, settings.agency)
    except MotCuaError as error:
        yield wrong("Hồ sơ cơ quan không đọc được", str(error))
        return
    yield good(f"Cơ quan: {found.name}")
    if not found.hotline:
        yield doubtful("Cơ quan chưa có số điện thoại hỏi đáp", "Ghi ở trang cán bộ, mục Cơ quan")
    if found.working.confidence != "high":
        yield doubtful(
            "Giờ làm việc là giờ chung, cơ quan chưa xác nhận", "Lưu lại ở trang cán bộ, mục Cơ quan"
        )


def secret(settings: Settings) -> Iterator[Finding]:
    messaging = channels.switched_on(settings)
    if not settings.secret:
        kept = ROOT / "var" / "secret"
        if kept.exists() and kept.stat().st_mode & 0o077:
            yield wrong("var/secret ai cũng đọc được", f"chmod 600 {kept}")
        yield doubtful(
            "MOTCUA_SECRET chưa đặt: dùng khóa tự tạo ở var/secret",
            "Giữ bản sao ở nơi khác, hoặc đặt MOTCUA_SECRET_FILE",
        )
        return
    try:
        Seal(settings.secret)
        yield good("Khóa bí mật đủ dài")
    except MotCuaError as error:
        yield wrong("Khóa bí mật", str(error))
    if messaging and not settings.public_url:
        yield doubtful(
            "MOTCUA_PUBLIC_URL chưa đặt", "Cần cho liên kết tải mẫu đơn, mã QR khảo sát và trang kết quả"
        )


def disk(settings: Settings) -> Iterator[Finding]:
    file = sqlite_path(settings.database_url)
    for folder in {path.resolve() for path in (settings.models, file.parent if file else settings.models)}:
        if not folder.exists():
            continue
        free = shutil.disk_usage(folder).free // 1_000_000
        told = f"{folder}: còn {free} MB"
        if free < _TOO_LITTLE:
            yield wrong(told, "Dọn bớt ngay: không còn chỗ thì không ghi được tin nhắn mới")
        elif free < _LITTLE:
            yield doubtful(told, "Nên dọn bớt trước khi huấn luyện hoặc sao lưu")
        else:
            yield good(told)


def servers(settings: Settings) -> Iterator[Finding]:
    """Whether they answer is asked as `bot up` asks it."""
    asked = addresses.health(settings)
    missing = readiness.ask(asked)
    if len(missing) == len(asked):
        yield doubtful("Trợ lý không chạy trên máy này", "Chạy: make run")
        return
    for name in asked:
        if name in missing:
            yield wrong(
                f"Máy chủ {name}: {missing[name]}", "Xem nhật ký của tiến trình đó, rồi khởi động lại"
            )
        else:
            yield good(f"Máy chủ {name} trả lời")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
