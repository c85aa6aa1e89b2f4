"""The journal by months, balances with limits and holds, day totals: tables and their guards.

Every change of the books goes through a function of migration 0004: `nafa_app` holds no right to
write these tables itself.
"""

from django.db import migrations, models

OLD_AWAY = """
DROP TRIGGER entry_balances ON ledger_entry;
DROP TRIGGER lines_come_at_once ON ledger_line;
DROP TRIGGER entry_is_final ON ledger_entry;
DROP TRIGGER line_is_final ON ledger_line;
DROP FUNCTION ledger_check_entry();
DROP FUNCTION ledger_check_added_lines();
ALTER SEQUENCE ledger_entry_number OWNED BY NONE;
ALTER TABLE ledger_entry RENAME TO ledger_entry_before;
ALTER TABLE ledger_line RENAME TO ledger_line_before;
ALTER TABLE ledger_balance RENAME TO ledger_balance_before;
ALTER INDEX entry_by_value_date RENAME TO entry_by_value_date_before;
ALTER INDEX entry_by_booked_date RENAME TO entry_by_booked_date_before;
ALTER INDEX line_by_account RENAME TO line_by_account_before;
ALTER INDEX ledger_balance_pkey RENAME TO ledger_balance_before_pkey;
"""

JOURNAL = """
CREATE TABLE ledger_entry (
    id uuid NOT NULL,
    booked_at timestamptz NOT NULL,
    number bigint NOT NULL DEFAULT nextval('ledger_entry_number'),
    value_date date NOT NULL,
    booked_date date NOT NULL,
    line_count integer NOT NULL,
    branch_id uuid,
    command_id uuid,
    group_id uuid,
    reverses_id uuid,
    kind text NOT NULL,
    reference text NOT NULL,
    memo text NOT NULL
) PARTITION BY RANGE (booked_at);
CREATE INDEX entry_by_number ON ledger_entry (number);
CREATE INDEX entry_by_command ON ledger_entry (command_id);
CREATE INDEX entry_by_group ON ledger_entry (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX entry_by_booked_date ON ledger_entry USING brin (booked_date)
    WITH (pages_per_range = 16);
CREATE INDEX entry_by_value_date ON ledger_entry USING brin (value_date)
    WITH (pages_per_range = 16);

CREATE TABLE ledger_line (
    entry_id uuid NOT NULL,
    account_id uuid NOT NULL,
    debit_minor bigint NOT NULL,
    credit_minor bigint NOT NULL,
    booked_at timestamptz NOT NULL,
    booked_date date NOT NULL,
    value_date date NOT NULL,
    number integer NOT NULL,
    currency text NOT NULL
) PARTITION BY RANGE (booked_at);
CREATE INDEX line_by_entry ON ledger_line (entry_id);
CREATE INDEX line_by_account ON ledger_line (account_id, value_date, booked_at);
CREATE INDEX line_by_booked_date ON ledger_line USING brin (booked_date)
    WITH (pages_per_range = 16);

CREATE TABLE ledger_reversal (
    entry_id uuid PRIMARY KEY,
    reversal_id uuid NOT NULL UNIQUE
);

-- Without a reference to its account, which would cost every posting a question: an account makes
-- its balance itself, keeps its id, and is never deleted.
CREATE TABLE ledger_balance (
    account_id uuid PRIMARY KEY,
    currency text NOT NULL,
    is_closed boolean NOT NULL DEFAULT false,
    debit_minor bigint NOT NULL DEFAULT 0,
    credit_minor bigint NOT NULL DEFAULT 0,
    pending_debit_minor bigint NOT NULL DEFAULT 0,
    pending_credit_minor bigint NOT NULL DEFAULT 0,
    net_at_least bigint,
    net_at_most bigint
) WITH (fillfactor = 45);

CREATE TABLE ledger_hold (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    value_date date NOT NULL,
    booked_date date NOT NULL,
    placed_at timestamptz NOT NULL,
    expires_at timestamptz,
    branch_id uuid,
    command_id uuid,
    reference text NOT NULL,
    memo text NOT NULL
);
CREATE TABLE ledger_holdline (
    hold_id uuid NOT NULL REFERENCES ledger_hold (id),
    number integer NOT NULL,
    account_id uuid NOT NULL REFERENCES ledger_account (id),
    debit_minor bigint NOT NULL,
    credit_minor bigint NOT NULL,
    currency text NOT NULL,
    PRIMARY KEY (hold_id, number),
    CHECK (debit_minor >= 0 AND credit_minor >= 0 AND (debit_minor = 0) <> (credit_minor = 0))
);
CREATE INDEX holdline_by_account ON ledger_holdline (account_id);
CREATE TABLE ledger_holdend (
    hold_id uuid PRIMARY KEY REFERENCES ledger_hold (id),
    outcome text NOT NULL CHECK (outcome IN ('posted', 'voided', 'expired')),
    ended_at timestamptz NOT NULL,
    command_id uuid,
    entry_id uuid,
    CHECK ((outcome = 'posted') = (entry_id IS NOT NULL))
);
CREATE INDEX hold_by_expiry ON ledger_hold (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE ledger_day (
    booked_date date PRIMARY KEY,
    sealed_at timestamptz NOT NULL,
    entries bigint NOT NULL,
    lines bigint NOT NULL
);
CREATE TABLE ledger_daytotal (
    account_id uuid NOT NULL,
    booked_date date NOT NULL,
    value_date date NOT NULL,
    debit_minor bigint NOT NULL,
    credit_minor bigint NOT NULL,
    line_count bigint NOT NULL,
    PRIMARY KEY (account_id, booked_date, value_date)
);
CREATE SEQUENCE ledger_daybalance_number;
CREATE TABLE ledger_daybalance (
    account_id uuid NOT NULL,
    booked_date date NOT NULL,
    number bigint NOT NULL DEFAULT nextval('ledger_daybalance_number'),
    debit_minor bigint NOT NULL,
    credit_minor bigint NOT NULL,
    PRIMARY KEY (account_id, booked_date)
);
-- The numbers come in the order of the rows; the log reads them in ranges.
CREATE INDEX daybalance_by_number ON ledger_daybalance USING brin (number)
    WITH (pages_per_range = 16, autosummarize = on);

CREATE VIEW ledger_movement AS
    SELECT account_id, booked_date, value_date, debit_minor, credit_minor, line_count
    FROM ledger_daytotal
    UNION ALL
    SELECT account_id, booked_date, value_date, debit_minor, credit_minor, 1
    FROM ledger_line
    WHERE booked_date > (SELECT coalesce(max(booked_date), '-infinity') FROM ledger_day)
        AND booked_at > (SELECT coalesce(max(sealed_at) - interval '2 days', '-infinity')
                         FROM ledger_day);
"""

GUARDS = """
CREATE FUNCTION ledger_guard_table(p_table regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON %s'
        ' FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', p_table);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'nafa_app') THEN
        EXECUTE format('REVOKE ALL ON %s FROM nafa_app', p_table);
        EXECUTE format('GRANT SELECT ON %s TO nafa_app', p_table);
    END IF;
END $$;

SELECT ledger_guard_table(name) FROM unnest(ARRAY['ledger_entry', 'ledger_line', 'ledger_reversal',
    'ledger_hold', 'ledger_holdline', 'ledger_holdend', 'ledger_day', 'ledger_daytotal',
    'ledger_daybalance']::regclass[]) AS name;

CREATE TRIGGER is_kept BEFORE DELETE OR TRUNCATE ON ledger_balance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER is_kept BEFORE DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'nafa_app') THEN
        REVOKE ALL ON ledger_balance, ledger_movement FROM nafa_app;
        GRANT SELECT ON ledger_balance, ledger_movement TO nafa_app;
        REVOKE DELETE, TRUNCATE ON ledger_account FROM nafa_app;
    END IF;
END $$;

CREATE FUNCTION ledger_open_month(p_at timestamptz) RETURNS void
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
    IF to_regclass('ledger_line' || suffix) IS NOT NULL THEN
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

CREATE FUNCTION ledger_refuse(p_state text, p_values jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused by the ledger' USING ERRCODE = p_state, DETAIL = p_values::text;
END $$;

-- Whether a balance lies outside the limits of its account. What is set aside to leave the account
-- counts as gone; what is set aside to come in does not count yet.
CREATE FUNCTION ledger_breaks_limit(b ledger_balance) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(b.debit_minor - b.credit_minor - b.pending_credit_minor < b.net_at_least, false)
        OR coalesce(b.debit_minor - b.credit_minor + b.pending_debit_minor > b.net_at_most, false)
$$;

CREATE FUNCTION ledger_demand_limits(p_account uuid, p_place integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    off record;
BEGIN
    SELECT a.name, a.chart_code, a.currency, c.normal_side, b.net_at_least,
        b.debit_minor - b.credit_minor - b.pending_credit_minor AS lowest,
        b.debit_minor - b.credit_minor + b.pending_debit_minor AS highest
    INTO off FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
        JOIN ledger_chartaccount c ON c.code = a.chart_code
        WHERE b.account_id = p_account AND ledger_breaks_limit(b);
    IF FOUND THEN
        PERFORM ledger_refuse(
            CASE WHEN (off.lowest < off.net_at_least) IS TRUE = (off.normal_side <> 'C')
                THEN 'NL010' ELSE 'NL011' END,
            jsonb_build_object('place', p_place, 'id', p_account,
                'account', coalesce(nullif(off.name, ''), off.chart_code),
                'currency', off.currency,
                'balance', CASE WHEN off.normal_side = 'C' THEN -1 ELSE 1 END
                    * CASE WHEN (off.lowest < off.net_at_least) IS TRUE
                        THEN off.lowest ELSE off.highest END));
    END IF;
END $$;

CREATE FUNCTION ledger_keep_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    on_credit boolean := (SELECT normal_side = 'C' FROM ledger_chartaccount
                          WHERE code = NEW.chart_code);
    at_least bigint := CASE WHEN on_credit THEN -NEW.maximum_minor ELSE NEW.minimum_minor END;
    at_most bigint := CASE WHEN on_credit THEN -NEW.minimum_minor ELSE NEW.maximum_minor END;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO ledger_balance (account_id, currency, net_at_least, net_at_most)
        VALUES (NEW.id, NEW.currency, at_least, at_most);
    ELSE
        IF NEW.id <> OLD.id OR NEW.currency <> OLD.currency OR NEW.chart_code <> OLD.chart_code THEN
            RAISE EXCEPTION 'an account keeps its chart code and currency'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        UPDATE ledger_balance SET net_at_least = at_least, net_at_most = at_most,
            is_closed = NEW.closed_at IS NOT NULL WHERE account_id = NEW.id;
        IF (NEW.minimum_minor, NEW.maximum_minor)
                IS DISTINCT FROM (OLD.minimum_minor, OLD.maximum_minor) THEN
            PERFORM ledger_demand_limits(NEW.id, 1);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER account_keeps_balance AFTER INSERT OR UPDATE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_keep_balance();
"""

CARRY_OVER = """
SELECT ledger_open_month(m) FROM (
    SELECT DISTINCT date_trunc('month', booked_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS m
    FROM ledger_entry_before) months ORDER BY m;
INSERT INTO ledger_entry (id, booked_at, number, value_date, booked_date, line_count, branch_id,
        command_id, reverses_id, kind, reference, memo)
    SELECT id, booked_at, number, value_date, booked_date, line_count, branch_id, command_id,
        reverses_id, kind, reference, memo FROM ledger_entry_before ORDER BY number;
INSERT INTO ledger_line (entry_id, account_id, debit_minor, credit_minor, booked_at, booked_date,
        value_date, number, currency)
    SELECT l.entry_id, l.account_id, l.debit_minor, l.credit_minor, e.booked_at, e.booked_date,
        l.value_date, l.number, l.currency
    FROM ledger_line_before l JOIN ledger_entry_before e ON e.id = l.entry_id
    ORDER BY e.number, l.number;
INSERT INTO ledger_reversal (entry_id, reversal_id)
    SELECT reverses_id, id FROM ledger_entry_before WHERE reverses_id IS NOT NULL;
INSERT INTO ledger_balance (account_id, currency, debit_minor, credit_minor, net_at_least,
        net_at_most)
    SELECT a.id, a.currency, coalesce(b.debit_minor, 0), coalesce(b.credit_minor, 0),
        CASE WHEN c.normal_side <> 'C' THEN a.minimum_minor END,
        CASE WHEN c.normal_side = 'C' THEN -a.minimum_minor END
    FROM ledger_account a JOIN ledger_chartaccount c ON c.code = a.chart_code
    LEFT JOIN ledger_balance_before b ON b.account_id = a.id;
DROP TABLE ledger_line_before;
DROP TABLE ledger_balance_before;
DROP TABLE ledger_entry_before;
ALTER SEQUENCE ledger_entry_number OWNED BY ledger_entry.number;
"""

STATE = [
    migrations.RemoveConstraint(model_name="line", name="line_has_one_side"),
    migrations.RemoveConstraint(model_name="entry", name="entry_not_ahead"),
    migrations.RemoveIndex(model_name="line", name="line_by_account"),
    migrations.RemoveIndex(model_name="entry", name="entry_by_value_date"),
    migrations.RemoveIndex(model_name="entry", name="entry_by_booked_date"),
    migrations.DeleteModel(name="Line"),
    migrations.DeleteModel(name="Balance"),
    migrations.DeleteModel(name="Entry"),
]


class Migration(migrations.Migration):
    """From single tables to months."""

    dependencies = [("ledger", "0002_guards"), ("kernel", "0001_start")]

    operations = [
        migrations.AddField("account", "maximum_minor", models.BigIntegerField(null=True)),
        migrations.AddField("account", "closed_at", models.DateTimeField(null=True)),
        migrations.SeparateDatabaseAndState(state_operations=STATE),
        migrations.RunSQL(OLD_AWAY, migrations.RunSQL.noop),
        migrations.RunSQL(JOURNAL, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
    ]
