"""What clients have from the institution by contracts about goods."""

from collections.abc import Collection
from uuid import UUID

from nafa.assets.calc.postings import Role
from nafa.assets.models import Contract
from nafa.assets.queries.state import asset_of, held, receivable
from nafa.lib.money import Money

AGREED = (Contract.Status.APPROVED, Contract.Status.SIGNED)
FINANCED = (
    Role.LEASED_ASSET,
    Role.ACCUMULATED_DEPRECIATION,
    Role.CO_OWNED_SHARE,
    Role.DEFERRED_MARKUP,
)


def engaged(people: Collection[UUID], currency: str) -> Money:
    """All of them together: the cost of what is agreed; of what runs, what the books hold.

    Gross as loans are: neither provisions nor deposits reduce it, but mark-up that is not earned
    yet and the wear of a leased thing do.
    """
    found = Contract.objects.filter(client_id__in=people, currency=currency)
    agreed = found.filter(status__in=AGREED).values_list("laid_out_minor", flat=True)
    running = sum(_held(one) for one in found.filter(status=Contract.Status.ACTIVE))
    return Money(sum(agreed) + running, currency)


def _held(contract: Contract) -> int:
    asset = asset_of(contract)
    return receivable(contract) + sum(held(contract, asset, role) for role in FINANCED)
