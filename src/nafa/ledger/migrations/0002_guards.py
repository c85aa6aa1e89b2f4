"""What the database itself guarantees: balance, one currency an account, nothing ever changed."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE ledger_entry_number;
ALTER TABLE ledger_entry ALTER COLUMN number SET DEFAULT nextval('ledger_entry_number');

ALTER TABLE ledger_line ADD CONSTRAINT line_currency_is_its_accounts
    FOREIGN KEY (account_id, currency) REFERENCES ledger_account (id, currency);

CREATE FUNCTION ledger_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seen integer;
    broken text;
BEGIN
    SELECT count(*) INTO seen FROM ledger_line WHERE entry_id = NEW.id;
    SELECT currency INTO broken FROM ledger_line WHERE entry_id = NEW.id
        GROUP BY currency HAVING sum(debit_minor) <> sum(credit_minor) LIMIT 1;
    IF seen <> NEW.line_count OR seen < 2 OR broken IS NOT NULL THEN
        RAISE EXCEPTION 'ledger entry % is not balanced (% lines of %, currency %)',
            NEW.id, seen, NEW.line_count, broken USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_entry();

CREATE FUNCTION ledger_check_added_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken uuid;
BEGIN
    SELECT e.id INTO broken FROM ledger_entry e
        JOIN (SELECT DISTINCT entry_id FROM added_lines) a ON a.entry_id = e.id
        WHERE (SELECT count(*) FROM ledger_line l WHERE l.entry_id = e.id) <> e.line_count
        LIMIT 1;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'lines were added to ledger entry % after it was written', broken
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER lines_come_at_once AFTER INSERT ON ledger_line
    REFERENCING NEW TABLE AS added_lines
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_added_lines();

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'posted rows of % are never changed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER entry_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER line_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_line
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'nafa_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entry, ledger_line, ledger_period FROM nafa_app;
        REVOKE DELETE, TRUNCATE ON ledger_balance, ledger_account FROM nafa_app;
        REVOKE UPDATE, DELETE, TRUNCATE ON kernel_commandrecord, kernel_commandsubject
            FROM nafa_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """Guards of the journal."""

    dependencies = [("ledger", "0001_start"), ("kernel", "0001_start")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
