"""The secret that hides people: the operator's, or one made here and kept."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex

from bot.errors import ServiceError


def secret_file(project: Path) -> Path:
    """var/secret, made at the first start and readable by its owner only.

    Losing it loses no conversation's content, but nobody can be written to any more who has not written again.
    """
    path = project / "var" / "secret"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
        path.chmod(0o600)
    except OSError as error:
        raise ServiceError(f"{path}: không tạo được khóa bí mật ({error.strerror}).") from error
    return path


def kept_secret(project: Path) -> str:
    """What stands there; empty where none was made yet."""
    path = project / "var" / "secret"
    try:
        return path.read_text("utf-8").strip() if path.exists() else ""
    except OSError as error:
        raise ServiceError(f"{path}: không đọc được ({error.strerror}).") from error


def _make(path: Path) -> None:
    """Appears whole or not at all, and only once however many start together."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{token_hex(32)}\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
