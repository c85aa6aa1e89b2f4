"""A client by the reference in the address."""

from django.urls import reverse
from django.utils.translation import gettext as _

from nafa.clients import queries as clients
from nafa.clients.queries import ClientView
from nafa.interfaces.web.addresses import identifier
from nafa.interfaces.web.parts import Link
from nafa.kernel.context import Context


def client_called(ctx: Context, reference: str) -> ClientView:
    """The client of an identifier or a number. Refuses: NotFound, OtherBranch."""
    return clients.get_client(ctx, identifier(reference) or clients.client_id_of(reference))


def client_url(client: ClientView, tab: str = "") -> str:
    """The address of a client's file, on one of its tabs."""
    address = reverse("web:client", args=[client.number])
    return f"{address}?tab={tab}#parts" if tab else address


def trail_to(client: ClientView, here: str = "") -> list[Link]:
    """The way from the list to the file, and to a page behind it."""
    steps = [Link(_("Clients"), reverse("web:clients"))]
    if not here:
        return [*steps, Link(client.name)]
    return [*steps, Link(client.name, client_url(client)), Link(here)]
