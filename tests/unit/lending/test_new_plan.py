"""A new plan in the life of a loan: deferment, rescheduling, restructuring, early money."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nafa.lending.calc.choices import SettlementInterest
from nafa.lending.calc.later_dates import put_off
from nafa.lending.calc.loan_events import EventKind as K
from nafa.lending.calc.loan_events import LoanEvent, NewCharge
from nafa.lending.calc.loan_state import LoanState, LoanStatus
from nafa.lending.calc.new_plan import (
    NewPlan,
    PlanKind,
    UnpaidInterest,
    check_plan,
    plan_from_plain,
    plan_to_plain,
)
from nafa.lending.calc.parts import Component
from nafa.lending.calc.postings import balances
from nafa.lending.calc.refusals import TermsRefused
from nafa.lending.calc.replay import replay
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.terms import Terms
from nafa.lib.calendars import EVERY_DAY
from nafa.lib.money import total
from nafa.lib.periods import add_months
from unit.lending.loans import START, any_terms, disbursed, event, terms, xof

Life = tuple[Terms, list[LoanEvent], date]
DAY = timedelta(days=1)


def state(some: Terms, *events: LoanEvent, on: date, closed: date | None = None) -> LoanState:
    facts = [disbursed(some.disbursement_date), *events]
    return replay(some, build_schedule(some), facts, on=on, closed_through=closed)


def agreed(id: str, on: date, plan: NewPlan, *, order: int = 0) -> LoanEvent:
    return LoanEvent(id, K.REPLANNED, on, order, plan=plan)


def months(first: date, count: int) -> tuple[date, ...]:
    return tuple(add_months(first, number) for number in range(count))


RATED = (PlanKind.RESTRUCTURING, PlanKind.INDEX)


@st.composite
def plans(draw: st.DrawFn, on: date) -> NewPlan:
    """Any plan that may be agreed on a day."""
    gaps = draw(st.lists(st.integers(1, 45), min_size=1, max_size=8))
    dates, day = [], on
    for gap in gaps:
        day += timedelta(days=gap)
        dates.append(day)
    kinds = [one for one in PlanKind if one not in (PlanKind.PREPAYMENT, PlanKind.TRANCHE)]
    kind = draw(st.sampled_from(kinds))
    free = draw(st.booleans()) and kind is PlanKind.DEFERMENT
    start = on + timedelta(days=draw(st.integers(0, gaps[0] - 1))) if free else None
    rate = draw(st.decimals("0", "60", places=2)) if kind in RATED else None
    return NewPlan(kind, tuple(dates), start, rate, draw(st.sampled_from(UnpaidInterest)))


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A loan and what happens to it, new plans among it."""
    some = draw(any_terms())
    events, whole = [], some.principal.minor
    for number in range(draw(st.integers(1, 7))):
        day = some.disbursement_date + timedelta(days=draw(st.integers(0, 200)))
        amount = draw(st.integers(1, max(whole // 3, 1)))
        kind = draw(st.sampled_from([K.REPAID, K.REPAID, K.PREPAID, K.REPLANNED, K.FEE, K.WAIVED]))
        made = LoanEvent(f"e{number}", kind, day, number, xof(amount))
        if kind is K.REPLANNED:
            made = agreed(made.id, day, draw(plans(day)), order=number)
        elif kind is K.WAIVED:
            kinds = [Component.INTEREST, Component.PENALTY, Component.FEE]
            made = made._replace(component=draw(st.sampled_from(kinds)))
        elif kind is K.FEE:
            due = day + timedelta(days=draw(st.integers(0, 90)))
            made = made._replace(amount=xof(amount % 1000 + 1), charge=NewCharge("Frais", due))
        events.append(made)
    return some, events, some.disbursement_date + timedelta(days=draw(st.integers(0, 300)))


def told(some: Terms, events: list[LoanEvent], on: date) -> LoanState | str:
    """The state, or the refusal of facts that make no loan."""
    try:
        return state(some, *events, on=on)
    except ValueError as refused:
        return str(refused).split(":")[0]


@settings(max_examples=150)
@given(lives())
def test_whatever_plans_are_made_the_books_balance_and_every_franc_is_somewhere(life):
    found = told(*life)
    assume(isinstance(found, LoanState))
    assert isinstance(found, LoanState)

    assert total(balances(found).values(), currency="XOF") == xof(0)
    assert not found.outstanding_principal.is_negative
    assert not found.interest_receivable.is_negative
    assert not found.penalty_receivable.is_negative
    received = total((one.parts.sum + one.remainder for one in found.shares), currency="XOF")
    assert received == found.paid.sum + found.overpaid + found.waived.sum
    if found.status is LoanStatus.CLOSED:
        assert found.outstanding_principal == found.interest_receivable == xof(0)
    else:
        owed = total((due.parts.principal for due in found.dues), currency="XOF")
        assert owed == found.outstanding_principal


@given(lives())
def test_a_plan_repays_exactly_what_is_owed_in_the_order_of_its_dates(life):
    found = told(*life)
    assume(isinstance(found, LoanState) and found.plan is not None)
    assert isinstance(found, LoanState)
    assert found.plan is not None

    for row in found.plan:
        assert min(row.principal.minor, row.interest.minor, row.fee.minor, row.carried.minor) >= 0
        assert row.carried <= row.interest
    dates = [row.due_date for row in found.plan]
    assert dates == sorted(dates)
    if found.status is LoanStatus.ACTIVE:
        lent = found.disbursed + found.capitalised
        assert total((row.principal for row in found.plan), currency="XOF") == lent


@given(lives(), st.randoms(use_true_random=False))
def test_the_order_in_which_plans_arrive_does_not_matter(life, random):
    some, events, on = life
    shuffled = list(events)
    random.shuffle(shuffled)

    assert told(some, shuffled, on) == told(some, events, on)


@given(lives(), st.data())
def test_a_plan_taken_back_never_was(life, data):
    some, events, on = life
    day = some.disbursement_date + timedelta(days=data.draw(st.integers(0, 200)))
    mistake = agreed("oops", day, data.draw(plans(day)), order=50)
    undo = event("undo", K.REVERSED, on, order=51, target="oops")

    assert told(some, [*events, mistake, undo], on) == told(some, events, on)


@given(lives(), st.data())
def test_earned_interest_does_not_jump_when_a_plan_is_made(life, data):
    some, events, on = life
    before = told(some, [one for one in events if one.value_date <= on], on)
    assume(isinstance(before, LoanState) and before.status is LoanStatus.ACTIVE)
    plan = agreed("plan", on, data.draw(plans(on)), order=99)

    after = told(some, [*(one for one in events if one.value_date <= on), plan], on)

    assert isinstance(before, LoanState)
    assert isinstance(after, LoanState)
    assert after.recognised_interest == before.recognised_interest
    if after.capitalised == before.capitalised:
        assert after.recognised_before == before.recognised_before
        assert balances(after) == balances(before)


@given(lives(), st.data())
def test_who_pays_a_plan_on_its_days_has_repaid_the_loan(life, data):
    some, events, on = life
    some = terms(**{name: getattr(some, name) for name in ("approved", "rate", "count",
                 "interest", "amortisation", "unit", "every", "disbursement_date")})  # fmt: skip
    plan = agreed("plan", on, data.draw(plans(on)), order=99)
    kept = [one for one in events if one.value_date <= on and one.kind is not K.FEE]
    found = told(some, [*kept, plan], on)
    assume(isinstance(found, LoanState) and found.status is LoanStatus.ACTIVE)
    assert isinstance(found, LoanState)
    paid = [
        event(f"pay{due.number}", K.REPAID, max(due.due_date, on), due.parts.sum.minor, order=200)
        for due in found.dues
        if due.parts.sum
    ]

    last = max(due.due_date for due in found.dues)
    after = state(some, *kept, plan, *paid, on=max(last, on))

    assert (after.status, after.overpaid) == (LoanStatus.CLOSED, xof(0))
    assert after.outstanding_principal == xof(0)


@given(st.data())
def test_a_plan_is_kept_as_plain_data(data: st.DataObject) -> None:
    plan = data.draw(plans(START))

    assert plan_from_plain(json.loads(json.dumps(plan_to_plain(plan)))) == plan
    check_plan(plan, on=START)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"due_dates": ()}, "count"),
        ({"due_dates": (START,)}, "first_due_date"),
        ({"due_dates": (START + 9 * DAY, START + 9 * DAY)}, "first_due_date"),
        ({"interest_from": START - DAY}, "interest_from"),
        ({"interest_from": START + 30 * DAY}, "interest_from"),
        ({"rate": Decimal("-1")}, "rate"),
        ({"rate": Decimal("Infinity")}, "rate"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(
    changes: dict[str, object], field: str
) -> None:
    plan = NewPlan(PlanKind.RESCHEDULING, (START + 30 * DAY,))._replace(**changes)  # type: ignore[arg-type]

    with pytest.raises(TermsRefused) as refused:
        check_plan(plan, on=START)

    assert refused.value.field == field


def test_dates_are_put_off_by_periods_or_until_a_day() -> None:
    due = months(date(2026, 2, 28), 3)

    by_two = put_off(terms(), due, periods=2, until=None, on=START, calendar=EVERY_DAY)
    until = put_off(terms(), due, periods=0, until=date(2026, 6, 15), on=START, calendar=EVERY_DAY)

    assert by_two == (date(2026, 4, 28), date(2026, 5, 28), date(2026, 6, 28))
    assert until == (date(2026, 6, 15), date(2026, 7, 15), date(2026, 8, 15))


def test_what_would_still_lie_in_the_past_falls_together_with_the_first_date() -> None:
    due = months(date(2026, 2, 28), 3)
    on = date(2026, 5, 10)

    assert put_off(terms(), due, periods=1, until=None, on=on, calendar=EVERY_DAY) == (
        date(2026, 5, 28),
    )
    for refused in ({"periods": 0}, {"until": date(2026, 2, 20)}):
        asked = {"periods": 0, "until": None, **refused}
        with pytest.raises(TermsRefused):
            put_off(terms(), due, on=on, calendar=EVERY_DAY, **asked)  # type: ignore[arg-type]
    with pytest.raises(TermsRefused):
        put_off(terms(), (), periods=1, until=None, on=on, calendar=EVERY_DAY)


def test_early_money_on_a_loan_that_asks_for_the_whole_term_counts_to_the_due_date() -> None:
    some = terms(settlement=SettlementInterest.UNTIL_THE_DUE_DATE)
    on = START + timedelta(days=10)

    after = state(some, event("e", K.PREPAID, on, 515_000, order=1), on=on)

    assert after.paid.interest == xof(15_000)
    assert after.outstanding_principal == xof(500_000)
    assert after.plan is not None
    assert after.plan[1].interest == xof(0)
