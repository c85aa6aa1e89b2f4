"""Taking a till and giving it back counted."""

from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lib.money import Money
from nafa.payments import errors
from nafa.payments.events import TillCounted
from nafa.payments.models import Till, TillSession
from nafa.payments.queries import open_session_of


@command(permission="till.operate")
def open_session(ctx: Context, *, till_id: UUID) -> UUID:
    """Take a till for the day. Refuses: NotFound, OtherBranch, TillTaken, TillAlreadyOpen."""
    if ctx.actor_id is None:
        raise InvalidInput(field="teller", reason="empty")
    till = Till.objects.select_for_update().filter(id=till_id, kind=Till.Kind.TILL).first()
    if till is None:
        raise NotFound(kind="till", id=till_id)
    ctx.demand_branch(till.branch_id)
    held = TillSession.objects.select_related("teller").filter(till=till, closed_at=None).first()
    if held is not None:
        raise errors.TillTaken(till=till.name, teller=held.teller.full_name)
    own = open_session_of(ctx.actor_id)
    if own is not None:
        raise errors.TillAlreadyOpen(till=own.till_name)
    session = TillSession.objects.create(
        id=ctx.new_id(),
        till=till,
        teller_id=ctx.actor_id,
        business_date=ctx.business_date,
        opened_at=ctx.now,
        opening_minor=books.balance(till.account_id).minor,
    )
    ctx.concerns("till", till_id)
    return session.id


@command(permission="till.operate")
def close_session(ctx: Context, *, counted: Money) -> Money:
    """Count and close the till one holds; the difference (over +, short -) is booked at once.

    Refuses: NoOpenTill, CurrencyOther, AmountNotPositive (a count below zero).
    """
    own = open_session_of(ctx.actor_id)
    if own is None:
        raise errors.NoOpenTill()
    if counted.currency != own.currency:
        raise errors.CurrencyOther(till_currency=own.currency, currency=counted.currency)
    if counted.is_negative:
        raise errors.AmountNotPositive(amount=counted)
    difference = counted - books.balance(own.account_id)
    if difference:
        _book_difference(ctx, own.account_id, own.branch_id, difference)
    TillSession.objects.filter(id=own.session_id).update(
        closed_at=ctx.now, counted_minor=counted.minor, difference_minor=difference.minor
    )
    ctx.concerns("till", own.till_id)
    ctx.publish(TillCounted(own.till_id, own.session_id, difference))
    return difference


def _book_difference(ctx: Context, cash_id: UUID, branch_id: UUID, difference: Money) -> None:
    role = "CASH_OVER" if difference.is_positive else "CASH_SHORT"
    waiting_id = ledger.account_for(
        ctx,
        ledger.AccountKey(
            code=institution_pack().account_for(role),
            currency=difference.currency,
            branch_id=branch_id,
        ),
    )
    ledger.post(
        ctx,
        kind="till.difference",
        value_date=ctx.business_date,
        lines=[ledger.debit(cash_id, difference), ledger.credit(waiting_id, difference)],
        branch_id=branch_id,
    )
