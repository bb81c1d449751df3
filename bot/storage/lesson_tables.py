"""What staff made of questions that had been missed: taught, left out of scope, or done with."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from bot.storage.tables import UTC, Plain, metadata, now

# One decision for all wordings of one group of questions. What was taken back stays, with who did it and when.
lesson = Table(
    "lesson",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UTC, nullable=False, index=True, default=now),
    Column("who", Text, nullable=False),
    # One of KINDS.
    Column("kind", Text, nullable=False),
    # The wording that was taught, masked; of the others the most frequent one.
    Column("text", Text, nullable=False),
    Column("procedure", Text),
    Column("aspects", Plain, nullable=False, default=list),
    # All wordings that it settles, as `bot.catalogue.grouping.key` folds them.
    Column("keys", Plain, nullable=False, default=list),
    Column("questions", Integer, nullable=False),
    Column("undone_at", UTC),
    Column("undone_by", Text),
    sqlite_autoincrement=True,
)
TAUGHT = ("example", "alias")
KINDS = (*TAUGHT, "out_of_scope", "done")
