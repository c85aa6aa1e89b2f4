"""Words for the codes of products, applications and loans."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from nafa.interfaces.web.parts import State, Tone, Words
from nafa.kernel.wording import NO_BREAK, percent_words

APPLICATION_STATES: Mapping[str, State] = {
    "SUBMITTED": State(_("Waiting for a decision"), Tone.INFO),
    "RETURNED": State(_("Returned for completion"), Tone.WARNING),
    "APPROVED": State(_("Approved"), Tone.GOOD),
    "REFUSED": State(pgettext_lazy("application", "Refused"), Tone.DANGER),
    "WITHDRAWN": State(_("Withdrawn"), Tone.NEUTRAL),
    "CONTRACTED": State(_("Under contract"), Tone.GOOD),
}
LOAN_STATES: Mapping[str, State] = {
    "CONTRACTED": State(_("Ready to disburse"), Tone.INFO),
    "ACTIVE": State(_("Running"), Tone.GOOD),
    "CLOSED": State(_("Repaid"), Tone.NEUTRAL),
    "WRITTEN_OFF": State(_("Written off"), Tone.DANGER),
}
OUTCOMES: Mapping[str, State] = {
    "APPROVED": State(_("Approved"), Tone.GOOD),
    "RETURNED": State(_("Returned for completion"), Tone.WARNING),
    "REFUSED": State(pgettext_lazy("application", "Refused"), Tone.DANGER),
}
REASONS: Mapping[str, Words] = {
    "terms.field_missing": _("This value is missing."),
    "terms.number_wanted": _("Enter a number."),
    "terms.whole_number_wanted": _("Enter a whole number."),
    "terms.range_empty": _("The largest value is below the smallest."),
    "terms.out_of_range": _("This value is outside what is possible."),
    "terms.principal_out_of_range": _("This amount is outside what is possible."),
    "terms.multiple_out_of_range": _("The multiple must lie between 1 and the smallest amount."),
    "terms.grace_too_long": _("The grace must be shorter than the smallest number of instalments."),
    "terms.amount_too_fine": _("This amount has more decimals than the currency."),
    "terms.percent_too_fine": _("This percentage has too many decimals."),
    "terms.charges_not_distinct": _("Each fee needs a name of its own."),
    "terms.charge_without_name": _("Each fee needs a name of its own."),
    "terms.fees_eat_the_loan": _("The fees at disbursement take the whole of the smallest loan."),
    "terms.flat_penalty_wanted": _("Enter the amount of the penalty."),
    "terms.penalty_of_two_kinds": _("Choose either a percentage or a fixed amount."),
    "terms.first_due_before_disbursement": _("The first due date must lie after today."),
    "terms.allocation_order_incomplete": _("The order must name every component once."),
    "terms.fixed_length_too_short": _("The length must reach beyond the instalment before last."),
    "terms.down_payment_out_of_range": _("The down payment must be below 100 %."),
    "terms.tranche_without_amount": _("Each tranche needs an amount."),
    "terms.tranches_above_approval": _("The tranches add up to more than what is approved."),
    "terms.tranches_not_offered": _("This product foresees no tranches in its contracts."),
    "terms.tranches_wanted": _("Say when which part of the amount leaves."),
    "terms.tranches_not_all": _("The tranches must add up to the amount approved."),
    "terms.too_many_tranches": _("The product allows fewer tranches."),
    "terms.tranche_dates_wrong": _("The first tranche leaves today, each other one later."),
    "terms.tranche_after_last_day": _("A tranche lies after the last day the product allows."),
    "terms.not_with_tranches": _("This cannot be together with tranches."),
    "terms.not_with_index": _("This cannot be together with a rate that follows an index."),
    "terms.wants_progressive": _("Only a progressive schedule can do this."),
    "terms.wants_cumulative": _("Only a schedule that is planned at once can do this."),
    "terms.close_cannot_carry": _("The close of the day cannot follow a loan of this kind yet."),
    "terms.text_wanted": _("Enter a text."),
    "terms.yes_or_no_wanted": _("Answer yes or no."),
    "terms.date_wanted": _("Enter a date."),
    "terms.list_wanted": _("Enter a list."),
    "terms.fields_wanted": _("Enter the fields of this block."),
    "terms.field_unknown": _("No product has a rule of this name."),
    "terms.choice_unknown": _("This is not one of the possible choices."),
    "terms.rate_above_ceiling": _("Every loan of these rules is above the usury ceiling."),
    "terms.block_unknown": _("No product has rules of this name."),
    "terms.currency_of_parent": _("The other product is in another currency."),
    "terms.parent_wanted": _("Choose the product that these rules are taken from."),
    "terms.file_unreadable": _("This file is not written as TOML."),
    "terms.currency_unknown": _("This currency is not known."),
    "terms.month_days_wrong": _("Enter two days of the month, the earlier one first."),
    "terms.weekdays_wrong": _("Choose at least one day of the week."),
    "terms.free_form_wrong": _("Give the principal of every instalment, or of none."),
    "servicing.not_pending": _("The loan was approved already."),
    "servicing.not_approved": _("The loan is not approved."),
    "servicing.above_approval": _("This is more than what is approved."),
    "servicing.after_last_due_date": _("The last instalment is due before that day."),
    "servicing.not_disbursed": _("Nothing was disbursed."),
    "servicing.not_active": _("The loan is not running."),
    "servicing.refund_above_overpaid": _("This is more than what was overpaid."),
    "servicing.nothing_to_reverse": _("There is no such movement to take back."),
    "servicing.no_charge": _("There is no such charge."),
    "servicing.no_such_due_date": _("No instalment falls due on that date."),
    "servicing.pause_backwards": _("The pause must end after it starts."),
}


def reason_words(code: str) -> Words:
    """Why terms are refused, as a sentence beside the field."""
    return REASONS.get(code) or _("This value makes no loan.")


def loan_state(status: str, days_late: int = 0) -> State:
    """The state of a loan; a running one that is late says by how many days."""
    if status == "ACTIVE" and days_late > 0:
        late = ngettext("Late by %(days)s day", "Late by %(days)s days", days_late)
        return State(late % {"days": days_late}, Tone.LATE)
    return LOAN_STATES.get(status) or State(status)


def application_state(status: str) -> State:
    return APPLICATION_STATES.get(status) or State(status)


def teg_state(teg: Decimal, ceiling: Decimal | None) -> State:
    """The effective rate against the ceiling, in a word."""
    if ceiling is None:
        return State(_("No ceiling is known"), Tone.NEUTRAL)
    shown = percent_words(ceiling).replace(" ", NO_BREAK)
    if teg > ceiling:
        return State(_("Above the usury ceiling of %(ceiling)s") % {"ceiling": shown}, Tone.DANGER)
    return State(_("Under the usury ceiling of %(ceiling)s") % {"ceiling": shown}, Tone.GOOD)
