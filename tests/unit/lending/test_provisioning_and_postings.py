"""UMOA classes and provisions, and posting rules in roles."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.postings import (
    BANDS,
    Line,
    Role,
    Side,
    aged,
    difference,
    provisioned,
    transferred,
    written_off,
)
from nafa.lending.calc.provisioning import (
    AgeUnit,
    ArrearsClass,
    classify,
    minimum_provision,
    provision_base,
)
from nafa.lib.invariants import InvariantBroken
from nafa.lib.periods import add_months
from unit.lending.loans import xof

ORACLES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "vectors" / "umoa_lending.json").read_text()
    )["cases"]
}
UMOA = (
    ArrearsClass("UP_TO_3", 0, AgeUnit.MONTHS, Decimal(0)),
    ArrearsClass("UP_TO_6", 3, AgeUnit.MONTHS, Decimal(40)),
    ArrearsClass("UP_TO_12", 6, AgeUnit.MONTHS, Decimal(80)),
    ArrearsClass("UP_TO_24", 12, AgeUnit.MONTHS, Decimal(100)),
    ArrearsClass("LOST", 24, AgeUnit.MONTHS, Decimal(100), write_off=True),
)
DUE = date(2025, 2, 15)


@pytest.mark.parametrize("number", [*range(1, 9), 10])
def test_umoa_provisions(number):
    case = ORACLES[f"UMOA-PROV-{number:02}"]
    inputs, expected = case["inputs"], case["expected"]
    deposits = inputs.get("guarantee_deposits_debtor_and_surety", inputs.get("guarantee_deposits"))
    months = int(inputs["oldest_unpaid_since"].split()[0])

    band = classify(DUE, on=add_months(DUE, months), classes=UMOA)
    outstanding, held = xof(inputs["outstanding"]), xof(deposits)

    assert provision_base(outstanding, guarantee_deposits=held) == xof(expected["base"])
    assert minimum_provision(outstanding, guarantee_deposits=held, band=band) == xof(
        expected["minimum_provision"]
    )
    if "rate_pct" in expected:
        assert band is not None and band.rate_percent == expected["rate_pct"]


@pytest.mark.parametrize("number", [1, 2])
def test_umoa_calendar_boundaries(number):
    case = ORACLES[f"UMOA-BUCKET-{number:02}"]
    due = date.fromisoformat(case["inputs"]["due"])

    for day, expected in case["expected"].items():
        on = date.fromisoformat(day)
        band = classify(due, on=on, classes=UMOA)
        assert (on - due).days == expected["days"]
        assert (band is UMOA[1]) is expected["more_than_3_months"]


def test_umoa_shortest_lengths():
    expected = ORACLES["UMOA-BUCKET-03"]["expected"]
    days = [
        date.fromordinal(n)
        for n in range(date(2024, 1, 1).toordinal(), date(2030, 1, 1).toordinal())
    ]

    for months in (3, 6, 12, 24):
        shortest = min((add_months(day, months) - day).days for day in days)
        assert shortest == expected[f"{months}_months_min_days"]


def test_days_may_be_counted_too():
    cemac = (
        ArrearsClass("UNPAID", 0, AgeUnit.DAYS, Decimal(0)),
        ArrearsClass("DOUBTFUL", 45, AgeUnit.DAYS, Decimal(100)),
    )

    assert classify(DUE, on=date(2025, 4, 1), classes=cemac) is cemac[0]
    assert classify(DUE, on=date(2025, 4, 2), classes=cemac) is cemac[1]
    assert classify(DUE, on=DUE, classes=cemac) is None
    assert classify(None, on=DUE, classes=cemac) is None
    with pytest.raises(InvariantBroken):
        classify(DUE, on=DUE, classes=tuple(reversed(cemac)))


def test_no_band_no_provision_and_deposits_above_the_debt():
    assert minimum_provision(xof(5), guarantee_deposits=xof(0), band=None) == xof(0)
    assert provision_base(xof(5), guarantee_deposits=xof(9)) == xof(0)


def entry(*pairs: tuple[Role, Role, int]) -> list[Line]:
    return [
        line
        for debit, credit, amount in pairs
        for line in (Line(debit, Side.DEBIT, xof(amount)), Line(credit, Side.CREDIT, xof(amount)))
    ]


def test_the_worked_chain_of_an_overdue_credit():
    """Disbursed 1,000,000 with a deposit of 150,000, then ever later (RCSFD 29, 299)."""
    outstanding, first, second, third = xof(1_000_000), *BANDS

    assert list(aged(outstanding, held_in=Role.PRINCIPAL, band=first)) == entry(
        (Role.OVERDUE_1, Role.PRINCIPAL, 1_000_000)
    )
    assert list(provisioned(xof(0), xof(340_000), held_in=None, band=first)) == entry(
        (Role.PROVISION_CHARGE_1, Role.PROVISION_1, 340_000)
    )
    assert list(provisioned(xof(340_000), xof(680_000), held_in=first, band=second)) == entry(
        (Role.PROVISION_1, Role.PROVISION_2, 340_000),
        (Role.PROVISION_CHARGE_2, Role.PROVISION_2, 340_000),
    )
    assert list(provisioned(xof(680_000), xof(850_000), held_in=second, band=third)) == entry(
        (Role.PROVISION_2, Role.PROVISION_3, 680_000),
        (Role.PROVISION_CHARGE_3, Role.PROVISION_3, 170_000),
    )
    lost = written_off(
        outstanding,
        held_in=Role.OVERDUE_3,
        guarantee_deposit=xof(150_000),
        provision=xof(850_000),
        provision_role=Role.PROVISION_3,
    )
    assert list(lost) == entry(
        (Role.GUARANTEE_DEPOSIT, Role.OVERDUE_3, 150_000),
        (Role.WRITE_OFF_LOSS, Role.OVERDUE_3, 850_000),
        (Role.PROVISION_3, Role.PROVISION_RELEASE, 850_000),
    )


def test_umoa_prov_09_a_lost_credit_is_charged_to_expense():
    case = ORACLES["UMOA-PROV-09"]
    outstanding = xof(case["inputs"]["outstanding"])
    codes = {
        "669": Role.WRITE_OFF_LOSS,
        "294": Role.OVERDUE_3,
        "2993": Role.PROVISION_3,
        "764": Role.PROVISION_RELEASE,
    }

    lost = written_off(
        outstanding,
        held_in=Role.OVERDUE_3,
        guarantee_deposit=xof(0),
        provision=outstanding,
        provision_role=Role.PROVISION_3,
    )

    assert list(lost) == entry(
        *((codes[e["D"]], codes[e["C"]], e["amount"]) for e in case["expected"]["entries"])
    )


def test_a_sound_credit_gives_its_provision_back():
    assert list(provisioned(xof(500), xof(0), held_in=BANDS[1], band=None)) == entry(
        (Role.PROVISION_2, Role.PROVISION_RELEASE, 500)
    )
    assert provisioned(xof(0), xof(0), held_in=None, band=None) == ()
    assert list(aged(xof(7), held_in=Role.OVERDUE_2, band=None)) == entry(
        (Role.RESTRUCTURED, Role.OVERDUE_2, 7)
    )
    assert aged(xof(7), held_in=Role.OVERDUE_1, band=BANDS[0]) == ()


def test_less_provision_is_released_before_it_moves():
    assert list(provisioned(xof(500), xof(200), held_in=BANDS[1], band=BANDS[0])) == entry(
        (Role.PROVISION_2, Role.PROVISION_RELEASE, 300), (Role.PROVISION_2, Role.PROVISION_1, 200)
    )
    assert provisioned(xof(5), xof(5), held_in=BANDS[0], band=BANDS[0]) == ()


def test_nothing_moves_nothing_and_never_backwards():
    assert transferred(xof(0), debit=Role.CASH, credit=Role.FEE_INCOME) == ()
    with pytest.raises(InvariantBroken):
        transferred(xof(-1), debit=Role.CASH, credit=Role.FEE_INCOME)


@given(st.dictionaries(st.sampled_from(Role), st.integers(-99, 99).map(xof), min_size=1))
def test_a_difference_leads_from_one_to_the_other(wanted):
    wanted[Role.CASH] = -sum((v for r, v in wanted.items() if r is not Role.CASH), xof(0))

    lines = difference({}, wanted)

    reached = {role: xof(0) for role in wanted}
    for line in lines:
        sign = 1 if line.side is Side.DEBIT else -1
        reached[line.role] = reached[line.role] + xof(sign * line.amount.minor)
    assert reached == wanted
    assert difference(wanted, wanted) == ()


def test_an_entry_that_does_not_balance_is_a_fault():
    with pytest.raises(InvariantBroken):
        difference({}, {Role.CASH: xof(1)})
