"""The first shape: the catalogue, its history, and what was asked."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _catalogue()
    _history()
    _questions()


def _catalogue() -> None:
    op.create_table(
        "procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text()),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("portal_field", sa.Text()),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("agency", sa.Text()),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text()),
        sa.Column("dossier_sets", sa.Integer()),
        sa.Column("dossier_complete", sa.Boolean()),
        sa.Column("replaced_papers", sa.JSON(), nullable=False),
        sa.Column("time_note", sa.Text()),
        sa.Column("methods", sa.JSON(), nullable=False),
        sa.Column("online_level", sa.Text()),
        sa.Column("online_level_source", sa.Text()),
        sa.Column("legacy_level", sa.Integer()),
        sa.Column("conditions", sa.Text()),
        sa.Column("result", sa.Text()),
        sa.Column("validity", sa.Text()),
        sa.Column("legal_bases", sa.JSON(), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("superseded_by", sa.Text()),
        sa.Column("state_note", sa.Text()),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("deciding_document", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("checked", sa.Date()),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("completeness", sa.Text(), nullable=False),
        sa.Column("field_confidence", sa.JSON(), nullable=False),
        sa.Column("notes", sa.Text()),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_procedure"),
        sa.UniqueConstraint("code", name="uq_procedure_code"),
    )
    op.create_index("ix_procedure_checked", "procedure", ["checked"])
    op.create_index("ix_procedure_field", "procedure", ["field"])
    op.create_index("ix_procedure_state", "procedure", ["state"])
    op.create_table(
        "dossier_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("case", sa.Text()),
        sa.Column("form", sa.Text()),
        sa.Column("originals", sa.Integer()),
        sa.Column("copies", sa.Integer()),
        sa.Column("mandatory", sa.Boolean()),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure.id"],
            name="fk_dossier_item_procedure_id_procedure",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_item"),
    )
    op.create_index("ix_dossier_item_procedure_id", "dossier_item", ["procedure_id"])
    op.create_table(
        "time_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("case", sa.Text()),
        sa.Column("method", sa.Text()),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure.id"],
            name="fk_time_limit_procedure_id_procedure",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_time_limit"),
    )
    op.create_index("ix_time_limit_procedure_id", "time_limit", ["procedure_id"])
    op.create_table(
        "fee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("online_amount", sa.BigInteger()),
        sa.Column("unit", sa.Text()),
        sa.Column("case", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure.id"],
            name="fk_fee_procedure_id_procedure",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_fee"),
    )
    op.create_index("ix_fee_procedure_id", "fee", ["procedure_id"])
    op.create_table(
        "example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("aspects", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure.id"],
            name="fk_example_procedure_id_procedure",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_example"),
    )
    op.create_index("ix_example_procedure_id", "example", ["procedure_id"])


def _history() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_revision_at", "revision", ["at"])
    op.create_index("ix_revision_batch", "revision", ["batch"])
    op.create_index("ix_revision_code", "revision", ["code"])
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue_version"),
    )
    op.execute("INSERT INTO catalogue_version (id, number) VALUES (1, 0)")


def _questions() -> None:
    op.create_table(
        "unanswered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sender", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("aspects", sa.JSON(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
    )
    op.create_index("ix_unanswered_at", "unanswered", ["at"])
    op.create_index("ix_unanswered_sender", "unanswered", ["sender"])
    op.create_table(
        "turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text()),
        sa.Column("aspects", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Float()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_turn"),
    )
    op.create_index("ix_turn_at", "turn", ["at"])
    op.create_index("ix_turn_procedure", "turn", ["procedure"])
    op.create_index("ix_turn_sender", "turn", ["sender"])
