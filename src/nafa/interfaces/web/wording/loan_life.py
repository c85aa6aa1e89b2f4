"""Words for the life of a loan: changes, grounds, plans, claims, roles of accounts."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nafa.interfaces.web.parts import State, Tone, Words

CHANGES: Mapping[str, Words] = {
    "CHARGE": _("Charge"),
    "WAIVER": _("Waiver"),
    "DEFERMENT": _("Deferment"),
    "RESCHEDULING": _("Rescheduling"),
    "RESTRUCTURING": _("Restructuring"),
    "WRITE_OFF": _("Write-off"),
}
EXPLAINED: Mapping[str, Words] = {
    "CHARGE": _("Ask the borrower for a named fee, at once or on a day."),
    "WAIVER": _("Let off interest, penalties or fees, wholly or in part."),
    "DEFERMENT": _("Put instalments off; their principal stays as it is."),
    "RESCHEDULING": _("Lay the same debt over other dates."),
    "RESTRUCTURING": _("Other dates, another rate, unpaid interest into the principal."),
    "WRITE_OFF": _("Give up what is left; it is followed outside the balance sheet."),
}
REPLACED_BY: Mapping[str, Words] = {
    **CHANGES,
    "PREPAYMENT": _("Early money"),
    "PREPAID": _("Early money"),
    "TRANCHE": _("Tranche"),
    "INDEX": _("Rate of the index"),
    "DISBURSED": _("First tranche"),
    "REPAID": _("Backdated repayment"),
    "REVERSED": _("Operation taken back"),
}
COMPONENTS: Mapping[str, Words] = {
    "INTEREST": _("Interest"),
    "PENALTY": _("Penalties"),
    "FEE": _("Fees"),
}
GROUNDS: Mapping[str, Words] = {
    "AGE": _("Its age: the class of the regulator's table"),
    "NO_HOPE": _("Nothing can be hoped for any more"),
    "DEATH": _("The borrower has died"),
}
BASES: Mapping[str, Words] = {
    "GRANTED": _("of the amount granted"),
    "OUTSTANDING": _("of the outstanding principal"),
    "OVERDUE": _("of what is overdue"),
}
UNPAID: Mapping[str, Words] = {
    "WITH_THE_FIRST": _("Asked for with the first instalment"),
    "SPREAD": _("Spread over the instalments"),
    "CAPITALISED": _("Added to the principal"),
}
REQUEST_STATES: Mapping[str, State] = {
    "WAITING": State(_("Waits for a decision"), Tone.WARNING),
    "ACCEPTED": State(_("Accepted"), Tone.GOOD),
    "REFUSED": State(pgettext_lazy("application", "Refused"), Tone.DANGER),
    "WITHDRAWN": State(_("Withdrawn"), Tone.NEUTRAL),
}
CLAIMS: Mapping[str, Words] = {
    "NONE": _("No claim on an insurer"),
    "FILED": _("Claim filed, answer awaited"),
    "PAID": _("Paid by the insurer"),
    "REJECTED": _("Rejected by the insurer"),
}
ROLES: Mapping[str, Words] = {
    "CASH": _("Till or bank"),
    "PRINCIPAL": _("Principal of the loan"),
    "INTEREST_RECEIVABLE": _("Interest to be received"),
    "INTEREST_INCOME": _("Interest income"),
    "PENALTY_RECEIVABLE": _("Penalties to be received"),
    "PENALTY_INCOME": _("Penalty income"),
    "FEE_INCOME": _("Fee income"),
    "TAX_PAYABLE": _("Taxes to be paid"),
    "CLIENT_CREDIT": _("Owed to the client"),
    "WRITE_OFF_LOSS": _("Loss on claims"),
    "RECOVERY": _("Recovery of lost claims"),
}
