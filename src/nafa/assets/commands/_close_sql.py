"""The statements of the contracts' day close: sets, not one contract after the other."""

# What is planned for the day or before and was not booked. Released mark-up waits while a contract
# is classed as overdue: only what is sound is earned.
WAITING = """
DROP TABLE IF EXISTS waiting;
CREATE TEMPORARY TABLE waiting ON COMMIT DROP AS
SELECT a.id, a.kind, a.amount_minor, a.account_id, c.branch_id, c.currency, c.pool_id, p.code,
       md5(%(command)s || a.kind || c.branch_id || c.pool_id || c.currency)::uuid AS entry_id
FROM assets_accrual a
JOIN assets_contract c ON c.id = a.contract_id
JOIN assets_pool p ON p.id = c.pool_id
WHERE a.posted_date IS NULL AND a.due_date <= %(day)s
    AND (a.kind <> 'PROFIT' OR c.provision_band = 0)
"""

# Mark-up and rent debit the contract's account, depreciation credits the thing's.
STAGE_OWN = """
INSERT INTO ledger_stage
SELECT entry_id, 'financing.' || lower(kind), branch_id, %(reference)s, account_id,
       CASE WHEN kind = 'DEPRECIATION' THEN 0 ELSE sum(amount_minor) END,
       CASE WHEN kind = 'DEPRECIATION' THEN sum(amount_minor) ELSE 0 END, currency
FROM waiting GROUP BY entry_id, kind, branch_id, account_id, currency
"""

COUNTERPARTS = """
SELECT entry_id, kind, branch_id, currency, pool_id, code, sum(amount_minor)::bigint
FROM waiting GROUP BY entry_id, kind, branch_id, currency, pool_id, code ORDER BY kind, entry_id
"""

STAGE_LINES = """
INSERT INTO ledger_stage
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::text[], %s::uuid[], %s::bigint[],
                     %s::bigint[], %s::text[])
"""

MARK = """
UPDATE assets_accrual a SET posted_date = %(day)s FROM waiting w WHERE w.id = a.id
"""

# An instalment is late after its day; goods paid ahead are late after the day of their delivery.
LATENESS = """
UPDATE assets_contract c
SET oldest_due_date = s.oldest, days_late = coalesce(%(day)s - s.oldest, 0),
    overdue_minor = s.overdue
FROM (
    SELECT x.id, CASE WHEN x.undelivered > 0 THEN x.delivery_date ELSE min(d.due_date) FILTER (
               WHERE d.due_date < %(day)s AND d.cumulative_minor > x.settled) END AS oldest,
           CASE WHEN x.undelivered > 0 THEN x.undelivered ELSE
               greatest(coalesce(sum(d.rent_minor + d.price_minor)
                   FILTER (WHERE d.due_date < %(day)s), 0) - x.settled, 0) END::bigint AS overdue
    FROM (
        SELECT c.id, (c.terms->>'delivery_date')::date AS delivery_date,
               CASE WHEN c.kind = 'SALAM' AND c.status = 'ACTIVE'
                       AND (c.terms->>'delivery_date')::date < %(day)s
                   THEN c.laid_out_minor - c.laid_out_minor * c.delivered_quantity
                        / (c.terms->>'quantity')::int ELSE 0 END AS undelivered,
               coalesce((SELECT sum(f.rent_minor + f.price_minor) FROM assets_fact f
                         WHERE f.contract_id = c.id), 0) AS settled
        FROM assets_contract c
        WHERE c.started_date IS NOT NULL AND (%(contract)s::uuid IS NULL OR c.id = %(contract)s)
            AND (c.status = 'ACTIVE' OR c.days_late > 0 OR c.overdue_minor > 0)) x
    LEFT JOIN assets_due d ON d.contract_id = x.id
    GROUP BY x.id, x.settled, x.undelivered, x.delivery_date) s
WHERE s.id = c.id AND (c.oldest_due_date IS DISTINCT FROM s.oldest OR c.overdue_minor <> s.overdue
    OR c.days_late <> coalesce(%(day)s - s.oldest, 0))
"""

CLASSIFIED = """
SELECT c.id, k.code, k.band, k.rate_percent
FROM assets_contract c
LEFT JOIN LATERAL (
    SELECT u.* FROM unnest(%(codes)s::text[], %(months)s::int[], %(days)s::int[],
                           %(rates)s::numeric[], %(bands)s::int[])
        WITH ORDINALITY AS u (code, months, days, rate_percent, band, place)
    WHERE %(day)s > (c.oldest_due_date + make_interval(months => u.months, days => u.days))::date
    ORDER BY u.place DESC LIMIT 1) k ON true
WHERE c.held_role <> '' AND (c.class_code <> coalesce(k.code, '') OR c.provision_band > 0)
ORDER BY c.id
"""
