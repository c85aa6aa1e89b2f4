"""Loans of the staff: who may have them, and that nobody acts on one's own."""

from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.lending import errors
from nafa.lending.calc.product import ProductRules
from nafa.lending.models import ProductVersion


def demand_not_own(client_id: UUID, *people: UUID | None) -> None:
    """Refuses: OwnLoan, when one of the people is the client, or tied to the client."""
    acting = {person for person in people if person is not None}
    if acting and acting & clients.staff_behind(client_id):
        raise errors.OwnLoan()


def demand_eligible(
    ctx: Context, version: ProductVersion, rules: ProductRules, client_id: UUID
) -> None:
    """Refuses: OwnLoan, when the client is who asks, or tied to them; StaffOnly, for a product of
    the staff and a client who is not one of them."""
    demand_not_own(client_id, ctx.actor_id)
    if rules.is_staff_only and not clients.is_staff(client_id):
        name = clients.names_of([client_id])[client_id][1]
        raise errors.StaffOnly(product=version.product.name, client=name)
