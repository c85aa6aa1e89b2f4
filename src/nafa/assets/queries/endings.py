"""What ending a lease takes."""

from datetime import date

from nafa.assets.models import Contract
from nafa.assets.queries.state import standing_of, terms_of
from nafa.lib.money import Money


def buy_out_price(contract: Contract, *, on: date) -> Money:
    """The residual value and the rents that have not fallen due, less what was paid ahead."""
    seen = standing_of(contract, on=on)
    to_come = seen.left_minor - seen.due_minor
    return Money(terms_of(contract).residual_minor + to_come, contract.currency)


def prepaid_of(contract: Contract, *, on: date) -> int:
    """Rents paid before they fell due."""
    seen = standing_of(contract, on=on)
    fallen_due = sum(
        due.rent_minor + due.price_minor for due in contract.dues.filter(due_date__lte=on)
    )
    return max(seen.settled_minor - fallen_due, 0)
