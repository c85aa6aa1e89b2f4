"""Drawing up the contract of an approved application."""

import hashlib
from datetime import date
from itertools import accumulate
from uuid import UUID

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.numbering import next_number
from nafa.kernel.secrets.files import store_file
from nafa.lending import errors, line_errors
from nafa.lending.calc.choices import PenaltyBase
from nafa.lending.calc.schedule import Schedule
from nafa.lending.calc.servicing.penalties import percent_millionths
from nafa.lending.calc.terms import Penalty, Terms
from nafa.lending.calc.terms_plain import terms_to_plain
from nafa.lending.calc.tranches import TrancheRule
from nafa.lending.commands._apply import lock_application, refuse_usury
from nafa.lending.commands._tranches import PlannedTranche, demand_dues_after, planned_terms
from nafa.lending.commands.farming.harvest import harvest_date
from nafa.lending.commands.origination.approval import demand_complete_approval
from nafa.lending.commands.own_loans import demand_not_own
from nafa.lending.commands.solidarity.meeting_days import first_meeting
from nafa.lending.commands.solidarity.shares import demand_shares
from nafa.lending.documents.contract import contract_pdf
from nafa.lending.models import Application, Instalment, Loan
from nafa.lending.queries.offers import Offer, offer_of
from nafa.lending.queries.products import rules_of
from nafa.lending.queries.wishes import build_terms
from nafa.lib.money import Money
from nafa.lib.periods import whole_months_between
from nafa.lib.rounding import Rounding


@command(permission="lending.apply")
def draw_contract(
    ctx: Context,
    *,
    application_id: UUID,
    first_due_date: date | None = None,
    tranches: tuple[PlannedTranche, ...] = (),
) -> UUID:
    """Make the contract of an approved application for disbursement today, with its PDF.

    Drawing it again replaces a contract that was not yet disbursed. Refuses: NotFound,
    OtherBranch, OwnLoan, ApplicationNotApproved, ApprovalIncomplete, ApprovalExpired,
    LoanNotReady (disbursed already), LineWanted, TermsNotPossible, RateUsurious, SharesMissing,
    SharesNotPossible, AboveFieldCap. A loan for a field is due after its harvest. `tranches` are
    foreseen where the product wants it: the first today, all of them the amount approved.
    """
    application = lock_application(ctx, application_id)
    demand_not_own(application.client_id, ctx.actor_id)
    demand_complete_approval(ctx, application)
    demand_shares(application)
    earlier = Loan.objects.filter(application_id=application_id).first()
    if earlier is not None and earlier.status != Loan.Status.CONTRACTED:
        raise errors.LoanNotReady(number=earlier.number, status=earlier.status)
    principal = Money(application.amount_minor, application.currency)
    rules = rules_of(application.version)
    if rules.line is not None:
        raise line_errors.LineWanted(number=application.number)
    terms = build_terms(
        rules,
        principal=principal,
        instalment_count=application.instalment_count,
        disbursement_date=ctx.business_date,
        first_due_date=harvest_date(application_id, amount=principal)
        or first_due_date
        or first_meeting(application.client_id, rules, on=ctx.business_date),
        tranches=planned_terms(tranches, rules.tranches, on=ctx.business_date),
    )
    offer = offer_of(terms, on=ctx.business_date)
    demand_dues_after(terms.tranches, offer.schedule)
    refuse_usury(offer.teg_percent, on=ctx.business_date)
    loan = earlier or _new_loan(ctx, application)
    write_contract(ctx, loan, terms, offer, rule=rules.tranches)
    Application.objects.filter(id=application_id).update(status=Application.Status.CONTRACTED)
    return loan.id


def write_contract(
    ctx: Context, loan: Loan, terms: Terms, offer: Offer, *, rule: TrancheRule | None = None
) -> UUID:
    """Keep a contract with its schedule, its paper and the digest of that; the loan's id."""
    _keep_loan(loan, terms, offer.schedule, rule)
    pdf = contract_pdf(ctx, loan=loan, terms=terms, offer=offer)
    loan.contract_file_id = store_file(ctx, content=pdf, media_type="application/pdf")
    loan.contract_digest = hashlib.sha256(pdf).hexdigest()
    loan.teg_percent = offer.teg_percent
    Loan.objects.filter(id=loan.id).update(
        contract_file_id=loan.contract_file_id,
        contract_digest=loan.contract_digest,
        teg_percent=loan.teg_percent,
    )
    ctx.concerns("loan", loan.id)
    return loan.id


def _new_loan(ctx: Context, application: Application) -> Loan:
    return Loan(
        id=ctx.new_id(),
        number=f"P{next_number('loan'):07d}",
        application_id=application.id,
        client_id=application.client_id,
        branch_id=application.branch_id,
        officer_id=application.officer_id,
        version_id=application.version_id,
        status=Loan.Status.CONTRACTED,
        principal_minor=application.amount_minor,
        currency=application.currency,
        teg_percent=application.teg_percent,
    )


def _keep_loan(loan: Loan, terms: Terms, schedule: Schedule, rule: TrancheRule | None) -> None:
    loan.terms = terms_to_plain(terms)
    loan.disbursement_date = terms.disbursement_date
    loan.maturity_date = schedule[-1].due_date
    loan.draw_until_date = rule.last_date(terms.disbursement_date) if rule else None
    loan.term_class = term_class(terms.disbursement_date, loan.maturity_date)
    fill_penalty(loan, terms)
    Loan.objects.bulk_create(
        [loan],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[
            "terms", "disbursement_date", "maturity_date", "term_class", "penalty_millionths",
            "penalty_on_interest", "penalty_flat_minor", "penalty_grace_days",
            "penalty_cap_minor", "draw_until_date",
        ],
    )  # fmt: skip
    Instalment.objects.filter(loan_id=loan.id).delete()
    Instalment.objects.bulk_create(instalment_rows(loan.id, schedule))


def term_class(start: date, end: date) -> str:
    """SHORT, MEDIUM or LONG: how the chart sorts a credit of this length."""
    months = whole_months_between(start, end)
    return institution_pack().term_class(months=months, on=start)


def fill_penalty(loan: Loan, terms: Terms) -> None:
    """Put the penalty's rule into columns, where the set-based day close reads it."""
    penalty: Penalty | None = terms.penalty
    if penalty is None:
        return
    loan.penalty_millionths = percent_millionths(penalty.percent_per_year)
    loan.penalty_on_interest = penalty.base is PenaltyBase.OVERDUE_TOTAL
    loan.penalty_flat_minor = (
        penalty.flat_per_instalment.minor if penalty.flat_per_instalment else 0
    )
    loan.penalty_grace_days = penalty.grace_days
    if penalty.cap_percent is not None:
        loan.penalty_cap_minor = terms.principal.times(
            penalty.cap_percent / 100, Rounding.DOWN
        ).minor


def instalment_rows(loan_id: UUID, schedule: Schedule) -> list[Instalment]:
    """The schedule as rows, with cumulative principal and interest."""
    sums = accumulate(row.principal.minor + row.interest.minor for row in schedule)
    return [
        Instalment(
            loan_id=loan_id,
            number=row.number,
            start_date=row.start_date,
            due_date=row.due_date,
            principal_minor=row.principal.minor,
            interest_minor=row.interest.minor,
            fee_minor=row.fee.minor,
            cumulative_minor=cumulative,
        )
        for row, cumulative in zip(schedule, sums, strict=True)
    ]
