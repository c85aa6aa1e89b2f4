"""The statements of the loans' day close. They say in sets what the pure calculators say of one.

`closing` holds one row a running loan of the batch: what is due, settled, earned and charged at
the close of the day, and the class it is in. Parameters: day, after_id, upto_id, denominator, the
columns of the classes (codes, months, days, rates, bands) and suspended_months. Loans and all that
hangs on them are read by the range of the batch: no table is read whole.
"""

ROOM = "SET LOCAL work_mem = '64MB'"

CLOSING = """
DROP TABLE IF EXISTS closing;
CREATE TEMPORARY TABLE closing ON COMMIT DROP AS
WITH active AS (
    SELECT l.id AS loan_id, l.branch_id, l.officer_id, l.currency, l.principal_minor, l.term_class,
           p.capitalised_minor, p.carried_minor, p.undrawn_minor, l.interest_account_id,
           l.penalty_account_id, l.penalty_millionths,
           l.penalty_on_interest, l.penalty_flat_minor AS flat_minor, l.penalty_grace_days,
           l.penalty_cap_minor, v.product_id, p.principal_account_id, p.principal_role,
           p.provision_account_id, p.provision_band, p.class_code,
           p.recognised_interest_minor AS recognised_before, p.contagion_due_date,
           p.penalty_numerator, p.penalty_flat_minor AS flat_before,
           p.penalty_charged_minor AS charged_before, p.penalty_through_date
    FROM lending_loan l
    JOIN lending_loanprogress p ON p.loan_id = l.id
    JOIN lending_productversion v ON v.id = l.version_id
    WHERE l.status = 'ACTIVE' AND l.id > %(after_id)s AND l.id <= %(upto_id)s
        AND p.loan_id > %(after_id)s AND p.loan_id <= %(upto_id)s),
held AS (
    SELECT a.*, coalesce(bp.debit_minor - bp.credit_minor, 0) AS outstanding,
           a.principal_minor - a.undrawn_minor + a.capitalised_minor
               - coalesce(bp.debit_minor - bp.credit_minor, 0) AS settled_principal,
           a.recognised_before
               - coalesce(bi.debit_minor - bi.credit_minor, 0) AS settled_interest
    FROM active a
    LEFT JOIN ledger_balance bp ON bp.account_id = a.principal_account_id
    LEFT JOIN ledger_balance bi ON bi.account_id = a.interest_account_id),
worked AS (
    SELECT h.*, coalesce(d.earned, 0) + h.carried_minor AS earned,
           greatest(coalesce(d.past_principal, 0) - h.settled_principal, 0) AS overdue_principal,
           greatest(coalesce(d.past_interest, 0) - h.settled_interest, 0) AS overdue_interest,
           d.oldest_due, h.penalty_numerator
               + (greatest(coalesce(d.penal_principal, 0) - h.settled_principal, 0)
                  + CASE WHEN h.penalty_on_interest
                         THEN greatest(coalesce(d.penal_interest, 0) - h.settled_interest, 0)
                         ELSE 0 END)::numeric
               * h.penalty_millionths * (%(day)s - h.penalty_through_date) AS numerator,
           h.flat_before + coalesce(d.newly_missed, 0) * h.flat_minor AS flat
    FROM held h LEFT JOIN LATERAL (
        SELECT coalesce(sum(CASE WHEN i.due_date <= %(day)s THEN i.interest_minor - i.carried_minor
                    ELSE (i.interest_minor - i.carried_minor)
                        * (%(day)s - i.start_date) / (i.due_date - i.start_date) END), 0)::bigint
                   AS earned,
               coalesce(sum(i.principal_minor) FILTER (WHERE i.due_date < %(day)s), 0)::bigint
                   AS past_principal,
               coalesce(sum(i.interest_minor) FILTER (WHERE i.due_date < %(day)s), 0)::bigint
                   AS past_interest,
               coalesce(sum(i.principal_minor)
                   FILTER (WHERE i.due_date + h.penalty_grace_days < %(day)s), 0)::bigint
                   AS penal_principal,
               coalesce(sum(i.interest_minor)
                   FILTER (WHERE i.due_date + h.penalty_grace_days < %(day)s), 0)::bigint
                   AS penal_interest,
               count(*) FILTER (WHERE i.due_date + h.penalty_grace_days + 1 <= %(day)s
                   AND i.due_date + h.penalty_grace_days + 1 > h.penalty_through_date
                   AND i.cumulative_minor > h.settled_principal + h.settled_interest)
                   AS newly_missed,
               min(i.due_date) FILTER (WHERE i.due_date < %(day)s
                   AND i.cumulative_minor > h.settled_principal + h.settled_interest) AS oldest_due
        FROM lending_instalment i
        WHERE i.loan_id = h.loan_id AND i.start_date < %(day)s) d ON true),
judged AS (
    SELECT w.*, least(w.oldest_due, w.contagion_due_date) AS classed_due,
           coalesce(%(day)s > (least(w.oldest_due, w.contagion_due_date)
               + make_interval(months => %(suspended_months)s))::date, false) AS is_suspended
    FROM worked w)
SELECT w.*, coalesce(%(day)s - w.oldest_due, 0) AS days_late,
       least(floor(w.numerator / %(denominator)s) + w.flat, w.penalty_cap_minor)::bigint AS charged,
       k.code AS new_code, k.band AS new_band, k.rate_percent,
       CASE WHEN w.is_suspended THEN w.settled_interest
            ELSE greatest(w.earned, w.settled_interest) END AS recognised
FROM judged w
LEFT JOIN LATERAL (
    SELECT u.* FROM unnest(%(codes)s::text[], %(months)s::int[], %(days)s::int[],
                           %(rates)s::numeric[], %(bands)s::int[])
        WITH ORDINALITY AS u (code, months, days, rate_percent, band, place)
    WHERE %(day)s > (w.classed_due + make_interval(months => u.months, days => u.days))::date
    ORDER BY u.place DESC LIMIT 1) k ON w.classed_due IS NOT NULL;
ANALYZE closing
"""

STAGE_INTEREST = """
INSERT INTO ledger_stage
SELECT md5(%(command)s || 'interest' || branch_id || product_id || currency || term_class)::uuid,
       'loan.accrual', branch_id, %(reference)s, interest_account_id,
       greatest(recognised - recognised_before, 0), greatest(recognised_before - recognised, 0),
       currency
FROM closing WHERE recognised <> recognised_before
"""

STAGE_PENALTIES = """
INSERT INTO ledger_stage
SELECT md5(%(command)s || 'penalty' || branch_id || product_id || currency || term_class)::uuid,
       'loan.penalty', branch_id, %(reference)s, penalty_account_id,
       greatest(charged - charged_before, 0), greatest(charged_before - charged, 0), currency
FROM closing WHERE charged <> charged_before
"""

COUNTERPARTS = """
SELECT md5(%(command)s || 'interest' || branch_id || product_id || currency || term_class)::uuid,
       'loan.accrual', branch_id, %(reference)s, currency, term_class,
       sum(recognised - recognised_before)::bigint
FROM closing WHERE recognised <> recognised_before
GROUP BY branch_id, product_id, currency, term_class
UNION ALL
SELECT md5(%(command)s || 'penalty' || branch_id || product_id || currency || term_class)::uuid,
       'loan.penalty', branch_id, %(reference)s, currency, term_class,
       sum(charged - charged_before)::bigint
FROM closing WHERE charged <> charged_before
GROUP BY branch_id, product_id, currency, term_class
ORDER BY 2, 3, 1
"""

STAGE_LINES = """
INSERT INTO ledger_stage
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::text[], %s::uuid[], %s::bigint[],
                     %s::bigint[], %s::text[])
"""

KEEP_PROGRESS = """
UPDATE lending_loanprogress p
SET as_of_date = %(day)s, recognised_interest_minor = c.recognised,
    penalty_numerator = c.numerator, penalty_flat_minor = c.flat,
    penalty_charged_minor = c.charged, penalty_through_date = %(day)s,
    oldest_due_date = c.oldest_due, days_late = c.days_late,
    overdue_principal_minor = c.overdue_principal, overdue_interest_minor = c.overdue_interest,
    is_suspended = c.is_suspended
FROM closing c WHERE c.loan_id = p.loan_id
    AND p.loan_id > %(after_id)s AND p.loan_id <= %(upto_id)s
"""

# Savings blocked for a credit line secure all its draws: each has its part, by what it owes.
CLASSIFIED = """
WITH based AS (
    SELECT c.*, greatest(c.outstanding - coalesce(floor(
               g.deposit * c.outstanding / greatest(w.outstanding, c.outstanding)), 0), 0) AS base,
           coalesce(b.credit_minor - b.debit_minor, 0) AS provision
    FROM closing c
    LEFT JOIN ledger_balance b ON b.account_id = c.provision_account_id
    LEFT JOIN LATERAL (
        SELECT sum(u.value_minor) AS deposit
        FROM lending_loan l LEFT JOIN lending_creditline s ON s.id = l.line_id
        JOIN lending_guarantee u ON u.application_id = coalesce(l.application_id, s.application_id)
        WHERE c.rate_percent > 0 AND l.id = c.loan_id
            AND u.kind = 'SAVINGS' AND u.status = 'HELD'
            AND NOT EXISTS (SELECT FROM ledger_holdend e WHERE e.hold_id = u.hold_id)) g ON true
    LEFT JOIN LATERAL (
        SELECT sum(bd.debit_minor - bd.credit_minor) AS outstanding
        FROM lending_loan l JOIN lending_loan d ON d.line_id = l.line_id AND d.status = 'ACTIVE'
        JOIN lending_loanprogress p ON p.loan_id = d.id
        JOIN ledger_balance bd ON bd.account_id = p.principal_account_id
        WHERE g.deposit > 0 AND l.id = c.loan_id) w ON true)
SELECT loan_id, branch_id, currency, term_class, outstanding, principal_account_id,
       principal_role, provision_account_id, provision_band, class_code, new_code, new_band,
       coalesce(ceil(base * rate_percent / 100), 0), provision
FROM based
WHERE class_code <> coalesce(new_code, '')
    OR coalesce(ceil(base * rate_percent / 100), 0) <> provision
ORDER BY loan_id
"""

ENDED_WITH_PROVISION = """
SELECT l.id, l.branch_id, l.currency, l.term_class, 0, p.principal_account_id, p.principal_role,
       p.provision_account_id, p.provision_band, p.class_code, NULL, NULL, 0,
       coalesce(b.credit_minor - b.debit_minor, 0)
FROM lending_loan l JOIN lending_loanprogress p ON p.loan_id = l.id
JOIN ledger_balance b ON b.account_id = p.provision_account_id
WHERE l.status <> 'ACTIVE' AND b.credit_minor <> b.debit_minor
    AND l.id > %(after_id)s AND l.id <= %(upto_id)s ORDER BY l.id
"""

KEEP_CLASSES = """
UPDATE lending_loanprogress p
SET class_code = u.class_code, principal_account_id = u.principal_account_id,
    principal_role = u.principal_role, provision_account_id = u.provision_account_id,
    provision_band = u.provision_band
FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::text[], %s::uuid[], %s::int[])
    AS u (loan_id, class_code, principal_account_id, principal_role, provision_account_id,
          provision_band)
WHERE u.loan_id = p.loan_id
"""

SNAPSHOT = """
INSERT INTO lending_portfoliosnapshot (as_of_date, batch, branch_id, officer_id, product_id,
    currency, loan_count, outstanding_minor, par1_minor, par30_minor, par90_minor, late_count,
    overdue_minor)
SELECT %(day)s, %(batch)s, branch_id, officer_id, product_id, currency, count(*),
       sum(outstanding), coalesce(sum(outstanding) FILTER (WHERE days_late > 0), 0),
       coalesce(sum(outstanding) FILTER (WHERE days_late > 30), 0),
       coalesce(sum(outstanding) FILTER (WHERE days_late > 90), 0),
       count(*) FILTER (WHERE days_late > 0), sum(overdue_principal + overdue_interest)
FROM closing GROUP BY branch_id, officer_id, product_id, currency
"""

CONTAGION = """
WITH late AS (
    SELECT l.id, l.client_id, min(i.due_date) AS oldest_due
    FROM lending_loan l
    JOIN lending_loanprogress p ON p.loan_id = l.id
    LEFT JOIN ledger_balance bp ON bp.account_id = p.principal_account_id
    LEFT JOIN ledger_balance bi ON bi.account_id = l.interest_account_id
    JOIN lending_instalment i ON i.loan_id = l.id AND i.due_date < %(day)s
        AND i.cumulative_minor > l.principal_minor - p.undrawn_minor + p.capitalised_minor
            - coalesce(bp.debit_minor - bp.credit_minor, 0)
            + p.recognised_interest_minor - coalesce(bi.debit_minor - bi.credit_minor, 0)
    WHERE l.status = 'ACTIVE' AND l.client_id IN (
        SELECT client_id FROM lending_loan WHERE status = 'ACTIVE'
        GROUP BY client_id HAVING count(*) > 1)
    GROUP BY l.id),
borrowers AS (SELECT client_id, min(oldest_due) AS oldest_due FROM late GROUP BY client_id)
UPDATE lending_loanprogress p SET contagion_due_date = b.oldest_due
FROM lending_loan l LEFT JOIN borrowers b USING (client_id)
WHERE l.id = p.loan_id AND l.status = 'ACTIVE'
    AND p.contagion_due_date IS DISTINCT FROM b.oldest_due
"""

NO_CONTAGION = """
UPDATE lending_loanprogress SET contagion_due_date = NULL WHERE contagion_due_date IS NOT NULL
"""

BOUNDARIES = """
SELECT id FROM (
    SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS whole
    FROM lending_loan WHERE status <> 'CONTRACTED' AND status <> 'CANCELLED') n
WHERE place %% %(size)s = 0 OR place = whole ORDER BY id
"""
