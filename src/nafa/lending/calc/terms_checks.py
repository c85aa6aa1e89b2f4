"""What terms must hold to make a loan. Every refusal names its field."""

from decimal import Decimal
from typing import TYPE_CHECKING

from nafa.lending.calc.choices import Amortisation, ChargeMeasure, PenaltyBase, ScheduleKind
from nafa.lending.calc.refusals import TermsRefused
from nafa.lib.money import Money

if TYPE_CHECKING:
    from nafa.lending.calc.terms import ChargeTerms, Penalty, Terms

LARGEST_MINOR = 10**17
LARGEST_COUNT = 600
LARGEST_RATE = Decimal(1000)
LONGEST_STEP = 3660
PENALTY_DECIMALS = 6


def check(terms: "Terms") -> None:
    """Refuses: TermsRefused, naming the first field that makes no loan."""
    _check_sizes(terms)
    _check_graces(terms)
    _check_tranches(terms)
    _check_arithmetic(terms)
    _check_days(terms)
    _check_free_form(terms)
    for place, charge in enumerate(terms.charges):
        _check_charge(terms, charge, f"charges.{place}.value")
    if terms.penalty is not None:
        _check_penalty(terms, terms.penalty)


def refuse_unless(holds: bool, code: str, field_name: str, **values: object) -> None:
    """Refuses: TermsRefused, when it does not hold."""
    if not holds:
        raise TermsRefused(code, field_name, **values)


def _within(value: Decimal | int, name: str, lowest: int, highest: Decimal | int) -> None:
    is_number = value.is_finite() if isinstance(value, Decimal) else True
    refuse_unless(
        is_number and lowest <= value <= highest,
        "terms.out_of_range",
        name,
        value=value,
        lowest=lowest,
        highest=highest,
    )


def _check_sizes(terms: "Terms") -> None:
    refuse_unless(
        0 < terms.approved <= LARGEST_MINOR,
        "terms.principal_out_of_range",
        "approved",
        value=terms.approved,
    )
    _within(terms.count, "count", 1, LARGEST_COUNT)
    _within(terms.every, "every", 1, LONGEST_STEP)
    _within(terms.rate, "rate", 0, LARGEST_RATE)
    for name in ("multiple", "currency_multiple"):
        value = getattr(terms, name)
        refuse_unless(value >= 0, "terms.multiple_out_of_range", name, value=value)
    _within(terms.compulsory_deposit_percent, "compulsory_deposit_percent", 0, Decimal("99.99"))


def _check_graces(terms: "Terms") -> None:
    for name in ("grace_principal", "grace_interest"):
        value = getattr(terms, name)
        refuse_unless(
            0 <= value < terms.count,
            "terms.grace_too_long",
            name,
            value=value,
            instalments=terms.count,
        )
    refuse_unless(
        0 <= terms.interest_free <= terms.count,
        "terms.grace_too_long",
        "interest_free",
        value=terms.interest_free,
        instalments=terms.count,
    )
    fixed, before_last = terms.fixed_length, (terms.count - 1) * terms.every
    refuse_unless(
        fixed is None or fixed > before_last,
        "terms.fixed_length_too_short",
        "fixed_length",
        value=fixed,
        before_last=before_last,
    )


def _check_tranches(terms: "Terms") -> None:
    refuse_unless(
        0 <= terms.down_payment_percent < 100,
        "terms.down_payment_out_of_range",
        "down_payment_percent",
        value=terms.down_payment_percent,
    )
    for tranche in terms.tranches:
        refuse_unless(
            tranche.amount > 0, "terms.tranche_without_amount", "tranches", value=tranche.amount
        )
    refuse_unless(
        sum(tranche.amount for tranche in terms.tranches) <= terms.approved,
        "terms.tranches_above_approval",
        "tranches",
        approved=terms.approved,
    )


def _check_arithmetic(terms: "Terms") -> None:
    _within(terms.precision, "precision", 4, 40)
    refuse_unless(
        0 <= terms.guard_digits < terms.precision - 3,
        "terms.out_of_range",
        "guard_digits",
        value=terms.guard_digits,
    )
    is_level = terms.amortisation in (Amortisation.EQUAL_INSTALMENTS, Amortisation.FREE_FORM)
    refuse_unless(
        is_level or terms.kind is ScheduleKind.CUMULATIVE, "terms.wants_cumulative", "amortisation"
    )
    full_progressive = terms.kind is ScheduleKind.PROGRESSIVE or not (
        terms.each_tranche_has_full_term or terms.fixed_length
    )
    refuse_unless(full_progressive, "terms.wants_progressive", "kind")


def _check_days(terms: "Terms") -> None:
    first = terms.first_due_date
    refuse_unless(
        first is None or first > terms.disbursement_date,
        "terms.first_due_before_disbursement",
        "first_due_date",
        value=first,
        disbursement_date=terms.disbursement_date,
    )
    one, other = terms.month_days
    refuse_unless(
        1 <= one < other <= 31, "terms.month_days_wrong", "month_days", value=terms.month_days
    )
    refuse_unless(
        bool(terms.weekdays) and all(0 <= day <= 6 for day in terms.weekdays),
        "terms.weekdays_wrong",
        "weekdays",
        value=sorted(terms.weekdays),
    )


def _check_free_form(terms: "Terms") -> None:
    """Principal by instalment, for cumulative schedules; the last one takes the rest."""
    is_free = terms.amortisation is Amortisation.FREE_FORM
    principals = terms.free_principals
    fits = len(principals) == terms.count and all(amount >= 0 for amount in principals)
    refuse_unless(
        fits and terms.kind is ScheduleKind.CUMULATIVE if is_free else not principals,
        "terms.free_form_wrong",
        "free_principals",
        instalments=terms.count,
    )


def _check_charge(terms: "Terms", charge: "ChargeTerms", name: str) -> None:
    refuse_unless(bool(charge.name), "terms.charge_without_name", "charges")
    if charge.measure is not ChargeMeasure.FLAT:
        return
    scaled = charge.value.scaleb(terms.digits)
    refuse_unless(
        scaled.is_finite() and scaled == scaled.to_integral_value(),
        "terms.amount_too_fine",
        name,
        value=charge.value,
    )


def _check_penalty(terms: "Terms", penalty: "Penalty") -> None:
    percent = penalty.percent_per_year
    _within(percent, "penalty.percent_per_year", 0, LARGEST_RATE)
    refuse_unless(
        percent == round(percent, PENALTY_DECIMALS),
        "terms.percent_too_fine",
        "penalty.percent_per_year",
        value=percent,
        decimals=PENALTY_DECIMALS,
    )
    _within(penalty.grace_days, "penalty.grace_days", 0, 365)
    if penalty.cap_percent is not None:
        _within(penalty.cap_percent, "penalty.cap_percent", 0, LARGEST_RATE)
    flat, is_flat = penalty.flat_per_instalment, penalty.base is PenaltyBase.FLAT
    name = "penalty.flat_per_instalment"
    if is_flat:
        refuse_unless(_fits(flat, terms.currency), "terms.flat_penalty_wanted", name, value=flat)
        refuse_unless(
            not percent, "terms.penalty_of_two_kinds", "penalty.percent_per_year", value=percent
        )
    else:
        refuse_unless(flat is None, "terms.penalty_of_two_kinds", name, value=flat)


def _fits(flat: Money | None, currency: str) -> bool:
    return flat is not None and not flat.is_negative and flat.currency == currency
