"""A rebate by the institution's grace, and new dates for the same debt."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.dues import Due, moved, reduced
from nafa.assets.calc.kinds import OWED, RENTED, ContractKind, FactKind
from nafa.assets.calc.postings import Role
from nafa.assets.calc.postings import moved as posted
from nafa.assets.commands._books import NOTHING
from nafa.assets.commands._collect import settle_part
from nafa.assets.commands._plan import write_dues
from nafa.assets.commands._propose import demand_kind, demand_status
from nafa.assets.commands._told import told
from nafa.assets.models import Contract, Rebate
from nafa.assets.queries.state import dues_rows, find_contract, held, standing_of
from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.lib.money import Money

MOST_MONTHS = 24


@command(permission="assets.propose")
def ask_rebate(ctx: Context, *, contract_id: UUID, amount: Money, reason: str) -> UUID:
    """Ask for a rebate (ibra) on a murabaha debt; nothing in the contract promises it.

    Refuses: NotFound, OtherBranch, StepNotNow, RebateNotWaiting (one waits), RebateTooHigh,
    InvalidInput (no reason).
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_kind(contract, ContractKind.MURABAHA)
    demand_status(contract, Contract.Status.ACTIVE)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    if contract.rebates.filter(status=Rebate.Status.ASKED).exists():
        raise errors.RebateNotWaiting()
    _demand_unearned(ctx, contract, amount)
    rebate = Rebate.objects.create(
        id=ctx.new_id(), contract=contract, amount_minor=amount.minor, reason=reason.strip(),
        status=Rebate.Status.ASKED, asked_by_id=ctx.actor_id, asked_date=ctx.business_date,
    )  # fmt: skip
    ctx.concerns("contract", contract.id)
    return rebate.id


def _demand_unearned(ctx: Context, contract: Contract, amount: Money) -> None:
    unearned = -held(contract, None, Role.DEFERRED_MARKUP)
    left = standing_of(contract, on=ctx.business_date).left_minor
    most = min(unearned, left)
    if not 0 < amount.minor <= most or amount.currency != contract.currency:
        raise errors.RebateTooHigh(amount=amount, most=Money(most, contract.currency))


def _rebate_asked(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """What would be given up; nothing when it is refused."""
    rebate = Rebate.objects.filter(id=inputs["rebate_id"]).first()
    if rebate is None:
        raise NotFound(kind="rebate", id=inputs["rebate_id"])
    contract = find_contract(ctx, rebate.contract_id)
    return told(contract, rebate.amount_minor if inputs["is_granted"] else 0)


@command(permission="assets.grant_rebate", linked=_rebate_asked)
def decide_rebate(ctx: Context, *, rebate_id: UUID, is_granted: bool) -> str:
    """Grant or refuse a rebate that another person asked for; gives its status.

    A granted one takes mark-up that is not earned yet off the last instalments. Refuses: NotFound,
    OtherBranch, RebateNotWaiting, SamePersonDecides, RebateTooHigh.
    """
    rebate = Rebate.objects.select_for_update().filter(id=rebate_id).first()
    if rebate is None:
        raise NotFound(kind="rebate", id=rebate_id)
    contract = find_contract(ctx, rebate.contract_id, lock=True)
    if rebate.status != Rebate.Status.ASKED:
        raise errors.RebateNotWaiting()
    if ctx.actor_id is not None and ctx.actor_id == rebate.asked_by_id:
        raise errors.SamePersonDecides()
    rebate.status = Rebate.Status.GRANTED if is_granted else Rebate.Status.REFUSED
    rebate.decided_by_id, rebate.decided_date = ctx.actor_id, ctx.business_date
    if is_granted:
        _grant(ctx, contract, Money(rebate.amount_minor, contract.currency))
    rebate.save(update_fields=["status", "decided_by", "decided_date"])
    ctx.concerns("contract", contract.id)
    ctx.concerns("client", contract.client_id)
    return str(rebate.status)


def _grant(ctx: Context, contract: Contract, amount: Money) -> None:
    demand_status(contract, Contract.Status.ACTIVE)
    _demand_unearned(ctx, contract, amount)
    posted_numbers = set(
        contract.accruals.filter(kind="PROFIT").exclude(posted_date=None)
        .values_list("number", flat=True)
    )  # fmt: skip
    dues = reduced(dues_rows(contract), minor=amount.minor, earned=posted_numbers)
    write_dues(ctx, contract, dues)
    settle_part(
        ctx, contract, kind=FactKind.REBATE, amount=amount, shares=NOTHING,
        entry=posted(amount.minor, debit=Role.DEFERRED_MARKUP, credit=Role(contract.held_role)),
        value_date=ctx.business_date, cash_account_id=None,
    )  # fmt: skip


@command(permission="assets.approve")
def reschedule(ctx: Context, *, contract_id: UUID, months: int, reason: str) -> None:
    """Move the instalments that are not settled by some months; the debt stays what it is.

    Refuses: NotFound, OtherBranch, StepNotNow, RescheduleNotPossible, InvalidInput (no reason).
    """
    contract = find_contract(ctx, contract_id, lock=True)
    demand_kind(contract, *OWED, *RENTED)
    demand_status(contract, Contract.Status.ACTIVE)
    if not 1 <= months <= MOST_MONTHS:
        raise errors.RescheduleNotPossible(months=months)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    dues = dues_rows(contract)
    settled = standing_of(contract, on=ctx.business_date, dues=dues).settled_minor
    write_dues(ctx, contract, _after(dues, moved(dues, settled=settled, months=months)))
    ctx.concerns("contract", contract.id)
    ctx.concerns("client", contract.client_id)


def _after(before: Sequence[Due], after: Sequence[Due]) -> Sequence[Due]:
    assert sum(due.minor for due in before) == sum(due.minor for due in after)
    return after
