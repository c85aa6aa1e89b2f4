"""The quarterly review of access: opened, answered line by line by others, closed and signed."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.control.errors import NotWaiting, OwnRequest
from nafa.kernel.errors import DomainError, InvalidInput, NotFound
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import AccessReview, AccessReviewLine, Assignment

REVIEW = "access.review"
DAYS_TO_ANSWER = 30
Answer = AccessReviewLine.Answer


class ReviewOpened(DomainError):
    code = "kernel.review_opened"
    words = _("The review %(label)s has been opened already.")
    advice = _("Open it in the list and answer its lines.")


class ReviewIncomplete(DomainError):
    code = "kernel.review_incomplete"
    words = _("%(count)s rights have not been answered.")
    advice = _("Confirm or withdraw each; your own are for another reviewer.")


def quarter_of(day: date) -> str:
    """The name of the quarter, such as 2026-T4."""
    return f"{day.year}-T{(day.month + 2) // 3}"


def is_due(on: date) -> bool:
    """Whether the quarter has no review yet, or one that is past its date and not closed."""
    found = AccessReview.objects.filter(label=quarter_of(on)).first()
    if found is None:
        opened_date = institution().opened_date
        return (on - opened_date).days > DAYS_TO_ANSWER and _day_of_quarter(on) > DAYS_TO_ANSWER
    return found.closed_at is None and on > found.due_date


def _day_of_quarter(on: date) -> int:
    return (on - date(on.year, (on.month - 1) // 3 * 3 + 1, 1)).days


@command(permission=REVIEW)
def open_access_review(ctx: Context) -> UUID:
    """Open the review of this quarter: a line for each role of each person, as it is now.

    Refuses: ReviewOpened.
    """
    label = quarter_of(ctx.business_date)
    if AccessReview.objects.filter(label=label).exists():
        raise ReviewOpened(label=label)
    review = AccessReview.objects.create(
        id=ctx.new_id(), label=label, opened_at=ctx.now, opened_by_id=ctx.demand_person(),
        due_date=ctx.business_date + timedelta(days=DAYS_TO_ANSWER),
    )  # fmt: skip
    held = Assignment.objects.select_related("role").filter(user__is_active=True).order_by("id")
    AccessReviewLine.objects.bulk_create(
        AccessReviewLine(
            id=ctx.new_id(), review=review, user_id=one.user_id, role_id=one.role_id,
            branch_id=one.branch_id, assignment=one.id, permissions=one.role.permissions,
        )
        for one in held
    )  # fmt: skip
    ctx.concerns("access_review", review.id)
    return review.id


@command(permission=REVIEW)
def answer_review_line(ctx: Context, *, line_id: UUID, keeps: bool, reason: str = "") -> str:
    """Confirm a right, or withdraw it at once; what the answer is. A right that ended before is
    written down as gone. Refuses: NotFound, NotWaiting (closed), OwnRequest (one's own right),
    InvalidInput (withdrawn without a reason).
    """
    line = AccessReviewLine.objects.select_for_update().filter(id=line_id, answer="").first()
    if line is None:
        raise NotFound(kind="review line", id=line_id)
    if line.review.closed_at is not None:
        raise NotWaiting()
    if line.user_id == ctx.actor_id:
        raise OwnRequest()
    if not keeps and not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    held = Assignment.objects.filter(id=line.assignment)
    line.answer = Answer.CONFIRMED if keeps else Answer.WITHDRAWN
    if not held.exists():
        line.answer = Answer.GONE
    elif not keeps:
        held.delete()
    line.answered_at, line.answered_by_id, line.reason = ctx.now, ctx.actor_id, reason.strip()
    line.save(update_fields=["answer", "answered_at", "answered_by", "reason"])
    ctx.concerns("user", line.user_id)
    ctx.concerns("access_review", line.review_id)
    return line.answer


@command(permission=REVIEW)
def close_access_review(ctx: Context, *, review_id: UUID, conclusion: str) -> None:
    """Sign the review off. Refuses: NotFound, NotWaiting, ReviewIncomplete, InvalidInput."""
    review = AccessReview.objects.select_for_update().filter(id=review_id).first()
    if review is None:
        raise NotFound(kind="access review", id=review_id)
    if review.closed_at is not None:
        raise NotWaiting()
    unanswered = review.lines.filter(answer="").count()
    if unanswered:
        raise ReviewIncomplete(count=unanswered)
    if not conclusion.strip():
        raise InvalidInput(field="conclusion", reason="empty")
    review.closed_at, review.closed_by_id = ctx.now, ctx.actor_id
    review.conclusion = conclusion.strip()
    review.save(update_fields=["closed_at", "closed_by", "conclusion"])
    ctx.concerns("access_review", review.id)
