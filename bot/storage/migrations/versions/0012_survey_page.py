"""The public survey page: answers without a hand-over, each with its counter."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    # No batch rebuilds the table where a column is only added; the one that is altered needs it on SQLite.
    with op.batch_alter_table("survey", table_kwargs={"sqlite_autoincrement": True}) as survey:
        survey.alter_column("handoff", existing_type=sa.Integer(), nullable=True)
        survey.add_column(sa.Column("key", sa.Text()))
        survey.add_column(sa.Column("counter", sa.Text()))
        survey.create_unique_constraint("uq_survey_key", ["key"])
    op.add_column("feedback", sa.Column("counter", sa.Text()))
