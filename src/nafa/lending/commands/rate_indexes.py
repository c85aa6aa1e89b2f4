"""Indexes of rates: defining one, stating its value, and letting the loans follow it."""

from datetime import date
from decimal import Decimal

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.wording import date_words, percent_words
from nafa.lending import index_errors
from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.loan_state import LoanStatus
from nafa.lending.calc.new_plan import PlanKind
from nafa.lending.calc.rate_index import HIGHEST
from nafa.lending.commands._fact_sets import record_events
from nafa.lending.events import RateFollowed
from nafa.lending.models import IndexValue, Instalment, Loan, LoanFact, RateChange, RateIndex
from nafa.lending.queries.folding import folds
from nafa.lending.queries.offers import effective_rate_of_the_rest, usury_ceiling
from nafa.lending.queries.products import products
from nafa.lending.queries.rate_indexes import (
    follower_count,
    index_percent,
    indexed_rate,
    rate_of_loan,
)
from nafa.lending.queries.state import Folded
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
    """Refuses: IndexAboveUsury, naming the first product that would be above the ceiling."""
    usury = usury_ceiling(on)
    for product in products():
        rule = product.rules.index
        if rule is None or rule.code != code or usury is None:
            continue
        rate = rule.rate(percent, usury=usury)
        if rate > usury:
            raise index_errors.IndexAboveUsury(
                product=product.code, rate=percent_words(rate), ceiling=percent_words(usury)
            )


@command(permission="day.close", during_close=True)
def follow_indexes(ctx: Context, *, day: date) -> int:
    """Let the running loans that have an instalment due on a day take the rate of their index.

    What fell due stays; the coming instalments are laid anew. How many loans changed their rate.
    """
    if not RateIndex.objects.exists():
        return 0
    due = Loan.objects.select_for_update(of=("self",)).filter(
        status=Loan.Status.ACTIVE,
        version__rules__has_key="index",
        id__in=Instalment.objects.filter(due_date=day).values("loan_id"),
    )
    loans = list(due.select_related("version").order_by("id"))
    changes = [
        (folded, event)
        for folded in folds(loans, on=ctx.business_date).values()
        if (event := _change(ctx, folded, day=day)) is not None
    ]
    _keep_changes(day, changes, record_events(ctx, changes))
    for folded, event in changes:
        loan, plan = folded.loan, event.plan
        if plan is not None and plan.rate is not None:
            ctx.publish(RateFollowed(loan.id, loan.number, loan.officer_id, str(plan.rate)))
    return len(changes)


def _keep_changes(
    day: date, changes: list[tuple[Folded, LoanEvent]], facts: list[LoanFact]
) -> None:
    """Keep each rate with the effective rate of what is left, for the page and the letter."""
    kept = []
    loans = [before.loan for before, _ in changes]
    after = folds(loans, on=day)
    for (before, event), fact in zip(changes, facts, strict=True):
        known, plan = rate_of_loan(before), event.plan
        assert known is not None
        assert plan is not None
        assert plan.rate is not None
        coming = tuple(row for row in after[fact.loan_id].schedule if row.due_date > day)
        kept.append(
            RateChange(
                fact=fact, loan_id=fact.loan_id, index_id=known.rule.code, from_date=day,
                former_percent=known.rate, percent=plan.rate,
                index_percent=index_percent(known.rule.code, on=day),
                teg_percent=effective_rate_of_the_rest(before.terms, coming, on=day),
            )
        )  # fmt: skip
    RateChange.objects.bulk_create(kept)


def _change(ctx: Context, folded: Folded, *, day: date) -> LoanEvent | None:
    """The fact of a new rate; nothing where the rate is the same or no instalment comes."""
    known = rate_of_loan(folded)
    if folded.schedule[-1].due_date <= day or known is None or not known.follows:
        return None
    if folded.state.status is not LoanStatus.ACTIVE:
        return None
    rate = indexed_rate(known.rule, on=day)
    if rate == known.rate:
        return None
    plan = plan_of_coming(folded, PlanKind.INDEX, rate=rate)
    return LoanEvent(str(ctx.new_id()), EventKind.REPLANNED, day, 0, plan=plan)
