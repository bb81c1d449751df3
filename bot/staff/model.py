"""Who works here, and how much each may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """Each may do what those before it may."""

    VIEWER = 1
    OFFICER = 2
    REVIEWER = 3
    EDITOR = 4
    ADMINISTRATOR = 5

    @property
    def word(self) -> str:
        """As tables, commands and templates write it."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Role:
        return cls[word.upper()]


ROLES = tuple(role.word for role in Role)


@dataclass(frozen=True)
class Staff:
    """One account. `must_change`: somebody else has seen the password."""

    id: int
    name: str
    full_name: str | None
    role: Role
    must_change: bool
    disabled: bool
    unit: str | None = None

    @property
    def title(self) -> str:
        return self.full_name or self.name
