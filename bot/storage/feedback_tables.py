"""The tables of feedback: was the answer any good, and how was the talk with the officer."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.storage.tables import UTC, Plain, metadata, now

# What the figures of ratings are counted from.
FIGURES = ["asked", "satisfied", "reason", "field", "procedure", "channel", "online_level", "outcome"]

# One row for each answer that was shown with the question whether it satisfied, written with the answer itself: so
# rows count who was asked, and rows with `satisfied` who answered. A comment that nobody asked for has a row of its
# own, with `asked` false. Procedure, field and online level are as they were when the answer was given.
rating = Table(
    "rating",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    # When the answer was given, and when the person last said something of it.
    Column("at", UTC, nullable=False, default=now),
    Column("changed", UTC),
    # A pseudonym; 'forgotten' once the person's data are deleted.
    Column("sender", Text, nullable=False),
    Column("turn", Integer, index=True),
    Column("asked", Boolean, nullable=False),
    Column("satisfied", Boolean),
    # One of REASONS; only where not satisfied.
    Column("reason", Text),
    # Masked.
    Column("comment", Text),
    Column("channel", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("procedure", Text),
    Column("field", Text),
    Column("aspects", Plain, nullable=False, default=list),
    Column("outcome", Text),
    Column("online_level", Text),
    # One of RESPONDENTS: what the person said he is, never what we guess.
    Column("respondent", Text, nullable=False, default="unknown", server_default="unknown"),
    UniqueConstraint("sender", "turn"),
    # The figures of a period come from this index alone, without a look at the rows.
    Index("ix_rating_figures", "agency", "at", *FIGURES),
    sqlite_autoincrement=True,
)

# The survey offered after a talk with an officer: once a hand-over; `consented` is None until the person says. And
# those filled in on the public page, which nobody was asked for: they have a `key` and no hand-over.
survey = Table(
    "survey",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UTC, nullable=False, index=True, default=now),
    Column("changed", UTC),
    Column("sender", Text, nullable=False, index=True),
    Column("handoff", Integer, unique=True),
    # Pseudonym, day and place: who fills in the page again that day changes his answer. None once he is forgotten.
    Column("key", Text, unique=True),
    # The counter whose code led to the page.
    Column("counter", Text),
    Column("consented", Boolean),
    Column("comment", Text),
    Column("channel", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("procedure", Text),
    Column("field", Text),
    Column("outcome", Text),
    Column("online_level", Text),
    Column("respondent", Text, nullable=False, default="unknown", server_default="unknown"),
    sqlite_autoincrement=True,
)

# One score for one factor; what was skipped has no row.
survey_answer = Table(
    "survey_answer",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("survey", Integer, ForeignKey("survey.id", ondelete="CASCADE"), nullable=False),
    Column("factor", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("changed", UTC, nullable=False, default=now),
    UniqueConstraint("survey", "factor"),
    sqlite_autoincrement=True,
)

# What one person said on one day, gathered from the tables above, and what staff made of it: the rows that are
# reviewed. Figures are never counted from here.
feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    # Pseudonym and day; None once the person is forgotten.
    Column("key", Text, unique=True),
    # When something was said last.
    Column("at", UTC, nullable=False, default=now),
    Column("sender", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("channel", Text, nullable=False),
    # Of the last answer that was rated; its row of `turn`.
    Column("turn", Integer),
    Column("procedure", Text),
    Column("field", Text),
    # Of the last survey filled in on the public page.
    Column("counter", Text),
    # None when nothing was rated; False as soon as one answer did not satisfy.
    Column("satisfied", Boolean),
    Column("rated", Integer, nullable=False, default=0),
    Column("unsatisfied", Integer, nullable=False, default=0),
    Column("reason", Text),
    # Mean of the survey's scores.
    Column("score", Float),
    # All comments of the day, masked, and the same without marks for searching.
    Column("comment", Text),
    Column("plain", Text, nullable=False, default="", server_default=text("''")),
    # What staff made of it: one of STATES.
    Column("state", Text, nullable=False, default="new", server_default="new"),
    Column("assignee", Text),
    # '|thái độ|biểu mẫu|'
    Column("tags", Text, nullable=False, default="", server_default=text("''")),
    Column("note", Text),
    Column("due", Date),
    Column("reviewed_by", Text),
    Column("reviewed_at", UTC),
    Index("ix_feedback_at", "at", "id"),
    Index("ix_feedback_state", "state", "at", "id"),
    Index("ix_feedback_satisfied", "satisfied", "at", "id"),
    Index("ix_feedback_sender", "sender"),
    Index("ix_feedback_procedure", "procedure", "at", "id"),
    Index("ix_feedback_field", "field", "at", "id"),
    Index("ix_feedback_channel", "channel", "at", "id"),
    # The few that staff gave a tag or a day.
    Index(
        "ix_feedback_tagged",
        "at",
        "id",
        sqlite_where=text("tags <> ''"),
        postgresql_where=text("tags <> ''"),
    ),
    Index(
        "ix_feedback_due",
        "due",
        "state",
        sqlite_where=text("due IS NOT NULL"),
        postgresql_where=text("due IS NOT NULL"),
    ),
    # The few that have words: what is searched.
    Index(
        "ix_feedback_commented",
        "at",
        "id",
        sqlite_where=text("comment IS NOT NULL"),
        postgresql_where=text("comment IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)
STATES = ("new", "read", "forwarded", "answered", "closed")
