"""What lending refuses of credit lines."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class LineWanted(DomainError):
    code = "lending.line_wanted"
    words = _("The application %(number)s asks for a credit line, not for one loan.")
    advice = _("Open the line, then draw on it.")


class NotALine(DomainError):
    code = "lending.not_a_line"
    words = _("The product of the application %(number)s is no credit line.")
    advice = _("Draw up the contract of the loan.")


class LineNotOpen(DomainError):
    code = "lending.line_not_open"
    words = _("The credit line %(number)s is %(status)s.")
    advice = _("A line that is suspended is resumed by who may decide changes.")


class LineExpired(DomainError):
    code = "lending.line_expired"
    words = _("The credit line %(number)s ended on %(end)s.")
    advice = _("Renew the line first.")


class AboveCeiling(DomainError):
    code = "lending.above_ceiling"
    words = _("%(amount)s is more than the %(free)s that is free on the line.")
    advice = _("Draw less, or wait until what was drawn is repaid.")


class LineLate(DomainError):
    code = "lending.line_late"
    words = _("The loan %(number)s of this line is late: nothing more is drawn.")
    advice = _("Take first what is overdue.")


class LineFeesDue(DomainError):
    code = "lending.line_fees_due"
    words = _("%(amount)s of fees of this line are not paid.")
    advice = _("Take the fees at the counter first.")


class NoLineFees(DomainError):
    code = "lending.no_line_fees"
    words = _("The credit line %(number)s owes no fees.")
    advice = _("Check on the page of the line what is due.")


class LineStillUsed(DomainError):
    code = "lending.line_still_used"
    words = _("Loans of the credit line %(number)s owe %(outstanding)s.")
    advice = _("Suspend the line; close it once its loans and fees are paid.")


class DrawAboveCount(DomainError):
    code = "lending.draw_above_count"
    words = _("The line allows draws over %(most)s instalments at most, not %(count)s.")
    advice = _("Choose fewer instalments.")
