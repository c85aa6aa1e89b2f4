"""What makes an approval count: the person, the terms, the day, the number of voices."""

from datetime import timedelta
from uuid import UUID

from nafa.kernel.context import Context
from nafa.lending import errors
from nafa.lending import origination_errors as refusals
from nafa.lending.calc.origination.ballot import Choice
from nafa.lending.calc.origination.policy import policy_from_plain
from nafa.lending.calc.origination.voices import Proposal, approvals_of, standing_proposal
from nafa.lending.calc.terms_plain import terms_from_plain, terms_to_plain
from nafa.lending.commands._apply import check_usury
from nafa.lending.commands.own_loans import demand_not_own
from nafa.lending.models import Application, ApprovalRoute, CommitteeVote, Decision
from nafa.lending.queries.origination.deciders import (
    DelegationRow,
    delegations,
    name_of,
    roles_held,
)
from nafa.lending.queries.origination.standing import asked_of, round_voices
from nafa.lending.queries.products import rules_of
from nafa.lending.queries.wishes import build_terms, check_counts
from nafa.lib.money import Money


def demand_not_maker(application: Application, *people: UUID | None) -> None:
    """Refuses: OwnApplication, when one of them submitted or follows the application; OwnLoan,
    when one of them is the client or tied to the client."""
    demand_not_own(application.client_id, *people)
    makers = {application.submitted_by_id, application.officer_id}
    if any(person in makers for person in people if person is not None):
        raise errors.OwnApplication(number=application.number)


def demand_level(
    ctx: Context, application: Application, route: ApprovalRoute, for_user_id: UUID | None
) -> DelegationRow | None:
    """The delegation used, if any. Refuses: CommitteeDecides, DelegationOutOfDate, WithoutLevel."""
    if route.is_committee:
        raise refusals.CommitteeDecides(number=application.number, level=route.level)
    delegation = None
    if for_user_id is not None:
        held = delegations(to_id=ctx.actor_id, from_id=for_user_id, on=ctx.business_date)
        if not held or ctx.actor_id is None:
            raise refusals.DelegationOutOfDate(person=name_of(for_user_id), day=ctx.business_date)
        delegation = max(held, key=lambda one: one.up_to.minor)
    speaker = for_user_id or ctx.actor_id
    roles = roles_held([speaker] if speaker else [], branch_id=application.branch_id)
    if not roles & set(route.roles):
        raise refusals.WithoutLevel(number=application.number, level=route.level)
    return delegation


def demand_limit(ctx: Context, amount: Money, delegation: DelegationRow | None) -> None:
    """Refuses: AboveDelegation, AboveApprovalLimit (the limit of the person, where one is set)."""
    if delegation is not None:
        if amount > delegation.up_to:
            raise refusals.AboveDelegation(
                amount=amount, limit=delegation.up_to, person=delegation.from_name
            )
        return
    limit = ctx.approval_limit_minor
    if limit is not None and amount.minor > limit:
        raise errors.AboveApprovalLimit(amount=amount, limit=Money(limit, amount.currency))


def demand_in_time(ctx: Context, application: Application, route: ApprovalRoute) -> None:
    """Refuses: ApplicationExpired."""
    if ctx.business_date > route.expires_date:
        raise refusals.ApplicationExpired(
            number=application.number, expired_date=route.expires_date
        )


def proposed(
    ctx: Context, application: Application, amount: Money | None, instalment_count: int | None
) -> Proposal:
    """The terms a person approves: those given, else those on the table.

    Refuses: ApprovedAboveAsked, AmountOutOfRange, CountOutOfRange, TermsNotPossible, RateUsurious.
    """
    asked = asked_of(application)
    table = standing_proposal(round_voices(application), asked=asked)
    wanted = Proposal(
        amount.minor if amount else table.amount_minor, instalment_count or table.instalment_count
    )
    money = Money(wanted.amount_minor, application.currency)
    if wanted.amount_minor > asked.amount_minor:
        raise refusals.ApprovedAboveAsked(
            amount=money, asked=Money(asked.amount_minor, application.currency)
        )
    if wanted != Proposal(application.amount_minor, application.instalment_count):
        check_counts(rules_of(application.version), money, wanted.instalment_count)
    fill_terms(ctx, application, wanted)
    return wanted


def fill_terms(ctx: Context, application: Application, wanted: Proposal) -> None:
    """Compute the terms and the rate that an application has with these sums, on the object.

    Refuses: TermsNotPossible, RateUsurious (the ceiling of today).
    """
    terms = terms_from_plain(application.terms)
    if wanted != Proposal(application.amount_minor, application.instalment_count):
        first = terms.first_due_date
        terms = build_terms(
            rules_of(application.version),
            principal=Money(wanted.amount_minor, application.currency),
            instalment_count=wanted.instalment_count,
            disbursement_date=ctx.business_date,
            first_due_date=first if first and first > ctx.business_date else None,
        )
    application.teg_percent = check_usury(terms, on=ctx.business_date)
    application.terms = terms_to_plain(terms)
    application.amount_minor, application.instalment_count = wanted


def complete(ctx: Context, application: Application, route: ApprovalRoute | None) -> None:
    """The application is approved, on the terms it now holds."""
    application.status = Application.Status.APPROVED
    Application.objects.filter(id=application.id).update(
        status=application.status,
        amount_minor=application.amount_minor,
        instalment_count=application.instalment_count,
        terms=application.terms,
        teg_percent=application.teg_percent,
    )
    if route is not None:
        days = policy_from_plain(route.policy.rules).approval_days
        ApprovalRoute.objects.filter(application_id=application.id).update(
            approval_expires_date=ctx.business_date + timedelta(days=days)
        )


def demand_complete_approval(ctx: Context, application: Application) -> None:
    """What contract and disbursement ask for: every voice given, on these terms, still in force.

    Refuses: ApprovalIncomplete, ApplicationNotApproved, ApprovalExpired.
    """
    route = ApprovalRoute.objects.filter(application_id=application.id).first()
    voices = round_voices(application)
    terms = Proposal(application.amount_minor, application.instalment_count)
    given = len(approvals_of(voices, terms))
    by_committee = Decision.objects.filter(
        application_id=application.id, round=application.round, is_of_committee=True,
        outcome=Decision.Outcome.APPROVED,
    ).exists()  # fmt: skip
    wanted = route.quorum if route else 1
    is_open = application.status in (
        Application.Status.SUBMITTED, Application.Status.APPROVED, Application.Status.CONTRACTED
    )  # fmt: skip
    if is_open and not by_committee and 0 < given < wanted:
        raise refusals.ApprovalIncomplete(number=application.number, given=given, wanted=wanted)
    if application.status not in (Application.Status.APPROVED, Application.Status.CONTRACTED):
        raise errors.ApplicationNotApproved(number=application.number, status=application.status)
    until = route.approval_expires_date if route else None
    if until is not None and ctx.business_date > until:
        raise refusals.ApprovalExpired(number=application.number, expired_date=until)


def approvers_of(application: Application) -> frozenset[UUID]:
    """Everyone whose voice approved the application, in their own name or as a delegate."""
    found = Decision.objects.filter(
        application_id=application.id, outcome=Decision.Outcome.APPROVED
    ).values_list("decided_by_id", "for_user_id")
    members = CommitteeVote.objects.filter(
        item__application_id=application.id, choice=Choice.FOR
    ).values_list("member_id", flat=True)
    named = frozenset(person for pair in found for person in pair if person is not None)
    return named | frozenset(members)
