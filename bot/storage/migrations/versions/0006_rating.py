"""Feedback: ratings of answers, and the survey after a talk with an officer."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _ratings()
    _surveys()


def _ratings() -> None:
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("changed", sa.DateTime()),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer()),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("satisfied", sa.Boolean()),
        sa.Column("reason", sa.Text()),
        sa.Column("comment", sa.Text()),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text()),
        sa.Column("field", sa.Text()),
        sa.Column("aspects", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("online_level", sa.Text()),
        sa.Column("respondent", sa.Text(), server_default="unknown", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rating"),
        sa.UniqueConstraint("sender", "turn", name="uq_rating_sender_turn"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rating_turn", "rating", ["turn"])
    columns = ["agency", "at", "asked", "satisfied", "reason"]
    columns += ["field", "procedure", "channel", "online_level", "outcome"]
    op.create_index("ix_rating_figures", "rating", columns)


def _surveys() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("changed", sa.DateTime()),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("handoff", sa.Integer(), nullable=False),
        sa.Column("consented", sa.Boolean()),
        sa.Column("comment", sa.Text()),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text()),
        sa.Column("field", sa.Text()),
        sa.Column("outcome", sa.Text()),
        sa.Column("online_level", sa.Text()),
        sa.Column("respondent", sa.Text(), server_default="unknown", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint("handoff", name="uq_survey_handoff"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_survey_at", "survey", ["at"])
    op.create_index("ix_survey_sender", "survey", ["sender"])
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey", sa.Integer(), nullable=False),
        sa.Column("factor", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey"], ["survey.id"], name="fk_survey_answer_survey_survey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_survey_answer"),
        sa.UniqueConstraint("survey", "factor", name="uq_survey_answer_survey_factor"),
        sqlite_autoincrement=True,
    )
