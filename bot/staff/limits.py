"""How often one may try to sign in: counted in the database, so that several processes count together."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

from bot.storage import staff, tables
from bot.storage.database import UnitOfWork

WINDOW = timedelta(minutes=15)
# One person at one place may mistype; a whole office behind one address, too. The last is for guesses
# from many places: high enough that nobody locks a colleague out by a few wrong guesses.
SAME_ACCOUNT_AND_ADDRESS = 5
SAME_ADDRESS = 20
SAME_ACCOUNT = 50


class Attempt:
    """One try, counted before the password is looked at: many at the same moment cannot all slip through."""

    def __init__(self, engine: Any, account: str, address: str) -> None:
        self._engine = engine
        self._limits = {
            _key("both", account, address): SAME_ACCOUNT_AND_ADDRESS,
            _key("address", address): SAME_ADDRESS,
            _key("account", account): SAME_ACCOUNT,
        }
        self._ids: list[int] = []

    def is_allowed(self) -> bool:
        """Counts it; a try over a limit is refused and not counted, so that the wait is not prolonged."""
        since = tables.now() - WINDOW
        with UnitOfWork(self._engine) as uow:
            staff.forget_old_attempts(uow.session, since)
            self._ids = staff.add_attempt(uow.session, list(self._limits))
            uow.commit()
            counted = dict(uow.session.execute(staff.attempts(list(self._limits), since)).all())
            allowed = all(counted.get(key, 0) <= most for key, most in self._limits.items())
            if not allowed:
                staff.forget_attempts(uow.session, self._ids)
                uow.commit()
        return allowed

    def succeeded(self, session: Any) -> None:
        """It was no guess: it does not count, nor do this person's slips before it. The caller commits."""
        staff.forget_attempts(session, self._ids, [next(iter(self._limits))])


def _key(*parts: str) -> str:
    """A digest: what is typed as a name may be a password."""
    return sha256("\0".join(parts).encode()).hexdigest()
