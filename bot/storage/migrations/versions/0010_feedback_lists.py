"""What people said is listed by procedure, field and channel, by tag and by what is due, without a look at all rows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

revision = "0010"
down_revision = "0009"

_TAGGED, _DUE = sa.text("tags <> ''"), sa.text("due IS NOT NULL")


def upgrade() -> None:
    for name in ("procedure", "field", "channel"):
        op.create_index(f"ix_feedback_{name}", "feedback", [name, "at", "id"])
    for name, columns, some in (("tagged", ["at", "id"], _TAGGED), ("due", ["due", "state"], _DUE)):
        op.create_index(f"ix_feedback_{name}", "feedback", columns, sqlite_where=some, postgresql_where=some)
    if op.get_bind().dialect.name == "postgresql":
        _index_words()


def _index_words() -> None:
    """Parts of words are found by an extension of PostgreSQL's own; where it may not be used, row by row."""
    try:
        with op.get_bind().begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            op.execute(
                "CREATE INDEX ix_feedback_words ON feedback USING gin (plain gin_trgm_ops) WHERE comment IS NOT NULL"
            )
    except DBAPIError:
        pass
