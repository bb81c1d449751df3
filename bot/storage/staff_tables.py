"""The staff's tables: who may enter, who is inside, who has done what."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text, false, text

from bot.storage.tables import UTC, Plain, metadata, now

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    # Lower case: what is typed to sign in, and what history and audit remember.
    Column("name", Text, nullable=False, unique=True),
    Column("full_name", Text),
    # Where he works: talks are transferred to a unit by this name.
    Column("unit", Text),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    # A password that somebody else has seen must be replaced at the first sign-in.
    Column("must_change", Boolean, nullable=False, server_default=false()),
    Column("created", UTC, nullable=False, default=now),
    Column("signed_in", UTC),
    Column("disabled", UTC),
)

# Whoever reads this table cannot sign in with it: the browser has the token, we have its SHA-256.
staff_session = Table(
    "staff_session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token", Text, nullable=False, unique=True),
    Column("staff_id", Integer, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("began", UTC, nullable=False, default=now),
    Column("seen", UTC, nullable=False, default=now),
)

# Sign-ins under way or failed, counted by the digest of an account or an address; kept for minutes.
sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UTC, nullable=False, index=True, default=now),
    Column("key", Text, nullable=False, index=True),
)

# Append-only: triggers of the migration refuse every change and removal. Names, not ids, so that it
# outlives accounts.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UTC, nullable=False, index=True, default=now),
    Column("who", Text, nullable=False, index=True),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True, server_default=text("''")),
    Column("address", Text),
    Column("detail", Plain),
    # See bot/storage/chain.py.
    Column("link", Text, nullable=False, server_default=text("''")),
)
# One row: the last line's number and link. Whoever writes a line holds it until his transaction is over.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("link", Text, nullable=False),
)
