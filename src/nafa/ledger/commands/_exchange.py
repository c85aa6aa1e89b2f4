"""Changing one currency for another, by an entry that balances each currency on its own."""

from uuid import UUID

from nafa.kernel.context import Context
from nafa.ledger import errors
from nafa.ledger.calc.exchange import exchange_lines
from nafa.ledger.commands._post import post
from nafa.lib.money import Money

EXCHANGE = "ledger.exchange"


def post_exchange(
    ctx: Context,
    *,
    given: Money,
    from_account: UUID,
    given_position: UUID,
    received: Money,
    to_account: UUID,
    received_position: UUID,
    reference: str = "",
    memo: str = "",
) -> UUID:
    """Give one currency and receive another on the business date, inside a command.

    The position accounts hold what was bought and sold in each currency; the amounts are the rate.
    Refuses: ExchangeMalformed, and what `post` refuses.
    """
    if given.currency == received.currency or min(given.minor, received.minor) <= 0:
        raise errors.ExchangeMalformed(given=given, received=received)
    lines = exchange_lines(
        given=given,
        from_account=from_account,
        given_position=given_position,
        received=received,
        to_account=to_account,
        received_position=received_position,
    )
    return post(
        ctx,
        kind=EXCHANGE,
        value_date=ctx.business_date,
        lines=lines,
        reference=reference,
        memo=memo,
    )
