"""The desk: what was said, who waits, who is called back, who is here, answers at hand; letters with a file."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _talks()
    _desk()
    op.add_column("outbox", sa.Column("attachment", sa.JSON()))
    op.add_column("staff", sa.Column("unit", sa.Text()))


def _talks() -> None:
    op.create_table(
        "line",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("rating", sa.JSON(), nullable=False),
        sa.Column("turn", sa.Integer()),
        sa.Column("key", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_line"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_line_at", "line", ["at"])
    op.create_index("ix_line_sender_number", "line", ["sender", "number"])
    op.create_index("ix_line_turn", "line", ["turn"])
    op.create_table(
        "handoff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.Text()),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked", sa.DateTime(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("procedure", sa.Text()),
        sa.Column("unit", sa.Text()),
        sa.Column("wanted", sa.Text()),
        sa.Column("officer", sa.Text()),
        sa.Column("claimed", sa.DateTime()),
        sa.Column("replied", sa.DateTime()),
        sa.Column("waited", sa.Integer()),
        sa.Column("person_at", sa.DateTime()),
        sa.Column("officer_at", sa.DateTime()),
        sa.Column("closed", sa.DateTime()),
        sa.Column("outcome", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_handoff"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handoff_asked", "handoff", ["asked"])
    op.create_index("ix_handoff_officer", "handoff", ["officer"])
    op.create_index("ix_handoff_sender", "handoff", ["sender"])
    op.create_index("ix_handoff_state_asked", "handoff", ["state", "asked"])
    op.create_table(
        "callback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.Text()),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("best", sa.Text()),
        sa.Column("subject", sa.Text()),
        sa.Column("procedure", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("officer", sa.Text()),
        sa.Column("updated", sa.DateTime()),
        sa.Column("note", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_callback"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_callback_at", "callback", ["at"])
    op.create_index("ix_callback_sender", "callback", ["sender"])
    op.create_index("ix_callback_state", "callback", ["state"])


def _desk() -> None:
    op.create_table(
        "presence",
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("here", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("staff", name="pk_presence"),
    )
    op.create_table(
        "canned",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned"),
        sa.UniqueConstraint("title", name="uq_canned_title"),
        sqlite_autoincrement=True,
    )
