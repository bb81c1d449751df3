"""What the Official Account needs kept: its pair of tokens, and when each person was last heard of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Table, Text, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.storage.tables import UTC, metadata
from bot.storage.writing import insert_new

# Both tokens are encrypted. `expires`: the access token; `failure`: why the last renewal came to nothing.
token = Table(
    "zalo_token",
    metadata,
    Column("app_id", Text, primary_key=True),
    Column("access", Text, nullable=False),
    Column("refresh", Text, nullable=False),
    Column("obtained", UTC, nullable=False),
    Column("expires", UTC, nullable=False),
    Column("failure", Text),
    Column("failed", UTC),
)

# The last message, click or follow of a person: from it run the 48 hours and the 7 days.
interaction = Table(
    "zalo_interaction",
    metadata,
    Column("sender", Text, ForeignKey("sender.sender", ondelete="CASCADE"), primary_key=True),
    Column("at", UTC, nullable=False),
)
# Asked at every message, so built once.
_PAIR = select(token).where(token.c.app_id == bindparam("_app_id"))
_LAST = select(interaction.c.at).where(interaction.c.sender == bindparam("_sender"))
_LATER = update(interaction).where(
    interaction.c.sender == bindparam("_sender"), interaction.c.at < bindparam("_at")
)


@dataclass(frozen=True)
class StoredPair:
    """One row of `zalo_token`, its tokens as stored."""

    app_id: str
    access: str
    refresh: str
    obtained: datetime
    expires: datetime
    failure: str | None = None
    failed: datetime | None = None

    def __repr__(self) -> str:
        return f"StoredPair({self.app_id}, obtained {self.obtained})"


def pair(session: Session, app_id: str) -> StoredPair | None:
    row = session.execute(_PAIR, {"_app_id": app_id}).mappings().first()
    return StoredPair(**row) if row else None


def keep(session: Session, new: StoredPair) -> None:
    """A pair from outside, by consent or import, in place of whatever was there."""
    session.execute(delete(token).where(token.c.app_id == new.app_id))
    session.execute(insert(token).values(**vars(new)))


def rotate(session: Session, old: StoredPair, new: StoredPair) -> bool:
    """The next pair in place of `old`; False when somebody has brought another one meanwhile.

    Not known by its tokens: the same ones look different once they are encrypted under another secret.
    """
    mine = (token.c.app_id == old.app_id) & (token.c.obtained == old.obtained)
    return bool(session.execute(update(token).where(mine).values(**vars(new))).rowcount)


def fail(session: Session, app_id: str, reason: str, now: datetime) -> None:
    session.execute(update(token).where(token.c.app_id == app_id).values(failure=reason, failed=now))


def interact(session: Session, sender: str, at: datetime) -> None:
    """Remembers the latest; events may arrive in any order."""
    if not insert_new(session, interaction, [{"sender": sender, "at": at}], ["sender"]):
        session.execute(_LATER, {"_sender": sender, "at": at, "_at": at})


def last_interaction(session: Session, sender: str) -> datetime | None:
    found = session.scalar(_LAST, {"_sender": sender})
    return found if isinstance(found, datetime) else None
