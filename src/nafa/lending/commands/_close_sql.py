"""The statements of the loans' day close. They say in sets what the pure calculators say of one.

`closing` holds one row a running loan of the batch: what is due, settled, earned and charged at
the close of the day. Parameters: day, after_id, upto_id, denominator.
"""

CLOSING = """
DROP TABLE IF EXISTS closing;
CREATE TEMPORARY TABLE closing ON COMMIT DROP AS
WITH active AS (
    SELECT l.id AS loan_id, l.branch_id, l.officer_id, l.currency, l.principal_minor, l.term_class,
           p.capitalised_minor, l.interest_account_id, l.penalty_account_id, l.penalty_millionths,
           l.penalty_on_interest, l.penalty_flat_minor AS flat_minor, l.penalty_grace_days,
           l.penalty_cap_minor, v.product_id, p.principal_account_id, p.principal_role,
           p.provision_account_id, p.provision_band, p.class_code,
           p.recognised_interest_minor AS recognised_before,
           p.penalty_numerator, p.penalty_flat_minor AS flat_before,
           p.penalty_charged_minor AS charged_before, p.penalty_through_date
    FROM lending_loan l
    JOIN lending_loanprogress p ON p.loan_id = l.id
    JOIN lending_productversion v ON v.id = l.version_id
    WHERE l.status = 'ACTIVE' AND l.id > %(after_id)s AND l.id <= %(upto_id)s),
held AS (
    SELECT a.*, coalesce(bp.debit_minor - bp.credit_minor, 0) AS outstanding,
           a.principal_minor + a.capitalised_minor
               - coalesce(bp.debit_minor - bp.credit_minor, 0) AS settled_principal,
           a.recognised_before
               - coalesce(bi.debit_minor - bi.credit_minor, 0) AS settled_interest
    FROM active a
    LEFT JOIN ledger_balance bp ON bp.account_id = a.principal_account_id
    LEFT JOIN ledger_balance bi ON bi.account_id = a.interest_account_id),
dues AS (
    SELECT h.loan_id,
           (sum(i.carried_minor)
            + coalesce(sum(CASE WHEN i.due_date <= %(day)s THEN i.interest_minor - i.carried_minor
                ELSE (i.interest_minor - i.carried_minor)
                    * (%(day)s - i.start_date) / (i.due_date - i.start_date) END)
               FILTER (WHERE i.start_date < %(day)s OR i.due_date <= %(day)s), 0))::bigint
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
               AND i.cumulative_minor > h.settled_principal + h.settled_interest) AS newly_missed,
           min(i.due_date) FILTER (WHERE i.due_date < %(day)s
               AND i.cumulative_minor > h.settled_principal + h.settled_interest) AS oldest_due
    FROM held h JOIN lending_instalment i ON i.loan_id = h.loan_id GROUP BY h.loan_id),
worked AS (
    SELECT h.*, greatest(d.earned, h.settled_interest) AS recognised,
           greatest(d.past_principal - h.settled_principal, 0) AS overdue_principal,
           greatest(d.past_interest - h.settled_interest, 0) AS overdue_interest,
           d.oldest_due, h.penalty_numerator
               + (greatest(d.penal_principal - h.settled_principal, 0)
                  + CASE WHEN h.penalty_on_interest
                         THEN greatest(d.penal_interest - h.settled_interest, 0)
                         ELSE 0 END)::numeric
               * h.penalty_millionths * (%(day)s - h.penalty_through_date) AS numerator,
           h.flat_before + d.newly_missed * h.flat_minor AS flat
    FROM held h JOIN dues d USING (loan_id))
SELECT w.*, coalesce(%(day)s - w.oldest_due, 0) AS days_late,
       least(floor(w.numerator / %(denominator)s) + w.flat, w.penalty_cap_minor)::bigint AS charged
FROM worked w
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
    overdue_principal_minor = c.overdue_principal, overdue_interest_minor = c.overdue_interest
FROM closing c WHERE c.loan_id = p.loan_id
"""

CLASSIFIED = """
SELECT c.loan_id, c.branch_id, c.currency, c.term_class, c.outstanding, c.principal_account_id,
       c.principal_role, c.provision_account_id, c.provision_band, c.class_code, k.code, k.band,
       k.rate_percent, coalesce(b.credit_minor - b.debit_minor, 0)
FROM closing c
LEFT JOIN LATERAL (
    SELECT u.* FROM unnest(%(codes)s::text[], %(months)s::int[], %(days)s::int[],
                           %(rates)s::numeric[], %(bands)s::int[])
        WITH ORDINALITY AS u (code, months, days, rate_percent, band, place)
    WHERE %(day)s > (c.oldest_due + make_interval(months => u.months, days => u.days))::date
    ORDER BY u.place DESC LIMIT 1) k ON true
LEFT JOIN ledger_balance b ON b.account_id = c.provision_account_id
WHERE c.class_code <> coalesce(k.code, '')
    OR coalesce(ceil(c.outstanding * k.rate_percent / 100), 0)
       <> coalesce(b.credit_minor - b.debit_minor, 0)
ORDER BY c.loan_id
"""

ENDED_WITH_PROVISION = """
SELECT l.id, l.branch_id, l.currency, l.term_class, 0, p.principal_account_id, p.principal_role,
       p.provision_account_id, p.provision_band, p.class_code, NULL, NULL, NULL,
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

BOUNDARIES = """
SELECT id FROM (
    SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS whole
    FROM lending_loan WHERE status <> 'CONTRACTED' AND status <> 'CANCELLED') n
WHERE place %% %(size)s = 0 OR place = whole ORDER BY id
"""
