"""Colleagues as the desk names them: who is here, who works in which unit."""

from __future__ import annotations

from dataclasses import dataclass

from bot.console.desk import presence
from bot.console.visit import Visit
from bot.staff import accounts
from bot.staff.model import Role, Staff


@dataclass(frozen=True)
class People:
    """Everybody with an account; `here` are those at the desk."""

    everyone: list[Staff]
    here: list[Staff]

    def title(self, name: str | None) -> str:
        """What colleagues call an account; the account's name when it is no more."""
        return next((one.title for one in self.everyone if one.name == name), name or "")

    @property
    def officers(self) -> list[Staff]:
        """Who may take a conversation over: those at the desk first."""
        able = [one for one in self.everyone if one.role >= Role.OFFICER and not one.disabled]
        return sorted(able, key=lambda one: (one not in self.here, one.title))

    @property
    def units(self) -> list[str]:
        return sorted({one.unit for one in self.officers if one.unit})


def people(visit: Visit) -> People:
    everyone = accounts.everyone(visit.session)
    names = set(presence.here(visit.session))
    return People(everyone, [one for one in everyone if one.name in names and not one.disabled])
