"""Paying by bank or mobile money: ordered by one person, carried out and confirmed by another."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.lib.money import Money
from nafa.payments import errors
from nafa.payments.models import Payout
from nafa.payments.queries.tills import check_amount, own_till

EXECUTE = "payments.execute_payout"
DUE = "PAYOUT_DUE"
SOURCES = {Payout.Channel.BANK: "BANK", Payout.Channel.MOBILE_MONEY: "MOBILE_MONEY"}


def payout_account(ctx: Context, *, branch_id: UUID, currency: str) -> UUID:
    """The branch's account of orders that wait; what is to be paid is credited here first."""
    return ledger.account_for(ctx, _shared(DUE, branch_id, currency))


def order_payout(
    ctx: Context,
    *,
    channel: str,
    destination: str,
    holder: str,
    amount: Money,
    account_id: UUID,
    branch_id: UUID,
    client_id: UUID,
    purpose: str,
) -> UUID:
    """Write an order down inside a command that has credited `account_id` with the amount.

    Refuses: InvalidInput (an unknown channel, no destination, no name of its holder).
    """
    if channel not in Payout.Channel.values:
        raise InvalidInput(field="channel", reason="unknown")
    for field, value in (("destination", destination), ("holder", holder)):
        if not value.strip():
            raise InvalidInput(field=field, reason="empty")
    order = Payout.objects.create(
        id=ctx.new_id(), number=f"V{next_number('payout'):07d}", channel=channel,
        destination=destination.strip(), holder=holder.strip(), amount_minor=amount.minor,
        currency=amount.currency, account_id=account_id, branch_id=branch_id,
        client_id=client_id, purpose=purpose, ordered_at=ctx.now, ordered_by_id=ctx.actor_id,
    )  # fmt: skip
    ctx.concerns("payout", order.id)
    return order.id


def _linked(ctx: Context, inputs: Mapping[str, Any]) -> Linked:
    """The amount of an order, and where it goes: as corrected, when it is sent again."""
    order = Payout.objects.select_for_update().filter(id=inputs["payout_id"]).first()
    if order is None:
        raise NotFound(kind="payout", id=inputs["payout_id"])
    ctx.demand_branch(order.branch_id)
    destination = inputs.get("destination", order.destination)
    payee = f"{inputs.get('holder', order.holder)}, {destination} ({order.number})"
    return Linked(Money(order.amount_minor, order.currency), payee)


@command(permission=EXECUTE, linked=_linked)
def confirm_payout(ctx: Context, *, payout_id: UUID, reference: str) -> UUID:
    """The operator has paid, under its own reference: the money left the bank or the float.

    Refuses: NotFound, OtherBranch, PayoutNotWaiting, InvalidInput (no reference), SamePerson
    (ordered it), BalanceTooLow.
    """
    order = _locked(ctx, payout_id, Payout.Status.WAITING)
    if not reference.strip():
        raise InvalidInput(field="reference", reason="empty")
    if ctx.actor_id is not None and ctx.actor_id == order.ordered_by_id:
        raise errors.SamePerson(number=order.number)
    source = ledger.account_for(
        ctx, _shared(SOURCES[Payout.Channel(order.channel)], order.branch_id, order.currency)
    )
    return _end(ctx, order, Payout.Status.PAID, source, reference=reference.strip())


@command(permission=EXECUTE)
def fail_payout(ctx: Context, *, payout_id: UUID, reason: str) -> None:
    """The operator has refused for certain: the money is still owed, and another way is chosen.

    Refuses: NotFound, OtherBranch, PayoutNotWaiting, InvalidInput (no reason).
    """
    order = _locked(ctx, payout_id, Payout.Status.WAITING)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    order.status, order.reason = Payout.Status.FAILED, reason.strip()
    order.save(update_fields=["status", "reason"])


@command(permission=EXECUTE, linked=_linked)
def resend_payout(ctx: Context, *, payout_id: UUID, destination: str, holder: str) -> None:
    """An order that failed waits again, for a destination that was corrected.

    Refuses: NotFound, OtherBranch, PayoutNotWaiting, InvalidInput (no destination or holder).
    """
    order = _locked(ctx, payout_id, Payout.Status.FAILED)
    for field, value in (("destination", destination), ("holder", holder)):
        if not value.strip():
            raise InvalidInput(field=field, reason="empty")
    order.destination, order.holder = destination.strip(), holder.strip()
    order.status, order.ordered_by_id = Payout.Status.WAITING, ctx.actor_id
    order.save(update_fields=["destination", "holder", "status", "ordered_by"])


@command(permission="lending.disburse", linked=_linked)
def cash_payout(ctx: Context, *, payout_id: UUID) -> UUID:
    """Pay an order that failed out in cash, from the till one holds.

    Refuses: NotFound, OtherBranch, PayoutNotWaiting, NoOpenTill, CurrencyOther, BalanceTooLow.
    """
    order = _locked(ctx, payout_id, Payout.Status.FAILED)
    till = own_till(ctx.actor_id)
    check_amount(Money(order.amount_minor, order.currency), currency=till.currency)
    ctx.concerns("till", till.till_id)
    return _end(ctx, order, Payout.Status.CASHED, till.account_id, reference=order.number)


def _locked(ctx: Context, payout_id: UUID, wanted: Payout.Status) -> Payout:
    order = Payout.objects.select_for_update().filter(id=payout_id).first()
    if order is None:
        raise NotFound(kind="payout", id=payout_id)
    ctx.demand_branch(order.branch_id)
    if order.status != wanted:
        raise errors.PayoutNotWaiting(number=order.number, status=order.status)
    ctx.concerns("payout", order.id)
    ctx.concerns("client", order.client_id)
    return order


def _end(
    ctx: Context, order: Payout, status: Payout.Status, source_id: UUID, *, reference: str
) -> UUID:
    amount = Money(order.amount_minor, order.currency)
    entry_id = ledger.post(
        ctx,
        kind="payout",
        value_date=ctx.business_date,
        lines=[ledger.debit(order.account_id, amount), ledger.credit(source_id, amount)],
        reference=order.number,
        memo=reference,
        branch_id=order.branch_id,
    )
    Payout.objects.filter(id=order.id).update(
        status=status,
        reference=reference,
        entry_id=entry_id,
        ended_at=ctx.now,
        ended_by_id=ctx.actor_id,
    )
    return entry_id


def _shared(role: str, branch_id: UUID, currency: str) -> ledger.AccountKey:
    return ledger.AccountKey(
        code=institution_pack().account_for(role), currency=currency, branch_id=branch_id
    )
