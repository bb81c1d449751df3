"""What staff changed of the authority's profile: every state of it, the last one counts."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "agency_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("overlay", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agency_change"),
        sa.UniqueConstraint("agency", "number", name="uq_agency_change_agency_number"),
    )
