"""A server of a version without the chain goes on writing its lines of the audit log while newer ones write theirs.

PostgreSQL alone needs help: a newer server numbers its lines itself, so that the sequence by which an older one does
stays behind, and its line would be refused. SQLite takes the number after the last.
"""

from alembic import op

revision = "0015"
down_revision = "0014"

# It waits like everybody who writes a line: see bot/storage/audit.py.
_FUNCTION = """CREATE OR REPLACE FUNCTION audit_takes_the_next_number() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.link = '' THEN
        UPDATE audit_head SET number = number;
        NEW.id := GREATEST(
            (SELECT max(number) FROM audit_head), (SELECT coalesce(max(id), 0) FROM audit)) + 1;
    END IF;
    RETURN NEW;
END $$"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        op.execute(
            "CREATE TRIGGER audit_next_number BEFORE INSERT ON audit "
            "FOR EACH ROW EXECUTE FUNCTION audit_takes_the_next_number()"
        )
