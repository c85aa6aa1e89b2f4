"""The contracts' part of the day close: mark-up, rents, wear, lateness, classes, provisions.

Everything planned is booked in sets; only contracts that are or become overdue are looked at one
by one.
"""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.assets.calc.kinds import AccrualKind
from nafa.assets.calc.postings import BANDS, Role, aged, provisioned, receivable_of
from nafa.assets.commands import _close_sql as sql
from nafa.assets.commands._books import account_key, pool_key, post_entry
from nafa.assets.commands._propose import kind_of
from nafa.assets.models import Contract
from nafa.assets.queries.state import held
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command, command_id_of
from nafa.kernel.context import Context
from nafa.ledger import commands as ledger

COUNTERPARTS = {
    AccrualKind.PROFIT: Role.MARKUP_INCOME,
    AccrualKind.RENT: Role.RENT_INCOME,
    AccrualKind.DEPRECIATION: Role.DEPRECIATION_CHARGE,
}


class _Classed(NamedTuple):
    contract_id: UUID
    code: str | None
    band: int | None
    rate_percent: Decimal | None


@command(permission="day.close", during_close=True)
def close_contracts(ctx: Context, *, day: date) -> int:
    """Close a day for every contract about goods; how many lines were posted.

    What is planned is booked, lateness is counted, late contracts move to the account of their age
    with the minimum provision of the jurisdiction.
    """
    values: dict[str, Any] = {
        "day": day,
        "command": str(command_id_of(ctx)),
        "reference": day.isoformat(),
        "contract": None,
    }
    ledger.open_stage()
    with connection.cursor() as cursor:
        cursor.execute(sql.WAITING, values)
        cursor.execute(sql.STAGE_OWN, values)
        _stage_counterparts(ctx, cursor, day)
        cursor.execute(sql.MARK, values)
    posted = ledger.post_staged(ctx, value_date=day)
    with connection.cursor() as cursor:
        cursor.execute(sql.LATENESS, values)
        changed = _classified(cursor, day)
    for row in changed:
        _move_class(ctx, row, day)
    return posted


def _stage_counterparts(ctx: Context, cursor: Any, day: date) -> None:
    cursor.execute(sql.COUNTERPARTS)
    rows = cursor.fetchall()
    if not rows:
        return
    accounts = ledger.open_accounts(
        ctx,
        [
            pool_key(
                COUNTERPARTS[AccrualKind(kind)], pool_id=pool_id, pool_code=code,
                branch_id=branch_id, currency=currency,
            )
            for _, kind, branch_id, currency, pool_id, code, _ in rows
        ],
    )  # fmt: skip
    debits = [row[6] if row[1] == AccrualKind.DEPRECIATION else 0 for row in rows]
    cursor.execute(
        sql.STAGE_LINES,
        [
            [row[0] for row in rows], [f"financing.{row[1].lower()}" for row in rows],
            [row[2] for row in rows], [day.isoformat()] * len(rows), accounts, debits,
            [row[6] - debit for row, debit in zip(rows, debits, strict=True)],
            [row[3] for row in rows],
        ],
    )  # fmt: skip


def _classified(cursor: Any, day: date) -> list[_Classed]:
    classes = institution_pack().arrears_classes(day)
    cursor.execute(
        sql.CLASSIFIED,
        {
            "day": day,
            "codes": [one.code for one in classes],
            "months": [one.more_than_months for one in classes],
            "days": [one.more_than_days for one in classes],
            "rates": [one.rate_percent for one in classes],
            "bands": [one.band for one in classes],
        },
    )
    return [_Classed(*row) for row in cursor.fetchall()]


def _move_class(ctx: Context, row: _Classed, day: date) -> None:
    """The debt to the account of its age; the provision on the debt less deferred mark-up and
    deposits."""
    contract = Contract.objects.select_related("pool").get(id=row.contract_id)
    band, before = row.band or 0, contract.provision_band
    in_role = Role(contract.held_role)
    wanted_role = BANDS[band - 1][0] if band else receivable_of(kind_of(contract))
    debt = held(contract, None, in_role)
    post_entry(
        ctx, contract, kind="financing.class", value_date=day,
        entry=aged(debt, held_in=in_role, wanted=wanted_role),
    )  # fmt: skip
    base = debt + held(contract, None, Role.DEFERRED_MARKUP)
    base = max(base + held(contract, None, Role.GUARANTEE_DEPOSIT), 0)
    wanted = -(-base * int(row.rate_percent or 0) // 100) if band else 0
    existing = -held(contract, None, BANDS[before - 1][1]) if before else 0
    post_entry(
        ctx, contract, kind="financing.provision", value_date=day,
        entry=provisioned(existing, wanted, held_band=before, band=band),
    )  # fmt: skip
    contract.class_code, contract.provision_band = row.code or "", band
    contract.held_role = wanted_role.value
    contract.save(update_fields=["class_code", "provision_band", "held_role"])
    if wanted_role is not in_role:
        account_id = ledger.account_for(ctx, account_key(contract, wanted_role))
        contract.accruals.filter(kind=AccrualKind.RENT.value, posted_date=None).update(
            account_id=account_id
        )
