"""Words of the watch: rules, weights, conclusions."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import State, Tone, Words

RULES: Mapping[str, Words] = {
    "failed_log_ins": _("Many failed log-ins"),
    "failed_from_address": _("Many failed log-ins from one address"),
    "refusals": _("Many refused acts"),
    "proofs_refused": _("Many wrong proofs of acts"),
    "odd_hours": _("Acts at odd hours"),
    "outside_rules": _("Log-ins outside the hours or places of the role"),
    "consultations": _("Many files consulted"),
    "privileges": _("Change of rights or keys"),
    "two_places": _("Logged in at two places at once"),
    "new_device": _("New device of somebody with much power"),
    "copied_passkey": _("Passkey that seems copied"),
    "break_glass": _("Emergency access"),
    "too_many_calls": _("Calls beyond the limit"),
}
SEVERITIES: Mapping[str, State] = {
    "HIGH": State(_("High"), Tone.DANGER),
    "MEDIUM": State(_("Medium"), Tone.WARNING),
    "LOW": State(_("Low"), Tone.INFO),
}
CONCLUSIONS: Mapping[str, Words] = {
    "HARMLESS": _("Harmless: explained"),
    "ERROR": _("Error of handling"),
    "INCIDENT": _("Incident of security"),
}


def alert_notice(values: Mapping[str, str]) -> str:
    """The notice of an alert in words."""
    rule = str(RULES.get(values["rule"], values["rule"]))
    return gettext("Alert %(number)s: %(rule)s.") % {"number": values["number"], "rule": rule}
