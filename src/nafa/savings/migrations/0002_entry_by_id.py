"""The entry is named by its id alone: the journal lies in months and takes no foreign keys."""

from django.db import migrations, models

DROP_REFERENCE = """
DO $$
DECLARE
    reference record;
BEGIN
    FOR reference IN SELECT conname FROM pg_constraint
            WHERE conrelid = 'savings_operation'::regclass AND confrelid = 'ledger_entry'::regclass LOOP
        EXECUTE format('ALTER TABLE savings_operation DROP CONSTRAINT %I', reference.conname);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """Before the journal is divided into months."""

    dependencies = [("savings", "0001_start")]
    run_before = [("ledger", "0003_partitioned_journal")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DROP_REFERENCE, migrations.RunSQL.noop)],
            state_operations=[
                migrations.RemoveField(model_name="operation", name="entry"),
                migrations.AddField(
                    model_name="operation",
                    name="entry_id",
                    field=models.UUIDField(unique=True),
                    preserve_default=False,
                ),
            ],
        ),
    ]
