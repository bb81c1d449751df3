"""What a conversation looks up, from the database and the authority's profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.catalogue.authority import authority
from bot.catalogue.library import Library
from bot.catalogue.names import Names
from bot.catalogue.search import Index
from bot.catalogue.shelf import Shelf
from bot.desk.talk import Desk
from bot.settings import Settings
from bot.storage import catalogue, turns
from bot.storage.database import UnitOfWork, lasting_engine
from bot.text.privacy import mask
from bot.text.question import Question, read
from bot.text.writing import clean

# A relative is at least as like the procedure spoken of as this: re-issued and first certificates of origin are
# (0.22), a passport and a re-issued work permit are not (0.14).
_ALIKE = 0.21
# How much the words of a correction weigh against likeness to the procedure spoken of before.
_NEW_WORDS = 1.5
_RELATIVES = 20
_SPOKEN_OF = 100


class Lookup:
    """Opens the database once and answers questions about it; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._engine = lasting_engine(settings.database_url)
        self._settings = settings
        self._shelf = Shelf(settings.database_url)
        self._library = Library(settings.database_url)
        self._authority = authority(settings)
        self._named: tuple[Index, Names] | None = None

    def desk(self) -> Desk:
        """The desk as of today."""
        present = self._authority.now
        return Desk(
            agency=replace(present.agency, has_dossiers=bool(self._settings.dossier_url)),
            procedures=self._shelf.procedures,
            fields=self._fields,
            siblings=self._siblings,
            names=self._names,
            today=date.today(),
            stale_days=present.settings.stale_days,
        )

    def record(self, turn: turns.Turn) -> None:
        """Keeps the turn with personal data masked."""
        masked = turns.Turn(**{**vars(turn), "text": mask(clean(turn.text))})
        with UnitOfWork(self._engine) as uow:
            turns.record(uow.session, masked)
            uow.commit()

    def _fields(self) -> dict[str, list[str]]:
        with UnitOfWork(self._engine) as uow:
            return catalogue.codes_by_field(uow.session)

    def _names(self) -> Names:
        """Of the present index; read again when that has changed."""
        index = self._library.index()
        if self._named is None or self._named[0] is not index:
            self._named = (index, Names(index.procedures, lambda: _pairs(index)))
        return self._named[1]

    def _siblings(self, code: str, question: Question) -> list[str]:
        """Procedures like this one, itself among them, those first that the question's words speak for."""
        index = self._library.index()
        if code not in index.rows:
            return []
        like = index.find(read(index.title(code)), _RELATIVES)
        said = index.find(question, _SPOKEN_OF)
        words = dict(zip(said.codes, said.signals[:, 0], strict=True))
        scores = {
            other: signals[0] + _NEW_WORDS * words.get(other, 0.0)
            for other, signals in zip(like.codes, like.signals, strict=True)
            if signals[0] >= _ALIKE
        }
        return sorted(scores, key=lambda other: -scores[other])


def _pairs(index: Index) -> Iterator[tuple[str, ...]]:
    """Two words that stand side by side somewhere in the catalogue; the index knows them already."""
    return (tuple(term.split()) for term in index.term_names() if " " in term and term[0].isalnum())
