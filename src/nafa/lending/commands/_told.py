"""How much of whose loan an act moves: what limits, approvals and proofs are held against."""

from nafa.clients import queries as clients
from nafa.kernel.access.proofs import Linked
from nafa.lending.models import Loan
from nafa.lib.money import Money


def told(loan: Loan, minor: int) -> Linked:
    """The amount, and the borrower with the number of the loan."""
    number, name = clients.names_of([loan.client_id])[loan.client_id]
    return Linked(Money(minor, loan.currency), f"{name} ({number}, {loan.number})")
