"""The trained model that fits the present data: found, or trained."""

from __future__ import annotations

import gzip
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections import deque
from collections.abc import Callable
from pathlib import Path

from bot.errors import ModelError
from bot.launch import live
from bot.launch.fingerprint import fingerprint
from bot.launch.progress import Progress
from bot.launch.quiet import QUIET, told
from bot.launch.room import require_room

Say = Callable[[str], None]

# Training writes the model twice over, beside Rasa's own temporary files.
_ROOM = 300
_KEPT = 3
_CHUNK = 1 << 20
_SHOWN_LINES = 15


def model_path(project: Path, catalogue: Path, models: Path) -> Path:
    """Where the model for the present data and code is, or will be."""
    return models / f"motcua-{fingerprint(project, catalogue)[:12]}.tar.gz"


def ready_model(project: Path, catalogue: Path, models: Path, say: Say) -> Path:
    """The chosen model, else the fitting one; that is trained first when there is none, or when it is damaged."""
    chosen = live.chosen(project, catalogue, models)
    if chosen is not None:
        if is_sound(chosen):
            say(f"dùng {chosen.name}, mô hình được chọn. Xem: bot model list")
            return chosen
        say(f"{chosen.name} bị hỏng, tôi dùng mô hình khớp với dữ liệu.")
    path = model_path(project, catalogue, models)
    if path.exists():
        if is_sound(path):
            say(f"dùng {path.name}")
            return path
        say(f"{path.name} bị hỏng, tôi huấn luyện lại.")
    train(project, path, say)
    return path


def is_sound(path: Path) -> bool:
    """Whether the archive can be read to its end and is one of Rasa's."""
    try:
        with gzip.open(path) as stream:
            # tarfile stops before the checksum, so a cut-off end would go unnoticed.
            while stream.read(_CHUNK):
                pass
        with tarfile.open(path, "r:gz") as archive:
            return any(Path(name).name == "metadata.json" for name in archive.getnames())
    except (tarfile.TarError, OSError, EOFError, zlib.error):
        return False


def train(project: Path, path: Path, say: Say, kept: int = _KEPT) -> None:
    """Train with Rasa in a process of its own; `path` appears whole or not at all. Of older ones a few are `kept`."""
    require_room(path.parent, "MOTCUA_MODELS", _ROOM)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".training-") as folder:
        _rasa_train(project, Path(folder), say)
        made = Path(folder) / "model.tar.gz"
        if not made.exists():
            raise ModelError("Rasa đã chạy xong nhưng không tạo ra mô hình. Xin chạy: bot train --force")
        # What was measured of a model that this one takes the place of tells nothing of it.
        live.scores_of(path).unlink(missing_ok=True)
        made.replace(path)
    forget_old(path, kept)


def _rasa_train(project: Path, folder: Path, say: Say) -> None:
    arguments = ["--force", "--skip-validation", "--fixed-model-name", "model", "--out", str(folder)]
    variables = [f"{name}={value}" for name, value in QUIET.items()]
    process = subprocess.Popen(
        ["env", *variables, sys.executable, "-m", "rasa", "train", *arguments],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    last: deque[str] = deque(maxlen=_SHOWN_LINES)
    try:
        with Progress(say) as progress:
            for line in filter(None, map(told, process.stdout or ())):
                last.append(line)
                progress.hear(line)
    finally:
        # Also when interrupted: nobody waits for this model any more.
        if process.poll() is None and sys.exc_info()[0] is not None:
            process.terminate()
        code = process.wait()
    if code:
        raise ModelError("Huấn luyện không thành công. Những dòng cuối:\n  " + "\n  ".join(last))


def forget_old(newest: Path, kept: int = _KEPT) -> None:
    """Each is some megabytes; a few are kept to go back to, those among them that answer people or have done so."""
    note = live.read(newest.parent)
    needed = {newest.name, *((note.model, *note.previous[: kept - 1]) if note else ())}
    others = [path for path in live.all_models(newest.parent) if path.name not in needed]
    for path in others[max(0, kept - len(needed)) :]:
        path.unlink(missing_ok=True)
        live.scores_of(path).unlink(missing_ok=True)
