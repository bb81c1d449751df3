"""In and out: signing in, the sessions that follow, and their end."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any

from bot.staff import accounts, passwords
from bot.staff.limits import Attempt
from bot.staff.model import Staff
from bot.storage import audit, staff, tables
from bot.storage.database import UnitOfWork

# A desk left alone, and a working day with its overtime (OWASP asks for both bounds).
IDLE = timedelta(hours=1)
ABSOLUTE = timedelta(hours=12)
# A page more often than this does not write: the idle bound needs no seconds.
_TOUCH = timedelta(minutes=1)


class Refusal(Enum):
    """Why not. Unknown account, wrong password and closed account are one answer, on purpose."""

    WRONG = "wrong"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Inside:
    """Somebody signed in. `digest` names the session here; only the browser has its token."""

    person: Staff
    digest: str


def sign_in(engine: Any, name: str, password: str, address: str) -> str | Refusal:
    """The token of a new session, or why there is none. Every try is counted and logged."""
    name = accounts.one_form(name)
    attempt = Attempt(engine, name, address)
    if not attempt.is_allowed():
        _log(engine, name, "sign_in_blocked", address)
        return Refusal.TOO_MANY
    with UnitOfWork(engine) as uow:
        row = uow.session.execute(staff.by_name(name)).mappings().first()
    # Outside any transaction, and for unknown accounts as well: the time taken tells nothing.
    fits = passwords.fits(row["password"] if row else _nobody(), password)
    if row is None or row["disabled"] or not fits:
        _log(engine, name if row else "", "sign_in_refused", address)
        return Refusal.WRONG
    with UnitOfWork(engine) as uow:
        attempt.succeeded(uow.session)
        token = _begin(uow.session, row, password)
        audit.record(uow.session, name, "sign_in", f"staff {name}", address=address)
        uow.commit()
    return token


def inside(session: Any, token: str, touch: bool = True) -> Inside | None:
    """Who holds this token, while it lasts; None for a stranger. With `touch` he was here: commit it."""
    if not token:
        return None
    digest = digest_of(token)
    row = session.execute(staff.session_with_staff(digest)).mappings().first()
    if row is None or row["disabled"]:
        return None
    now = tables.now()
    if row["began"] < now - ABSOLUTE or row["seen"] < now - IDLE:
        return None
    if touch and row["seen"] < now - _TOUCH:
        staff.touch_session(session, row["session_id"], now)
    return Inside(accounts.person(row), digest)


def sign_out(session: Any, one: Inside, address: str) -> None:
    staff.end_session(session, one.digest)
    audit.record(session, one.person.name, "sign_out", f"staff {one.person.name}", address=address)


def sign_out_elsewhere(session: Any, one: Inside, address: str) -> None:
    staff.end_sessions(session, one.person.id, but=one.digest)
    audit.record(session, one.person.name, "sessions_end", f"staff {one.person.name}", address=address)


def digest_of(token: str) -> str:
    """Tokens are 256 random bits: a fast digest is as good as a slow one."""
    return sha256(token.encode()).hexdigest()


def _begin(session: Any, row: Any, password: str) -> str:
    token = secrets.token_urlsafe(32)
    now = tables.now()
    staff.forget_sessions(session, began_before=now - ABSOLUTE, seen_before=now - IDLE)
    staff.begin_session(session, digest_of(token), row["id"])
    renewed = {"password": passwords.hashed(password)} if passwords.is_outdated(row["password"]) else {}
    staff.change(session, row["id"], signed_in=now, **renewed)
    return token


def _log(engine: Any, name: str, action: str, address: str) -> None:
    """A name that is no account may be a password typed in the wrong place: it is not kept."""
    with UnitOfWork(engine) as uow:
        known = name and uow.session.execute(staff.by_name(name)).first()
        audit.record(
            uow.session, name if known else "", action, f"staff {name}" if known else "", None, address
        )
        uow.commit()


@cache
def _nobody() -> str:
    """A hash that no password fits, made with the same effort as real ones."""
    return passwords.hashed(secrets.token_urlsafe(32))
