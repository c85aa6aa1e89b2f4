"""What the terms of a product's loan must hold besides making a loan. Refusals name the field."""

from nafa.lending.calc.choices import ChargeMeasure, ChargeTime, FutureRule, ScheduleKind
from nafa.lending.calc.servicing.charges import AT_PAYOUT, measured
from nafa.lending.calc.terms import Terms
from nafa.lending.calc.terms_checks import refuse_unless
from nafa.lending.calc.tranches import check_drawn

LARGEST_PERCENT = 100
PAYABLE = (*AT_PAYOUT, ChargeTime.WITH_EACH_INSTALMENT)


def check_offered(terms: Terms) -> None:
    """Refuses: TermsRefused, for charges that cannot be and for what the close cannot carry."""
    _check_charges(terms)
    refuse_unless(
        1 <= terms.multiple <= terms.approved,
        "terms.multiple_out_of_range",
        "multiple",
        value=terms.multiple,
    )
    check_drawn(terms)
    _check_carried(terms)


def _check_charges(terms: Terms) -> None:
    names = [charge.name for charge in terms.charges]
    refuse_unless(len(set(names)) == len(names), "terms.charges_not_distinct", "charges")
    kept = 0
    for place, charge in enumerate(terms.charges):
        is_flat = charge.measure is ChargeMeasure.FLAT
        refuse_unless(
            charge.value >= 0 and (is_flat or charge.value <= LARGEST_PERCENT),
            "terms.out_of_range",
            f"charges.{place}.value",
            value=charge.value,
            lowest=0,
            highest=LARGEST_PERCENT,
        )
        if charge.time in AT_PAYOUT:
            kept += measured(terms, charge, principal=terms.approved, interest=0)
    refuse_unless(kept < terms.approved, "terms.fees_eat_the_loan", "charges", value=kept)


def _check_carried(terms: Terms) -> None:
    """The close of the day works on instalments that only facts change, paid oldest first."""
    for holds, name in (
        (terms.kind is ScheduleKind.CUMULATIVE, "kind"),
        (not terms.recalculates, "recalculates"),
        (terms.allocation.future is FutureRule.NEXT_INSTALMENT, "allocation.future"),
        (not terms.down_payment_is_automatic, "down_payment_is_automatic"),
        (not terms.currency_multiple, "currency_multiple"),
        (all(charge.time in PAYABLE for charge in terms.charges), "charges"),
        (terms.accrual_rounding is not None, "accrual_rounding"),
    ):
        refuse_unless(holds, "terms.close_cannot_carry", name)
