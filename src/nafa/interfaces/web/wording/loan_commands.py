"""Words for the commands of a loan's life, for histories and the trail."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Words

LIFE_COMMANDS: Mapping[str, Words] = {
    "lending.ask_change": _("Change of the loan asked for"),
    "lending.accept_change": _("Change of the loan accepted"),
    "lending.refuse_change": _("Change of the loan refused"),
    "lending.withdraw_change": _("Change of the loan withdrawn"),
    "lending.charge_loan": _("Charge added"),
    "lending.take_back": _("Operation taken back"),
    "lending.reverse_tranche": _("Tranche taken back"),
    "lending.end_drawing": _("Rest of the loan given up"),
    "lending.lapse_drawings": _("Rests of loans lapsed"),
    "lending.define_index": _("Index of rates defined"),
    "lending.state_index": _("Value of an index stated"),
    "lending.follow_indexes": _("Rates follow their index"),
    "lending.write_rate_letter": _("Letter about the new rate"),
    "lending.open_line": _("Credit line opened"),
    "lending.draw_on_line": _("Drawn on the credit line"),
    "lending.pay_line_fees": _("Fees of the credit line taken"),
    "lending.suspend_line": _("Credit line suspended"),
    "lending.resume_line": _("Credit line resumed"),
    "lending.renew_line": _("Credit line renewed"),
    "lending.close_line": _("Credit line closed"),
    "lending.close_lines": _("Day close of credit lines"),
    "lending.prepay": _("Early money taken"),
    "lending.refinance": _("Former loans repaid out of a new one"),
    "lending.transfer_loan": _("Loan given to another officer"),
    "lending.transfer_portfolio": _("Portfolio given to another officer"),
    "lending.move_to_branch": _("Loan moved to another branch"),
    "lending.record_death": _("Death of the borrower written down"),
    "lending.pay_claim": _("Payment of the insurer taken"),
    "lending.reject_claim": _("Claim rejected by the insurer"),
    "lending.call_guarantor": _("Guarantor called"),
    "lending.use_savings": _("Blocked savings used for the loan"),
    "lending.sell_pledge": _("Proceeds of a pledge taken"),
}
