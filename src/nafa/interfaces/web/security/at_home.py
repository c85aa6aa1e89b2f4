"""What homes say of the watch and of the copies."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Figure, Tone, Words
from nafa.kernel.context import Context
from nafa.kernel.copies import Copies, state_of_copies
from nafa.kernel.watch.queries import open_alerts

COPIES: Mapping[Copies, Words] = {
    Copies.FRESH: _("Fresh"),
    Copies.BASE_LATE: _("The daily copy is late"),
    Copies.CHANGES_LATE: _("Changes are not copied"),
    Copies.DRILL_FAILED: _("The trial of the copies failed"),
    Copies.DRILL_LATE: _("The trial of the copies is late"),
}


def alert_figures(ctx: Context) -> list[Figure]:
    """Cases that wait, for those who watch."""
    if not ctx.may("security.watch"):
        return []
    count = open_alerts(ctx)
    return [
        Figure(
            name=_("Alerts to look at"), value=count, url=reverse("web:alerts"),
            tone=Tone.WARNING if count else Tone.GOOD,
        )
    ]  # fmt: skip


def copies_figures() -> list[Figure]:
    """How the copies stand, where the program keeps any."""
    state = state_of_copies()
    if state is None:
        return []
    tone = Tone.GOOD if state is Copies.FRESH else Tone.DANGER
    return [Figure(name=_("Copies"), value=COPIES[state], tone=tone)]
