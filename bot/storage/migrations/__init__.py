"""The database's history, oldest first in `versions/`. Run by bot.storage.schema; needs no alembic.ini.

A new version: copy the newest file in versions/, raise its number, write upgrade() with `op`;
tests/storage/test_schema.py tells whether it builds what tables.py says.
"""
