"""What the way from an application to its approval refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError

MEMBERS = _("the members present")
CHAIR = _("the chair")
CHAIR_OR_SECRETARY = _("the chair or the secretary")
VISIT = _("field visit")


class PolicyNotPossible(DomainError):
    code = "lending.policy_not_possible"
    words = _("These levels of approval cannot be followed: %(field)s (%(reason)s).")
    advice = _("Correct the level that is named; the last level takes everything that is left.")


class PolicyDateTaken(DomainError):
    code = "lending.policy_date_taken"
    words = _("A policy may not begin on %(day)s, before the business date of %(business_date)s.")
    advice = _("Let it begin today or later: decisions already given keep the policy they had.")


class RoleUnknown(DomainError):
    code = "lending.role_unknown"
    words = _("There is no role with the code %(role)s.")
    advice = _("Choose among the roles of the institution.")


class WithoutLevel(DomainError):
    code = "lending.without_level"
    words = _("The application %(number)s is decided at the level “%(level)s”, which is not yours.")
    advice = _("Leave it to a person of that level, or ask one of them for a delegation.")


class CommitteeDecides(DomainError):
    code = "lending.committee_decides"
    words = _("The application %(number)s is decided by the credit committee (“%(level)s”).")
    advice = _("Put it on the agenda of the next session; the members vote there.")


class AlreadyDecided(DomainError):
    code = "lending.already_decided"
    words = _("You have approved the application %(number)s already on these terms.")
    advice = _("It waits for another person: each voice must come from somebody else.")


class ApplicationExpired(DomainError):
    code = "lending.application_expired"
    words = _("The application %(number)s expired on %(expired_date)s.")
    advice = _("Have the officer check the facts again and submit it anew.")


class ApprovalExpired(DomainError):
    code = "lending.approval_expired"
    words = _("The approval of the application %(number)s expired on %(expired_date)s.")
    advice = _("Have the officer submit the application anew for a fresh decision.")


class ApprovalIncomplete(DomainError):
    code = "lending.approval_incomplete"
    words = _("The application %(number)s has %(given)s of the %(wanted)s approvals it needs.")
    advice = _("Have it approved by the persons who are missing, then go on.")


class ApprovedAboveAsked(DomainError):
    code = "lending.approved_above_asked"
    words = _("%(amount)s is more than the %(asked)s the client asked for.")
    advice = _("Approve what was asked for or less; for more, return the application.")


class DelegationOutOfDate(DomainError):
    code = "lending.delegation_out_of_date"
    words = _("No delegation of %(person)s to you holds on %(day)s.")
    advice = _("Ask for a new delegation, with dates that hold today.")


class AboveDelegation(DomainError):
    code = "lending.above_delegation"
    words = _("%(amount)s is above the %(limit)s that %(person)s delegated to you.")
    advice = _("Leave the decision to the person who delegates, or to a colleague of the level.")


class DelegationNotPossible(DomainError):
    code = "lending.delegation_not_possible"
    words = _("This delegation is not possible: %(reason)s.")
    advice = _("Name a colleague who may approve, dates from today on, and at most your own limit.")


class ApplicationNotReturned(DomainError):
    code = "lending.application_not_returned"
    words = _("The application %(number)s cannot be submitted again (%(status)s).")
    advice = _("Only an application that was returned, or that expired, is submitted again.")


class SessionNotPossible(DomainError):
    code = "lending.session_not_possible"
    words = _("This session of the committee is not possible: %(reason)s.")
    advice = _("Check the day, the chair, the members and the quorum.")


class SessionNotOpen(DomainError):
    code = "lending.session_not_open"
    words = _("The session %(number)s does not allow this now (%(status)s).")
    advice = _("Open the session to see how far it is.")


class QuorumMissing(DomainError):
    code = "lending.quorum_missing"
    words = _("The quorum is not reached: %(given)s of %(wanted)s members.")
    advice = _("Wait for the members who are missing, or postpone.")


class NotForCommittee(DomainError):
    code = "lending.not_for_committee"
    words = _("The application %(number)s does not wait for the credit committee.")
    advice = _("Only applications at the committee's level, not yet decided, go on the agenda.")


class OnAgendaAlready(DomainError):
    code = "lending.on_agenda_already"
    words = _("The application %(number)s is on the agenda of the session %(session)s already.")
    advice = _("Treat it there, or postpone it there first.")


class NotOfThisCommittee(DomainError):
    code = "lending.not_of_this_committee"
    words = _("Only %(who)s may do this in the session %(number)s.")
    advice = _("Ask the person named; who sits in a session is fixed when it is opened.")


class VotedAlready(DomainError):
    code = "lending.voted_already"
    words = _("You have voted on this proposal for %(number)s already.")
    advice = _("A vote stands. The chair may put another proposal, on which all vote again.")


class VoteTied(DomainError):
    code = "lending.vote_tied"
    words = _("The votes on %(number)s are equal and the chair has not voted for or against.")
    advice = _("The chair's vote decides; or put another proposal, or postpone the application.")


class ScorecardNotPossible(DomainError):
    code = "lending.scorecard_not_possible"
    words = _("This scorecard cannot be computed: %(field)s (%(reason)s).")
    advice = _("Correct the criterion that is named.")


class BudgetNotPossible(DomainError):
    code = "lending.budget_not_possible"
    words = _("These figures make no budget: %(field)s (%(reason)s).")
    advice = _("Correct the figure; the help beside the field says what is possible.")


class FileFrozen(DomainError):
    code = "lending.file_frozen"
    words = _("The application %(number)s is being decided: its figures no longer change.")
    advice = _("Have it returned, complete it, and submit it again.")


class CapacityExceeded(DomainError):
    code = "lending.capacity_exceeded"
    words = _("In %(month)s the loan asks for %(due)s; the budget allows %(allowed)s.")
    advice = _("Lower the amount, or spread it over more instalments, then approve.")


class BudgetMissing(DomainError):
    code = "lending.budget_missing"
    words = _("The application %(number)s has no budget of the borrower.")
    advice = _("Have the officer enter the income and expenses first.")


class GuaranteeNotPossible(DomainError):
    code = "lending.guarantee_not_possible"
    words = _("This guarantee is not possible: %(reason)s.")
    advice = _("Check the kind, the person who gives it, the value and the day of valuation.")


class CoverageTooLow(DomainError):
    code = "lending.coverage_too_low"
    words = _("The guarantees cover %(covered)s %% of the amount; %(wanted)s %% is asked for.")
    advice = _("Add a guarantee, have one valued again, or approve a lower amount.")


class GuaranteeNeeded(DomainError):
    code = "lending.guarantee_needed"
    words = _("The guarantee is needed as long as %(number)s is approved or its loan runs.")
    advice = _("It is released by itself when the loan is repaid.")


class QuestionsNotPossible(DomainError):
    code = "lending.questions_not_possible"
    words = _("These questions cannot be asked: %(field)s (%(reason)s).")
    advice = _("Correct the line that is named.")


class AnswerNotAccepted(DomainError):
    code = "lending.answer_not_accepted"
    words = _("The answer to “%(field)s” does not fit (%(reason)s).")
    advice = _("Correct the answer.")


class PaperUnknown(DomainError):
    code = "lending.paper_unknown"
    words = _("The product does not ask for a document “%(paper)s”.")
    advice = _("Choose one of the documents of the list.")


class VisitNotPossible(DomainError):
    code = "lending.visit_not_possible"
    words = _("This visit cannot be written down: %(reason)s.")
    advice = _("Check the day, and give latitude and longitude both or neither, in degrees.")


class FileIncomplete(DomainError):
    code = "lending.file_incomplete"
    words = _("The file of %(number)s is not complete: %(missing)s.")
    advice = _("Have the officer complete it, then approve.")


class SingleBorrowerExceeded(DomainError):
    code = "lending.single_borrower_exceeded"
    words = _(
        "With %(asked)s this borrower, and those who count with them, would owe %(together)s;"
        " the most for one borrower is %(ceiling)s."
    )
    advice = _("Approve a lower amount, or wait until more of the running loans is repaid.")


class InsidersExceeded(DomainError):
    code = "lending.insiders_exceeded"
    words = _(
        "With %(asked)s directors, staff and persons related to them would owe %(together)s"
        " together; the most is %(ceiling)s."
    )
    advice = _("Approve a lower amount, or wait until insiders have repaid more.")


class ContractSigned(DomainError):
    code = "lending.contract_signed"
    words = _("The contract %(number)s is signed already.")
    advice = _("Draw it up again only if something in it must change; it is then signed anew.")


class ContractUnsigned(DomainError):
    code = "lending.contract_unsigned"
    words = _("The contract %(number)s, as it was last drawn up, is not signed.")
    advice = _("Have the borrower sign the paper and write the signature down.")
