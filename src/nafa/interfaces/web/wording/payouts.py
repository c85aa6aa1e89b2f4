"""Words for orders to pay by bank or mobile money."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import State, Tone, Words

CHANNELS: Mapping[str, Words] = {
    "BANK": _("Bank transfer"),
    "MOBILE_MONEY": _("Mobile money"),
}
PAYOUT_STATES: Mapping[str, State] = {
    "WAITING": State(_("To be carried out"), Tone.WARNING),
    "FAILED": State(_("Failed: choose another way"), Tone.DANGER),
    "PAID": State(_("Paid"), Tone.GOOD),
    "CASHED": State(_("Paid in cash"), Tone.GOOD),
}
