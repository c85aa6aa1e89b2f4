"""Words for the codes of lending to farmers."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import State, Tone, Words

MONTHS: Mapping[int, Words] = {
    1: _("January"), 2: _("February"), 3: _("March"), 4: _("April"), 5: _("May"), 6: _("June"),
    7: _("July"), 8: _("August"), 9: _("September"), 10: _("October"), 11: _("November"),
    12: _("December"),
}  # fmt: skip
VOUCHERS: Mapping[str, State] = {
    "ISSUED": State(_("To be delivered"), Tone.INFO),
    "DELIVERED": State(_("Delivered"), Tone.GOOD),
    "CANCELLED": State(_("Cancelled"), Tone.NEUTRAL),
}
SOURCES: Mapping[str, Words] = {"BANK": _("From the bank"), "TILL": _("From my till")}
EVENTS: Mapping[str, Words] = {
    "DROUGHT": _("Drought"),
    "FLOOD": _("Flood"),
    "PESTS": _("Pests"),
    "OTHER": _("Other event"),
}
WEATHER_STATES: Mapping[str, State] = {
    "DECLARED": State(_("Waiting for a decision"), Tone.INFO),
    "APPLIED": State(_("Dates moved"), Tone.GOOD),
    "WITHDRAWN": State(_("Withdrawn"), Tone.NEUTRAL),
}
CALENDAR_FAULTS: Mapping[str, Words] = {
    "empty": _("This value is missing."),
    "month": _("Choose a month."),
    "percent": _("The part financed lies above 0 and up to 100 %."),
}


def calendar_fault(reason: str) -> Words:
    """Why a calendar is refused, beside the field."""
    return CALENDAR_FAULTS.get(reason, reason)
