"""Deciding applications: another person than the one who submitted, within their own limit."""

from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.lending import errors, events
from nafa.lending.calc.terms_plain import terms_from_plain
from nafa.lending.commands._apply import check_usury, lock_application
from nafa.lending.models import Application, Decision
from nafa.lib.money import Money

_AFTER = {
    Decision.Outcome.APPROVED: Application.Status.APPROVED,
    Decision.Outcome.RETURNED: Application.Status.RETURNED,
    Decision.Outcome.REFUSED: Application.Status.REFUSED,
}


@command(permission="lending.approve")
def decide_application(
    ctx: Context, *, application_id: UUID, outcome: str, reason: str = ""
) -> UUID:
    """Approve, return or refuse (APPROVED, RETURNED, REFUSED) an application.

    Refuses: NotFound, OtherBranch, ApplicationNotWaiting, OwnApplication (submitted or followed
    by the same person), AboveApprovalLimit, ReasonWanted, RateUsurious (the ceiling of today).
    """
    application = lock_application(ctx, application_id)
    decided = Decision.Outcome(outcome)
    if application.status != Application.Status.SUBMITTED:
        raise errors.ApplicationNotWaiting(number=application.number, status=application.status)
    if ctx.actor_id in (application.submitted_by_id, application.officer_id):
        raise errors.OwnApplication(number=application.number)
    if decided is Decision.Outcome.APPROVED:
        _check_approval(ctx, application)
    elif not reason.strip():
        raise errors.ReasonWanted()
    decision = Decision.objects.create(
        id=ctx.new_id(),
        application=application,
        outcome=decided,
        decided_by_id=ctx.actor_id,
        decided_at=ctx.now,
        reason=reason.strip(),
        amount_minor=application.amount_minor,
    )
    Application.objects.filter(id=application_id).update(status=_AFTER[decided])
    ctx.publish(events.ApplicationDecided(application.id, decided.value, application.officer_id))
    return decision.id


def _check_approval(ctx: Context, application: Application) -> None:
    amount = Money(application.amount_minor, application.currency)
    limit = ctx.approval_limit_minor
    if limit is not None and amount.minor > limit:
        raise errors.AboveApprovalLimit(amount=amount, limit=Money(limit, amount.currency))
    if limit is None and ctx.actor_id is not None:
        raise errors.AboveApprovalLimit(amount=amount, limit=Money.zero(amount.currency))
    check_usury(terms_from_plain(application.terms), on=ctx.business_date)
