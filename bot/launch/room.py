"""Whether there is room to write, said before anything is half written."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from bot.errors import ServiceError, SettingError

MEGABYTE = 1_000_000


def require_room(folder: Path, setting: str, megabytes: int) -> None:
    """Make the folder if need be. Raises when it cannot be written or its disk is nearly full."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 4096)
    except OSError as error:
        raise SettingError(
            setting,
            f"không ghi được vào {folder} ({error.strerror}). Xin cấp quyền ghi, hoặc chọn thư mục khác.",
        ) from error
    free = shutil.disk_usage(folder).free // MEGABYTE
    if free < megabytes:
        raise ServiceError(
            f"Ổ đĩa chứa {folder} chỉ còn {free} MB, cần {megabytes} MB. "
            f"Xin dọn bớt, hoặc đặt {setting} sang ổ đĩa khác."
        )
