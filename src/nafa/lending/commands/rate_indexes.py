"""Indexes of rates: defining one, stating its value, and letting the loans follow it."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.secrets.files import store_file
from nafa.kernel.wording import date_words, percent_words
from nafa.lending import index_errors
from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.loan_state import LoanStatus
from nafa.lending.calc.new_plan import PlanKind
from nafa.lending.calc.rate_index import HIGHEST, highest_lawful
from nafa.lending.commands._fact_sets import record_events
from nafa.lending.documents.rate_notice import notice_pdf
from nafa.lending.events import RateFollowed, RateHeld
from nafa.lending.models import IndexValue, Instalment, Loan, LoanFact, RateChange, RateIndex
from nafa.lending.queries.folding import folds
from nafa.lending.queries.offers import (
    effective_rate_of_the_rest,
    lowest_effective_rate,
    usury_ceiling,
)
from nafa.lending.queries.products import products
from nafa.lending.queries.rate_indexes import (
    RateOfLoan,
    follower_count,
    index_percent,
    indexed_rate,
    last_change,
    rate_of_loan,
)
from nafa.lending.queries.reading import known_fold
from nafa.lending.queries.state import Folded, find_loan
from nafa.lending.queries.tranches import plan_of_coming


@command(permission="lending.define_product")
def define_index(ctx: Context, *, code: str, name: str, source: str) -> str:
    """Make an index known, with who publishes it. Refuses: InvalidInput, IndexCodeTaken."""
    del ctx
    code = code.strip().upper()
    for field, value in (("code", code), ("name", name.strip()), ("source", source.strip())):
        if not value:
            raise InvalidInput(field=field, reason="empty")
    if RateIndex.objects.filter(code=code).exists():
        raise index_errors.IndexCodeTaken(code=code)
    RateIndex.objects.create(code=code, name=name.strip(), source=source.strip())
    return code


@command(permission="lending.define_product")
def state_index(
    ctx: Context, *, code: str, effective_date: date, percent: Decimal, source: str
) -> int:
    """State what an index is from a day on; how many running loans will follow.

    Each takes the new rate at its first due date from that day on. Refuses: NotFound, InvalidInput,
    IndexBackdated, IndexStated, IndexAboveUsury (a product that does not cap its rate).
    """
    if not RateIndex.objects.filter(code=code).exists():
        raise NotFound(kind="index", id=code)
    if not source.strip():
        raise InvalidInput(field="source", reason="empty")
    if not percent.is_finite() or abs(percent) > HIGHEST or percent != round(percent, 6):
        raise InvalidInput(field="percent", reason=str(percent))
    if effective_date < ctx.business_date:
        raise index_errors.IndexBackdated(day=date_words(effective_date))
    if IndexValue.objects.filter(index_id=code, effective_date=effective_date).exists():
        raise index_errors.IndexStated(code=code, day=date_words(effective_date))
    _demand_lawful(code, percent, on=ctx.business_date)
    IndexValue.objects.create(
        id=ctx.new_id(), index_id=code, effective_date=effective_date, percent=percent,
        source=source.strip(), stated_by_id=ctx.actor_id, stated_at=ctx.now,
    )  # fmt: skip
    return follower_count(code)


def _demand_lawful(code: str, percent: Decimal, *, on: date) -> None:
    """Refuses: IndexAboveUsury, naming the first product whose every loan would be above the
    ceiling, its fees counted."""
    usury = usury_ceiling(on)
    for product in products():
        rule = product.rules.index
        if rule is None or rule.code != code or usury is None:
            continue
        rate = rule.rate(percent, usury=usury)
        if not rule.caps_at_usury:
            rate = max(rate, lowest_effective_rate(product.rules, on=on, rate=rate))
        if rate > usury:
            raise index_errors.IndexAboveUsury(
                product=product.code, rate=percent_words(rate), ceiling=percent_words(usury)
            )


@command(permission="day.close", during_close=True)
def follow_indexes(ctx: Context, *, day: date) -> int:
    """Let the running loans that have an instalment due on a day take the rate of their index.

    What fell due stays; the coming instalments are laid anew. A rate does not rise so far that the
    effective rate of the rest is above the usury ceiling of the day: it is held at the highest that
    is lawful, and the officer is told. How many loans changed their rate.
    """
    if not RateIndex.objects.exists():
        return 0
    due = Loan.objects.select_for_update(of=("self",)).filter(
        status=Loan.Status.ACTIVE,
        version__rules__has_key="index",
        id__in=Instalment.objects.filter(due_date=day).values("loan_id"),
    )
    loans = list(due.select_related("version").order_by("id"))
    moves = [
        move
        for folded in folds(loans, on=ctx.business_date).values()
        if (move := _move(folded, day=day)) is not None
    ]
    changes = [move for move in moves if move.rate != move.known.rate]
    events = [(move.folded, _event(ctx, move, day=day)) for move in changes]
    _keep_changes(day, changes, record_events(ctx, events))
    for move in moves:
        _tell(ctx, move)
    return len(changes)


class _Move(NamedTuple):
    """A loan whose index gives another rate: what it bears, was to take, takes, and the effective
    rate of the rest with that."""

    folded: Folded
    known: RateOfLoan
    wanted: Decimal
    rate: Decimal
    teg: Decimal
    ceiling: Decimal | None


def _move(folded: Folded, *, day: date) -> _Move | None:
    """What a loan takes; nothing where the rate is the same or no instalment comes."""
    known = rate_of_loan(folded)
    if folded.schedule[-1].due_date <= day or known is None or not known.follows:
        return None
    if folded.state.status is not LoanStatus.ACTIVE:
        return None
    wanted, ceiling = indexed_rate(known.rule, on=day), usury_ceiling(day)
    if wanted == known.rate:
        return None

    def teg_at(rate: Decimal) -> Decimal:
        after = folded.with_event(_planned(folded, rate, day=day, fact_id="preview"))
        coming = tuple(row for row in after.schedule if row.due_date > day)
        return effective_rate_of_the_rest(folded.terms, coming, on=day)

    rate = wanted
    if ceiling is not None and wanted > known.rate:
        rate = highest_lawful(known.rate, wanted, teg_at, ceiling=ceiling)
    return _Move(folded, known, wanted, rate, teg_at(rate), ceiling)


def _planned(folded: Folded, rate: Decimal, *, day: date, fact_id: str) -> LoanEvent:
    plan, order = plan_of_coming(folded, PlanKind.INDEX, rate=rate), len(folded.events) + 1
    return LoanEvent(fact_id, EventKind.REPLANNED, day, order, plan=plan)


def _event(ctx: Context, move: _Move, *, day: date) -> LoanEvent:
    return _planned(move.folded, move.rate, day=day, fact_id=str(ctx.new_id()))


def _keep_changes(day: date, changes: list[_Move], facts: list[LoanFact]) -> None:
    """Keep each rate with the effective rate of what is left, for the page and the letter."""
    RateChange.objects.bulk_create(
        RateChange(
            fact=fact, loan_id=fact.loan_id, index_id=move.known.rule.code, from_date=day,
            former_percent=move.known.rate, percent=move.rate, wanted_percent=move.wanted,
            index_percent=index_percent(move.known.rule.code, on=day),
            teg_percent=move.teg, ceiling_percent=move.ceiling,
        )
        for move, fact in zip(changes, facts, strict=True)
    )  # fmt: skip


def _tell(ctx: Context, move: _Move) -> None:
    """The borrower is to be told of a new rate, the officer of one that the ceiling holds."""
    loan = move.folded.loan
    if move.rate != move.known.rate:
        ctx.publish(RateFollowed(loan.id, loan.number, loan.officer_id, str(move.rate)))
    if move.rate < move.wanted:
        told = str(move.rate), str(move.wanted), str(move.ceiling)
        ctx.publish(RateHeld(loan.id, loan.number, loan.officer_id, *told))


@command(permission="lending.apply")
def write_rate_letter(ctx: Context, *, loan_id: UUID) -> UUID:
    """The letter about the last new rate of a loan as a PDF in the borrower's language, kept sealed
    with its digest; one that was written stays. The id of the file.

    Refuses: NotFound (no such loan, no new rate), OtherBranch.
    """
    loan = find_loan(ctx, loan_id, lock=True)
    change = last_change(loan.id)
    if change is None:
        raise NotFound(kind="letter", id=loan.number)
    if change.letter_id is None:
        folded = known_fold(loan, on=ctx.business_date)
        pdf = notice_pdf(ctx, folded=folded, change=change)
        change.letter_id = store_file(ctx, content=pdf, media_type="application/pdf")
        change.letter_digest = hashlib.sha256(pdf).hexdigest()
        change.save(update_fields=["letter", "letter_digest"])
    ctx.concerns("loan", loan.id)
    return change.letter_id
