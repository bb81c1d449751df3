"""Forms and pictures: uploaded once, used until shortly before Zalo forgets them, then uploaded again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePath
from time import monotonic

from bot.channels.driver import Undelivered
from bot.channels.zalo.oa.client import Client

# Zalo forgets an upload after seven days. Handles are kept in memory only, for six.
_LIVES = 6 * 86_400.0
_IMAGE, _FILE = "image", "file"
_KINDS = {
    ".jpg": _IMAGE,
    ".jpeg": _IMAGE,
    ".png": _IMAGE,
    ".pdf": _FILE,
    ".doc": _FILE,
    ".docx": _FILE,
    ".csv": _FILE,
}
_LARGEST = {_IMAGE: 1_048_576, _FILE: 5 * 1_048_576}


@dataclass(frozen=True)
class Attachment:
    """A form or a picture by its name and content."""

    name: str
    content: bytes

    @property
    def kind(self) -> str:
        """'image' or 'file'. Raises Undelivered for what Zalo takes as neither."""
        kind = _KINDS.get(PurePath(self.name).suffix.lower())
        if kind is None:
            raise Undelivered(f"Zalo không nhận loại tệp này: {PurePath(self.name).suffix}", permanent=True)
        if len(self.content) > _LARGEST[kind]:
            raise Undelivered(f"tệp lớn hơn {_LARGEST[kind] // 1_048_576} MB", permanent=True)
        return kind


def fits(name: str, size: int) -> bool:
    """Whether Zalo takes a file of that name and so many bytes."""
    kind = _KINDS.get(PurePath(name).suffix.lower())
    return kind is not None and size <= _LARGEST[kind]


@dataclass
class Files:
    """Handles of what has been uploaded, by content."""

    client: Client
    clock: Callable[[], float] = monotonic
    _known: dict[str, tuple[str, float]] = field(default_factory=dict)

    def handle(self, attachment: Attachment) -> str:
        key = _key(attachment)
        handle, until = self._known.get(key, ("", 0.0))
        if not handle or self.clock() >= until:
            handle = self.client.upload(attachment.kind, attachment.name, attachment.content)
            self._known[key] = handle, self.clock() + _LIVES
        return handle

    def forget(self, attachment: Attachment) -> None:
        self._known.pop(_key(attachment), None)


def _key(attachment: Attachment) -> str:
    return f"{attachment.kind} {sha256(attachment.content).hexdigest()}"
