"""Petitions (phản ánh, kiến nghị) and what was done with them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "petition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sender", sa.Text()),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("procedure", sa.Text()),
        sa.Column("about", sa.Text()),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("contact", sa.Text()),
        sa.Column("due", sa.Date()),
        sa.Column("days", sa.Integer()),
        sa.Column("source", sa.Text()),
        sa.Column("first_due", sa.Date()),
        sa.Column("unit", sa.Text()),
        sa.Column("officer", sa.Text()),
        sa.Column("answer", sa.Text()),
        sa.Column("done", sa.DateTime()),
        sa.Column("published_matter", sa.Text()),
        sa.Column("published_answer", sa.Text()),
        sa.Column("published", sa.DateTime()),
        sa.Column("satisfied", sa.Boolean()),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("plain", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_petition"),
        sa.UniqueConstraint("code", name="uq_petition_code"),
        sqlite_autoincrement=True,
    )
    for name, columns in (("at", ["at"]), ("sender", ["sender"]), ("state_due", ["state", "due", "id"])):
        op.create_index(f"ix_petition_{name}", "petition", columns)
    op.create_table(
        "petition_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text()),
        sa.Column("detail", sa.Text()),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition"],
            ["petition.id"],
            name="fk_petition_step_petition_petition",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_petition_step"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_petition_step_petition", "petition_step", ["petition"])
