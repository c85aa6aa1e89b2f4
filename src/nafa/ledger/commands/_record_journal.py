"""Manual entries of the accountant."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.ledger.calc.entry import Line
from nafa.ledger.commands._open_account import AccountKey, open_accounts
from nafa.ledger.commands._post import post
from nafa.ledger.commands._reverse import MANUAL
from nafa.lib.money import Money


class JournalLine(NamedTuple):
    """One line of a manual entry, on the institution's own account of a chart code."""

    code: str
    debit_minor: int
    credit_minor: int
    currency: str


def _debited(ctx: Context, inputs: Mapping[str, Any]) -> Linked:  # noqa: ARG001
    """What the entry debits in the currency of its first line, and its wording."""
    lines = inputs["lines"]
    if not lines:
        return Linked(None, inputs["memo"])
    currency = lines[0].currency
    minor = sum(one.debit_minor for one in lines if one.currency == currency)
    return Linked(Money(minor, currency), inputs["memo"])


@command(permission="ledger.record", linked=_debited)
def record_journal(
    ctx: Context,
    *,
    value_date: date,
    memo: str,
    lines: Sequence[JournalLine],
    branch_id: UUID | None = None,
    reference: str = "",
) -> UUID:
    """Post a manual entry (opération diverse) and give its id.

    Refuses: InvalidInput (no wording), ChartCodeUnknown, CurrencyUnknown, and what `post` refuses.
    """
    if not memo.strip():
        raise InvalidInput(field="memo", reason="empty")
    branch = branch_id or ctx.branch_id
    ctx.demand_branch(branch)
    keys = [AccountKey(code=line.code, currency=line.currency, branch_id=branch) for line in lines]
    account_ids = open_accounts(ctx, keys) if keys else []
    entry_id = post(
        ctx,
        kind=MANUAL,
        value_date=value_date,
        lines=[
            Line(account_id, line.debit_minor, line.credit_minor, line.currency)
            for account_id, line in zip(account_ids, lines, strict=True)
        ],
        typed_reference=reference,
        wording=memo.strip(),
        branch_id=branch,
    )
    ctx.concerns("entry", entry_id)
    return entry_id
