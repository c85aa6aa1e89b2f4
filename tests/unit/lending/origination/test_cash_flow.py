"""Capacity to repay: a worked budget, and what holds for every budget."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.origination.cash_flow import (
    Amount,
    CashFlow,
    CashFlowRefused,
    Debt,
    SalesDay,
    capacity,
)

# A cloth seller: 2 good days at 40 000, 4 usual at 20 000; goods cost 70 % of sales.
SELLER = CashFlow(
    days=(SalesDay(40_000, 2), SalesDay(20_000, 4)),
    goods_percent=70,
    season_percent=(100, 100, 100, 100, 100, 100, 50, 50, 100, 100, 100, 200),
    costs=(Amount("Loyer de l'étal", 30_000),),
    household_income=(Amount("Salaire du conjoint", 60_000),),
    household_expenses=(Amount("Nourriture", 90_000),),
    debts=(Debt("Tontine", 10_000, 2),),
)


def test_the_worked_month_of_the_handbook():
    usual = SELLER.month(1, after_months=0, own_debt_minor=5_000)

    assert SELLER.usual_sales_minor == 693_333  # 160 000 a week x 52 / 12
    assert (usual.sales_minor, usual.goods_minor) == (693_333, 485_334)
    assert usual.left_minor == 693_333 - 485_334 - 30_000 + 60_000 - 90_000 - 15_000


def test_a_declared_debt_ends_and_the_season_bites():
    later, poor = (SELLER.month(m, after_months=n, own_debt_minor=0) for m, n in ((3, 2), (7, 6)))

    assert later.debts_minor == 0
    assert poor.sales_minor == 346_666


def test_the_months_that_do_not_hold_are_named():
    found = capacity(
        SELLER, dues={(2026, 6): 60_000, (2026, 7): 60_000}, own_dues={}, start=(2026, 1)
    )

    assert [(one.year, one.month) for one in found.short_months(70)] == [(2026, 7)]
    assert found.burden_percent == 137  # 60 000 of 43 999 left in July


def test_a_month_with_nothing_left_has_no_burden_but_is_short():
    broke = replace(SELLER, household_expenses=(Amount("Nourriture", 900_000),))

    found = capacity(broke, dues={(2026, 1): 1_000}, own_dues={}, start=(2026, 1))

    assert found.burden_percent is None
    assert len(found.short_months(100)) == 1


amounts = st.integers(0, 10**8)


@given(amounts, amounts, amounts, st.integers(0, 100), st.integers(1, 100))
def test_more_debt_never_raises_capacity(sales, own, more, goods, ceiling):
    flow = CashFlow(days=(SalesDay(sales, 6),), goods_percent=goods)
    dues = {(2026, 1): 50_000}

    before = capacity(flow, dues=dues, own_dues={(2026, 1): own}, start=(2026, 1))
    after = capacity(flow, dues=dues, own_dues={(2026, 1): own + more}, start=(2026, 1))

    assert after.checks[0].allowed_minor(ceiling) <= before.checks[0].allowed_minor(ceiling)
    assert after.debt_ratio_percent >= before.debt_ratio_percent


@given(amounts, st.integers(1, 100))
def test_what_is_allowed_never_exceeds_what_is_left(sales, ceiling):
    flow = CashFlow(days=(SalesDay(sales, 6),), goods_percent=60)

    check = capacity(flow, dues={(2026, 1): 1}, own_dues={}, start=(2026, 1)).checks[0]

    assert 0 <= check.allowed_minor(ceiling) <= max(check.budget.left_minor, 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"days": (SalesDay(1, 5), SalesDay(1, 3))}, "cash_flow.week_too_long"),
        ({"days": (SalesDay(-1, 5),)}, "cash_flow.sales"),
        ({"goods_percent": 101}, "cash_flow.percent"),
        ({"season_percent": (100,) * 11}, "cash_flow.season"),
        ({"season_percent": (-1,) * 12}, "cash_flow.season"),
        ({"costs": (Amount(" ", 1),)}, "cash_flow.line"),
        ({"household_income": (Amount("Salaire", -1),)}, "cash_flow.line"),
        ({"debts": (Debt("Banque", -1, 3),)}, "cash_flow.debt"),
    ],
)
def test_a_budget_that_makes_no_sense_is_refused(changes, code):
    with pytest.raises(CashFlowRefused) as refused:
        replace(SELLER, **changes)

    assert refused.value.code == code
