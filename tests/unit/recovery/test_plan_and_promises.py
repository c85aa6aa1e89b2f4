"""The plan of recovery and the fate of promises, without a database."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.recovery.calc.plan import (
    USUAL,
    Plan,
    PlanInvalid,
    Step,
    StepKind,
    plan_from_plain,
    plan_to_plain,
)
from nafa.recovery.calc.promises import PromiseStatus, outcome

DAY = date(2026, 3, 10)


def step(code: str, days: int) -> Step:
    return Step(code, StepKind.CALL, days)


@pytest.mark.parametrize(
    ("steps", "place", "reason"),
    [
        ((), 0, "count"),
        (tuple(step(f"s{n}", n) for n in range(1, 14)), 0, "count"),
        ((step("a", 0),), 1, "days"),
        ((step("a", 5), step("b", 5)), 2, "days"),
        ((step("a", 5), step("b", 4_000)), 2, "days"),
        ((step("a", 5), step("a", 9)), 2, "code"),
        ((step("", 5),), 1, "code"),
    ],
)
def test_plans_that_cannot_be_followed(steps: tuple[Step, ...], place: int, reason: str) -> None:
    with pytest.raises(PlanInvalid) as refused:
        Plan(steps)
    assert (refused.value.place, refused.value.reason) == (place, reason)


@pytest.mark.parametrize(("hours"), [(20, 7), (8, 8), (-1, 9), (8, 25)])
def test_hours_that_are_none(hours: tuple[int, int]) -> None:
    with pytest.raises(PlanInvalid):
        Plan((step("a", 1),), *hours)


@given(
    days=st.lists(st.integers(1, 400), min_size=1, max_size=12, unique=True).map(sorted),
    late=st.integers(1, 500),
    data=st.data(),
)
def test_the_step_due_is_the_furthest_reached_and_never_goes_back(
    days: list[int], late: int, data: st.DataObject
) -> None:
    plan = Plan(tuple(step(f"s{n}", n) for n in days))
    done = data.draw(st.sets(st.sampled_from([one.code for one in plan.steps])))

    due = plan.due(late, done)

    reached = [n for n in days if n <= late]
    furthest_done = max((int(code[1:]) for code in done), default=0)
    if not reached or furthest_done >= reached[-1]:
        assert due is None
    else:
        assert due is not None and due.days_late == reached[-1]


def test_a_plan_is_kept_and_read_again() -> None:
    assert plan_from_plain(plan_to_plain(USUAL)) == USUAL
    with pytest.raises(PlanInvalid):
        plan_from_plain({**plan_to_plain(USUAL), "steps": [["a", "DANCE", 1]]})


@pytest.mark.parametrize(
    ("at", "may"),
    [
        (datetime(2026, 3, 10, 6, 59), False),
        (datetime(2026, 3, 10, 7, 0), True),
        (datetime(2026, 3, 10, 19, 59), True),
        (datetime(2026, 3, 10, 20, 0), False),
        (datetime(2026, 3, 15, 10, 0), False),  # a Sunday
    ],
)
def test_when_people_may_be_contacted(at: datetime, may: bool) -> None:
    assert USUAL.allows(at) is may


@given(
    promised=st.integers(1, 1_000),
    paid=st.integers(0, 1_500),
    ahead=st.integers(-5, 5),
)
def test_a_promise_is_open_until_its_day_has_ended_unless_all_is_paid(
    promised: int, paid: int, ahead: int
) -> None:
    found = outcome(
        promised_minor=promised, paid_minor=paid, due_date=DAY + timedelta(ahead), day_ended=DAY
    )
    expected = {
        (True, True): PromiseStatus.KEPT,
        (True, False): PromiseStatus.KEPT,
        (False, True): PromiseStatus.OPEN,
        (False, False): PromiseStatus.PARTLY if paid else PromiseStatus.BROKEN,
    }[paid >= promised, ahead > 0]
    assert found is expected
