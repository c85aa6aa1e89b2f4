"""Data keys: a key a purpose, wrapped by the master key; never deleted."""

from django.db import migrations

TABLES = """
CREATE TABLE kernel_datakey (
    id bytea PRIMARY KEY CHECK (length(id) = 8),
    purpose text NOT NULL,
    wrapped bytea NOT NULL,
    master text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    retired_at timestamptz
);
CREATE INDEX datakey_by_purpose ON kernel_datakey (purpose, made_at);
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'nafa_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON kernel_datakey FROM nafa_app;
        GRANT UPDATE (wrapped, master, retired_at) ON kernel_datakey TO nafa_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """Envelope keys."""

    dependencies = [("kernel", "0020_trail")]

    operations = [migrations.RunSQL(TABLES, migrations.RunSQL.noop)]
