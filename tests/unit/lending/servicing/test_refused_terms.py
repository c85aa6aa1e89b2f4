"""Terms that make no loan are refused at the field, with a code."""

from datetime import date
from decimal import Decimal

import pytest

from nafa.lending.calc.choices import Amortisation, DueKind, ScheduleKind
from nafa.lending.calc.parts import Component
from nafa.lending.calc.terms import AllocationRule, Place, TermsRefused, Tranche, places
from unit.lending.servicing.contracts import contract


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"approved": 0}, "terms.principal_out_of_range", "approved"),
        ({"approved": 10**18}, "terms.principal_out_of_range", "approved"),
        ({"count": 0}, "terms.out_of_range", "count"),
        ({"count": 601}, "terms.out_of_range", "count"),
        ({"every": 0}, "terms.out_of_range", "every"),
        ({"rate": Decimal(-1)}, "terms.out_of_range", "rate"),
        ({"rate": Decimal(1001)}, "terms.out_of_range", "rate"),
        ({"rate": Decimal("NaN")}, "terms.out_of_range", "rate"),
        ({"multiple": -1}, "terms.multiple_out_of_range", "multiple"),
        ({"currency_multiple": -1}, "terms.multiple_out_of_range", "currency_multiple"),
        ({"grace_principal": 6}, "terms.grace_too_long", "grace_principal"),
        ({"grace_interest": 6}, "terms.grace_too_long", "grace_interest"),
        ({"grace_interest": -1}, "terms.grace_too_long", "grace_interest"),
        ({"interest_free": 7}, "terms.grace_too_long", "interest_free"),
        ({"fixed_length": 0}, "terms.fixed_length_too_short", "fixed_length"),
        (
            {"down_payment_percent": Decimal(100)},
            "terms.down_payment_out_of_range",
            "down_payment_percent",
        ),
        ({"fixed_length": 5}, "terms.fixed_length_too_short", "fixed_length"),
        ({"month_days": (16, 1)}, "terms.month_days_wrong", "month_days"),
        ({"month_days": (0, 15)}, "terms.month_days_wrong", "month_days"),
        ({"weekdays": frozenset()}, "terms.weekdays_wrong", "weekdays"),
        ({"weekdays": frozenset({7})}, "terms.weekdays_wrong", "weekdays"),
        ({"free_principals": (1,) * 6}, "terms.free_form_wrong", "free_principals"),
        (
            {"amortisation": Amortisation.FREE_FORM, "free_principals": (1,) * 6},
            "terms.free_form_wrong",
            "free_principals",
        ),
        (
            {
                "kind": ScheduleKind.CUMULATIVE,
                "amortisation": Amortisation.FREE_FORM,
                "free_principals": (1, 2),
            },
            "terms.free_form_wrong",
            "free_principals",
        ),
        ({"precision": 3}, "terms.out_of_range", "precision"),
        (
            {"tranches": (Tranche(expected_date=date(2024, 1, 1), amount=0),)},
            "terms.tranche_without_amount",
            "tranches",
        ),
        (
            {"tranches": (Tranche(expected_date=date(2024, 1, 1), amount=10_001),)},
            "terms.tranches_above_approval",
            "tranches",
        ),
        (
            {"kind": ScheduleKind.CUMULATIVE, "each_tranche_has_full_term": True},
            "terms.wants_progressive",
            "kind",
        ),
        (
            {"kind": ScheduleKind.CUMULATIVE, "fixed_length": 6},
            "terms.wants_progressive",
            "kind",
        ),
    ],
)
def test_terms_that_make_no_loan_are_refused(changes: dict[str, object], code: str, field: str):
    with pytest.raises(TermsRefused) as refused:
        contract(**changes)

    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    "order",
    [
        (),
        places(Component.PENALTY, Component.FEE, Component.INTEREST),
        (*places(*Component), Place(DueKind.DUE, Component.FEE)),
    ],
)
def test_an_order_that_lacks_a_component_is_refused(order: tuple[Place, ...]):
    with pytest.raises(TermsRefused, match="allocation_order_incomplete"):
        AllocationRule(order=order)
