"""A door for the commonest entry: two lines of one currency, one account after the other."""

from django.db import migrations

# Whatever is unusual (a date to ask about, an identifier known already, a reversal, one account on
# both sides, an amount that makes no sense) goes the general way, which alone may refuse it: up to
# there nothing was written. An expression of PL/pgSQL is prepared anew in every transaction, so the
# usual way has three and leaves the rest to its statements.
TWO_LINES = """
CREATE FUNCTION ledger_post_two(p_id uuid, p_kind text, p_value_date date, p_booked_date date,
    p_booked_at timestamptz, p_command uuid, p_branch uuid, p_group uuid, p_reference text,
    p_memo text, p_reverses uuid, p_first uuid, p_second uuid, p_debit bigint, p_credit bigint,
    p_currency text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    is_lower_sound boolean;
    is_upper_sound boolean;
BEGIN
    INSERT INTO ledger_entry (id, kind, value_date, booked_date, booked_at, branch_id, command_id,
            group_id, reference, memo, line_count)
        SELECT p_id, p_kind, p_value_date, p_booked_date, p_booked_at, p_branch, p_command,
            p_group, p_reference, p_memo, 2
        FROM ledger_gate g WHERE p_value_date > g.closed_until AND p_booked_date > g.sealed_date
            AND p_booked_at >= g.booked_from AND p_booked_at < g.booked_before
            AND p_id >= g.id_from AND get_byte(uuid_send(p_id), 6) >> 4 = 7
            AND p_value_date <= p_booked_date AND p_reverses IS NULL AND p_first <> p_second
            AND least(p_debit, p_credit) = 0 AND greatest(p_debit, p_credit) > 0
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN ledger_post(p_id, p_kind, p_value_date, p_booked_date, p_booked_at, p_command,
            p_branch, p_group, p_reference, p_memo, p_reverses, ARRAY[p_first, p_second],
            ARRAY[p_debit, p_credit], ARRAY[p_credit, p_debit], ARRAY[p_currency, p_currency]);
    END IF;
    INSERT INTO ledger_line (entry_id, account_id, debit_minor, credit_minor, booked_at,
            booked_date, value_date, number, currency)
        VALUES (p_id, p_first, p_debit, p_credit, p_booked_at, p_booked_date, p_value_date, 1,
                p_currency),
            (p_id, p_second, p_credit, p_debit, p_booked_at, p_booked_date, p_value_date, 2,
                p_currency);
    UPDATE ledger_balance b SET
        debit_minor = b.debit_minor + CASE WHEN p_first < p_second THEN p_debit ELSE p_credit END,
        credit_minor = b.credit_minor + CASE WHEN p_first < p_second THEN p_credit ELSE p_debit END
        WHERE b.account_id = least(p_first, p_second) AND b.currency = p_currency
            AND NOT b.is_closed
        RETURNING NOT ledger_breaks_limit(b) INTO is_lower_sound;
    UPDATE ledger_balance b SET
        debit_minor = b.debit_minor + CASE WHEN p_first > p_second THEN p_debit ELSE p_credit END,
        credit_minor = b.credit_minor + CASE WHEN p_first > p_second THEN p_credit ELSE p_debit END
        WHERE b.account_id = greatest(p_first, p_second) AND b.currency = p_currency
            AND NOT b.is_closed
        RETURNING NOT ledger_breaks_limit(b) INTO is_upper_sound;
    IF (is_lower_sound AND is_upper_sound) IS NOT TRUE THEN
        PERFORM ledger_refuse_account(1, a.id, p_currency)
            FROM (VALUES (1, is_lower_sound, least(p_first, p_second)),
                         (2, is_upper_sound, greatest(p_first, p_second))) AS a (turn, found, id)
            WHERE a.found IS NULL ORDER BY a.turn;
        PERFORM ledger_demand_limits(least(p_first, p_second), 1);
        PERFORM ledger_demand_limits(greatest(p_first, p_second), 1);
    END IF;
    RETURN true;
END $$;
"""


class Migration(migrations.Migration):
    """The door for entries of two lines."""

    dependencies = [("ledger", "0006_log")]

    operations = [
        migrations.RunSQL(TWO_LINES, "DROP FUNCTION ledger_post_two"),
    ]
