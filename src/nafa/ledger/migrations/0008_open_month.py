"""Sessions that open the same month at the same moment: the second sees what the first made."""

from django.db import migrations

OPEN_MONTH = """
CREATE OR REPLACE FUNCTION ledger_open_month(p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', p_at AT TIME ZONE 'UTC');
    suffix text := to_char(first, '"_y"YYYY"m"MM');
    parent text;
    part text;
BEGIN
    IF to_regclass('ledger_line' || suffix) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('ledger_open_month'));
    -- What this session knows of names may be older than the lock it waited for: a table is asked.
    PERFORM FROM pg_class
        WHERE relname = 'ledger_line' || suffix AND relnamespace = 'public'::regnamespace;
    IF FOUND THEN
        RETURN;
    END IF;
    FOREACH parent IN ARRAY ARRAY['ledger_entry', 'ledger_line'] LOOP
        part := parent || suffix;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)',
            part, parent);
        IF parent = 'ledger_entry' THEN
            EXECUTE format('CREATE UNIQUE INDEX %I ON %I (id)', part || '_id', part);
        END IF;
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            parent, part, first::timestamp AT TIME ZONE 'UTC',
            (first + interval '1 month') AT TIME ZONE 'UTC');
        PERFORM ledger_guard_table(part::regclass);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """A month is opened once."""

    dependencies = [("ledger", "0007_two_lines")]

    operations = [migrations.RunSQL(OPEN_MONTH, migrations.RunSQL.noop)]
