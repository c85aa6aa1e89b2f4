"""Reading orders to pay by bank or mobile money."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lib.money import Money
from nafa.payments.models import Payout


class PayoutRow(NamedTuple):
    """An order as lists show it."""

    id: UUID
    number: str
    channel: str
    destination: str
    holder: str
    amount: Money
    client_id: UUID
    purpose: str
    status: str
    ordered_at: datetime
    ordered_by_id: UUID | None
    ordered_by: str
    reference: str
    reason: str


def payouts(ctx: Context, *, is_open: bool = True, limit: int = 200) -> list[PayoutRow]:
    """Orders of the actor's branch: those that wait or failed, oldest first; or those ended."""
    found = Payout.objects.select_related("ordered_by")
    if ctx.branch_id is not None:
        found = found.filter(branch_id=ctx.branch_id)
    open_ones = (Payout.Status.WAITING, Payout.Status.FAILED)
    if is_open:
        rows = found.filter(status__in=open_ones).order_by("ordered_at", "id")
    else:
        rows = found.exclude(status__in=open_ones).order_by("-ended_at", "-id")
    return [_row(one) for one in rows[:limit]]


def payout(ctx: Context, payout_id: UUID) -> PayoutRow:
    """One order. Refuses: NotFound, OtherBranch."""
    found = Payout.objects.select_related("ordered_by").filter(id=payout_id).first()
    if found is None:
        raise NotFound(kind="payout", id=payout_id)
    ctx.demand_branch(found.branch_id)
    ctx.saw("payout", found.id)
    return _row(found)


def payout_id_of(number: str) -> UUID | None:
    """The order with that number."""
    return Payout.objects.filter(number=number).values_list("id", flat=True).first()


def _row(one: Payout) -> PayoutRow:
    return PayoutRow(
        id=one.id, number=one.number, channel=one.channel, destination=str(one.destination),
        holder=str(one.holder), amount=Money(one.amount_minor, one.currency),
        client_id=one.client_id, purpose=one.purpose, status=one.status,
        ordered_at=one.ordered_at, ordered_by_id=one.ordered_by_id,
        ordered_by=one.ordered_by.full_name if one.ordered_by else "",
        reference=one.reference, reason=one.reason,
    )  # fmt: skip
