"""Staff: accounts, sessions, the audit log; what was not answered is reviewed and searched without marks."""

import sqlalchemy as sa
from alembic import op

from bot.text.writing import plain

revision = "0004"
down_revision = "0003"

_CHUNK = 1000


def upgrade() -> None:
    _accounts()
    _audit()
    _reviews()
    for table in ("turn", "unanswered"):
        op.add_column(table, sa.Column("plain", sa.Text(), nullable=False, server_default=sa.text("''")))
        _fill_plain(table)
    op.drop_index("ix_turn_at", "turn")
    op.create_index("ix_turn_at_outcome_procedure", "turn", ["at", "outcome", "procedure"])


def _accounts() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text()),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("signed_in", sa.DateTime()),
        sa.Column("disabled", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("name", name="uq_staff_name"),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("began", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_staff_session_staff_id_staff", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_session"),
        sa.UniqueConstraint("token", name="uq_staff_session_token"),
    )
    op.create_index("ix_staff_session_staff_id", "staff_session", ["staff_id"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"])
    op.create_index("ix_sign_in_attempt_key", "sign_in_attempt", ["key"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("address", sa.Text()),
        sa.Column("detail", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    for column in ("at", "who", "subject"):
        op.create_index(f"ix_audit_{column}", "audit", [column])
    # A migration that rebuilds this table on SQLite loses its triggers and must make them again.
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{event.lower()} BEFORE {event} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$"
    )
    for event, scope in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER audit_no_{event.split()[0].lower()} BEFORE {event} ON audit "
            f"FOR EACH {scope} EXECUTE FUNCTION audit_is_append_only()"
        )


def _reviews() -> None:
    op.add_column("unanswered", sa.Column("state", sa.Text(), nullable=False, server_default="new"))
    op.add_column("unanswered", sa.Column("note", sa.Text()))
    op.add_column("unanswered", sa.Column("reviewed_by", sa.Text()))
    op.add_column("unanswered", sa.Column("reviewed_at", sa.DateTime()))
    op.create_index("ix_unanswered_state", "unanswered", ["state"])


def _fill_plain(name: str) -> None:
    """Rows of before become searchable, too; a chunk at a time, whatever their number."""
    connection = op.get_bind()
    table = sa.table(name, sa.column("id"), sa.column("text"), sa.column("plain"))
    change = sa.update(table).where(table.c.id == sa.bindparam("row")).values(plain=sa.bindparam("folded"))
    last = 0
    while rows := connection.execute(
        sa.select(table.c.id, table.c.text).where(table.c.id > last).order_by(table.c.id).limit(_CHUNK)
    ).all():
        connection.execute(change, [{"row": row.id, "folded": plain(row.text)} for row in rows])
        last = rows[-1].id
