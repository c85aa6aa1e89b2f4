"""What lending refuses in the life of a loan after its disbursement."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class FactOutOfPlace(DomainError):
    code = "lending.fact_out_of_place"
    words = _("The loan %(number)s would no longer make sense (%(reason)s).")
    advice = _("Take back first what was done after that date, then try again.")


class ChangeUnknown(DomainError):
    code = "lending.change_unknown"
    words = _("“%(kind)s” is no change of a loan that can be asked for here.")
    advice = _("Choose one of the changes that the page of the loan offers.")


class ChangeNotPossible(DomainError):
    code = "lending.change_not_possible"
    words = _("This change cannot be made as asked: %(field)s (%(reason)s).")
    advice = _("Correct this value; the help beside the field says what is possible.")


class NothingOwed(DomainError):
    code = "lending.nothing_owed"
    words = _("The loan %(number)s owes nothing of this kind.")
    advice = _("Check on the page of the loan what is owed before letting any of it off.")


class AboveOwed(DomainError):
    code = "lending.above_owed"
    words = _("%(amount)s is more than the %(owed)s that is owed of this kind.")
    advice = _("Let off no more than what is owed.")


class PaymentTooSmall(DomainError):
    code = "lending.payment_too_small"
    words = _("%(amount)s does not exceed what is due today with its interest (%(due)s).")
    advice = _("Take it as an ordinary repayment, or take more than that.")


class SettleInstead(DomainError):
    code = "lending.settle_instead"
    words = _("%(amount)s repays the whole loan: closing it takes %(settlement)s.")
    advice = _("Settle the loan early instead.")


class RequestWaits(DomainError):
    code = "lending.request_waits"
    words = _("Such a change of the loan %(number)s was asked for and waits for a decision.")
    advice = _("Have it decided or withdraw it before asking again.")


class RequestDecided(DomainError):
    code = "lending.request_decided"
    words = _("This request waits no longer (%(status)s).")
    advice = _("Open the loan to see what became of it; ask again if need be.")


class OwnRequest(DomainError):
    code = "lending.own_request"
    words = _("You asked for this change yourself.")
    advice = _("Another person must decide it.")


class RequestOfAnother(DomainError):
    code = "lending.request_of_another"
    words = _("Only the person who asked may withdraw this request.")
    advice = _("Refuse it instead, with the reason.")


class NotDueForWriteOff(DomainError):
    code = "lending.not_due_for_write_off"
    words = _("The loan %(number)s is not in the class that is written off for its age.")
    advice = _("Give another ground when nothing can be hoped for any more.")


class SavingsStillHeld(DomainError):
    code = "lending.savings_still_held"
    words = _("%(amount)s of savings are still blocked for the loan %(number)s.")
    advice = _("Use the blocked savings for the loan before giving up the rest.")


class SameOfficer(DomainError):
    code = "lending.same_officer"
    words = _("%(officer)s follows it already.")
    advice = _("Choose another officer.")


class SameBranch(DomainError):
    code = "lending.same_branch"
    words = _("The loan is at the branch %(branch)s already.")
    advice = _("Choose another branch.")


class NoBranchLink(DomainError):
    code = "lending.no_branch_link"
    words = _("The chart names no account that links the branches.")
    advice = _("Have the accountant name one (role BRANCH_LINK) before moving loans.")


class OtherBorrower(DomainError):
    code = "lending.other_borrower"
    words = _("The loan %(number)s was granted to somebody else.")
    advice = _("Only loans of the same borrower can be repaid out of a new one.")


class NothingToRefinance(DomainError):
    code = "lending.nothing_to_refinance"
    words = _("No loan was named that %(number)s would repay.")
    advice = _("Name the loans to repay, or pay the contract out as usual.")


class RefinancingTooSmall(DomainError):
    code = "lending.refinancing_too_small"
    words = _("The new loan of %(amount)s does not cover the %(wanted)s of settlements and fees.")
    advice = _("Have a larger amount approved, or repay a part of the former loan first.")


class NothingOverdue(DomainError):
    code = "lending.nothing_overdue"
    words = _("Nothing of the loan %(number)s is overdue.")
    advice = _("Guarantees are used only for what was not paid in time.")


class NotAGuarantor(DomainError):
    code = "lending.not_a_guarantor"
    words = _("This guarantee of the loan %(number)s is no person who can be called.")
    advice = _("Choose a personal guarantee.")


class NotSavings(DomainError):
    code = "lending.not_savings"
    words = _("This guarantee of the loan %(number)s is no blocked savings.")
    advice = _("Choose savings that are blocked for this loan.")


class NotAPledge(DomainError):
    code = "lending.not_a_pledge"
    words = _("This guarantee of the loan %(number)s is nothing that can be sold.")
    advice = _("Choose a pledge or a mortgage.")


class DeathKnown(DomainError):
    code = "lending.death_known"
    words = _("The death of the borrower of %(number)s was written down before.")
    advice = _("Open the loan to see what the insurer answered.")


class NoClaim(DomainError):
    code = "lending.no_claim"
    words = _("No claim on an insurer waits for the loan %(number)s.")
    advice = _("Open the loan to see what the insurer answered.")
