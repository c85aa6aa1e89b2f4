"""Posting: one entry or thousands, by arrays, in the transaction of the running command."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection

from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.ledger import errors
from nafa.ledger.calc.entry import Draft, Fault, Line, fault_of, without_empty_lines
from nafa.ledger.queries.periods import closed_until
from nafa.lib.invariants import ensure
from nafa.lib.money import Money

_INSERT_ENTRIES = """
INSERT INTO ledger_entry (id, kind, value_date, booked_date, booked_at, branch_id, command_id,
                          reference, memo, reverses_id, line_count)
SELECT e.id, e.kind, e.value_date, %s, %s, e.branch_id, %s, e.reference, e.memo, e.reverses_id,
       e.line_count
FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::uuid[], %s::text[], %s::text[], %s::uuid[],
            %s::int[])
     WITH ORDINALITY AS e (id, kind, value_date, branch_id, reference, memo, reverses_id,
                           line_count, place)
ORDER BY e.place
"""

_INSERT_LINES = """
INSERT INTO ledger_line (entry_id, number, account_id, debit_minor, credit_minor, currency,
                         value_date)
SELECT * FROM unnest(%s::uuid[], %s::int[], %s::uuid[], %s::bigint[], %s::bigint[], %s::text[],
                     %s::date[])
"""

_MOVE_BALANCES = """
WITH moved AS (
    INSERT INTO ledger_balance AS b (account_id, debit_minor, credit_minor)
    SELECT m.account_id, sum(m.debit), sum(m.credit)
    FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS m (account_id, debit, credit)
    GROUP BY m.account_id ORDER BY m.account_id
    ON CONFLICT (account_id) DO UPDATE SET debit_minor = b.debit_minor + excluded.debit_minor,
        credit_minor = b.credit_minor + excluded.credit_minor
    RETURNING account_id, debit_minor - credit_minor AS net)
SELECT a.name, a.currency, CASE WHEN c.normal_side = 'C' THEN -moved.net ELSE moved.net END
FROM moved JOIN ledger_account a ON a.id = moved.account_id
    JOIN ledger_chartaccount c ON c.code = a.chart_code
WHERE a.minimum_minor IS NOT NULL
    AND CASE WHEN c.normal_side = 'C' THEN -moved.net ELSE moved.net END < a.minimum_minor
LIMIT 1
"""


def post(
    ctx: Context,
    *,
    kind: str,
    value_date: date,
    lines: Iterable[Line],
    reference: str = "",
    memo: str = "",
    branch_id: UUID | None = None,
    reverses_id: UUID | None = None,
) -> UUID:
    """Post one entry inside the running command and give its id. Empty lines are left out.

    Refuses: EntryUnbalanced, EntryMalformed, AmountAbsurd, AccountUnknown, PeriodClosed,
    DateAhead, BalanceTooLow.
    """
    draft = Draft(
        id=ctx.new_id(),
        kind=kind,
        value_date=value_date,
        lines=without_empty_lines(lines),
        reference=reference,
        memo=memo,
        branch_id=branch_id or ctx.branch_id,
        reverses_id=reverses_id,
    )
    post_many(ctx, [draft])
    return draft.id


def post_many(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Post entries as one set: all or none, each account's balance moved once, in sorted order.

    Refuses what `post` refuses, and EntryExists for an id that is in the journal already.
    """
    ensure(ctx.command_id is not None, "entries are posted inside a command")
    if not drafts:
        return
    _check(ctx, drafts)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT_ENTRIES, _entry_columns(ctx, drafts))
            cursor.execute(_INSERT_LINES, _line_columns(drafts))
            cursor.execute(_MOVE_BALANCES, _movement_columns(drafts))
            too_low = cursor.fetchone()
    except IntegrityError as fault:
        raise _refusal_of(fault, drafts) from fault
    if too_low is not None:
        name, currency, minor = too_low
        raise errors.BalanceTooLow(account=name, balance=Money(int(minor), currency))


def _check(ctx: Context, drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        fault = fault_of(draft)
        if fault is not None:
            raise _refusal_of_fault(fault)
        if draft.value_date > ctx.business_date:
            raise errors.DateAhead(value_date=draft.value_date, business_date=ctx.business_date)
    earliest, closed = min(draft.value_date for draft in drafts), closed_until()
    if closed is not None and earliest <= closed:
        raise errors.PeriodClosed(value_date=earliest, closed_until=closed)


def _refusal_of_fault(fault: Fault) -> DomainError:
    if fault.reason == "unbalanced":
        return errors.EntryUnbalanced(**fault.values)
    if fault.reason == "absurd":
        return errors.AmountAbsurd(**fault.values)
    return errors.EntryMalformed(reason=fault.reason)


def _refusal_of(fault: IntegrityError, drafts: Sequence[Draft]) -> Exception:
    words = str(fault)
    if "line_currency_is_its_accounts" in words:
        return errors.AccountUnknown(currency=drafts[0].lines[0].currency)
    if "ledger_entry_pkey" in words:
        return errors.EntryExists()
    if "reverses_id" in words:
        return errors.AlreadyReversed(number=drafts[0].reference)
    return fault


def _entry_columns(ctx: Context, drafts: Sequence[Draft]) -> list[Any]:
    return [
        ctx.business_date,
        ctx.now,
        ctx.command_id,
        [d.id for d in drafts],
        [d.kind for d in drafts],
        [d.value_date for d in drafts],
        [d.branch_id for d in drafts],
        [d.reference for d in drafts],
        [d.memo for d in drafts],
        [d.reverses_id for d in drafts],
        [len(d.lines) for d in drafts],
    ]


def _line_columns(drafts: Sequence[Draft]) -> list[Any]:
    lines = list(chain.from_iterable(d.lines for d in drafts))
    return [
        [d.id for d in drafts for _ in d.lines],
        [number for d in drafts for number in range(1, len(d.lines) + 1)],
        [line.account_id for line in lines],
        [line.debit_minor for line in lines],
        [line.credit_minor for line in lines],
        [line.currency for line in lines],
        [d.value_date for d in drafts for _ in d.lines],
    ]


def _movement_columns(drafts: Sequence[Draft]) -> list[Any]:
    lines = list(chain.from_iterable(d.lines for d in drafts))
    return [
        [line.account_id for line in lines],
        [line.debit_minor for line in lines],
        [line.credit_minor for line in lines],
    ]
