"""How much of whose contract an act moves: what limits, approvals and proofs are held against."""

from nafa.assets.models import Contract
from nafa.clients import queries as clients
from nafa.kernel.access.proofs import Linked
from nafa.lib.money import Money


def told(contract: Contract, minor: int) -> Linked:
    """The amount, and the client with the number of the contract."""
    number, name = clients.names_of([contract.client_id])[contract.client_id]
    amount = Money(minor, contract.currency)
    return Linked(amount, f"{name} ({number}, {contract.number})")
