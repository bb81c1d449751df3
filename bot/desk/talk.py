"""What goes into a turn of a conversation and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bot.catalogue.agency import Agency
from bot.catalogue.model import Procedure
from bot.catalogue.names import Names
from bot.text.question import Question, read


@dataclass(frozen=True)
class Understood:
    """One message as the pipeline read it. `names` is the probability that it names a procedure itself."""

    text: str
    intent: str
    aspects: tuple[str, ...]
    candidates: tuple[tuple[str, str, float], ...] = ()  # code, name, confidence
    names: float = 1.0
    confidence: float = 1.0  # of the intent

    @cached_property
    def question(self) -> Question:
        """The text as words."""
        return read(self.text)


@dataclass(frozen=True)
class State:
    """What the conversation remembers."""

    procedure: str | None = None
    aspects: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    misses: int = 0
    # What was last spoken of in general, and which side of it: 'complaint', 'payment hung'.
    subject: str | None = None


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True)
class Line:
    """One message to the person: a response of domain.yml with its values, or a finished text."""

    response: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True)
class Reply:
    """What is said, and what is remembered. `outcome` is one of the issue's closed list."""

    lines: tuple[Line, ...]
    outcome: str
    state: State
    buttons: tuple[Button, ...] = ()
    procedure: str | None = None
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What a conversation may look up."""

    agency: Agency
    procedures: Callable[[Sequence[str]], dict[str, Procedure]]
    fields: Callable[[], dict[str, list[str]]]
    siblings: Callable[[str, Question], list[str]]
    names: Callable[[], Names]
    today: date
    stale_days: int
