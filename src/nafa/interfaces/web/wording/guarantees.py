"""Words for what secures a loan."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import State, Tone, Words

KINDS: Mapping[str, Words] = {
    "SAVINGS": _("Blocked savings"),
    "DEPOSIT": _("Deposit held elsewhere"),
    "PLEDGE": _("Pledge"),
    "MORTGAGE": _("Mortgage"),
    "PERSONAL": _("Personal guarantee"),
}
STATES: Mapping[str, State] = {
    "HELD": State(_("Held"), Tone.GOOD),
    "RELEASED": State(_("Released"), Tone.NEUTRAL),
}
REASONS: Mapping[str, Words] = {
    "kind": _("Choose how the loan is secured; savings are blocked on their own page."),
    "nobody": _("Name the client who guarantees."),
    "borrower": _("The borrower does not guarantee their own loan."),
    "description": _("Describe what is given, so that it can be found again."),
    "value": _("Enter an amount above zero."),
    "future": _("The day of valuation lies in the future."),
}
