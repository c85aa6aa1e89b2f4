"""An application by the reference in the address."""

from django.urls import reverse
from django.utils.translation import gettext as _

from nafa.interfaces.web.addresses import identifier
from nafa.interfaces.web.parts import Link
from nafa.kernel.context import Context
from nafa.lending import queries as lending
from nafa.lending.queries import ApplicationRow, ApplicationView


def application_called(ctx: Context, reference: str) -> ApplicationView:
    """The application of an identifier or a number. Refuses: NotFound, OtherBranch."""
    found = identifier(reference) or lending.application_id_of(reference)
    return lending.application_view(ctx, found)


def trail_to(row: ApplicationRow, here: str = "") -> list[Link]:
    """The way from the list to the application, and to a page behind it."""
    steps = [Link(_("Applications"), reverse("web:applications"))]
    if not here:
        return [*steps, Link(row.number)]
    return [*steps, Link(row.number, reverse("web:application", args=[row.number])), Link(here)]
