"""What internal control refuses, and what it lets wait."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class NeedsApproval(DomainError):
    """Inside the gate: a rule asks for others. The outermost command is then kept whole."""

    code = "kernel.needs_approval"
    words = _("This act needs the approval of a colleague.")
    advice = _("Send it on its own: it is kept and waits for those who approve.")
    frees_key = True
    asked: object = None  # control.approval.Asked


class WaitsForApproval(DomainError):
    """Not a refusal: the command is kept, and nothing has happened yet."""

    code = "kernel.waits_for_approval"
    words = _("Nothing has happened yet: the act waits for the approval of a colleague.")
    advice = _("You will find it among your requests; you may withdraw it there.")

    def __init__(self, *, waiting_id: UUID) -> None:
        super().__init__(waiting_id=waiting_id)
        self.waiting_id = waiting_id


class ApprovalEnded(DomainError):
    code = "kernel.approval_ended"
    words = _("This request was not carried out: %(reason)s.")
    advice = _("Begin again if it is still wanted.")


class CannotWait(DomainError):
    code = "kernel.cannot_wait"
    words = _("This act needs an approval, and cannot be kept until then: it carries a file.")
    advice = _("Ask the administrator to take this act out of the rules of approval.")


class NotWaiting(DomainError):
    code = "kernel.not_waiting"
    words = _("This request is not waiting any more.")
    advice = _("Open it to see who closed it, and why.")


class WaitedTooLong(DomainError):
    code = "kernel.waited_too_long"
    words = _("This request could be approved until %(expired_date)s.")
    advice = _("Whoever gave it may give it again.")


class OwnRequest(DomainError):
    code = "kernel.own_request"
    words = _("You gave this command yourself.")
    advice = _("Another person must approve it.")


class ApprovedAlready(DomainError):
    code = "kernel.approved_already"
    words = _("You have approved this request already.")
    advice = _("It waits for another person.")


class NotAtThisLevel(DomainError):
    code = "kernel.not_at_this_level"
    words = _("This request waits for: %(roles)s.")
    advice = _("Let one of them decide, or ask for a delegation.")


class AboveApproval(DomainError):
    code = "kernel.above_approval"
    words = _("%(amount)s is above your limit of %(limit)s.")
    advice = _("Let somebody with a higher limit approve it.")


class StateChanged(DomainError):
    code = "kernel.state_changed"
    words = _("What this request would change has changed since it was given.")
    advice = _("Look at the present state, and give the command again if it is still wanted.")


class DutiesSeparated(DomainError):
    """One person, two duties on the same file."""

    code = "kernel.duties_separated"
    words = _("You did an earlier step on the same file: one person must not do both (%(rule)s).")
    advice = _("Let a colleague with the right do this step.")


class DutiesHeldTogether(DomainError):
    """One person, two rights or roles that exclude each other."""

    code = "kernel.duties_held_together"
    words = _("%(person)s would hold two duties that are kept apart: %(first)s and %(second)s.")
    advice = _("Give one of the two to another person, or end the other one first.")


class AboveLimit(DomainError):
    code = "kernel.above_limit"
    words = _("%(amount)s is above your limit of %(limit)s for one such act.")
    advice = _("Ask a colleague with a higher limit.")


class AboveDayTotal(DomainError):
    code = "kernel.above_day_total"
    words = _("With %(amount)s you would pass your total of the day, %(limit)s; done: %(done)s.")
    advice = _("Ask a colleague, or wait for the next business day.")


class RuleNotPossible(DomainError):
    code = "kernel.rule_not_possible"
    words = _("The rules of control cannot be read at “%(field)s”: %(reason)s.")
    advice = _("Correct this rule and send the rules again.")

    def __init__(self, *, field: str, reason: Any) -> None:
        super().__init__(field=field, reason=str(reason))
