"""The posting functions: the only way into the journal, the balances and the holds.

Refusals are raised with a state of the class NL and their values as JSON in the detail:
NL001 unbalanced, NL002 malformed, NL003 account or currency unknown, NL004 account closed,
NL005 period closed, NL006 identifier used with other content, NL007 reversed already,
NL008 hold ended or unknown, NL009 clock behind the last sealed day,
NL010 balance too low, NL011 balance too high.
"""

from django.db import migrations

IDENTIFIERS = """
-- The earliest month in which an entry with one of these identifiers can lie: a UUIDv7 tells its
-- instant, which is never later than its booking by more than a day; others tell nothing.
CREATE FUNCTION ledger_known_since(p_id uuid) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN substr(p_id::text, 15, 1) = '7'
        THEN to_timestamp(('x' || substr(p_id::text, 1, 8) || substr(p_id::text, 10, 4))::bit(48)
                          ::bigint / 1000.0 - 86400)
        ELSE '-infinity'::timestamptz END
$$;

-- Whether the journal holds the identifier with the same content, which repeats an answer; with
-- other content it is refused. Nothing when it is not in the journal.
CREATE FUNCTION ledger_is_repeated(p_place integer, p_id uuid, p_kind text, p_value_date date,
    p_branch uuid, p_group uuid, p_reference text, p_memo text, p_reverses uuid,
    p_accounts uuid[], p_debits bigint[], p_credits bigint[], p_currencies text[])
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    kept record;
    since timestamptz := ledger_known_since(p_id);
BEGIN
    SELECT e.booked_at, e.number, (e.kind, e.value_date, e.reference, e.memo)
            IS NOT DISTINCT FROM (p_kind, p_value_date, p_reference, p_memo)
        AND e.branch_id IS NOT DISTINCT FROM p_branch AND e.group_id IS NOT DISTINCT FROM p_group
        AND e.reverses_id IS NOT DISTINCT FROM p_reverses AS is_same
    INTO kept FROM ledger_entry e WHERE e.id = p_id AND e.booked_at >= since;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF NOT kept.is_same OR (p_accounts, p_debits, p_credits, p_currencies) IS DISTINCT FROM (
            SELECT (array_agg(l.account_id ORDER BY l.number),
                    array_agg(l.debit_minor ORDER BY l.number),
                    array_agg(l.credit_minor ORDER BY l.number),
                    array_agg(l.currency ORDER BY l.number))
            FROM ledger_line l WHERE l.entry_id = p_id AND l.booked_at = kept.booked_at) THEN
        PERFORM ledger_refuse('NL006', jsonb_build_object('place', p_place, 'id', p_id,
            'number', kept.number));
    END IF;
    RETURN true;
END $$;

-- Why an account could not be moved: unknown, kept in another currency, or closed.
CREATE FUNCTION ledger_refuse_account(p_place integer, p_account uuid, p_currency text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    closed boolean;
BEGIN
    SELECT is_closed INTO closed FROM ledger_balance
        WHERE account_id = p_account AND currency = p_currency;
    PERFORM ledger_refuse(CASE WHEN closed THEN 'NL004' ELSE 'NL003' END,
        jsonb_build_object('place', p_place, 'account', p_account, 'currency', p_currency));
END $$;

-- Refuses what lies in closed books: a value date in a closed period, a business date that was
-- sealed, a clock that runs more than a day behind the last seal.
CREATE FUNCTION ledger_demand_open(p_place integer, p_value_date date, p_booked_date date,
    p_booked_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    closed date := (SELECT end_date FROM ledger_period ORDER BY end_date DESC LIMIT 1);
    sealed record;
BEGIN
    SELECT booked_date, sealed_at INTO sealed FROM ledger_day ORDER BY booked_date DESC LIMIT 1;
    closed := greatest(closed, CASE WHEN sealed.booked_date >= p_booked_date
                               THEN sealed.booked_date END);
    IF closed >= p_value_date THEN
        PERFORM ledger_refuse('NL005', jsonb_build_object('place', p_place,
            'value_date', p_value_date, 'closed_until', closed));
    END IF;
    IF p_booked_at < sealed.sealed_at - interval '1 day' THEN
        PERFORM ledger_refuse('NL009', jsonb_build_object('place', p_place,
            'booked_at', p_booked_at, 'sealed_at', sealed.sealed_at));
    END IF;
END $$;
"""

GATE = """
-- What most entries are: neither late nor early, neither in closed books nor known already. One
-- row, kept by the triggers below and moved on by the first entry of a month. Who does not pass
-- here is asked the long way (`ledger_enter`), which alone may refuse.
CREATE TABLE ledger_gate (
    month timestamptz NOT NULL,  -- an open one
    closed_until date NOT NULL,
    sealed_date date NOT NULL,
    booked_from timestamptz NOT NULL,  -- in the month, and not behind the last seal
    booked_before timestamptz NOT NULL,
    id_from uuid NOT NULL  -- the first UUIDv7 that cannot lie in an earlier month
) WITH (fillfactor = 20);
INSERT INTO ledger_gate VALUES ('epoch', 'infinity', 'infinity', 'infinity', '-infinity',
    'ffffffff-ffff-ffff-ffff-ffffffffffff');

CREATE FUNCTION ledger_set_gate(p_month timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE ledger_gate SET
        month = p_month,
        closed_until = coalesce((SELECT max(end_date) FROM ledger_period), '-infinity'),
        sealed_date = coalesce((SELECT max(booked_date) FROM ledger_day), '-infinity'),
        booked_from = greatest(p_month,
            (SELECT max(sealed_at) - interval '1 day' FROM ledger_day)),
        booked_before = (p_month AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC',
        id_from = (lpad(to_hex((extract(epoch FROM p_month) * 1000)::bigint + 86400000), 12, '0')
            || '7000' || repeat('0', 16))::uuid
$$;

CREATE FUNCTION ledger_keep_gate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_set_gate(month) FROM ledger_gate WHERE isfinite(booked_from);
    RETURN NULL;
END $$;
CREATE TRIGGER keeps_gate AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ledger_period
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_gate();
CREATE TRIGGER keeps_gate AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ledger_day
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_gate();

-- The head of an entry that did not pass the gate. False: the journal has it, with this content.
-- Moves the gate on to a later month; who finds another session doing so leaves it to that one,
-- since to wait while holding accounts could make a ring.
CREATE FUNCTION ledger_enter(p_id uuid, p_kind text, p_value_date date, p_booked_date date,
    p_booked_at timestamptz, p_command uuid, p_branch uuid, p_group uuid, p_reference text,
    p_memo text, p_reverses uuid, l_account uuid[], l_debit bigint[], l_credit bigint[],
    l_currency text[])
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_open_month(p_booked_at);
    IF ledger_is_repeated(1, p_id, p_kind, p_value_date, p_branch, p_group, p_reference, p_memo,
            p_reverses, l_account, l_debit, l_credit, l_currency) THEN
        RETURN false;
    END IF;
    INSERT INTO ledger_entry (id, kind, value_date, booked_date, booked_at, branch_id, command_id,
            group_id, reference, memo, reverses_id, line_count)
        VALUES (p_id, p_kind, p_value_date, p_booked_date, p_booked_at, p_branch, p_command,
            p_group, p_reference, p_memo, p_reverses, cardinality(l_account))
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN  -- entered by another session in this moment
        PERFORM ledger_is_repeated(1, p_id, p_kind, p_value_date, p_branch, p_group, p_reference,
            p_memo, p_reverses, l_account, l_debit, l_credit, l_currency);
        RETURN false;
    END IF;
    PERFORM ledger_demand_open(1, p_value_date, p_booked_date, p_booked_at);
    PERFORM ledger_set_gate(date_trunc('month', p_booked_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')
        FROM (SELECT FROM ledger_gate WHERE booked_before <= p_booked_at
              FOR UPDATE SKIP LOCKED) AS left_behind;
    RETURN true;
END $$;
"""

POST_ONE = """
-- Refuses an amount on both sides or on none, and what does not balance in a currency.
CREATE FUNCTION ledger_demand_balance(l_debit bigint[], l_credit bigint[], l_currency text[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    off record;
BEGIN
    IF EXISTS (SELECT FROM unnest(l_debit, l_credit) AS l (debit, credit)
            WHERE l.debit < 0 OR l.credit < 0 OR (l.debit = 0) = (l.credit = 0)) THEN
        PERFORM ledger_refuse('NL002', '{"place": 1, "reason": "one_side"}');
    END IF;
    SELECT s.currency, sum(s.debit) - sum(s.credit) AS net INTO off
        FROM unnest(l_currency, l_debit, l_credit) AS s (currency, debit, credit)
        GROUP BY s.currency HAVING sum(s.debit) <> sum(s.credit) ORDER BY s.currency LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse('NL001', jsonb_build_object('place', 1, 'difference', off.net,
            'currency', off.currency));
    END IF;
END $$;

-- One entry. What costs a function call, a statement or a cast is left out where it can be: the
-- usual entry asks only the gate, and takes its two accounts one after the other.
CREATE FUNCTION ledger_post(p_id uuid, p_kind text, p_value_date date, p_booked_date date,
    p_booked_at timestamptz, p_command uuid, p_branch uuid, p_group uuid, p_reference text,
    p_memo text, p_reverses uuid, l_account uuid[], l_debit bigint[], l_credit bigint[],
    l_currency text[])
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    line_count integer := cardinality(l_account);
    turns integer[];
    j integer;
    is_broken boolean;
    broken uuid[];
    an_account uuid;
BEGIN
    IF line_count < 2 OR p_value_date > p_booked_date THEN
        PERFORM ledger_refuse('NL002', '{"place": 1, "reason": "too_few_lines"}');
    END IF;
    INSERT INTO ledger_entry (id, kind, value_date, booked_date, booked_at, branch_id, command_id,
            group_id, reference, memo, reverses_id, line_count)
        SELECT p_id, p_kind, p_value_date, p_booked_date, p_booked_at, p_branch, p_command,
            p_group, p_reference, p_memo, p_reverses, line_count
        FROM ledger_gate g WHERE p_value_date > g.closed_until AND p_booked_date > g.sealed_date
            AND p_booked_at >= g.booked_from AND p_booked_at < g.booked_before
            AND p_id >= g.id_from AND get_byte(uuid_send(p_id), 6) >> 4 = 7
        ON CONFLICT DO NOTHING;
    IF NOT FOUND AND NOT ledger_enter(p_id, p_kind, p_value_date, p_booked_date, p_booked_at,
            p_command, p_branch, p_group, p_reference, p_memo, p_reverses, l_account, l_debit,
            l_credit, l_currency) THEN
        RETURN false;
    END IF;
    IF p_reverses IS NOT NULL THEN
        INSERT INTO ledger_reversal (entry_id, reversal_id) VALUES (p_reverses, p_id)
            ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            PERFORM ledger_refuse('NL007', jsonb_build_object('place', 1, 'id', p_reverses,
                'number', (SELECT number FROM ledger_entry WHERE id = p_reverses)));
        END IF;
    END IF;
    IF line_count = 2 THEN
        INSERT INTO ledger_line (entry_id, account_id, debit_minor, credit_minor, booked_at,
                booked_date, value_date, number, currency)
            VALUES (p_id, l_account[1], l_debit[1], l_credit[1], p_booked_at, p_booked_date,
                    p_value_date, 1, l_currency[1]),
                (p_id, l_account[2], l_debit[2], l_credit[2], p_booked_at, p_booked_date,
                    p_value_date, 2, l_currency[2]);
        IF l_debit[1] <> l_credit[2] OR l_credit[1] <> l_debit[2]
                OR (l_debit[1] > 0) = (l_credit[1] > 0) OR l_debit[1] < 0 OR l_credit[1] < 0
                OR l_currency[1] <> l_currency[2] THEN
            PERFORM ledger_demand_balance(l_debit, l_credit, l_currency);
        END IF;
        turns := CASE WHEN l_account[1] <= l_account[2] THEN '{1,2}'::integer[]
                 ELSE '{2,1}'::integer[] END;
    ELSE
        INSERT INTO ledger_line (entry_id, account_id, debit_minor, credit_minor, booked_at,
                booked_date, value_date, number, currency)
            SELECT p_id, l.account, l.debit, l.credit, p_booked_at, p_booked_date, p_value_date,
                l.number, l.currency
            FROM unnest(l_account, l_debit, l_credit, l_currency) WITH ORDINALITY
                AS l (account, debit, credit, currency, number);
        PERFORM ledger_demand_balance(l_debit, l_credit, l_currency);
        turns := ARRAY(SELECT l.number FROM unnest(l_account) WITH ORDINALITY
            AS l (account, number) ORDER BY l.account, l.number);
    END IF;
    FOREACH j IN ARRAY turns LOOP
        UPDATE ledger_balance b SET debit_minor = b.debit_minor + l_debit[j],
            credit_minor = b.credit_minor + l_credit[j]
            WHERE b.account_id = l_account[j] AND b.currency = l_currency[j] AND NOT b.is_closed
            RETURNING coalesce(b.debit_minor - b.credit_minor - b.pending_credit_minor
                    < b.net_at_least, false)
                OR coalesce(b.debit_minor - b.credit_minor + b.pending_debit_minor
                    > b.net_at_most, false) INTO is_broken;
        IF NOT FOUND THEN
            PERFORM ledger_refuse_account(1, l_account[j], l_currency[j]);
        END IF;
        IF is_broken THEN
            broken := broken || l_account[j];
        END IF;
    END LOOP;
    IF broken IS NOT NULL THEN
        FOREACH an_account IN ARRAY broken LOOP
            PERFORM ledger_demand_limits(an_account, 1);
        END LOOP;
    END IF;
    RETURN true;
END $$;
"""

POST_BATCH = """
-- The session's table `ledger_batch` (one row a line; the first line of an entry carries its head)
-- becomes entries, lines and moved balances: all or none. How many lines were posted.
-- Accounts are found by their key whatever the size of the set for which the plan was made.
CREATE FUNCTION ledger_post_batch(p_booked_date date, p_booked_at timestamptz, p_command uuid)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off
AS $$
DECLARE
    broken record;
    expected bigint;
    fresh uuid[];
    repeated integer[] := '{}';
    since timestamptz;
    posted bigint;
    moved bigint;
    over uuid[];
BEGIN
    PERFORM ledger_open_month(p_booked_at);
    SELECT s.place, bool_or(s.net <> 0) AS is_unbalanced, max(s.net) FILTER (WHERE s.net <> 0)
        AS net, max(s.currency) FILTER (WHERE s.net <> 0) AS currency INTO broken
    FROM (SELECT b.place, b.currency, count(*) AS lines, count(b.kind) AS heads,
                 max(b.line_count) AS told, sum(b.debit_minor - b.credit_minor) AS net,
                 bool_or(b.debit_minor < 0 OR b.credit_minor < 0
                     OR (b.debit_minor = 0) = (b.credit_minor = 0)
                     OR b.value_date > p_booked_date) AS is_wrong
          FROM ledger_batch b GROUP BY b.place, b.currency) s
    GROUP BY s.place HAVING bool_or(s.net <> 0) OR bool_or(s.is_wrong) OR sum(s.lines) < 2
        OR sum(s.heads) <> 1 OR sum(s.lines) <> max(s.told)
    ORDER BY s.place LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse(CASE WHEN broken.is_unbalanced THEN 'NL001' ELSE 'NL002' END,
            jsonb_build_object('place', broken.place, 'reason', 'one_side',
                'difference', broken.net, 'currency', broken.currency));
    END IF;
    SELECT count(*), CASE WHEN bool_and(get_byte(uuid_send(b.entry_id), 6) >> 4 = 7)
            THEN (SELECT ledger_known_since(f.entry_id) FROM ledger_batch f
                  WHERE f.kind IS NOT NULL ORDER BY f.entry_id LIMIT 1)
            ELSE '-infinity' END
        INTO expected, since FROM ledger_batch b WHERE b.kind IS NOT NULL;
    IF since < date_trunc('month', p_booked_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' THEN
        SELECT coalesce(array_agg(b.place), '{}') INTO repeated FROM ledger_batch b
            WHERE b.kind IS NOT NULL AND EXISTS (SELECT FROM ledger_entry e
                WHERE e.id = b.entry_id AND e.booked_at >= since);
    END IF;
    WITH entered AS (
        INSERT INTO ledger_entry (id, kind, value_date, booked_date, booked_at, branch_id,
                command_id, group_id, reference, memo, reverses_id, line_count)
            SELECT b.entry_id, b.kind, b.value_date, p_booked_date, p_booked_at, b.branch_id,
                p_command, b.group_id, b.reference, b.memo, b.reverses_id, b.line_count
            FROM ledger_batch b WHERE b.kind IS NOT NULL AND b.place <> ALL (repeated)
            ORDER BY b.place
            ON CONFLICT DO NOTHING RETURNING id)
    SELECT array_agg(id) INTO fresh FROM entered;
    IF coalesce(cardinality(fresh), 0) < expected THEN
        PERFORM ledger_leave_repeated(coalesce(fresh, '{}'));
        SELECT b.place, b.entry_id INTO broken
            FROM (SELECT place, entry_id, row_number() OVER (PARTITION BY entry_id ORDER BY place)
                      AS turn FROM ledger_batch WHERE kind IS NOT NULL) b
            WHERE b.turn > 1 ORDER BY b.place LIMIT 1;
        IF FOUND THEN
            PERFORM ledger_refuse('NL006', jsonb_build_object('place', broken.place,
                'id', broken.entry_id));
        END IF;
    END IF;
    SELECT b.place, b.value_date INTO broken FROM ledger_batch b
        ORDER BY b.value_date, b.place LIMIT 1;
    IF NOT FOUND THEN  -- all of it was in the journal before
        RETURN 0;
    END IF;
    PERFORM ledger_demand_open(broken.place, broken.value_date, p_booked_date, p_booked_at);
    INSERT INTO ledger_line (entry_id, account_id, debit_minor, credit_minor, booked_at,
            booked_date, value_date, number, currency)
        SELECT b.entry_id, b.account_id, b.debit_minor, b.credit_minor, p_booked_at,
            p_booked_date, b.value_date, b.number, b.currency FROM ledger_batch b;
    GET DIAGNOSTICS posted = ROW_COUNT;
    SELECT b.place, b.reverses_id INTO broken
        FROM (SELECT place, reverses_id, row_number() OVER (PARTITION BY reverses_id
                  ORDER BY place) AS turn
              FROM ledger_batch WHERE reverses_id IS NOT NULL) b
        WHERE b.turn > 1 OR EXISTS (
            SELECT FROM ledger_reversal r WHERE r.entry_id = b.reverses_id)
        ORDER BY b.place LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse('NL007', jsonb_build_object('place', broken.place,
            'id', broken.reverses_id,
            'number', (SELECT number FROM ledger_entry WHERE id = broken.reverses_id)));
    END IF;
    INSERT INTO ledger_reversal (entry_id, reversal_id)
        SELECT b.reverses_id, b.entry_id FROM ledger_batch b WHERE b.reverses_id IS NOT NULL;

    -- The sums are in the order of the accounts and each is found by its key (no hash, no merge),
    -- so that sessions take their accounts in one order and do not wait for each other in a ring.
    WITH sums AS MATERIALIZED (
        SELECT account_id, currency, sum(debit_minor)::bigint AS debit,
               sum(credit_minor)::bigint AS credit
        FROM ledger_batch GROUP BY account_id, currency ORDER BY account_id),
    changed AS (
        UPDATE ledger_balance b SET debit_minor = b.debit_minor + s.debit,
            credit_minor = b.credit_minor + s.credit
        FROM sums s WHERE b.account_id = s.account_id AND b.currency = s.currency
            AND NOT b.is_closed RETURNING b.account_id, ledger_breaks_limit(b) AS is_broken)
    SELECT (SELECT count(*) FROM sums), count(*),
        array_agg(account_id ORDER BY account_id) FILTER (WHERE is_broken)
    INTO expected, moved, over FROM changed;
    IF moved < expected THEN
        SELECT s.place, s.account_id, s.currency INTO broken FROM ledger_batch s
            LEFT JOIN ledger_balance b ON b.account_id = s.account_id AND b.currency = s.currency
                AND NOT b.is_closed
            WHERE b.account_id IS NULL ORDER BY s.place, s.number LIMIT 1;
        PERFORM ledger_refuse_account(broken.place, broken.account_id, broken.currency);
    END IF;
    PERFORM ledger_demand_limits(b.account_id, b.place) FROM ledger_batch b
        WHERE b.account_id = ANY (over) ORDER BY b.place, b.number;
    RETURN posted;
END $$;

-- Takes the entries that were in the journal before, with the same content, out of the batch.
CREATE FUNCTION ledger_leave_repeated(p_fresh uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    head record;
BEGIN
    FOR head IN SELECT b.* FROM ledger_batch b
            WHERE b.kind IS NOT NULL AND b.entry_id <> ALL (p_fresh) ORDER BY b.place LOOP
        PERFORM ledger_is_repeated(head.place, head.entry_id, head.kind, head.value_date,
            head.branch_id, head.group_id, head.reference, head.memo, head.reverses_id,
            array_agg(l.account_id ORDER BY l.number), array_agg(l.debit_minor ORDER BY l.number),
            array_agg(l.credit_minor ORDER BY l.number), array_agg(l.currency ORDER BY l.number))
            FROM ledger_batch l WHERE l.place = head.place;
        DELETE FROM ledger_batch WHERE place = head.place;
    END LOOP;
END $$;
"""

HOLDS = """
-- Move the pending totals of a hold's accounts in sorted order: +1 places it, -1 lets it go.
CREATE FUNCTION ledger_move_pending(p_hold uuid, p_sign integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    line record;
BEGIN
    FOR line IN SELECT account_id, currency, sum(debit_minor)::bigint AS debit,
                sum(credit_minor)::bigint AS credit
            FROM ledger_holdline WHERE hold_id = p_hold
            GROUP BY account_id, currency ORDER BY account_id LOOP
        UPDATE ledger_balance b SET
            pending_debit_minor = b.pending_debit_minor + p_sign * line.debit,
            pending_credit_minor = b.pending_credit_minor + p_sign * line.credit
            WHERE b.account_id = line.account_id AND b.currency = line.currency
                AND (p_sign < 0 OR NOT b.is_closed);
        IF NOT FOUND THEN
            PERFORM ledger_refuse_account(1, line.account_id, line.currency);
        END IF;
        IF p_sign > 0 THEN
            PERFORM ledger_demand_limits(line.account_id, 1);
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION ledger_place_hold(p_id uuid, p_kind text, p_value_date date, p_booked_date date,
    p_placed_at timestamptz, p_expires_at timestamptz, p_command uuid, p_branch uuid,
    p_reference text, p_memo text, l_account uuid[], l_debit bigint[], l_credit bigint[],
    l_currency text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    strange record;
BEGIN
    IF cardinality(l_account) < 2 THEN
        PERFORM ledger_refuse('NL002', '{"place": 1, "reason": "too_few_lines"}');
    END IF;
    PERFORM ledger_demand_balance(l_debit, l_credit, l_currency);
    SELECT s.account_id, s.currency INTO strange
        FROM unnest(l_account, l_currency) AS s (account_id, currency)
        LEFT JOIN ledger_balance b ON b.account_id = s.account_id
        WHERE b.account_id IS NULL LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse_account(1, strange.account_id, strange.currency);
    END IF;
    INSERT INTO ledger_hold (id, kind, value_date, booked_date, placed_at, expires_at, branch_id,
            command_id, reference, memo)
        VALUES (p_id, p_kind, p_value_date, p_booked_date, p_placed_at, p_expires_at, p_branch,
            p_command, p_reference, p_memo)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('NL006', jsonb_build_object('place', 1, 'id', p_id));
    END IF;
    INSERT INTO ledger_holdline (hold_id, number, account_id, debit_minor, credit_minor, currency)
        SELECT p_id, s.place, s.account_id, s.debit, s.credit, s.currency
        FROM unnest(l_account, l_debit, l_credit, l_currency) WITH ORDINALITY
            AS s (account_id, debit, credit, currency, place);
    PERFORM ledger_move_pending(p_id, 1);
END $$;

CREATE FUNCTION ledger_end_hold(p_hold uuid, p_outcome text, p_at timestamptz, p_command uuid,
    p_entry uuid)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_holdend (hold_id, outcome, ended_at, command_id, entry_id)
        SELECT id, p_outcome, p_at, p_command, p_entry FROM ledger_hold WHERE id = p_hold
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('NL008', jsonb_build_object('id', p_hold, 'outcome',
            coalesce((SELECT outcome FROM ledger_holdend WHERE hold_id = p_hold), 'unknown')));
    END IF;
    PERFORM ledger_move_pending(p_hold, -1);
END $$;
"""

SEALS = """
-- The totals of everything booked up to and with a business date, and the closing balances of the
-- accounts it moved. To be called while nothing is posted (the day is held).
CREATE FUNCTION ledger_seal_day(p_day date, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last record;
    entries bigint;
    lines bigint;
    latest timestamptz;
    previous timestamptz;
BEGIN
    SELECT booked_date, sealed_at INTO last FROM ledger_day ORDER BY booked_date DESC LIMIT 1;
    IF last.booked_date >= p_day THEN
        RETURN 0;
    END IF;
    previous := last.sealed_at;
    last.booked_date := coalesce(last.booked_date, '-infinity');
    last.sealed_at := coalesce(last.sealed_at - interval '2 days', '-infinity');
    INSERT INTO ledger_daytotal (account_id, booked_date, value_date, debit_minor, credit_minor,
            line_count)
        SELECT account_id, booked_date, value_date, sum(debit_minor), sum(credit_minor), count(*)
        FROM ledger_line
        WHERE booked_date > last.booked_date AND booked_date <= p_day
            AND booked_at > last.sealed_at
        GROUP BY account_id, booked_date, value_date;
    -- Several business dates may be sealed at once: what moved after a date is taken off again.
    INSERT INTO ledger_daybalance (account_id, booked_date, debit_minor, credit_minor)
        SELECT d.account_id, d.booked_date,
            b.debit_minor - coalesce(sum(d.debit) OVER later, 0),
            b.credit_minor - coalesce(sum(d.credit) OVER later, 0)
        FROM (SELECT account_id, booked_date, sum(debit_minor) AS debit,
                     sum(credit_minor) AS credit
              FROM ledger_daytotal
              WHERE booked_date > last.booked_date AND booked_date <= p_day
              GROUP BY account_id, booked_date) d
        JOIN ledger_balance b ON b.account_id = d.account_id
        WINDOW later AS (PARTITION BY d.account_id ORDER BY d.booked_date DESC
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ORDER BY d.booked_date, d.account_id;
    PERFORM brin_summarize_new_values('daybalance_by_number');
    SELECT count(*), coalesce(sum(line_count), 0), max(booked_at) INTO entries, lines, latest
        FROM ledger_entry
        WHERE booked_date > last.booked_date AND booked_date <= p_day
            AND booked_at > last.sealed_at;
    INSERT INTO ledger_day (booked_date, sealed_at, entries, lines)
        VALUES (p_day, greatest(p_at, latest, previous), entries, lines);
    PERFORM ledger_open_month(p_at), ledger_open_month(p_at + interval '1 month');
    RETURN entries;
END $$;

-- A month that lies wholly in closed periods takes no more rows.
CREATE FUNCTION ledger_refuse_sealed_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the month % of the journal is sealed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION ledger_seal_months(p_end date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    part record;
    sealed integer := 0;
    before timestamptz := least((p_end + 1)::timestamp AT TIME ZONE 'UTC', (
        SELECT sealed_at - interval '1 day' FROM ledger_day ORDER BY booked_date DESC LIMIT 1));
BEGIN
    FOR part IN SELECT c.oid::regclass AS name FROM pg_inherits i
            JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent IN ('ledger_entry'::regclass, 'ledger_line'::regclass)
                AND CASE WHEN c.relname ~ '_y[0-9]{4}m[0-9]{2}$'  -- the order of tests is free
                    THEN to_date(right(c.relname, 8), '"y"YYYY"m"MM') + interval '1 month'
                        <= before AT TIME ZONE 'UTC' END
                AND NOT EXISTS (SELECT FROM pg_trigger t
                    WHERE t.tgrelid = c.oid AND t.tgname = 'is_sealed') LOOP
        EXECUTE format('CREATE TRIGGER is_sealed BEFORE INSERT ON %s FOR EACH ROW'
            ' EXECUTE FUNCTION ledger_refuse_sealed_month()', part.name);
        sealed := sealed + 1;
    END LOOP;
    RETURN sealed;
END $$;
"""


class Migration(migrations.Migration):
    """The doors of the ledger."""

    dependencies = [("ledger", "0003_partitioned_journal")]

    operations = [
        migrations.RunSQL(text, migrations.RunSQL.noop)
        for text in (IDENTIFIERS, GATE, POST_ONE, POST_BATCH, HOLDS, SEALS)
    ]
