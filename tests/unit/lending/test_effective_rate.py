"""Effective rates against published figures and against the nominal rate."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.choices import Amortisation, ChargeTime, NominalUnit
from nafa.lending.calc.effective_rate import (
    Deposits,
    EffectiveRateUndefined,
    Flow,
    OddPeriod,
    TegMethod,
    TimeBasis,
    annual_rates,
    effective_rate,
    solve_rate,
)
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.terms import ChargeTerms, Terms
from nafa.lib.money import Money
from nafa.lib.periods import UnitPeriod, unit_periods_between
from unit.lending.loans import EQUAL_PRINCIPAL, FLAT, THIRTY_360, charge, terms, xof

VECTORS = Path(__file__).parents[2] / "vectors"
UMOA = {c["id"]: c for c in json.loads((VECTORS / "umoa_lending.json").read_text())["cases"]}
RATES = json.loads((VECTORS / "effective_rates.json").read_text())
UNITS = {
    "month": UnitPeriod(months=1),
    "quarter": UnitPeriod(months=3),
    "2 months": UnitPeriod(months=2),
    "6 months": UnitPeriod(months=6),
    "year": UnitPeriod(months=12),
    "week": UnitPeriod(days=7),
    "2 weeks": UnitPeriod(days=14),
    "4 weeks": UnitPeriod(days=28),
    "half month": UnitPeriod(days=15),
    "255 days": UnitPeriod(days=255),
}
D = Decimal


def upfront(code: str, amount: int, **changes: bool) -> ChargeTerms:
    return charge(code, amount, **changes)


def rate_of(some: Terms, **how: object):
    return effective_rate(some, build_schedule(some), **how)


def _near(value: Decimal, expected: object, tolerance: str = "0.001") -> bool:
    return abs(value - D(str(expected))) <= D(tolerance)


def test_teg_01_fees_and_insurance_at_disbursement():
    expected = UMOA["TEG-01"]["expected"]

    rate = rate_of(terms(charges=(upfront("FILE", 20_000), upfront("INSURANCE", 10_000))))

    assert _near(rate.per_period * 100, expected["period_rate_pct"], "0.000001")
    assert _near(rate.percent(TegMethod.PROPORTIONAL), expected["teg_proportional_pct"])
    assert _near(rate.percent(TegMethod.EQUIVALENT), expected["teg_equivalent_pct"])


def test_teg_02_flat():
    expected = UMOA["TEG-02"]["expected"]

    rate = rate_of(
        terms(
            approved=500_000,
            **FLAT,
            rate=D(2),
            count=10,
            charges=(upfront("FILE", 10_000),),
        )
    )

    assert _near(rate.per_period * 100, expected["period_rate_pct"], "0.000001")
    assert _near(rate.proportional_percent, expected["teg_proportional_pct"])
    assert _near(rate.equivalent_percent, expected["teg_equivalent_pct"])


def test_teg_03_with_and_without_fees():
    expected = UMOA["TEG-03"]["expected"]
    without = terms(approved=5_000_000, rate=D(1))
    with_fee = terms(approved=5_000_000, rate=D(1), charges=(upfront("FILE", 130_000),))

    assert build_schedule(without)[0].sum == xof(expected["payment"])
    assert _near(rate_of(without).proportional_percent, expected["teg_no_fee_proportional_pct"])
    assert _near(rate_of(with_fee).proportional_percent, expected["teg_fee_proportional_pct"])
    assert _near(rate_of(with_fee).equivalent_percent, expected["teg_fee_equivalent_pct"])


def test_taxes_and_fees_marked_out_do_not_count():
    bare = rate_of(terms())

    taxed = rate_of(
        terms(charges=(upfront("TOB", 10_000, is_tax=True), upfront("SHARE", 5_000, in_teg=False)))
    )

    assert taxed == bare


def test_fees_with_instalments_count():
    fee = charge("INSURANCE", 500, time=ChargeTime.WITH_EACH_INSTALMENT)

    assert rate_of(terms(charges=(fee,))).proportional_percent > 19


def test_compulsory_savings_with_and_without():
    some = terms(
        approved=1000,
        **FLAT,
        rate=D(3),
        count=4,
        compulsory_deposit_percent=D(20),
    )
    shapes = {c["id"]: c for c in RATES["microfinance_pricing_shapes"]["cases"]}
    with_deposit = shapes["MFI-flat-compulsory-savings"]

    assert _near(rate_of(some).proportional_percent, shapes["MFI-flat"]["nominal_annual_percent"])
    assert _near(
        rate_of(some, deposits=Deposits.INCLUDED).proportional_percent,
        with_deposit["nominal_annual_percent"],
    )


@pytest.mark.parametrize(
    "case", RATES["microfinance_pricing_shapes"]["cases"], ids=lambda case: case["id"]
)
def test_pricing_shapes(case):
    flows = [
        Flow(Fraction(time), Money.of(D(str(amount)), "EUR")) for time, amount in case["flows"]
    ]

    rate = annual_rates(solve_rate(flows), periods_per_year=Fraction(12))

    assert _near(rate.per_period * 100, case["period_rate_percent"], "0.0001")
    assert _near(rate.proportional_percent, case["nominal_annual_percent"])
    assert _near(rate.equivalent_percent, case["effective_annual_percent"])


def _published(kind: str):
    return [case for case in RATES["apr_examples"] if case["kind"] == kind]


@pytest.mark.parametrize("case", _published("REGZ"), ids=lambda case: case["id"])
def test_regulation_z(case):
    first = unit_periods_between(
        date.fromisoformat(case["advanced_on"]),
        date.fromisoformat(case["first_paid_on"]),
        UNITS[case["unit_period"]],
    )
    amounts = [amount for amount, count in case["payments"] for _ in range(count)]
    flows = [
        Flow(Fraction(0), Money.of(case["advanced"], "USD")),
        *(Flow(first + n, -Money.of(amount, "USD")) for n, amount in enumerate(amounts)),
    ]
    per_year = (
        Fraction(365, 255)
        if case["unit_period"] == "255 days"
        else Fraction(case["unit_periods_per_year"])
    )

    rate = annual_rates(solve_rate(flows, odd=OddPeriod.SIMPLE), periods_per_year=per_year)

    assert round(rate.proportional_percent, 2) == D(case["expected_apr_percent"])


@pytest.mark.parametrize("case", _published("EU"), ids=lambda case: case["id"])
def test_european_union(case):
    flows = [
        Flow(Fraction(0), Money.of(case["advanced"], "EUR")),
        *(
            Flow(Fraction(time), -Money.of(amount, "EUR"))
            for time, amount in case["payments_years_amount"]
        ),
    ]
    expected = D(case["expected_apr_percent"])

    rate = annual_rates(solve_rate(flows), periods_per_year=Fraction(1))

    assert rate.equivalent_percent.quantize(expected) == expected


@given(
    rate=st.decimals("0", "60", places=3),
    count=st.integers(1, 60),
    shape=st.sampled_from([{}, EQUAL_PRINCIPAL, {"amortisation": Amortisation.BALLOON}]),
)
def test_without_fees_the_effective_rate_is_the_nominal_one(rate, count, shape):
    some = terms(
        approved=10**12,
        **shape,
        rate=rate,
        rate_unit=NominalUnit.YEAR,
        count=count,
        **THIRTY_360,
    )

    assert _near(rate_of(some).proportional_percent, rate, "0.0001")


def test_irregular_dates_by_periods_by_days_and_by_eu_months():
    some = terms(approved=10**9, first_due_date=date(2026, 3, 15), **THIRTY_360)

    by_periods = rate_of(some).proportional_percent
    by_days = rate_of(some, basis=TimeBasis.DAYS_365).proportional_percent
    by_eu = rate_of(some, basis=TimeBasis.EU_MONTHS).proportional_percent

    assert _near(by_periods, 18, "0.05")
    assert _near(by_days, 18, "0.5")
    assert _near(by_eu, 18, "0.5")
    assert len({by_periods, by_days, by_eu}) == 3


def test_a_loan_given_back_for_less_has_a_negative_rate():
    flows = [Flow(Fraction(0), xof(1000)), Flow(Fraction(1), xof(-900))]

    assert _near(solve_rate(flows), "-0.1", "0.000000000001")


def test_a_loan_given_back_as_it_was_has_no_rate():
    assert solve_rate([Flow(Fraction(0), xof(5)), Flow(Fraction(3), xof(-5))]) == 0


@pytest.mark.parametrize(
    "amounts",
    [(0, -5), (5, 5), (5, 0), (10**12, -1), (1, -(10**12))],
)
def test_no_rate_is_refused(amounts):
    first, second = amounts

    with pytest.raises(EffectiveRateUndefined):
        solve_rate([Flow(Fraction(0), xof(first)), Flow(Fraction(1), xof(second))])
