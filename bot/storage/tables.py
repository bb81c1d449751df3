"""The tables, once. `bot.storage.migrations` must build exactly these (a test compares)."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Optional

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

from bot.text.writing import plain


class UTC(TypeDecorator):  # type: ignore[type-arg]
    """An aware time, kept as plain UTC: SQLite knows no zones and both must answer alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: Optional[datetime], dialect: Any) -> Optional[datetime]:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without zone cannot be stored: {value!r}")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: Optional[datetime], dialect: Any) -> Optional[datetime]:
        return value.replace(tzinfo=timezone.utc) if value else None


def now() -> datetime:
    return datetime.now(timezone.utc)


def _plain_text(context: Any) -> str:
    """The row's own text without marks, whoever inserts it: what staff search in."""
    return plain(context.get_current_parameters()["text"])


# Named constraints: SQLite and PostgreSQL name the unnamed differently, and migrations must find them.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Instead of a person who is forgotten.
NOBODY = "forgotten"
Plain = JSON(none_as_null=True)


def _child(name: str, *columns: Column[Any]) -> Table:
    """A list that a procedure owns: goes when it goes, keeps its order in `position`."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column(
            "procedure_id",
            Integer,
            ForeignKey("procedure.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        Column("position", Integer, nullable=False),
        *columns,
    )


procedure = Table(
    "procedure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("field", Text, nullable=False, index=True),
    Column("short_name", Text),
    Column("aliases", Plain, nullable=False),
    Column("portal_field", Text),
    Column("levels", Plain, nullable=False),
    Column("agency", Text),
    Column("audience", Plain, nullable=False),
    Column("summary", Text),
    Column("dossier_sets", Integer),
    Column("dossier_complete", Boolean),
    Column("replaced_papers", Plain, nullable=False),
    Column("time_note", Text),
    Column("methods", Plain, nullable=False),
    Column("online_level", Text),
    Column("online_level_source", Text),
    Column("legacy_level", Integer),
    Column("conditions", Text),
    Column("result", Text),
    Column("validity", Text),
    Column("legal_bases", Plain, nullable=False),
    Column("forms", Plain, nullable=False),
    Column("warnings", Plain, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("superseded_by", Text),
    Column("state_note", Text),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("deciding_document", Text),
    Column("source", Text),
    Column("checked", Date, index=True),
    Column("confidence", Text, nullable=False),
    Column("completeness", Text, nullable=False),
    Column("field_confidence", Plain, nullable=False),
    Column("notes", Text),
    Column("rank", Integer, nullable=False),
)

dossier_item = _child(
    "dossier_item",
    Column("name", Text, nullable=False),
    Column("case", Text),
    Column("form", Text),
    Column("originals", Integer),
    Column("copies", Integer),
    Column("mandatory", Boolean),
)

time_limit = _child(
    "time_limit",
    Column("value", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("case", Text),
    Column("method", Text),
)

fee = _child(
    "fee",
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("amount", BigInteger),
    Column("online_amount", BigInteger),
    Column("unit", Text),
    Column("case", Text),
    Column("note", Text),
)

example = _child(
    "example",
    Column("text", Text, nullable=False),
    Column("aspects", Plain, nullable=False),
)

# What a procedure was before and after each change; the code, not the id, so that it outlives deletion.
revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UTC, nullable=False, index=True, default=now),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("batch", Integer, nullable=False, index=True),
    Column("code", Text, nullable=False, index=True),
    Column("before", Plain),
    Column("after", Plain),
    sqlite_autoincrement=True,
)

# One row. Moves with every change, in its transaction: a reader notices a change by one number.
catalogue_version = Table(
    "catalogue_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)

# What was asked and could not be answered, for staff to review. Text is masked before it comes here.
unanswered = Table(
    "unanswered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UTC, nullable=False, index=True, default=now),
    Column("sender", Text, index=True),
    Column("text", Text, nullable=False),
    Column("aspects", Plain, nullable=False, default=list),
    Column("candidates", Plain, nullable=False, default=list),
    Column("outcome", Text, nullable=False),
    Column("plain", Text, nullable=False, default=_plain_text, server_default=text("''")),
    # What staff made of it: one of REVIEWS, with a word why, by whom and when.
    Column("state", Text, nullable=False, default="new", server_default="new", index=True),
    Column("note", Text),
    Column("reviewed_by", Text),
    Column("reviewed_at", UTC),
)
REVIEWS = ("new", "done", "out_of_scope")

# Every question: the one row the indicators are computed from. Text is masked before it comes here.
turn = Table(
    "turn",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UTC, nullable=False, default=now),
    Column("sender", Text, nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("procedure", Text, index=True),
    Column("aspects", Plain, nullable=False, default=list),
    Column("confidence", Float),
    Column("outcome", Text, nullable=False),
    Column("plain", Text, nullable=False, default=_plain_text, server_default=text("''")),
    # Figures of a period are counted from this index alone, without a look at the rows.
    Index("ix_turn_at_outcome_procedure", "at", "outcome", "procedure"),
)
OUTCOMES = ("answered", "choices", "unknown", "declined", "handoff")

# A conversation on a messaging channel, under its pseudonym. Whoever holds it works at it alone: takes its events,
# sends its letters. `due` is when there is next something to do; `holder` keeps it until `held_until`.
sender = Table(
    "sender",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("seen", UTC, nullable=False, index=True),
    Column("due", UTC, index=True),
    Column("holder", Text, index=True),
    Column("held_until", UTC),
    Column("leaving", Boolean, nullable=False, default=False),
)

# What arrived. The body is encrypted and goes when the event is finished; the key stays, to know the event again.
inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("channel", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("body", Text),
    Column("at", UTC, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    UniqueConstraint("channel", "key"),
    Index("ix_inbox_sender_state", "sender", "state"),
    sqlite_autoincrement=True,
)
EVENT_STATES = ("new", "done")

# What we say, in order for each sender. 'unsure': it was handed over and nobody knows whether it arrived.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sender", Text, nullable=False),
    Column("event", Integer, index=True),
    Column("notice", Boolean, nullable=False, default=False),
    Column("text", Text, nullable=False),
    Column("buttons", Plain, nullable=False, default=list),
    # A form or a picture instead of text: {kind, name, path}, the path below MOTCUA_FORMS.
    Column("attachment", Plain),
    Column("at", UTC, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due", UTC),
    Column("reason", Text),
    Column("message", Text),
    Column("by", Text),
    Index("ix_outbox_sender_state", "sender", "state"),
    sqlite_autoincrement=True,
)
LETTER_STATES = ("waiting", "sending", "sent", "unsure", "refused")

# What a button means, behind an id that says nothing. `letter`: pressed, this letter is sent once more.
button = Table(
    "button",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sender", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("letter", Integer),
    Column("expires", UTC, nullable=False, index=True),
)

# What a conversation remembers: the slots that differ from their first value.
talk = Table(
    "talk",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("slots", Plain, nullable=False),
    Column("at", UTC, nullable=False, index=True),
)
