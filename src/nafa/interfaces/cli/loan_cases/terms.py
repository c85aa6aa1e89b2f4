"""The terms of a case."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from nafa.interfaces.cli.loan_cases import words
from nafa.interfaces.cli.loan_cases.fields import (
    CaseRefused,
    Fields,
    amount,
    choice,
    day,
    number,
    rows,
    table,
    whole,
)
from nafa.lending.calc.choices import (
    Amortisation,
    DaysInMonth,
    DaysInYear,
    Direction,
    FutureRule,
    InterestPeriod,
    LeapRule,
    MonthEndRule,
    NominalUnit,
    PrepaymentEffect,
    RestFrequency,
    SettlementInterest,
)
from nafa.lending.calc.servicing.events import MoneyKind
from nafa.lending.calc.terms import (
    PENALTY_FIRST,
    PRECISION,
    AllocationRule,
    ChargeTerms,
    Place,
    Terms,
    Tranche,
    places,
)


def read_terms(fields: Fields, *, lent: int = 0, charges: tuple[ChargeTerms, ...] = ()) -> Terms:
    """Terms from a product joined with what the loan says. Refuses: CaseRefused, TermsRefused."""
    terms = replace(_plain_terms(fields, lent), charges=charges, precision=_precision(fields))
    return _with_recalculation(fields, _with_grace(fields, _with_tranches(fields, terms)))


def _plain_terms(fields: Fields, lent: int) -> Terms:
    digits = whole(fields, "currency_digits", 2)
    period = table(fields, "repay_every")
    approved = amount(fields, "principal", digits) if fields.get("principal") else lent
    return Terms(
        approved=max(_with_allowance(fields, approved, digits), lent),
        count=whole(fields, "number_of_repayments"),
        every=whole(period, "every", 1),
        unit=choice(period, "unit", words.UNITS),
        rate=number(fields, "rate"),
        digits=digits,
        rate_unit=choice(fields, "rate_unit", words.RATE_UNITS, NominalUnit.YEAR),
        kind=choice(fields, "schedule_type", words.KINDS),
        interest=choice(fields, "interest_type", words.INTERESTS),
        amortisation=choice(
            fields, "amortization", words.AMORTISATIONS, Amortisation.EQUAL_INSTALMENTS
        ),
        interest_period=choice(
            fields, "interest_calculation_period", words.INTEREST_PERIODS, InterestPeriod.DAILY
        ),
        counts_part_periods=bool(fields.get("allow_partial_period_interest")),
        days_in_month=choice(fields, "days_in_month", words.MONTH_DAYS, DaysInMonth.ACTUAL),
        days_in_year=choice(fields, "days_in_year", words.YEAR_DAYS, DaysInYear.ACTUAL),
        leap_rule=choice(
            fields, "days_in_year_custom_strategy", words.LEAP_RULES, LeapRule.CALENDAR_YEAR
        ),
        bears_first_day=bool(fields.get("interest_recognised_on_disbursement_date")),
        month_end=choice(fields, "month_end_due_date", words.MONTH_ENDS, MonthEndRule.LAST_DAY),
        multiple=whole(fields, "installment_multiples_of") * 10**digits,
        currency_multiple=whole(fields, "currency_multiples_of"),
        posts_accrual_activity=bool(fields.get("accrual_activity_posting")),
    )


def _with_grace(fields: Fields, terms: Terms) -> Terms:
    fixed = fields.get("fixed_length_days")
    first = fields.get("first_repayment_date")
    return replace(
        terms,
        grace_principal=whole(fields, "grace_on_principal_payment"),
        grace_interest=whole(fields, "grace_on_interest_payment"),
        interest_free=whole(fields, "grace_on_interest_charged"),
        first_due_date=day(fields, "first_repayment_date") if first else None,
        fixed_length=None if fixed is None else whole(fields, "fixed_length_days"),
    )


def _with_recalculation(fields: Fields, terms: Terms) -> Terms:
    return replace(
        terms,
        recalculates=bool(fields.get("interest_recalculation")),
        rest=choice(fields, "recalculation_rest_frequency", words.RESTS, RestFrequency.DAILY),
        settlement=choice(
            fields, "pre_closure_interest", words.SETTLEMENTS, SettlementInterest.UNTIL_THE_DAY
        ),
        prepayment=choice(
            fields,
            "advance_payment_strategy",
            words.PREPAYMENTS,
            PrepaymentEffect.LAST_INSTALMENTS,
        ),
        allocation=read_allocation(fields, "DEFAULT"),
    )


def _with_allowance(fields: Fields, approved: int, digits: int) -> int:
    """The most that may be lent, where more than what was asked for is allowed."""
    if not fields.get("allow_over_applied"):
        return approved
    more = number(fields, "over_applied_number")
    if fields.get("over_applied_type") == "percentage":
        return int(approved * (100 + more) / 100)
    return approved + int(more.scaleb(digits))


def _with_tranches(fields: Fields, terms: Terms) -> Terms:
    percent = number(fields, "down_payment_percent") if fields.get("down_payment") else Decimal(0)
    return replace(
        terms,
        down_payment_percent=percent,
        down_payment_is_automatic=bool(fields.get("down_payment_auto")),
        tranches=tuple(
            Tranche(
                expected_date=day(one, "expected_date"),
                amount=amount(one, "amount", terms.digits),
            )
            for one in rows(fields, "tranches")
        ),
        each_tranche_has_full_term=bool(fields.get("full_term_per_tranche")),
    )


def read_allocation(fields: Fields, kind: str) -> AllocationRule:
    """The rule for one kind of money; the default one where the case has none of its own."""
    rules = {str(one.get("transaction_type")): one for one in rows(fields, "payment_allocation")}
    rule = rules.get(kind) or rules.get("DEFAULT")
    strategy = str(fields.get("strategy"))
    if strategy in words.STRATEGIES:
        return AllocationRule(order=words.STRATEGIES[strategy])
    direction = choice(fields, "schedule_processing", words.DIRECTIONS, Direction.BY_INSTALMENT)
    if rule is None:
        return AllocationRule(order=places(*PENALTY_FIRST), direction=direction)
    future = choice(rule, "future_installment_rule", words.FUTURES, FutureRule.NEXT_INSTALMENT)
    return AllocationRule(order=_order(rule.get("order")), future=future, direction=direction)


def read_rules(fields: Fields) -> dict[MoneyKind, AllocationRule]:
    """The rules for kinds of money that have one of their own."""
    given = {str(one.get("transaction_type")) for one in rows(fields, "payment_allocation")}
    return {
        kind: read_allocation(fields, name)
        for name, kind in words.PAYMENT_KINDS.items()
        if name in given
    }


def product_charges(document: Fields, fields: Fields) -> tuple[ChargeTerms, ...]:
    """The charges that every loan of the product has."""
    known = table(document, "charges")
    names = fields.get("charges") or []
    if not isinstance(names, list):
        raise CaseRefused("cases.list_wanted", "charges")
    found = []
    for given in names:
        name = str(given).removeprefix("CHARGE:")
        charge = known.get(name)
        if not isinstance(charge, Mapping):
            raise CaseRefused("cases.charge_unknown", "charges", given)
        found.append(
            ChargeTerms(
                name=name,
                time=choice(charge, "time", words.CHARGE_TIMES),
                measure=choice(charge, "calculation", words.CHARGE_MEASURES),
                value=number(charge, "default_amount"),
                is_penalty=bool(charge.get("penalty")),
            )
        )
    return tuple(found)


def _order(given: object) -> tuple[Place, ...]:
    if given is None or given == "STD":
        return places(*PENALTY_FIRST)
    if not isinstance(given, list):
        raise CaseRefused("cases.list_wanted", "order", given)
    found = []
    for one in given:
        if one not in words.PLACES:
            raise CaseRefused("cases.word_unknown", "order", one)
        found.append(Place(*words.PLACES[one]))
    return tuple(found)


def _precision(fields: Fields) -> int:
    math = fields.get("math")
    return whole(math, "precision", PRECISION) if isinstance(math, Mapping) else PRECISION
