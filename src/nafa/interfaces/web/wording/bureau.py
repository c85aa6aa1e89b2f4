"""Words for the credit bureau: agreements, questions, credits elsewhere, monthly files."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import State, Tone, Words
from nafa.lending.calc.origination.bureau import Credit

CONSENTS: Mapping[str, Words] = {
    "GIVEN": _("Agrees in writing"),
    "INFORMED": _("Was informed"),
    "WITHDRAWN": _("Takes the agreement back"),
}
CONSENT_STATES: Mapping[str, State] = {
    "GIVEN": State(_("Agreed in writing"), Tone.GOOD),
    "INFORMED": State(_("Informed"), Tone.INFO),
    "WITHDRAWN": State(_("Agreement taken back"), Tone.WARNING),
}
NO_CONSENT = State(_("No agreement yet"), Tone.WARNING)
QUESTION_STATES: Mapping[str, State] = {
    "ASKED": State(_("Being asked"), Tone.INFO),
    "FOUND": State(_("Report received"), Tone.GOOD),
    "UNKNOWN": State(_("Not known to the bureau"), Tone.NEUTRAL),
    "REFUSED": State(_("Refused by the bureau"), Tone.WARNING),
    "UNREACHABLE": State(_("Bureau not reachable"), Tone.WARNING),
}
NOT_ASKED = State(_("Bureau not asked"), Tone.NEUTRAL)
PARTS: Mapping[str, Words] = {"BORROWER": _("Borrower"), "GUARANTOR": _("Guarantor")}
CREDITS: Mapping[str, State] = {
    "RUNNING": State(_("Running"), Tone.INFO),
    "RESCHEDULED": State(_("Rescheduled"), Tone.WARNING),
    "CLOSED": State(_("Repaid"), Tone.GOOD),
    "WRITTEN_OFF": State(_("Given up"), Tone.DANGER),
}
FILES: Mapping[str, State] = {
    "MADE": State(_("Made, not sent"), Tone.INFO),
    "SENT": State(_("Taken by the bureau"), Tone.GOOD),
    "REFUSED": State(_("Refused by the bureau"), Tone.WARNING),
}
BUREAU_COMMANDS: Mapping[str, Words] = {
    "lending.record_bureau_consent": _("Agreement to the credit bureau written down"),
    "lending.ask_bureau": _("Credit bureau asked"),
    "lending.keep_bureau_answer": _("Answer of the credit bureau kept"),
    "lending.make_bureau_file": _("Monthly file for the credit bureau made"),
    "lending.keep_bureau_receipt": _("Answer of the credit bureau to a monthly file kept"),
}


def credit_state(one: Credit) -> State:
    """How a credit elsewhere stands; lateness says more than running."""
    if one.is_open and one.days_late:
        return State(_("%(days)s days late") % {"days": one.days_late}, Tone.LATE)
    return CREDITS[one.state.value]
