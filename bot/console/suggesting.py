"""Which procedures a question may be about, as the live model and the catalogue of this moment see it."""

from __future__ import annotations

import logging
import tarfile
import tempfile
import threading
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from bot.catalogue.library import Library
from bot.catalogue.model import Example
from bot.catalogue.ranking import Ranker
from bot.catalogue.recogniser import Recogniser
from bot.catalogue.search import terms
from bot.catalogue.shelf import Shelf
from bot.text.question import Question, read

logger = logging.getLogger(__name__)

_MOST = 5
# Below, an example tells nothing of what a question asks about.
_SIMILAR = 0.5
_LEARNT = ("ranking.json", "recogniser.json", "recogniser.npz")


@dataclass(frozen=True)
class Suggestion:
    """A procedure that may be meant; `confidence` is None where no model says so."""

    code: str
    title: str
    confidence: float | None


class Suggester:
    """Ranks as the linker does, with what the linker has learnt; without a model by the search alone."""

    def __init__(self, library: Library, shelf: Shelf, model: Path | None) -> None:
        self._library = library
        self._shelf = shelf
        self._model = model
        self._learnt: tuple[Ranker, Recogniser] | None = None
        self._loading = threading.Lock()

    def procedures(self, text: str) -> list[Suggestion]:
        """The likeliest first, five at most; a code that stands in the question is certain."""
        question, index = read(text), self._library.index()
        named = [Suggestion(code, index.title(code), 1.0) for code in question.codes if code in index.rows]
        if named:
            return named[:_MOST]
        found = index.find(question)
        learnt = self._load()
        if learnt is None:
            return [Suggestion(code, index.title(code), None) for code in found.codes[:_MOST]]
        ranker, recogniser = learnt
        ranked = ranker.rank(found, recogniser.scores(terms(question)))
        return [Suggestion(one.code, index.title(one.code), one.confidence) for one in ranked[:_MOST]]

    def aspects(self, text: str, code: str | None) -> list[str]:
        """Those of the procedure's example that is most like the question; none where none is."""
        procedure = self._shelf.procedures([code]).get(code) if code else None
        asked = read(text)
        alike = [(_likeness(asked, one), one) for one in (procedure.examples if procedure else ())]
        best = max(alike, key=lambda pair: pair[0], default=None)
        return list(best[1].aspects) if best is not None and best[0] >= _SIMILAR else []

    def _load(self) -> tuple[Ranker, Recogniser] | None:
        with self._loading:
            if self._learnt is None and self._model is not None:
                try:
                    self._learnt = _read(self._model)
                except Exception:
                    logger.exception("no ranking in %s, suggesting by search alone", self._model)
                self._model = None if self._learnt is None else self._model
            return self._learnt


def _read(model: Path) -> tuple[Ranker, Recogniser]:
    """What the linker has kept in the archive."""
    with tarfile.open(model, "r:gz") as archive, tempfile.TemporaryDirectory() as folder:
        for member in archive:
            name = Path(member.name).name
            content = archive.extractfile(member) if name in _LEARNT else None
            if content is not None:
                (Path(folder) / name).write_bytes(content.read())
        return Ranker.load(Path(folder)), Recogniser.load(Path(folder))


def _likeness(asked: Question, example: Example) -> float:
    return SequenceMatcher(
        None, " ".join(asked.plain), " ".join(read(example.text).plain), autojunk=False
    ).ratio()
