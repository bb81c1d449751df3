"""Forms to download: files that staff have put into MOTCUA_FORMS/<code>/."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from bot.channels.web.requests import Refused

TYPES = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".rtf": "application/rtf",
    ".csv": "text/csv; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}")
_LARGEST = 20_000_000


class Forms:
    """Of one folder, which need not exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, code: str) -> list[dict[str, str]]:
        """Name and address of each form of a procedure, the address below the channel's own."""
        return [
            {"name": path.stem, "href": f"forms/{quote(code, safe='')}/{quote(path.name, safe='')}"}
            for path in self._files(code)
        ]

    def read(self, code: str, name: str) -> tuple[bytes, dict[str, str]]:
        """The file with the headers that have it saved under its name. Raises Refused."""
        path = next((one for one in self._files(code) if one.name == name), None)
        if path is None:
            raise Refused(404, "unknown_form")
        return path.read_bytes(), _headers(path)

    def _files(self, code: str) -> list[Path]:
        """What is really there: a name is looked for among these, never made into a path."""
        if not _CODE.fullmatch(code):
            return []
        folder = self._folder / code
        try:
            found = sorted(folder.iterdir())
        except OSError:
            return []
        return [path for path in found if _is_form(path, folder)]


def _is_form(path: Path, folder: Path) -> bool:
    """A link that leads out of the folder is none."""
    inside = path.resolve().parent == folder.resolve()
    known = path.suffix.lower() in TYPES and not path.name.startswith(".")
    return inside and known and path.is_file() and path.stat().st_size <= _LARGEST


def _headers(path: Path) -> dict[str, str]:
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", path.name)
    return {
        "Content-Type": TYPES[path.suffix.lower()],
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(path.name, safe='')}",
        "Cache-Control": "no-cache",
    }
