"""What recovery brought, person by person."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.kernel.context import Context
from nafa.lib.money import Money
from nafa.recovery.queries.claims import FILES, PAID

EFFECT_DAYS = 15


class ResultRow(NamedTuple):
    """One person's work in a period.

    `collected`: payments of late files within 15 days after a contact, credited to whoever had
    the last contact before the payment.
    """

    person_id: UUID | None
    name: str
    acts: int
    files: int
    promises: int
    kept: int
    broken: int
    collected: Money


_RESULTS = f"""
WITH files AS NOT MATERIALIZED (SELECT * FROM ({FILES}) AS f
    WHERE %(branch)s::uuid IS NULL OR branch_id = %(branch)s::uuid),
acts AS (
    SELECT a.done_by_id AS person, count(*) AS acts, count(DISTINCT a.claim_id) AS files
    FROM recovery_act a JOIN files l ON l.id = a.claim_id
    WHERE a.done_date BETWEEN %(first)s AND %(last)s AND a.currency = %(currency)s
    GROUP BY a.done_by_id),
promises AS (
    SELECT a.done_by_id AS person, count(*) AS made,
        count(*) FILTER (WHERE m.status = 'KEPT') AS kept,
        count(*) FILTER (WHERE m.status IN ('BROKEN', 'PARTLY')) AS broken
    FROM recovery_promise m JOIN recovery_act a ON a.id = m.act_id
    JOIN files l ON l.id = m.claim_id
    WHERE m.made_date BETWEEN %(first)s AND %(last)s AND m.currency = %(currency)s
    GROUP BY a.done_by_id),
collected AS (
    SELECT seen.person, sum(f.amount_minor) AS minor
    FROM ({PAID}) AS f
    JOIN files l ON l.id = f.claim_id
    CROSS JOIN LATERAL (
        SELECT a.done_by_id AS person FROM recovery_act a
        WHERE a.claim_id = f.claim_id AND a.days_late > 0 AND a.currency = %(currency)s
            AND a.done_date BETWEEN f.recorded_date - %(effect)s AND f.recorded_date
        ORDER BY a.done_at DESC, a.id DESC LIMIT 1) seen
    WHERE f.recorded_date BETWEEN %(first)s AND %(last)s
    GROUP BY seen.person)
SELECT p.person, coalesce(u.full_name, ''), coalesce(a.acts, 0), coalesce(a.files, 0),
    coalesce(m.made, 0), coalesce(m.kept, 0), coalesce(m.broken, 0), coalesce(c.minor, 0)
FROM (SELECT person FROM acts UNION SELECT person FROM promises
      UNION SELECT person FROM collected) p
LEFT JOIN acts a ON a.person IS NOT DISTINCT FROM p.person
LEFT JOIN promises m ON m.person IS NOT DISTINCT FROM p.person
LEFT JOIN collected c ON c.person IS NOT DISTINCT FROM p.person
LEFT JOIN kernel_user u ON u.id = p.person
ORDER BY 8 DESC, 3 DESC, 2
"""  # noqa: S608 - constants only


def results(ctx: Context, *, first: date, last: date, currency: str) -> list[ResultRow]:
    """What each person of the branch did and brought in a period, the most collected first."""
    values: dict[str, Any] = {
        "first": first, "last": last, "currency": currency, "branch": ctx.branch_id,
        "effect": EFFECT_DAYS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_RESULTS, values)
        rows = cursor.fetchall()
    return [
        ResultRow(
            person_id=row[0],
            name=row[1],
            acts=row[2],
            files=row[3],
            promises=row[4],
            kept=row[5],
            broken=row[6],
            collected=Money(int(row[7]), currency),
        )
        for row in rows
    ]
