"""Zalo: rotating tokens, when people were last heard of; leases and pauses for whichever channel needs them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    op.create_table(
        "pause",
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sender", name="pk_pause"),
    )
    _zalo()


def _zalo() -> None:
    op.create_table(
        "zalo_token",
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("refresh", sa.Text(), nullable=False),
        sa.Column("obtained", sa.DateTime(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.Column("failure", sa.Text()),
        sa.Column("failed", sa.DateTime()),
        sa.PrimaryKeyConstraint("app_id", name="pk_zalo_token"),
    )
    op.create_table(
        "zalo_interaction",
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sender"], ["sender.sender"], name="fk_zalo_interaction_sender_sender", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sender", name="pk_zalo_interaction"),
    )
