"""Submitting a loan application."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.numbering import next_number
from nafa.kernel.wording import percent_words
from nafa.lending import errors, events, origination_errors
from nafa.lending.calc.terms import Terms
from nafa.lending.calc.terms_plain import terms_to_plain
from nafa.lending.commands.farming.harvest import harvest_date
from nafa.lending.commands.origination.routing import route_application
from nafa.lending.commands.origination.scoring import keep_score
from nafa.lending.commands.own_loans import demand_eligible
from nafa.lending.commands.solidarity.meeting_days import first_meeting
from nafa.lending.models import Application, ApprovalRoute
from nafa.lending.queries.offers import effective_rate_of, usury_ceiling
from nafa.lending.queries.products import rules_of, version_of_product
from nafa.lending.queries.wishes import build_terms, check_offer
from nafa.lib.money import Money


@command(permission="lending.apply")
def submit_application(
    ctx: Context,
    *,
    client_id: UUID,
    product_id: UUID,
    amount: Money,
    instalment_count: int,
    purpose: str,
    first_due_date: date | None = None,
    officer_id: UUID | None = None,
) -> UUID:
    """Ask for a loan; the terms, the effective rate (TEG) and the level are found at once.

    Refuses: NotFound, OtherBranch, ProductInactive, ClientNotEligible, AmountOutOfRange,
    CountOutOfRange, TermsNotPossible, RateUsurious, InvalidInput, OwnLoan, StaffOnly.
    """
    client = clients.get_client(ctx, client_id)
    version = version_of_product(product_id)
    rules, purpose = rules_of(version), purpose.strip()
    officer = officer_id or client.officer_id or ctx.actor_id
    if officer is None:
        raise InvalidInput(field="officer_id", reason="empty")
    if not purpose:
        raise InvalidInput(field="purpose", reason="empty")
    demand_eligible(ctx, version, rules, client.id)
    check_offer(version, rules, client.kind, amount, instalment_count)
    terms = build_terms(
        rules, principal=amount, instalment_count=instalment_count,
        disbursement_date=ctx.business_date,
        first_due_date=first_due_date or first_meeting(client_id, rules, on=ctx.business_date),
    )  # fmt: skip
    application = Application.objects.create(
        id=ctx.new_id(),
        number=f"D{next_number('application'):07d}",
        client_id=client_id,
        branch_id=client.branch_id,
        officer_id=officer,
        version=version,
        purpose=purpose,
        amount_minor=amount.minor,
        asked_amount_minor=amount.minor,
        currency=amount.currency,
        instalment_count=instalment_count,
        asked_instalment_count=instalment_count,
        terms=terms_to_plain(terms),
        teg_percent=check_usury(terms, on=ctx.business_date),
        **_submitted_now(ctx),
    )
    _begin(ctx, application)
    return application.id


def _begin(ctx: Context, application: Application) -> None:
    """What follows a submission: the score, the level, the history, the event."""
    keep_score(ctx, application)
    route_application(application)
    ctx.concerns("application", application.id)
    ctx.concerns("client", application.client_id)
    amount = Money(application.amount_minor, application.currency)
    ctx.publish(events.ApplicationSubmitted(application.id, amount))


def _submitted_now(ctx: Context) -> dict[str, Any]:
    """What a submission writes down of itself."""
    return {
        "status": Application.Status.SUBMITTED,
        "submitted_by_id": ctx.actor_id,
        "submitted_at": ctx.now,
        "submitted_date": ctx.business_date,
    }


@command(permission="lending.apply")
def resubmit_application(
    ctx: Context,
    *,
    application_id: UUID,
    amount: Money,
    instalment_count: int,
    purpose: str,
    first_due_date: date | None = None,
) -> UUID:
    """Submit again, as it now stands, an application that was sent back or that expired.

    Another round begins: earlier voices stay on record and count no more. Refuses: NotFound,
    OtherBranch, ApplicationNotReturned, AboveFieldCap, and what submitting refuses.
    """
    application = lock_application(ctx, application_id)
    if not _may_come_again(ctx, application):
        raise origination_errors.ApplicationNotReturned(
            number=application.number, status=application.status
        )
    version, purpose = application.version, purpose.strip()
    rules, client = rules_of(version), clients.get_client(ctx, application.client_id)
    if not purpose:
        raise InvalidInput(field="purpose", reason="empty")
    demand_eligible(ctx, version, rules, client.id)
    check_offer(version, rules, client.kind, amount, instalment_count)
    terms = build_terms(
        rules, principal=amount, instalment_count=instalment_count,
        disbursement_date=ctx.business_date,
        first_due_date=harvest_date(application_id, amount=amount)
        or first_due_date
        or first_meeting(application.client_id, rules, on=ctx.business_date),
    )  # fmt: skip
    changes = {
        "amount_minor": amount.minor,
        "asked_amount_minor": amount.minor,
        "instalment_count": instalment_count,
        "asked_instalment_count": instalment_count,
        "terms": terms_to_plain(terms),
        "teg_percent": check_usury(terms, on=ctx.business_date),
        "round": application.round + 1,
        **_submitted_now(ctx),
    }
    Application.objects.filter(id=application.id).update(**changes)
    application.purpose = purpose
    application.save(update_fields=["purpose"])
    _begin(ctx, Application.objects.get(id=application.id))
    return application.id


def _may_come_again(ctx: Context, application: Application) -> bool:
    """Whether it was returned, or waited or stood approved beyond its time."""
    if application.status == Application.Status.RETURNED:
        return True
    route = ApprovalRoute.objects.filter(application_id=application.id).first()
    until = {
        Application.Status.SUBMITTED: route.expires_date if route else None,
        Application.Status.APPROVED: route.approval_expires_date if route else None,
    }.get(Application.Status(application.status))
    return until is not None and ctx.business_date > until


@command(permission="lending.apply")
def withdraw_application(ctx: Context, *, application_id: UUID, reason: str) -> None:
    """Take back an application that is not under contract. Refuses: ApplicationNotWaiting."""
    application = lock_application(ctx, application_id)
    if application.status not in (Application.Status.SUBMITTED, Application.Status.RETURNED):
        raise errors.ApplicationNotWaiting(number=application.number, status=application.status)
    if not reason.strip():
        raise errors.ReasonWanted()
    Application.objects.filter(id=application_id).update(status=Application.Status.WITHDRAWN)
    ctx.publish(events.ApplicationWithdrawn(application_id))


def lock_application(ctx: Context, application_id: UUID) -> Application:
    """The application, held until the command ends. Refuses: NotFound, OtherBranch."""
    found = Application.objects.select_for_update().filter(id=application_id).first()
    if found is None:
        raise NotFound(kind="application", id=application_id)
    ctx.demand_branch(found.branch_id)
    ctx.concerns("application", found.id)
    ctx.concerns("client", found.client_id)
    return found


def check_usury(terms: Terms, *, on: date) -> Decimal:
    """The effective rate in percent. Refuses: RateUsurious, above the ceiling of that day."""
    teg = effective_rate_of(terms, on=on)
    refuse_usury(teg, on=on)
    return teg


def refuse_usury(teg_percent: Decimal, *, on: date) -> None:
    """Refuses: RateUsurious, when the rate is above the ceiling of that day."""
    ceiling = usury_ceiling(on)
    if ceiling is not None and teg_percent > ceiling:
        raise errors.RateUsurious(teg=percent_words(teg_percent), ceiling=percent_words(ceiling))
