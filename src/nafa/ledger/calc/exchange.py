"""One currency for another: the lines of an exchange, each currency balanced on its own."""

from uuid import UUID

from nafa.ledger.calc.entry import Line, credit, debit
from nafa.lib.invariants import ensure
from nafa.lib.money import Money


def exchange_lines(
    *,
    given: Money,
    from_account: UUID,
    given_position: UUID,
    received: Money,
    to_account: UUID,
    received_position: UUID,
) -> tuple[Line, ...]:
    """Lines that take `given` out of an account and put `received` into another.

    The position accounts (one of each currency) hold what the institution has bought and sold; the
    two amounts are the rate. Both accounts are assets of the institution; a negative amount turns
    the exchange round.
    """
    ensure(given.currency != received.currency, "an exchange has two currencies")
    ensure(given.minor * received.minor > 0, "an exchange gives and receives")
    return (
        debit(given_position, given),
        credit(from_account, given),
        debit(to_account, received),
        credit(received_position, received),
    )
