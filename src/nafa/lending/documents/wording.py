"""Agreed terms in the words of a contract, in the language that is active."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.kernel.wording import money_words, percent_words
from nafa.lending.calc.choices import (
    Amortisation,
    InterestKind,
    NominalUnit,
    PenaltyBase,
    PeriodUnit,
)
from nafa.lending.calc.rate_index import IndexRule
from nafa.lending.calc.terms import Penalty, Terms
from nafa.lib.money import Money

INTERESTS = {
    InterestKind.DECLINING: _("declining interest"),
    InterestKind.FLAT: _("constant interest (flat)"),
}
AMORTISATIONS = {
    Amortisation.EQUAL_INSTALMENTS: _("constant instalments"),
    Amortisation.EQUAL_PRINCIPAL: _("constant principal"),
    Amortisation.BALLOON: _("principal repaid with the last instalment"),
    Amortisation.FREE_FORM: _("principal by the agreed schedule"),
}
RHYTHMS = {
    (PeriodUnit.WEEKS, 1): _("weekly instalments"),
    (PeriodUnit.WEEKS, 2): _("fortnightly instalments"),
    (PeriodUnit.MONTHS, 1): _("monthly instalments"),
    (PeriodUnit.MONTHS, 3): _("quarterly instalments"),
    (PeriodUnit.MONTHS, 6): _("half-yearly instalments"),
    (PeriodUnit.YEARS, 1): _("yearly instalments"),
    (PeriodUnit.TWICE_A_MONTH, 1): _("instalments twice a month"),
}
UNITS = {
    PeriodUnit.DAYS: _("instalments every %(every)s days"),
    PeriodUnit.WEEKS: _("instalments every %(every)s weeks"),
    PeriodUnit.MONTHS: _("instalments every %(every)s months"),
    PeriodUnit.YEARS: _("instalments every %(every)s years"),
    PeriodUnit.TWICE_A_MONTH: _("instalments twice a month"),
}
WEEKDAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
    _("Sunday"),
)  # fmt: skip
RATE_UNITS = {
    NominalUnit.DAY: _("%(rate)s a day"),
    NominalUnit.MONTH: _("%(rate)s a month"),
    NominalUnit.YEAR: _("%(rate)s a year"),
    NominalUnit.PERIOD: _("%(rate)s a period"),
    NominalUnit.WHOLE_TERM: _("%(rate)s over the whole term"),
}


def method_words(terms: Terms) -> str:
    """How interest runs and what is equal; a flat loan with equal instalments is just flat."""
    interest = INTERESTS[terms.interest]
    is_usual = terms.amortisation is Amortisation.EQUAL_INSTALMENTS
    if terms.interest is InterestKind.FLAT and is_usual:
        return str(interest)
    return f"{interest}, {AMORTISATIONS[terms.amortisation]}"


def rhythm_words(terms: Terms) -> str:
    """How the instalments follow each other."""
    known = RHYTHMS.get((terms.unit, terms.every))
    if known is not None:
        return str(known)
    if terms.unit is PeriodUnit.WEEKDAYS:
        days = ", ".join(str(WEEKDAYS[day]).lower() for day in sorted(terms.weekdays))
        if terms.every == 1:
            return gettext("instalments on %(days)s") % {"days": days}
        told = gettext("instalments on %(days)s, one time in %(every)s")
        return told % {"days": days, "every": terms.every}
    return str(UNITS[terms.unit]) % {"every": terms.every}


def rate_words(terms: Terms, *, language: str) -> str:
    """The nominal rate with its unit."""
    return str(RATE_UNITS[terms.rate_unit]) % {"rate": percent_words(terms.rate, language=language)}


def penalty_words(penalty: Penalty | None, *, language: str) -> str:
    """The penalty clause in sentences."""
    if penalty is None:
        return gettext("No penalty is due for lateness.")
    if penalty.base is PenaltyBase.FLAT:
        flat = penalty.flat_per_instalment or Money.zero("XOF")
        told = gettext("Each unpaid instalment brings a penalty of %(amount)s.") % {
            "amount": money_words(flat, language=language)
        }
    else:
        words = (
            gettext("Any delay brings a penalty of %(rate)s a year of the overdue principal.")
            if penalty.base is PenaltyBase.OVERDUE_PRINCIPAL
            else gettext("Any delay brings a penalty of %(rate)s a year of the overdue sums.")
        )
        told = words % {"rate": percent_words(penalty.percent_per_year, language=language)}
    if not penalty.grace_days:
        return told
    grace = gettext("It is counted after %(days)s days of grace.") % {"days": penalty.grace_days}
    return f"{told} {grace}"


def tranche_words(*, most: int, is_foreseen: bool, until: str) -> str:
    """The clause of tranches: how many, when, until which day."""
    if is_foreseen:
        words = gettext(
            "The amount is paid out in %(most)s tranches at most, on the dates and for the amounts"
            " below, until %(until)s. The borrower owes only what was paid out: with each tranche"
            " the coming instalments are computed anew. What is not paid out by then the lender no"
            " longer owes."
        )
    else:
        words = gettext(
            "The amount is paid out in %(most)s tranches at most, as the borrower asks for them,"
            " until %(until)s. The borrower owes only what was paid out: with each tranche the"
            " coming instalments are computed anew. What is not paid out by then the lender no"
            " longer owes."
        )
    return words % {"most": most, "until": until}


def index_words(rule: IndexRule | None, *, language: str) -> str:
    """The clause of a rate that follows an index, in sentences; nothing for a fixed rate."""
    if rule is None:
        return ""
    bounds = {
        (False, False): gettext("The rate follows the index %(code)s, raised by %(margin)s."),
        (True, False): gettext(
            "The rate follows the index %(code)s, raised by %(margin)s; it is %(floor)s at least."
        ),
        (False, True): gettext(
            "The rate follows the index %(code)s, raised by %(margin)s; it is %(ceiling)s at most."
        ),
        (True, True): gettext(
            "The rate follows the index %(code)s, raised by %(margin)s; it is %(floor)s at least"
            " and %(ceiling)s at most."
        ),
    }
    words = {
        name: percent_words(rate, language=language)
        for name, rate in (
            ("margin", rule.margin),
            ("floor", rule.floor),
            ("ceiling", rule.ceiling),
        )
        if rate is not None
    }
    told = bounds[rule.floor is not None, rule.ceiling is not None] % {"code": rule.code, **words}
    later = gettext(
        "A new value of the index counts from the next instalment on: the coming instalments are"
        " computed anew."
    )
    return f"{told} {later}"
