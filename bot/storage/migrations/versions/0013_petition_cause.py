"""Why a petition ended without a solution, from a closed list; unknown of those that ended before."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("petition", sa.Column("cause", sa.Text()))
