"""The loans' part of the day close: interest, penalties, lateness, classes, provisions, snapshot.

One batch of loans is one command: its key makes it happen once, a killed run goes on with the
batches that are missing. Sets all the way; only loans that change their class are looked at singly.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command, command_id_of
from nafa.kernel.context import Context
from nafa.ledger import commands as ledger
from nafa.lending.calc.postings import BANDS, Line, OverdueBand, Role, Side, aged, provisioned
from nafa.lending.calc.servicing.penalties import DENOMINATOR
from nafa.lending.commands import _close_sql as sql
from nafa.lib.money import Money

COUNTERPART_ROLES = {
    "loan.accrual": Role.INTEREST_INCOME,
    "loan.penalty": Role.PENALTY_INCOME,
}
FIRST_ID = UUID(int=0)


class Batch(NamedTuple):
    """A stretch of loan ids that one command closes."""

    number: int
    after_id: UUID
    upto_id: UUID


class _Classified(NamedTuple):
    loan_id: UUID
    branch_id: UUID
    currency: str
    term_class: str
    outstanding: int
    principal_account_id: UUID
    principal_role: str
    provision_account_id: UUID | None
    provision_band: int
    class_code: str
    new_code: str | None
    new_band: int | None
    wanted: int
    provision: int


def day_batches(*, size: int) -> list[Batch]:
    """The batches of a day: the same for the same loans, however often they are asked for."""
    with connection.cursor() as cursor:
        cursor.execute(sql.BOUNDARIES, {"size": size})
        ends = [row[0] for row in cursor.fetchall()]
    starts = [FIRST_ID, *ends]
    return [Batch(n, a, b) for n, (a, b) in enumerate(zip(starts, ends, strict=False), start=1)]


@command(permission="day.close", during_close=True)
def close_loans(ctx: Context, *, day: date, batch: int, after_id: UUID, upto_id: UUID) -> int:
    """Close a day for a batch of loans; how many lines were posted.

    Interest earned through the day, penalties of the day, the age of arrears, classes of the
    jurisdiction with the transfer of the whole outstanding and the minimum provision (net of held
    savings), and the snapshot of the portfolio. Interest of a loan in a class that suspends it is
    income when it is paid: what was taken before and is unpaid is taken back.
    """
    bounds = {"after_id": after_id, "upto_id": upto_id, **_rules_of(day)}
    staged = {"command": str(command_id_of(ctx)), "reference": f"{day.isoformat()}/{batch}"}
    ledger.open_stage()
    with connection.cursor() as cursor:
        cursor.execute(sql.ROOM)
        cursor.execute(sql.CLOSING, bounds)
        cursor.execute(sql.STAGE_INTEREST, staged)
        cursor.execute(sql.STAGE_PENALTIES, staged)
        _stage_counterparts(ctx, cursor, staged)
        cursor.execute(sql.KEEP_PROGRESS, bounds)
        _classify(ctx, cursor, bounds, staged["reference"])
        cursor.execute(sql.SNAPSHOT, {"day": day, "batch": batch})
    return ledger.post_staged(ctx, value_date=day)


def _rules_of(day: date) -> dict[str, Any]:
    """What the statements take from the calculators and the jurisdiction."""
    pack = institution_pack()
    classes = pack.arrears_classes(day)
    return {
        "day": day,
        "denominator": DENOMINATOR,
        "codes": [one.code for one in classes],
        "months": [one.more_than_months for one in classes],
        "days": [one.more_than_days for one in classes],
        "rates": [one.rate_percent for one in classes],
        "bands": [one.band for one in classes],
        "suspended_months": pack.interest_suspended_after_months(day),
    }


@command(permission="day.close", during_close=True)
def spread_contagion(ctx: Context, *, day: date) -> int:
    """Before the loans of a day are closed: what is late of a borrower marks all their loans.

    Where the jurisdiction knows contagion (COBAC EMF R-2017/07, art. 9), a loan is classed by the
    oldest unpaid instalment of all running loans of its client. How many marks changed.
    """
    del ctx
    statement = sql.CONTAGION if institution_pack().has_contagion(day) else sql.NO_CONTAGION
    with connection.cursor() as cursor:
        cursor.execute(statement, {"day": day})
        return int(cursor.rowcount)


def _stage_counterparts(ctx: Context, cursor: Any, staged: dict[str, str]) -> None:
    """One income line for each entry of loan lines."""
    cursor.execute(sql.COUNTERPARTS, staged)
    rows = cursor.fetchall()
    pack = institution_pack()
    accounts = ledger.open_accounts(
        ctx,
        [
            ledger.AccountKey(
                code=pack.account_for(COUNTERPART_ROLES[kind], term=term_class),
                currency=currency,
                branch_id=branch_id,
            )
            for _, kind, branch_id, _, currency, term_class, _ in rows
        ],
    )
    _stage(
        cursor,
        [
            (entry_id, kind, branch_id, reference, account_id, -int(net), currency)
            for (entry_id, kind, branch_id, reference, currency, _, net), account_id in zip(
                rows, accounts, strict=True
            )
        ],
    )


def _stage(cursor: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows of (entry, kind, branch, reference, account, net debit, currency) onto the stage."""
    moving = [row for row in rows if row[5]]
    if moving:
        entries, kinds, branches, references, accounts, nets, currencies = zip(*moving, strict=True)
        cursor.execute(
            sql.STAGE_LINES,
            [
                list(entries), list(kinds), list(branches), list(references), list(accounts),
                [max(net, 0) for net in nets], [max(-net, 0) for net in nets], list(currencies),
            ],
        )  # fmt: skip


def _classify(ctx: Context, cursor: Any, bounds: dict[str, Any], reference: str) -> None:
    """Move late loans to the account of their age and bring provisions to the minimum."""
    cursor.execute(sql.CLASSIFIED)
    changed = [_Classified(*row) for row in cursor.fetchall()]
    cursor.execute(sql.ENDED_WITH_PROVISION, bounds)
    changed += [_Classified(*row) for row in cursor.fetchall()]
    if changed:
        _move_classes(ctx, cursor, changed, reference)


def _band(number: int | None) -> OverdueBand | None:
    return BANDS[number - 1] if number else None


def _move_classes(
    ctx: Context, cursor: Any, changed: Sequence[_Classified], reference: str
) -> None:
    lines: list[tuple[_Classified, str, Line]] = []
    roles: list[Role] = []
    for row in changed:
        held, band = Role(row.principal_role), _band(row.new_band)
        role = _role_after(held, band)
        outstanding = Money(int(row.outstanding), row.currency)
        if role is not held:
            lines += [
                (row, "loan.class", one) for one in aged(outstanding, held_in=held, band=band)
            ]
        lines += [
            (row, "loan.provision", one)
            for one in provisioned(
                Money(int(row.provision), row.currency),
                Money(int(row.wanted), row.currency),
                held_in=_band(row.provision_band),
                band=band,
            )
        ]
        roles.append(role)
    accounts = _class_accounts(ctx, changed, roles, lines)
    _stage(
        cursor,
        [_staged_line(ctx, row, kind, line, accounts, reference) for row, kind, line in lines],
    )
    _keep_classes(cursor, changed, roles, accounts)


def _role_after(held: Role, band: OverdueBand | None) -> Role:
    if band is not None:
        return band.overdue
    return held if held in (Role.PRINCIPAL, Role.RESTRUCTURED) else Role.RESTRUCTURED


AccountPlace = tuple[Role, UUID]


def _class_accounts(
    ctx: Context,
    changed: Sequence[_Classified],
    roles: Sequence[Role],
    lines: Sequence[tuple[_Classified, str, Line]],
) -> dict[AccountPlace, UUID]:
    """The accounts of every role that is touched: a loan's own, or the branch's for results."""
    keys: dict[AccountPlace, ledger.AccountKey] = {}
    pack = institution_pack()
    wanted = [(row, line.role) for row, _, line in lines]
    wanted += list(zip(changed, roles, strict=True))
    wanted += [(row, band.provision) for row in changed if (band := _band(row.new_band))]
    for row, role in wanted:
        own = not role.value.startswith(("PROVISION_CHARGE", "PROVISION_RELEASE"))
        keys[(role, row.loan_id)] = ledger.AccountKey(
            code=pack.account_for(role, term=row.term_class),
            currency=row.currency,
            branch_id=row.branch_id,
            owner_kind="loan" if own else "",
            owner_id=row.loan_id if own else None,
        )
    return dict(zip(keys, ledger.open_accounts(ctx, list(keys.values())), strict=True))


def _staged_line(
    ctx: Context,
    row: _Classified,
    kind: str,
    line: Line,
    accounts: dict[AccountPlace, UUID],
    reference: str,
) -> tuple[Any, ...]:
    net = line.amount.minor if line.side is Side.DEBIT else -line.amount.minor
    entry_id = ctx.id_for(f"{command_id_of(ctx)}/{kind}/{row.branch_id}/{row.currency}")
    account_id = accounts[(line.role, row.loan_id)]
    return (entry_id, kind, row.branch_id, reference, account_id, net, row.currency)


def _keep_classes(
    cursor: Any,
    changed: Sequence[_Classified],
    roles: Sequence[Role],
    accounts: dict[AccountPlace, UUID],
) -> None:
    bands = [_band(row.new_band) for row in changed]
    cursor.execute(
        sql.KEEP_CLASSES,
        [
            [row.loan_id for row in changed],
            [row.new_code or "" for row in changed],
            [accounts[(role, row.loan_id)] for row, role in zip(changed, roles, strict=True)],
            [role.value for role in roles],
            [
                accounts[(band.provision, row.loan_id)] if band else None
                for row, band in zip(changed, bands, strict=True)
            ],
            [row.new_band or 0 if band else 0 for row, band in zip(changed, bands, strict=True)],
        ],
    )
