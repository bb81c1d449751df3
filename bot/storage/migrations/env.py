"""Alembic's entry: runs inside the connection and transaction that bot.storage.schema has opened."""

from alembic import context

from bot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite alters a column only by rebuilding its table.
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
