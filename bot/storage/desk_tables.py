"""The desk's tables: what was said, who waits for an officer, who is to be called back, who is here, what was rated."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, false

from bot.storage.tables import UTC, Plain, metadata, now

# What was said in a conversation, by whom: the transcript that people and officers see. A person's text is masked
# before it comes here. `number` orders all lines: whoever has seen one asks for those after it.
line = Table(
    "line",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("sender", Text, nullable=False),
    Column("at", UTC, nullable=False, index=True, default=now),
    # One of AUTHORS; `staff` is the account of the officer who wrote it.
    Column("author", Text, nullable=False),
    Column("staff", Text),
    Column("text", Text, nullable=False),
    # [title, id] each; `rating` holds those that rate the answer, kept apart from what else can be pressed.
    Column("buttons", Plain, nullable=False, default=list),
    Column("rating", Plain, nullable=False, default=list),
    # The row of `turn` that this line answers, or that this question became.
    Column("turn", Integer, index=True),
    # The key under which the channel sent what the person said: a page knows its own words again.
    Column("key", Text),
    Index("ix_line_sender_number", "sender", "number"),
    sqlite_autoincrement=True,
)
AUTHORS = ("person", "assistant", "officer", "notice")

# One wish to speak with an officer, from the moment it was said to its end.
handoff = Table(
    "handoff",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    # None once the person's data are deleted.
    Column("sender", Text, index=True),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked", UTC, nullable=False, index=True, default=now),
    # The last question (masked) and the procedure that it was about.
    Column("subject", Text),
    Column("procedure", Text),
    # To whom it was transferred: a unit's name, or the account of a colleague.
    Column("unit", Text),
    Column("wanted", Text),
    # Who has it, since when, and when the person first heard of him. `waited`: seconds within working hours.
    Column("officer", Text, index=True),
    Column("claimed", UTC),
    Column("replied", UTC),
    Column("waited", Integer),
    # Of the person's last word and the officer's: who keeps whom waiting.
    Column("person_at", UTC),
    Column("officer_at", UTC),
    Column("closed", UTC),
    Column("outcome", Text),
    Column("note", Text),
    Index("ix_handoff_state_asked", "state", "asked"),
    sqlite_autoincrement=True,
)
HANDOFF_STATES = ("waiting", "open", "closed")
HANDOFF_OUTCOMES = ("solved", "advised", "forwarded", "callback", "no_reply", "returned", "left")

# Somebody who wants to be called. The phone number is encrypted; `best` is when, in the person's own words (masked).
callback = Table(
    "callback",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sender", Text, index=True),
    Column("channel", Text, nullable=False),
    Column("at", UTC, nullable=False, index=True, default=now),
    Column("phone", Text),
    Column("best", Text),
    Column("subject", Text),
    Column("procedure", Text),
    Column("state", Text, nullable=False, index=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("officer", Text),
    Column("updated", UTC),
    Column("note", Text),
    sqlite_autoincrement=True,
)
CALLBACK_STATES = ("new", "not_reached", "reached", "cancelled")

# Which officers are at the desk. One who has not been seen for a while is away, whatever he said.
presence = Table(
    "presence",
    metadata,
    Column("staff", Text, primary_key=True),
    Column("here", Boolean, nullable=False, server_default=false()),
    Column("seen", UTC, nullable=False, default=now),
)

# Answers that officers give again and again. {name} is filled with a fact of the procedure in question.
canned = Table(
    "canned",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("title", Text, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", UTC, nullable=False, default=now),
    sqlite_autoincrement=True,
)
