"""The audit log as a chain: each line carries a hash of itself and of the line before."""

import sqlalchemy as sa
from alembic import op

from bot.storage.chain import START, link_of
from bot.storage.tables import UTC, Plain

revision = "0014"
down_revision = "0013"

# As 0004 has it.
_NO_UPDATE = """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"""


def upgrade() -> None:
    op.add_column("audit", sa.Column("link", sa.Text(), nullable=False, server_default=""))
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
    )
    columns = [sa.column(name) for name in ("who", "action", "subject", "address", "link")]
    audit = sa.table("audit", sa.column("id"), sa.column("at", UTC), sa.column("detail", Plain), *columns)
    connection, number, link = op.get_bind(), 0, START
    is_sqlite = connection.dialect.name == "sqlite"
    # The log may only be added to; this once its lines get their links.
    op.execute("DROP TRIGGER audit_no_update" if is_sqlite else "ALTER TABLE audit DISABLE TRIGGER USER")
    for row in connection.execute(sa.select(audit).order_by(audit.c.id)).mappings().all():
        number, link = row["id"], link_of(link, row)
        connection.execute(audit.update().where(audit.c.id == number).values(link=link))
    op.execute(_NO_UPDATE if is_sqlite else "ALTER TABLE audit ENABLE TRIGGER USER")
    connection.execute(head.insert().values(id=1, number=number, link=link))
