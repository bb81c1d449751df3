"""What a trained model depends on, in one number: another number means that it must be trained again."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from bot.settings import ROOT

# Relative to the Rasa project. Actions and answers are not here: they are read when a question comes.
DATA = ("config.yml", "domain.yml", "domain", "data/nlu", "data/rules", "data/stories")
# Examples that staff have accepted, written by `bot train`; among the data, so that a model is made anew for them.
ACCEPTED = "data/nlu/accepted.yml"
# Relative to bot/: code that learns, or makes what is learnt from.
CODE = (
    "nlu",
    "text",
    "catalogue/model.py",
    "catalogue/ranking.py",
    "catalogue/recogniser.py",
    "catalogue/search.py",
    "catalogue/source",
)


def fingerprint(project: Path, catalogue: Path, code: Path = ROOT / "bot", accepted: bool = True) -> str:
    """A hexadecimal digest of the data, the code and the Rasa version that a model is made from.

    Without `accepted` the examples that staff have added do not count.
    """
    digest = sha256(version("rasa").encode())
    for root, parts in ((project, DATA), (catalogue, (".",)), (code, CODE)):
        for part in parts:
            for path in _files(root / part):
                if path == project / ACCEPTED and not accepted:
                    continue
                digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
                digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from (each for each in sorted(path.rglob("*")) if each.is_file() and not _is_leftover(each))


def _is_leftover(path: Path) -> bool:
    """Caches, and what editors leave behind."""
    return "__pycache__" in path.parts or path.name.startswith((".", "~$")) or path.name.endswith("~")
