"""What lending refuses of loans that are paid out in parts."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class NotInParts(DomainError):
    code = "lending.not_in_parts"
    words = _("The loan %(number)s is paid out at once: %(principal)s, not %(amount)s.")
    advice = _("Pay out the whole amount, or use a product that allows tranches.")


class TrancheAboveApproval(DomainError):
    code = "lending.tranche_above_approval"
    words = _("%(amount)s is more than the %(left)s that may still be drawn.")
    advice = _("Ask for less; a larger loan needs an application and an approval of its own.")


class TrancheBeforePlan(DomainError):
    code = "lending.tranche_before_plan"
    words = _("The contract foresees %(left)s by today, not %(amount)s.")
    advice = _("Wait for the date of the next tranche, or pay out what is foreseen.")


class TooManyTranches(DomainError):
    code = "lending.too_many_tranches"
    words = _("The loan %(number)s has had all its %(most)s tranches.")
    advice = _("What was not drawn is given up; a new loan needs a new application.")


class TrancheTooLate(DomainError):
    code = "lending.tranche_too_late"
    words = _("Nothing more may be drawn on the loan %(number)s after %(last)s.")
    advice = _("A new loan needs a new application.")


class TrancheWhileLate(DomainError):
    code = "lending.tranche_while_late"
    words = _("The loan %(number)s is late by %(days)s days: nothing more is paid out.")
    advice = _("Take first what is overdue, then pay the tranche out.")


class FeesEatTranche(DomainError):
    code = "lending.fees_eat_tranche"
    words = _("The fees kept back (%(kept)s) leave nothing of %(amount)s.")
    advice = _("Pay out more at once.")


class DrawingEnded(DomainError):
    code = "lending.drawing_ended"
    words = _("Nothing more may be drawn on the loan %(number)s.")
    advice = _("A new loan needs a new application.")


class TrancheFollowed(DomainError):
    code = "lending.tranche_followed"
    words = _("Something was recorded on the loan %(number)s after this tranche.")
    advice = _("Take back first what came after it, then the tranche.")


class TrancheOrdered(DomainError):
    code = "lending.tranche_ordered"
    words = _("This tranche went into an order to pay: it cannot be taken back here.")
    advice = _("Let the borrower repay it early, or pay the failed order out another way.")
