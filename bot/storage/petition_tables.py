"""The tables of petitions (phản ánh, kiến nghị): what was said, until when it is due, and each step that was taken."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text, text

from bot.storage.tables import UTC, Plain, metadata, now

# One petition, from the first word of its draft. What the person wrote is masked; his contact is encrypted.
petition = Table(
    "petition",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    # Told to the person when it is sent; None of a draft.
    Column("code", Text, unique=True),
    # When it was sent; of a draft, when it was begun.
    Column("at", UTC, nullable=False, index=True, default=now),
    # None once the person's data are deleted: the petition stays for the figures that the law asks for.
    Column("sender", Text, index=True),
    Column("channel", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("state", Text, nullable=False),
    # One of KINDS; None until the person has chosen.
    Column("kind", Text),
    Column("text", Text, nullable=False),
    Column("place", Text),
    # A code of the catalogue, or the person's own words for it.
    Column("procedure", Text),
    Column("about", Text),
    # What the person sent besides, as kinds: ["image"]. The files themselves are not kept.
    Column("attachments", Plain, nullable=False, default=list),
    Column("contact", Text),
    # The last day, how many working days that was, and where the number comes from.
    Column("due", Date),
    Column("days", Integer),
    Column("source", Text),
    # The last day before it was extended; None when it was not.
    Column("first_due", Date),
    Column("unit", Text),
    Column("officer", Text),
    Column("answer", Text),
    # One of CAUSES when it ended without a solution; None otherwise, and of those that ended before it was asked.
    Column("cause", Text),
    # When it was answered, or closed without an answer.
    Column("done", UTC),
    # What the public may read: other words than the person's, checked by a reviewer.
    Column("published_matter", Text),
    Column("published_answer", Text),
    Column("published", UTC),
    Column("satisfied", Boolean),
    # Changed by every step of staff: whoever looked at an older state is told.
    Column("version", Integer, nullable=False, default=0, server_default=text("0")),
    # Text and place without marks, for searching.
    Column("plain", Text, nullable=False, default="", server_default=text("''")),
    Index("ix_petition_state_due", "state", "due", "id"),
    sqlite_autoincrement=True,
)
STATES = ("received", "accepted", "forwarded", "answered", "closed")
DRAFT = "draft"
OPEN = ("received", "accepted", "forwarded")
KINDS = ("conduct", "regulation", "proposal")
# Not within the authority's competence; the indicators of Decision 766 and PAR INDEX count the others.
OUTSIDE = ("elsewhere", "complaint")
CAUSES = (*OUTSIDE, "repeated", "unclear", "withdrawn", "other")
# Of those that were closed before causes were asked for.
UNTOLD = "none"
# What came of what is over.
ENDS = ("answered", *CAUSES, UNTOLD)

# What was done with it, by whom. `detail` holds words of staff, never of the person.
petition_step = Table(
    "petition_step",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("petition", Integer, ForeignKey("petition.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UTC, nullable=False, default=now),
    # One of STEPS.
    Column("step", Text, nullable=False),
    # None: the person.
    Column("staff", Text),
    Column("detail", Text),
    # Whether a message to the person was put on its way.
    Column("told", Boolean, nullable=False),
    sqlite_autoincrement=True,
)
STEPS = (
    *(
        "received",
        "accepted",
        "forwarded",
        "extended",
        "answered",
        "closed",
        "published",
        "unpublished",
        "rated",
    ),
)
