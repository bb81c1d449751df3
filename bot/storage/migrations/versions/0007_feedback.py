"""What was said of us, a row for each person and day, for staff to review."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer()),
        sa.Column("procedure", sa.Text()),
        sa.Column("field", sa.Text()),
        sa.Column("satisfied", sa.Boolean()),
        sa.Column("rated", sa.Integer(), nullable=False),
        sa.Column("unsatisfied", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("score", sa.Float()),
        sa.Column("comment", sa.Text()),
        sa.Column("plain", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.Column("assignee", sa.Text()),
        sa.Column("tags", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("due", sa.Date()),
        sa.Column("reviewed_by", sa.Text()),
        sa.Column("reviewed_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("key", name="uq_feedback_key"),
        sqlite_autoincrement=True,
    )
    for name, columns in (
        ("at", ["at", "id"]),
        ("state", ["state", "at", "id"]),
        ("satisfied", ["satisfied", "at", "id"]),
        ("sender", ["sender"]),
    ):
        op.create_index(f"ix_feedback_{name}", "feedback", columns)
    some = sa.text("comment IS NOT NULL")
    op.create_index(
        "ix_feedback_commented", "feedback", ["at", "id"], sqlite_where=some, postgresql_where=some
    )
