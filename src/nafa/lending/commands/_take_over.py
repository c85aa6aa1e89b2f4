"""Taking running loans over in sets: for imports of a portfolio and for large test institutions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.copying import copy_rows
from nafa.kernel.numbering import next_number
from nafa.ledger import commands as ledger
from nafa.ledger import errors as ledger_errors
from nafa.lending import errors
from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.loan_state import LoanState
from nafa.lending.calc.postings import Role
from nafa.lending.calc.product import ProductRules
from nafa.lending.calc.replay import ONE_DAY, replay
from nafa.lending.calc.schedule import Schedule, payout_charges
from nafa.lending.calc.terms import Terms, TermsRefused
from nafa.lending.calc.terms_plain import terms_to_plain
from nafa.lending.commands._accounts import OWN_ROLES, OWNER_KINDS
from nafa.lending.commands._contract import fill_penalty, term_class
from nafa.lending.models import Loan, LoanFact, LoanProgress
from nafa.lending.queries.offers import effective_rate_of, schedule_of
from nafa.lending.queries.products import rules_of, version_of_product
from nafa.lib.money import Money, total

_INSTALMENTS = """
COPY lending_instalment (loan_id, number, start_date, due_date, principal_minor, interest_minor,
                         fee_minor, cumulative_minor) FROM STDIN
"""


class TakenLoan(NamedTuple):
    """A running loan of the books that are taken over; its first instalments are paid in full."""

    client_id: UUID
    officer_id: UUID | None
    amount_minor: int
    instalment_count: int
    disbursement_date: date
    paid_instalments: int


class _Offer(NamedTuple):
    terms: Terms
    written: Mapping[str, Any]
    schedule: Schedule
    teg: Decimal
    stand: LoanState


@command(permission="lending.take_over")
def take_over_loans(
    ctx: Context,
    *,
    branch_id: UUID,
    product_id: UUID,
    cash_account_id: UUID,
    loans: Sequence[TakenLoan],
) -> int:
    """Bring running loans of one product and branch in; how many there were.

    Each gets its contract terms, schedule, disbursement and one repayment of the instalments paid
    so far, posted on the days they had, and the interest earned before the business date, so that
    the books are as the close of the day before would have left them. Penalties run from the
    business date: those of before are the past of other books.
    Refuses: NotFound, TermsNotPossible, PeriodClosed, DateAhead.
    """
    version = version_of_product(product_id)
    offer_of = _offers(rules_of(version), ctx.business_date)
    offers = [
        offer_of(
            one.amount_minor, one.instalment_count, one.disbursement_date, one.paid_instalments
        )
        for one in loans
    ]
    first = next_number("loan", count=len(loans))
    rows = [
        _loan_row(ctx, one, offer, branch_id, version.id, first + place)
        for place, (one, offer) in enumerate(zip(loans, offers, strict=True))
    ]
    accounts = _open_accounts(ctx, rows)
    for row in rows:
        row.interest_account_id = accounts[(row.id, Role.INTEREST_RECEIVABLE)]
        row.penalty_account_id = accounts[(row.id, Role.PENALTY_RECEIVABLE)]
    copy_rows(Loan, rows)
    copy_schedules(rows, [offer.schedule for offer in offers])
    drafts = list(_drafts(ctx, rows, offers, loans, accounts, cash_account_id))
    ledger.append_many(ctx, (draft for draft, _ in drafts))
    copy_rows(LoanFact, (fact for _, fact in drafts if fact is not None))
    copy_rows(
        LoanProgress,
        (_progress(ctx, row, offer, accounts) for row, offer in zip(rows, offers, strict=True)),
    )
    return len(rows)


def _offers(rules: ProductRules, today: date) -> Callable[[int, int, date, int], _Offer]:
    """Terms, schedule, rate and state, worked out once for loans that are alike."""

    @lru_cache(maxsize=20_000)
    def offer(amount_minor: int, count: int, start: date, paid: int) -> _Offer:
        try:
            terms = rules.terms(
                principal=Money(amount_minor, rules.lowest_amount.currency),
                instalment_count=count,
                disbursement_date=start,
            )
            terms = replace(terms, penalties_from=today)
        except TermsRefused as refused:
            raise errors.TermsNotPossible(field=refused.field, reason=refused.code) from refused
        rows = schedule_of(terms)
        rate = effective_rate_of(terms, on=today, schedule=rows)
        return _Offer(terms, terms_to_plain(terms), rows, rate, _stand(terms, rows, paid, today))

    return offer


def _stand(terms: Terms, rows: Schedule, paid: int, today: date) -> LoanState:
    """The loan today after its first instalments. Refuses: DateAhead (one is not due yet)."""
    events = [LoanEvent("1", EventKind.DISBURSED, rows[0].start_date, 1, terms.principal)]
    met = rows[:paid]
    amount = total((i.principal + i.interest + i.fee for i in met), currency=terms.currency)
    if met and met[-1].due_date > today:
        raise ledger_errors.DateAhead(value_date=met[-1].due_date, business_date=today)
    if amount.is_positive:
        events.append(LoanEvent("2", EventKind.REPAID, met[-1].due_date, 2, amount))
    return replay(terms, rows, events, on=today)


def _loan_row(
    ctx: Context, one: TakenLoan, offer: _Offer, branch_id: UUID, version_id: UUID, number: int
) -> Loan:
    maturity = offer.schedule[-1].due_date
    paid_all = one.paid_instalments >= one.instalment_count
    row = Loan(
        id=ctx.new_id(),
        number=f"P{number:07d}",
        client_id=one.client_id,
        branch_id=branch_id,
        officer_id=one.officer_id,
        version_id=version_id,
        status=Loan.Status.CLOSED if paid_all else Loan.Status.ACTIVE,
        terms=offer.written,
        principal_minor=one.amount_minor,
        currency=offer.terms.currency,
        disbursement_date=one.disbursement_date,
        maturity_date=maturity,
        ended_date=maturity if paid_all else None,
        teg_percent=offer.teg,
        term_class=term_class(one.disbursement_date, maturity),
    )
    fill_penalty(row, offer.terms)
    return row


def _open_accounts(ctx: Context, rows: Sequence[Loan]) -> dict[tuple[UUID, Role], UUID]:
    pack = institution_pack()
    places = [(row, role) for row in rows for role in sorted(OWN_ROLES)]
    opened = ledger.open_accounts(
        ctx,
        [
            ledger.AccountKey(
                code=pack.account_for(role, term=row.term_class),
                currency=row.currency,
                branch_id=row.branch_id,
                owner_kind=OWNER_KINDS[role],
                owner_id=row.id,
                name=row.number,
            )
            for row, role in places
        ],
    )
    return {
        (row.id, role): account_id for (row, role), account_id in zip(places, opened, strict=True)
    }


def copy_schedules(rows: Sequence[Loan], schedules: Sequence[Schedule]) -> None:
    """Write the schedules of new loans at once, with cumulative principal and interest."""
    with connection.cursor() as cursor, cursor.copy(_INSTALMENTS) as copy:
        for row, schedule in zip(rows, schedules, strict=True):
            sums = accumulate(i.principal.minor + i.interest.minor for i in schedule)
            for i, cumulative in zip(schedule, sums, strict=True):
                copy.write_row(
                    (
                        row.id, i.number, i.start_date, i.due_date, i.principal.minor,
                        i.interest.minor, i.fee.minor, cumulative,
                    )
                )  # fmt: skip


def _drafts(
    ctx: Context,
    rows: Sequence[Loan],
    offers: Sequence[_Offer],
    loans: Sequence[TakenLoan],
    accounts: dict[tuple[UUID, Role], UUID],
    cash_id: UUID,
) -> Iterable[tuple[ledger.Draft, LoanFact | None]]:
    """The disbursement of each loan, the repayment of what was paid, the interest earned."""
    shared = _shared_accounts(ctx, rows)
    for row, offer, one in zip(rows, offers, loans, strict=True):
        own = {role: accounts[(row.id, role)] for role in OWN_ROLES}
        upfront = sum(amount.minor for _, amount in payout_charges(offer.terms, offer.schedule))
        moved = [
            (own[Role.PRINCIPAL], row.principal_minor),
            (cash_id, upfront - row.principal_minor),
            (shared[(row.term_class, Role.FEE_INCOME)], -upfront),
        ]
        fact = _fact(ctx, row, 1, "DISBURSED", row.disbursement_date, row.principal_minor)
        yield _draft(ctx, row, fact, "loan.disbursement", moved), fact
        state, income = offer.stand, shared[(row.term_class, Role.INTEREST_INCOME)]
        paid = state.paid
        if paid.sum:
            moved = [
                (cash_id, paid.sum.minor),
                (own[Role.PRINCIPAL], -paid.principal.minor),
                (own[Role.INTEREST_RECEIVABLE], paid.interest.minor),
                (own[Role.INTEREST_RECEIVABLE], -paid.interest.minor),
                (income, -paid.interest.minor),
                (shared[(row.term_class, Role.FEE_INCOME)], -paid.fee.minor),
            ]
            day = offer.schedule[: one.paid_instalments][-1].due_date
            fact = _fact(ctx, row, 2, "REPAID", day, paid.sum.minor)
            fact.principal_minor, fact.interest_minor, fact.fee_minor = (
                paid.principal.minor, paid.interest.minor, paid.fee.minor,
            )  # fmt: skip
            yield _draft(ctx, row, fact, "loan.repayment", moved), fact
        accrued = (state.recognised_before - paid.interest).minor
        if accrued:
            moved = [(own[Role.INTEREST_RECEIVABLE], accrued), (income, -accrued)]
            yield _draft(ctx, row, None, "loan.accrual", moved), None


def _shared_accounts(ctx: Context, rows: Sequence[Loan]) -> dict[tuple[str, Role], UUID]:
    pack = institution_pack()
    places = [
        (term, role)
        for term in sorted({row.term_class for row in rows})
        for role in (Role.FEE_INCOME, Role.INTEREST_INCOME)
    ]
    opened = ledger.open_accounts(
        ctx,
        [
            ledger.AccountKey(
                code=pack.account_for(role, term=term),
                currency=rows[0].currency,
                branch_id=rows[0].branch_id,
            )
            for term, role in places
        ],
    )
    return dict(zip(places, opened, strict=True))


def _fact(
    ctx: Context, row: Loan, order: int, kind: str, value_date: date, amount_minor: int
) -> LoanFact:
    return LoanFact(
        id=ctx.new_id(),
        loan_id=row.id,
        kind=kind,
        value_date=value_date,
        recorded_date=value_date,
        order=order,
        amount_minor=amount_minor,
        command_id=ctx.command_id,
    )


def _draft(
    ctx: Context, row: Loan, fact: LoanFact | None, kind: str, moved: Sequence[tuple[UUID, int]]
) -> ledger.Draft:
    """An entry of the day of its fact, or of the day before the take-over."""
    draft = ledger.Draft(
        id=ctx.new_id(),
        kind=kind,
        value_date=fact.value_date if fact else ctx.business_date - ONE_DAY,
        lines=tuple(
            ledger.debit(account_id, Money(net, row.currency)) for account_id, net in moved if net
        ),
        reference=row.number,
        branch_id=row.branch_id,
    )
    if fact is not None:
        fact.entry_id = draft.id
    return draft


def _progress(
    ctx: Context,
    row: Loan,
    offer: _Offer,
    accounts: dict[tuple[UUID, Role], UUID],
) -> LoanProgress:
    """What the next close starts from."""
    yesterday = ctx.business_date - ONE_DAY
    return LoanProgress(
        loan_id=row.id,
        principal_account_id=accounts[(row.id, Role.PRINCIPAL)],
        as_of_date=yesterday,
        recognised_interest_minor=offer.stand.recognised_before.minor,
        penalty_through_date=yesterday,
    )
