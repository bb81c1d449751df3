"""Forms that staff have put into MOTCUA_FORMS/<code>/, to be sent along with an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Optional

_IMAGES = (".png", ".jpg", ".jpeg")
_FILES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".csv", ".odt", ".rtf")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}")
# More would be a heap; the rest is listed on the page.
MOST = 5


@dataclass(frozen=True)
class Attachment:
    """`kind`: 'file' or 'image'. `path`: below MOTCUA_FORMS, as it is stored; whole, when a driver gets it."""

    kind: str
    name: str
    path: str

    @property
    def title(self) -> str:
        """The name without its ending."""
        return PurePosixPath(self.name).stem


@dataclass(frozen=True)
class Forms:
    """Of one folder, which need not exist."""

    folder: Path

    def of(self, code: str) -> list[Attachment]:
        """A procedure's forms, by name."""
        folder = self.folder / code
        if not _CODE.fullmatch(code) or not folder.is_dir():
            return []
        return [_attachment(path, code) for path in sorted(folder.iterdir()) if _is_form(path, folder)][:MOST]

    def whole(self, stored: dict[str, Any]) -> Optional[Attachment]:
        """One that was stored in a letter, with its whole path; None when it is not there any more."""
        code, _, name = str(stored.get("path", "")).partition("/")
        found = next((one for one in self.of(code) if one.name == name), None)
        return replace(found, path=str(self.folder / code / name)) if found else None


def _attachment(path: Path, code: str) -> Attachment:
    kind = "image" if path.suffix.lower() in _IMAGES else "file"
    return Attachment(kind, path.name, f"{code}/{path.name}")


def _is_form(path: Path, folder: Path) -> bool:
    """A link that leads out of the folder is none."""
    known = path.suffix.lower() in (*_IMAGES, *_FILES) and not path.name.startswith(".")
    return known and path.is_file() and path.resolve().parent == folder.resolve()
