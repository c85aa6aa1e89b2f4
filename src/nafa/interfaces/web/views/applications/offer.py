"""An offer as it is shown before signing: instalment, rate, ceiling, cost, schedule."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nafa.interfaces.web.parts import Fact
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.wording.lending import teg_state
from nafa.interfaces.web.wording.terms import method_words, rate_words, rhythm_words
from nafa.interfaces.web.written import unit_text
from nafa.kernel.wording import percent_words
from nafa.lending.calc.terms import Terms
from nafa.lending.calc.terms_plain import terms_to_plain
from nafa.lending.queries import Offer
from nafa.lib.money import Money


def offer_values(terms: Terms, offer: Offer) -> dict[str, Any]:
    """What `web/applications/_offer.html` is given."""
    return {
        "instalment": usual_instalment(offer),
        "instalment_count": len(offer.schedule),
        "rhythm": rhythm_words(terms_to_plain(terms)),
        "teg": percent_words(offer.teg_percent),
        "teg_state": teg_state(offer.teg_percent, offer.ceiling_percent),
        "costs": _costs(terms, offer),
        "schedule": schedule_table(terms, offer),
    }


def usual_instalment(offer: Offer) -> Money:
    """The instalment that most due dates ask for, the largest of them where they differ."""
    sums = [row.sum for row in offer.schedule]
    return max(sums, key=lambda amount: (sums.count(amount), amount.minor))


def _costs(terms: Terms, offer: Offer) -> list[Fact]:
    return [
        Fact(_("Amount lent"), terms.principal),
        Fact(_("Fees at disbursement"), offer.upfront_fees),
        Fact(_("The client receives"), terms.principal - offer.upfront_fees),
        Fact(_("Interest"), offer.total_interest),
        Fact(_("Total cost of the loan"), offer.total_cost),
        Fact(_("The client repays"), terms.principal + offer.total_cost - offer.upfront_fees),
    ]


def term_facts(terms: Terms) -> list[Fact]:
    """The agreed terms in words."""
    return [
        Fact(_("Method"), method_words(terms.interest.value, terms.amortisation.value)),
        Fact(_("Rate"), rate_words(Decimal(terms.rate), terms.rate_unit.value)),
        Fact(_("Rhythm"), rhythm_words(terms_to_plain(terms))),
        Fact(_("Instalments"), terms.count),
        Fact(_("Grace on principal"), terms.grace_principal or None),
    ]


def schedule_table(terms: Terms, offer: Offer) -> Table:
    """Every due date with its parts and what is left to repay."""
    left, rows, unit = terms.principal, [], unit_text(terms.currency)
    for row in offer.schedule:
        left = left - row.principal
        cells = {
            "number": row.number, "day": row.due_date, "principal": row.principal,
            "interest": row.interest, "fee": row.fee, "sum": row.sum, "left": left,
        }  # fmt: skip
        rows.append(Row(str(row.number), cells))
    has_fees = any(row.fee.is_positive for row in offer.schedule)
    columns = [
        Column(name="number", title=_("No."), kind=Kind.NUMBER),
        Column(name="day", title=_("Due on"), kind=Kind.DATE),
        Column(name="principal", title=_("Principal"), kind=Kind.MONEY, unit=unit, on_phone=False),
        Column(name="interest", title=_("Interest"), kind=Kind.MONEY, unit=unit, on_phone=False),
        *([Column(name="fee", title=_("Fees"), kind=Kind.MONEY, unit=unit, on_phone=False)]
          if has_fees else []),
        Column(name="sum", title=_("Instalment"), kind=Kind.MONEY, unit=unit),
        Column(name="left", title=_("Principal outstanding"), kind=Kind.MONEY, unit=unit),
    ]  # fmt: skip
    fees = offer.total_fees - offer.upfront_fees
    totals = {
        "principal": terms.principal,
        "interest": offer.total_interest,
        "fee": fees,
        "sum": terms.principal + offer.total_interest + fees,
    }
    return Table(
        caption=_("Repayment schedule"),
        columns=columns,
        rows=rows,
        empty=Empty(_("No schedule"), _("The terms make no instalment.")),
        totals=totals,
    )
