"""The work list: late files in the order in which they want attention."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.lib.money import Money
from nafa.recovery.calc.plan import Step
from nafa.recovery.queries.claims import LATE
from nafa.recovery.queries.plan import plan_in_force


class Reason(StrEnum):
    """Why a file stands where it does, the most pressing first."""

    BROKEN = "BROKEN"
    DUE = "DUE"
    STEP = "STEP"
    PROMISED = "PROMISED"
    FOLLOWED = "FOLLOWED"


class WorkRow(NamedTuple):
    """A late loan or contract, why it is listed, and the step to take."""

    claim_id: UUID
    kind: str
    number: str
    client_id: UUID
    client: str
    phone: str
    locality: str
    collector: str
    days_late: int
    overdue: Money
    reason: Reason
    step: Step | None
    promise: Money | None
    promise_date: date | None
    last_act_date: date | None


class WorkTotals(NamedTuple):
    """What a work list holds."""

    files: int
    overdue: Money
    by_reason: Mapping[Reason, int]


# A step is due when it is the furthest that lateness has reached and neither it nor a later one
# was taken since the arrears began: `Plan.due` says the same of one file.
_LIST = f"""
WITH plan AS (
    SELECT * FROM unnest(%(codes)s::text[], %(days)s::int[]) AS p (code, days)),
late AS (
    SELECT l.id, l.kind, l.number, l.client_id, l.currency, l.oldest_due_date, l.overdue,
        coalesce(k.collector_id, l.officer_id) AS collector_id,
        %(today)s - l.oldest_due_date AS days_late
    FROM ({LATE}) AS l
    LEFT JOIN recovery_collector k ON k.claim_id = l.id
    WHERE (%(branch)s::uuid IS NULL OR l.branch_id = %(branch)s::uuid)
        AND (%(collector)s::uuid IS NULL
            OR coalesce(k.collector_id, l.officer_id) = %(collector)s::uuid)),
seen AS (
    SELECT late.*, reached.code AS step, promise.status AS promise_status,
        promise.amount_minor AS promise, promise.due_date AS promise_date, acts.last_date
    FROM late
    LEFT JOIN LATERAL (
        SELECT max(a.done_date) AS last_date, max(a.done_at) AS last_at,
            max(done.days) AS done_days
        FROM recovery_act a LEFT JOIN plan done ON done.code = a.step_code
        WHERE a.claim_id = late.id AND a.done_date >= late.oldest_due_date) acts ON true
    LEFT JOIN LATERAL (
        SELECT code FROM (SELECT code, days FROM plan WHERE days <= late.days_late
                          ORDER BY days DESC LIMIT 1) furthest
        WHERE acts.done_days IS NULL OR acts.done_days < furthest.days) reached ON true
    LEFT JOIN LATERAL (
        SELECT m.status, m.amount_minor, m.due_date FROM recovery_promise m
        WHERE m.claim_id = late.id AND (m.status = 'OPEN' OR (m.status IN ('BROKEN', 'PARTLY')
            AND acts.last_date <= m.settled_date AND m.made_date >= late.oldest_due_date))
        ORDER BY m.status = 'OPEN' DESC, m.made_date DESC LIMIT 1) promise ON true),
ranked AS (
    SELECT seen.*, CASE
        WHEN promise_status IN ('BROKEN', 'PARTLY') THEN 'BROKEN'
        WHEN promise_status = 'OPEN' AND promise_date <= %(today)s THEN 'DUE'
        WHEN promise_status = 'OPEN' THEN 'PROMISED'
        WHEN step IS NOT NULL THEN 'STEP'
        ELSE 'FOLLOWED' END AS reason
    FROM seen)
"""  # noqa: S608 - constants only
_ROWS = f"""{_LIST}
SELECT r.id, r.number, r.client_id, coalesce(u.full_name, ''), r.days_late, r.overdue, r.currency,
    r.reason, r.step, r.promise, r.promise_date, r.last_date, r.kind
FROM ranked r LEFT JOIN kernel_user u ON u.id = r.collector_id
WHERE %(reason)s = '' OR r.reason = %(reason)s
ORDER BY array_position(ARRAY['BROKEN', 'DUE', 'STEP', 'PROMISED', 'FOLLOWED'], r.reason),
    r.overdue DESC, r.number
LIMIT %(limit)s OFFSET %(skip)s
"""  # noqa: S608 - constants only
_TOTALS = f"""{_LIST}
SELECT reason, count(*), coalesce(sum(overdue), 0) FROM ranked GROUP BY reason
"""  # noqa: S608 - constants only


def work_list(
    ctx: Context,
    *,
    collector_id: UUID | None = None,
    reason: str = "",
    skip: int = 0,
    limit: int = 50,
) -> list[WorkRow]:
    """Late files of the actor's branch: broken promises first, then promises of today, steps due.

    Within a reason the largest arrears stand first. What is not late yet at the last close is
    left out.
    """
    plan = plan_in_force(ctx.business_date).plan
    values = _values(ctx, collector_id) | {"reason": reason, "skip": skip, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        rows = cursor.fetchall()
    found = clients.contacts_of(row[2] for row in rows)
    return [
        WorkRow(
            claim_id=row[0],
            kind=row[12],
            number=row[1],
            client_id=row[2],
            client=found[row[2]].name,
            phone=found[row[2]].phone,
            locality=found[row[2]].locality,
            collector=row[3],
            days_late=row[4],
            overdue=Money(row[5], row[6]),
            reason=Reason(row[7]),
            step=plan.step(row[8]) if row[8] else None,
            promise=Money(row[9], row[6]) if row[9] is not None else None,
            promise_date=row[10],
            last_act_date=row[11],
        )
        for row in rows
    ]


def work_totals(ctx: Context, *, currency: str, collector_id: UUID | None = None) -> WorkTotals:
    """How many files and how much in arrears, by reason."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, _values(ctx, collector_id))
        rows = cursor.fetchall()
    return WorkTotals(
        files=sum(row[1] for row in rows),
        overdue=Money(int(sum(row[2] for row in rows)), currency),
        by_reason={Reason(row[0]): row[1] for row in rows},
    )


def _values(ctx: Context, collector_id: UUID | None) -> dict[str, Any]:
    steps = plan_in_force(ctx.business_date).plan.steps
    return {
        "codes": [step.code for step in steps],
        "days": [step.days_late for step in steps],
        "branch": ctx.branch_id,
        "collector": collector_id,
        "today": ctx.business_date,
    }
