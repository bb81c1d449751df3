"""All that an authority would lose with its machine, as one archive: database, forms and live model.

A zip file: `manifest.json` says what is in it, with a SHA-256 of every other part. The secret that hides people is
not in it, only enough to recognise it by: whoever has an archive must not be able to read contacts.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from hashlib import blake2b, sha256
from importlib.metadata import version
from pathlib import Path
from typing import IO

from bot.errors import BackupError
from bot.launch import live
from bot.settings import Settings
from bot.storage import dump

Say = Callable[[str], None]

FORMAT = 1
MANIFEST, DATABASE, FORMS = "manifest.json", "database", "forms"
_NAME = re.compile(r"motcua-\d{8}-\d{6}\.zip")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """`parts`: name in the archive → SHA-256. `secret`: recognises the secret in use; empty without one."""

    format: int
    software: str
    made: str
    agency: str
    database: str
    revision: str
    rows: dict[str, int]
    model: str
    secret: str
    parts: dict[str, str]


def back_up(settings: Settings, model: Path | None, to: Path, say: Say) -> Manifest:
    """Writes the archive, reads it again whole, and only then gives it its name. `model`: the live one."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".backup-") as folder:
        database = Path(folder) / DATABASE
        held = dump.take(settings.database_url, database)
        say(f"cơ sở dữ liệu: {sum(held.rows.values())} dòng trong {len(held.rows)} bảng")
        parts = {DATABASE: database}
        if model is not None:
            parts[f"models/{model.name}"] = model
            say(f"mô hình: {model.name}")
        parts |= _forms(settings.forms)
        manifest = Manifest(
            format=FORMAT,
            software=version("motcua"),
            made=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            agency=settings.agency,
            database=dump.kind(settings.database_url),
            revision=held.revision,
            rows=held.rows,
            model=model.name if model else "",
            secret=sign_of(settings.secret),
            parts={name: _digest_of(path) for name, path in parts.items()},
        )
        made = Path(folder) / "archive.zip"
        _write(made, manifest, parts)
        read(made)
        made.chmod(0o600)
        made.replace(to)
    say(f"đã ghi và đọc lại: {to} ({to.stat().st_size / 1e6:.1f} MB)")
    return manifest


def read(archive: Path) -> Manifest:
    """What is in it, when every part is whole. Raises BackupError."""
    try:
        with zipfile.ZipFile(archive) as file:
            manifest = Manifest(**json.loads(file.read(MANIFEST)))
            for name, digest in manifest.parts.items():
                with file.open(name) as stream:
                    if _digest(stream) != digest:
                        raise BackupError(str(archive), f"phần {name} đã bị thay đổi hoặc hỏng")
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise BackupError(
            str(archive), f"không phải bản sao lưu của Một Cửa, hoặc đã hỏng ({error})"
        ) from error
    if manifest.format != FORMAT:
        raise BackupError(
            str(archive), f"bản sao lưu dạng {manifest.format}, phần mềm này đọc được dạng {FORMAT}"
        )
    return manifest


def restore(archive: Path, settings: Settings, say: Say) -> None:
    """Instead of what is there. Raises BackupError and StorageError; then everything is as it was."""
    manifest = read(archive)
    if manifest.database != dump.kind(settings.database_url):
        told = f"bản sao lưu của {manifest.database}, còn MOTCUA_DATABASE_URL là {dump.kind(settings.database_url)}"
        raise BackupError(str(archive), told)
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder, zipfile.ZipFile(archive) as file:
        database = Path(file.extract(DATABASE, folder))
        aside = dump.put(database, manifest.revision, settings.database_url)
        say(f"cơ sở dữ liệu: {sum(manifest.rows.values())} dòng trong {len(manifest.rows)} bảng")
        if aside is not None:
            say(f"bản trước khi phục hồi: {aside}")
        _put_model(file, manifest, settings.models, say)
        _put_forms(file, manifest, settings.forms)


def forget_old(folder: Path, kept: int) -> list[Path]:
    """Of the archives that were named by their time all but the newest; what else lies there is nobody's business."""
    made = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    gone = made[:-kept]
    for path in gone:
        path.unlink()
    return gone


def named_by_time() -> str:
    return f"motcua-{datetime.now():%Y%m%d-%H%M%S}.zip"


def sign_of(secret: str) -> str:
    """Tells two secrets apart and nothing of either."""
    first = next(iter(secret.split()), "")
    return blake2b(first.encode(), digest_size=6, person=b"backup").hexdigest() if first else ""


def _put_model(file: zipfile.ZipFile, manifest: Manifest, models: Path, say: Say) -> None:
    """Beside the others; which one answers is decided at the next start, as always."""
    if not manifest.model or (models / manifest.model).exists():
        return
    models.mkdir(parents=True, exist_ok=True)
    draft = models / f".{manifest.model}.{os.getpid()}"
    draft.write_bytes(file.read(f"models/{manifest.model}"))
    draft.replace(models / manifest.model)
    live.scores_of(models / manifest.model).unlink(missing_ok=True)
    say(f"mô hình: {manifest.model}")


def _forms(folder: Path) -> dict[str, Path]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {f"{FORMS}/{path.relative_to(folder).as_posix()}": path for path in found}


def _put_forms(file: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Those that are not there; a newer one is nobody's to overwrite."""
    for name in manifest.parts:
        kind, _, rest = name.partition("/")
        path = (folder / rest).resolve()
        if kind == FORMS and path.is_relative_to(folder.resolve()) and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.read(name))


def _write(to: Path, manifest: Manifest, parts: dict[str, Path]) -> None:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        for name, path in parts.items():
            file.write(path, name)


def _digest(stream: IO[bytes]) -> str:
    digest = sha256()
    while block := stream.read(_CHUNK):
        digest.update(block)
    return digest.hexdigest()


def _digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return _digest(stream)
