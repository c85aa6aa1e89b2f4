"""Taking an operation back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.dues import Shares, split
from nafa.assets.calc.kinds import AccrualKind, ContractKind, EndKind, FactKind
from nafa.assets.calc.postings import Role, moved, paid, together
from nafa.assets.commands._books import FactReceipt, record_fact
from nafa.assets.commands._collect import released, replan_units, units_to_come
from nafa.assets.commands._propose import kind_of
from nafa.assets.commands._told import told
from nafa.assets.models import Accrual, Asset, Contract, Fact
from nafa.assets.queries.state import dues_rows, find_contract, standing_of
from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound


def _linked(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The money that is taken back, and whose contract."""
    contract, fact = _reversible(ctx, inputs["fact_id"], inputs["reason"])
    return told(contract, fact.amount_minor)


@command(permission="assets.reverse", linked=_linked)
def reverse_operation(ctx: Context, *, fact_id: UUID, reason: str) -> FactReceipt:
    """Take back a payment, units or a deposit: the contract stands as if it had never been.

    The cash leaves the account it had come into. Refuses: NotFound, OtherBranch, InvalidInput (no
    reason), OperationNotReversible, BalanceTooLow.
    """
    contract, fact = _reversible(ctx, fact_id, reason)
    kind, shares = FactKind(fact.kind), Shares(0, 0, 0)
    entry = moved(fact.amount_minor, debit=Role.CASH, credit=_deposit_or_share(kind))
    if kind is FactKind.PAID:
        shares = _taken_back(ctx, contract, fact)
        entry = paid(kind_of(contract), shares, held_in=Role(contract.held_role))
        if fact.cash_account_id is None:
            entry[Role.GUARANTEE_DEPOSIT] = entry.pop(Role.CASH)
        kept = list(Accrual.objects.filter(fact_id=fact.id))
        entry = together(entry, *(released(contract, one) for one in kept))
        Accrual.objects.filter(fact_id=fact.id).update(posted_date=None, fact_id=None)
    receipt = record_fact(
        ctx, contract, kind=FactKind.REVERSED, amount_minor=-fact.amount_minor,
        entry={role: -minor for role, minor in entry.items()}, quantity=-fact.quantity,
        shares=Shares(-shares.rent_minor, -shares.price_minor, -shares.donation_minor),
        target=fact, cash_account_id=fact.cash_account_id, wording=reason.strip(),
    )  # fmt: skip
    _reopen(contract)
    if kind is FactKind.UNITS:
        left = units_to_come(contract, ctx.business_date)
        replan_units(ctx, contract, left + fact.quantity)
    return receipt


def _deposit_or_share(kind: FactKind) -> Role:
    return Role.CO_OWNED_SHARE if kind is FactKind.UNITS else Role.GUARANTEE_DEPOSIT


def _reversible(ctx: Context, fact_id: UUID, reason: str) -> tuple[Contract, Fact]:
    fact = Fact.objects.filter(id=fact_id).first()
    if fact is None:
        raise NotFound(kind="operation", id=fact_id)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    contract = find_contract(ctx, fact.contract_id, lock=True)
    fault = ""
    if fact.kind not in (FactKind.PAID, FactKind.UNITS, FactKind.DEPOSIT):
        fault = fact.kind
    elif Fact.objects.filter(target_id=fact_id).exists():
        fault = "already_reversed"
    elif contract.end_kind in (EndKind.BOUGHT_OUT, EndKind.GIVEN):
        fault = contract.end_kind
    elif fact.kind == FactKind.DEPOSIT and contract.status not in ("APPROVED", "SIGNED"):
        fault = "deposit_used"
    elif fact.kind == FactKind.UNITS and _changed_since(contract, fact):
        fault = "later_units"
    if fault:
        raise errors.OperationNotReversible(reason=fault)
    return contract, fact


def _changed_since(contract: Contract, fact: Fact) -> bool:
    """Whether an instalment fell due, or units were bought, after the units of this fact."""
    due_since = contract.dues.filter(due_date__gt=fact.recorded_date)
    later = contract.facts.filter(kind=FactKind.UNITS.value, order__gt=fact.order)
    live = later.exclude(id__in=contract.facts.exclude(target=None).values("target_id"))
    today_passed = contract.accruals.filter(
        kind=AccrualKind.RENT.value, due_date__gt=fact.recorded_date
    ).exclude(posted_date=None)
    return live.exists() or (due_since.exists() and today_passed.exists())


def _taken_back(ctx: Context, contract: Contract, fact: Fact) -> Shares:
    dues = dues_rows(contract)
    settled = standing_of(contract, on=ctx.business_date, dues=dues).settled_minor
    before = split(dues, settled=settled)
    after = split(dues, settled=settled - fact.rent_minor - fact.price_minor)
    return Shares(
        before.rent_minor - after.rent_minor,
        before.price_minor - after.price_minor,
        fact.donation_minor,
    )


def _reopen(contract: Contract) -> None:
    if contract.end_kind != EndKind.SETTLED:
        return
    contract.status, contract.end_kind, contract.ended_date = Contract.Status.ACTIVE, "", None
    contract.save(update_fields=["status", "end_kind", "ended_date"])
    if kind_of(contract) is ContractKind.MUSHARAKA:
        Asset.objects.filter(contract_id=contract.id, status="SOLD").update(
            status="IN_USE", ended_date=None
        )
