"""What lending refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class TermsNotPossible(DomainError):
    code = "lending.terms_not_possible"
    words = _("These terms make no loan: %(field)s (%(reason)s).")
    advice = _("Correct this value; the help beside the field says what is possible.")


class ProductCodeTaken(DomainError):
    code = "lending.product_code_taken"
    words = _("A product with the code %(product)s exists.")
    advice = _("Open it to make a new version, or choose another code.")


class ProductParentLoops(DomainError):
    code = "lending.product_parent_loops"
    words = _("%(product)s cannot inherit from %(parent)s: it would inherit from itself.")
    advice = _("Choose a product that does not inherit from this one.")


class VersionBackdated(DomainError):
    code = "lending.version_backdated"
    words = _("A version cannot start on %(effective_from)s: today is %(business_date)s.")
    advice = _("Let it start today or later; contracts that were signed keep their version.")


class ProductInactive(DomainError):
    code = "lending.product_inactive"
    words = _("The product “%(product)s” is no longer offered.")
    advice = _("Choose another product.")


class AmountOutOfRange(DomainError):
    code = "lending.amount_out_of_range"
    words = _("The product allows from %(lowest)s to %(highest)s; %(amount)s was asked for.")
    advice = _("Change the amount or choose another product.")


class CountOutOfRange(DomainError):
    code = "lending.count_out_of_range"
    words = _("The product allows from %(lowest)s to %(highest)s instalments; asked: %(count)s.")
    advice = _("Change the number of instalments or choose another product.")


class ClientNotEligible(DomainError):
    code = "lending.client_not_eligible"
    words = _("The product “%(product)s” is not offered to this kind of client.")
    advice = _("Choose a product for this kind of client.")


class RateUsurious(DomainError):
    code = "lending.rate_usurious"
    words = _("The effective rate (TEG) of %(teg)s exceeds the usury ceiling of %(ceiling)s.")
    advice = _("Lower the rate or the fees until the effective rate is at or below the ceiling.")


class ApplicationNotWaiting(DomainError):
    code = "lending.application_not_waiting"
    words = _("The application %(number)s cannot be decided: its state is “%(status)s”.")
    advice = _("Open the application to see its decisions.")


class OwnApplication(DomainError):
    code = "lending.own_application"
    words = _("You submitted or follow the application %(number)s yourself.")
    advice = _("Another person must decide it.")


class AboveApprovalLimit(DomainError):
    code = "lending.above_approval_limit"
    words = _("%(amount)s is above what you may approve (%(limit)s).")
    advice = _("Leave the decision to a person with a higher limit; the file waits for them.")


class ReasonWanted(DomainError):
    code = "lending.reason_wanted"
    words = _("A refused or returned application needs a reason.")
    advice = _("Write in a sentence what is missing or why the loan is not possible.")


class ApplicationNotApproved(DomainError):
    code = "lending.application_not_approved"
    words = _("The application %(number)s is not approved (%(status)s).")
    advice = _("Have it approved first.")


class ContractOutdated(DomainError):
    code = "lending.contract_outdated"
    words = _("The contract was drawn up for %(contract_date)s; today is %(business_date)s.")
    advice = _("Draw the contract up again for today and have it signed.")


class LoanNotActive(DomainError):
    code = "lending.loan_not_active"
    words = _("The loan %(number)s is not running (%(status)s).")
    advice = _("Check the loan number.")


class LoanNotReady(DomainError):
    code = "lending.loan_not_ready"
    words = _("The loan %(number)s cannot be disbursed (%(status)s).")
    advice = _("Only a contract that was not yet disbursed can be paid out.")


class SamePersonDisburses(DomainError):
    code = "lending.same_person_disburses"
    words = _("You approved this loan; you may not pay it out as well.")
    advice = _("Ask a teller to disburse it.")


class AmountAboveDebt(DomainError):
    code = "lending.amount_above_debt"
    words = _("%(amount)s is more than the whole debt of %(debt)s. Nothing was booked.")
    advice = _("Take no more than the debt, or settle the loan early.")


class ValueDateBeforeLoan(DomainError):
    code = "lending.value_date_before_loan"
    words = _("The date %(value_date)s lies before the disbursement of %(disbursed_date)s.")
    advice = _("Use a date after the disbursement.")


class FactNotReversible(DomainError):
    code = "lending.fact_not_reversible"
    words = _("This operation cannot be reversed: %(reason)s.")
    advice = _("Open the loan to see its operations; a reversal cannot itself be reversed.")


class SettlementChanged(DomainError):
    code = "lending.settlement_changed"
    words = _("Closing the loan takes %(wanted)s; %(amount)s was given.")
    advice = _("Show the settlement again and take exactly that amount.")


class ClausesNotPossible(DomainError):
    code = "lending.clauses_not_possible"
    words = _("The clause %(number)s cannot be kept: %(reason)s %(place)s.")
    advice = _("Use only the names of the list between braces; give each clause title and text.")


class OwnLoan(DomainError):
    code = "lending.own_loan"
    words = _("You may not act on a loan of your own, nor of somebody tied to you.")
    advice = _("Ask a colleague who has nothing to do with this client.")


class StaffOnly(DomainError):
    code = "lending.staff_only"
    words = _("The product “%(product)s” is for the staff; %(client)s is not marked as staff.")
    advice = _("Choose another product, or have the compliance officer mark the client as staff.")
