"""What recovery refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class PlanNotPossible(DomainError):
    code = "recovery.plan_not_possible"
    words = _("This plan of recovery cannot be followed: step %(place)s, %(reason)s.")
    advice = _("Give each step another code, and days that rise from one step to the next.")


class NotLate(DomainError):
    code = "recovery.not_late"
    words = _("%(number)s is not in arrears.")
    advice = _("Nothing is to be recovered. Open the file to see what is owed and when.")


class StepUnknown(DomainError):
    code = "recovery.step_unknown"
    words = _("The plan of recovery in force has no step “%(step)s” of this kind.")
    advice = _("Choose one of the steps of the plan, or none.")


class PromiseIncomplete(DomainError):
    code = "recovery.promise_incomplete"
    words = _("A promise needs an amount and a date; nothing else has them.")
    advice = _("Enter both with the result “has promised”, or leave both empty.")


class PromiseDateOut(DomainError):
    code = "recovery.promise_date_out"
    words = _("A promise for %(due_date)s is not taken: it must lie from today to %(latest)s.")
    advice = _("Agree on a nearer date with the client.")


class PromiseAboveDebt(DomainError):
    code = "recovery.promise_above_debt"
    words = _("%(amount)s were promised, but %(overdue)s are in arrears.")
    advice = _("Promise at most what is in arrears.")


class PlaceIncomplete(DomainError):
    code = "recovery.place_incomplete"
    words = _("This is not a place on earth: latitude %(latitude)s, longitude %(longitude)s.")
    advice = _("Give both, in degrees, or neither.")


class NoLetterHere(DomainError):
    code = "recovery.no_letter_here"
    words = _("The step “%(step)s” has no letter.")
    advice = _("Only reminders and formal notices are printed.")


class OtherBranchCollector(DomainError):
    code = "recovery.other_branch_collector"
    words = _("%(name)s does not work in the branch of this file, or may not recover.")
    advice = _("Choose a person of the branch who recovers.")
