"""Interest earned by day, lateness, and penalties against a reference model day by day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.arrears import arrears
from nafa.lending.calc.choices import PenaltyBase
from nafa.lending.calc.loan_state import LoanState
from nafa.lending.calc.replay import replay
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.servicing.instalments import DueRow
from nafa.lending.calc.servicing.penalties import (
    DENOMINATOR,
    PenaltyProgress,
    Settled,
    Timeline,
    advance,
    charged,
    percent_millionths,
)
from nafa.lending.calc.terms import Penalty, Terms
from nafa.lib.money import Money, total
from unit.lending.loans import START, any_terms, disbursed, penalties, terms, xof

D = Decimal
SCHEDULE = build_schedule(terms())
FIRST, SECOND = SCHEDULE[0].due_date, SCHEDULE[1].due_date
ROWS = [DueRow(row.due_date, row.principal.minor, row.interest.minor) for row in SCHEDULE]


def out(some: Terms, on: date) -> LoanState:
    """The loan on a day, nothing having been paid."""
    return replay(some, build_schedule(some), [disbursed(some.disbursement_date)], on=on)


def accrued(some: Terms, on: date) -> Money:
    return out(some, on).accrued_interest


@given(any_terms())
def test_the_last_day_of_a_period_has_earned_exactly_its_interest(some: Terms):
    schedule = build_schedule(some)

    for place, row in enumerate(schedule):
        so_far = total((r.interest for r in schedule[: place + 1]), currency="XOF")
        later = [r for r in schedule[place + 1 :] if r.due_date == row.due_date]
        so_far = so_far + total((r.interest for r in later), currency="XOF")
        assert accrued(some, row.due_date) == so_far


@given(any_terms(), st.integers(0, 400))
def test_earned_interest_never_shrinks(some: Terms, days: int):
    day = some.disbursement_date + timedelta(days=days)

    today, tomorrow = (accrued(some, day + timedelta(days=n)) for n in (0, 1))

    assert xof(0) <= today <= tomorrow


def test_earned_interest_is_the_floor_of_the_days_share():
    later = out(terms(), FIRST + timedelta(days=10))

    assert accrued(terms(), START) == xof(0)
    assert accrued(terms(), START + timedelta(days=1)) == xof(15_000 * 1 // 28)
    assert later.accrued_interest == xof(15_000 + 13_850 * 10 // 31)
    assert later.recognised_before == xof(15_000 + 13_850 * 9 // 31)


def late(paid: int, on: date):
    return arrears(SCHEDULE, settled_principal=xof(paid), settled_interest=xof(0), on=on)


def test_due_today_is_unpaid_but_not_late():
    today = late(0, FIRST)

    assert (today.oldest_number, today.days_late, today.is_late) == (1, 0, False)
    assert today.overdue == xof(0)


def test_the_day_after_is_one_day_late():
    tomorrow = late(0, FIRST + timedelta(days=1))

    assert (tomorrow.oldest_due_date, tomorrow.days_late, tomorrow.is_late) == (FIRST, 1, True)
    assert tomorrow.overdue == xof(91_680)


def test_a_paid_instalment_is_no_longer_the_oldest():
    paid = arrears(
        SCHEDULE,
        settled_principal=xof(76_680),
        settled_interest=xof(15_000),
        on=SECOND + timedelta(days=3),
    )

    assert (paid.oldest_number, paid.days_late) == (2, 3)
    assert paid.overdue_interest == xof(13_850)


def test_nothing_late_before_the_first_due_date():
    assert late(0, START) == (None, None, 0, xof(0), xof(0))


@given(any_terms(), st.integers(0, 10**9), st.integers(0, 600))
def test_the_oldest_unpaid_is_the_first_whose_cumulative_due_exceeds_what_is_settled(
    some, paid, days
):
    schedule, on = build_schedule(some), some.disbursement_date + timedelta(days=days)
    principal = min(xof(paid), some.principal)

    found = arrears(schedule, settled_principal=principal, settled_interest=xof(0), on=on)

    cumulative, expected = 0, None
    for row in schedule:
        cumulative += row.principal.minor + row.interest.minor
        if expected is None and row.due_date <= on and cumulative > principal.minor:
            expected = row.number
    assert found.oldest_number == expected


YEARLY = Penalty(base=PenaltyBase.OVERDUE_TOTAL, percent_per_year=D("36.5"), grace_days=2)
NOBODY = Settled(0, 0)


def close(penalty, through, settled=NOBODY, start=START):
    timeline = Timeline.of(ROWS, penalty)
    return advance(PenaltyProgress(start), timeline, penalty, settled, through=through)


def test_a_penalty_starts_after_the_grace():
    principal = 1_000_000

    assert charged(close(YEARLY, FIRST + timedelta(days=2)), YEARLY, principal=principal) == (0)
    one_day = close(YEARLY, FIRST + timedelta(days=3))
    assert one_day.numerator == 91_680 * 36_500_000
    assert charged(one_day, YEARLY, principal=principal) == (91)


@given(penalties.filter(bool), st.integers(0, 500), st.integers(0, 500), st.integers(0, 10**6))
def test_closing_a_stretch_is_closing_each_of_its_days(penalty, first, second, paid):
    settled = Settled(paid, 0)
    start, end = START + timedelta(days=first), START + timedelta(days=first + second)

    at_once = close(penalty, end, settled, start)

    day_by_day = PenaltyProgress(start)
    for n in range(1, second + 1):
        day_by_day = advance(
            day_by_day,
            Timeline.of(ROWS, penalty),
            penalty,
            settled,
            through=start + timedelta(days=n),
        )
    assert day_by_day == at_once


@given(st.integers(0, 500), st.integers(0, 10**6))
def test_the_numerator_is_the_sum_of_daily_bases(days, paid):
    penalty = Penalty(base=PenaltyBase.OVERDUE_PRINCIPAL, percent_per_year=D(12), grace_days=4)
    settled = Settled(paid, 0)

    progress = close(penalty, START + timedelta(days=days), settled)

    bases = (
        Timeline.of(ROWS, penalty).base(penalty, settled, on=START + timedelta(days=n))
        for n in range(1, days + 1)
    )
    assert progress.numerator == sum(bases) * 12_000_000
    assert DENOMINATOR == 100 * 10**6 * 365


def test_a_flat_penalty_falls_once_on_each_missed_instalment():
    flat = Penalty(base=PenaltyBase.FLAT, flat_per_instalment=xof(500), grace_days=1)

    missed_two = close(flat, SECOND + timedelta(days=40))
    paid_one = close(flat, SECOND + timedelta(days=20), Settled(76_680, 15_000))

    assert charged(missed_two, flat, principal=10**6) == (1500)
    assert charged(paid_one, flat, principal=10**6) == (500)


def test_the_cap_holds_and_closed_days_stay_closed():
    capped = Penalty(base=PenaltyBase.OVERDUE_TOTAL, percent_per_year=D(1000), cap_percent=D("0.5"))
    progress = close(capped, SECOND)

    assert charged(progress, capped, principal=10**6) == (5000)
    timeline = Timeline.of(ROWS, capped)
    assert advance(progress, timeline, capped, NOBODY, through=FIRST) == progress
    assert percent_millionths(D("0.000001")) == 1


@pytest.mark.parametrize(
    ("base", "expected"),
    [(PenaltyBase.OVERDUE_PRINCIPAL, 76_680), (PenaltyBase.OVERDUE_TOTAL, 91_680)],
)
def test_the_base_of_a_penalty(base, expected):
    penalty = Penalty(base=base, percent_per_year=D(1))

    base = Timeline.of(ROWS, penalty).base(penalty, NOBODY, on=FIRST + timedelta(days=1))
    assert base == expected
