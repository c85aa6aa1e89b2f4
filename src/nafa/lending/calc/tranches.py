"""Money that leaves in parts: what a product allows, what a contract foresees, what is left.

The amount agreed is drawn in tranches. The first puts the loan out; each later one is laid, with
what the coming instalments still owe, over the due dates that are left (`servicing/replanning.py`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from nafa.lending.calc import plain
from nafa.lending.calc.choices import Amortisation, ChargeMeasure, ChargeTime, InterestKind
from nafa.lending.calc.loan_events import EventKind, LoanEvent
from nafa.lending.calc.new_plan import NewPlan, PlanKind
from nafa.lending.calc.terms import ChargeTerms, Terms
from nafa.lending.calc.terms_checks import refuse_unless
from nafa.lib.money import Money

MOST = 24
LONGEST_DAYS = 3660
OF_INTEREST = (
    ChargeMeasure.PERCENT_OF_INTEREST, ChargeMeasure.PERCENT_OF_PRINCIPAL_AND_INTEREST
)  # fmt: skip
LAID_ANEW = (
    Amortisation.EQUAL_INSTALMENTS, Amortisation.EQUAL_PRINCIPAL, Amortisation.BALLOON
)  # fmt: skip


class TrancheRule(NamedTuple):
    """How a product pays out in parts: how many at most, foreseen or free, until when.

    Without a rule the money leaves at once. `within_days` counts from the contract.
    """

    most: int
    within_days: int
    is_planned: bool = False
    while_late: bool = False

    def last_date(self, start: date) -> date:
        """The last day on which a tranche may leave."""
        return start + timedelta(days=self.within_days)


_RULE: dict[str, plain.Read] = {
    "most": plain.whole,
    "within_days": plain.whole,
    "is_planned": plain.truth,
    "while_late": plain.truth,
}


def rule_from_plain(given: Mapping[str, Any]) -> TrancheRule | None:
    """The rule of a product's plain data; none for nothing. Refuses: TermsRefused."""
    if not given:
        return None
    needed = frozenset({"most", "within_days"})
    read: dict[str, Any] = plain.fields(given, _RULE, required=needed, inside="tranches.")
    rule = TrancheRule(**read)
    for value, name, highest in (
        (rule.most, "most", MOST), (rule.within_days, "within_days", LONGEST_DAYS)
    ):  # fmt: skip
        lowest = 2 if name == "most" else 1
        refuse_unless(
            lowest <= value <= highest, "terms.out_of_range", f"tranches.{name}",
            value=value, lowest=lowest, highest=highest,
        )  # fmt: skip
    return rule


def rule_to_plain(rule: TrancheRule | None) -> dict[str, Any]:
    """The rule as JSON holds it; nothing for none."""
    return rule._asdict() if rule else {}


def check_drawn(terms: Terms) -> None:
    """Refuses: TermsRefused, for terms under which tranches cannot be laid anew, and for foreseen
    tranches that are not the amount agreed, on days after each other from the contract's on."""
    if not terms.is_drawn:
        refuse_unless(not terms.tranches, "terms.tranches_not_offered", "tranches")
        return
    check_laid_anew(terms, "terms.not_with_tranches")
    refuse_unless(
        not any(_follows_interest(charge) for charge in terms.charges),
        "terms.not_with_tranches", "charges",
    )  # fmt: skip
    if terms.tranches:
        _check_foreseen(terms)


def check_laid_anew(terms: Terms, code: str) -> None:
    """Refuses: TermsRefused, for terms whose coming instalments cannot be laid anew."""
    for holds, name in (
        (terms.interest is InterestKind.DECLINING, "interest"),
        (terms.amortisation in LAID_ANEW, "amortisation"),
        (not terms.grace_interest, "grace_interest"),
        (not terms.interest_free, "interest_free"),
        (not terms.has_down_payment, "down_payment_percent"),
    ):
        refuse_unless(holds, code, name)


def _follows_interest(charge: ChargeTerms) -> bool:
    """A fee with each tranche on interest that no tranche has yet."""
    return charge.time is ChargeTime.AT_EACH_TRANCHE and charge.measure in OF_INTEREST


def _check_foreseen(terms: Terms) -> None:
    days = [one.expected_date for one in terms.tranches]
    for holds, code in (
        (len(days) <= terms.most_tranches, "terms.too_many_tranches"),
        (days[0] == terms.disbursement_date, "terms.tranche_dates_wrong"),
        (all(one < other for one, other in pairwise(days)), "terms.tranche_dates_wrong"),
        (sum(one.amount for one in terms.tranches) == terms.approved, "terms.tranches_not_all"),
    ):
        refuse_unless(holds, code, "tranches")


class Drawn(NamedTuple):
    """How far a loan is put out: the standing payouts in their order, and whether they go on."""

    payouts: tuple[LoanEvent, ...]
    amount: Money
    is_ended: bool


def drawn(standing: Sequence[LoanEvent], *, currency: str) -> Drawn:
    """What of a loan was put out, from the facts that stand."""
    kinds = (EventKind.DISBURSED, EventKind.TRANCHE)
    payouts = tuple(event for event in standing if event.kind in kinds)
    minors = [event.amount.minor for event in payouts if event.amount]
    ended = any(event.kind is EventKind.DRAWING_ENDED for event in standing)
    return Drawn(payouts, Money(sum(minors), currency), ended)


def foreseen(terms: Terms, *, on: date) -> Money:
    """What the tranches foreseen come to on a day; all that is agreed where they are free."""
    if not terms.tranches:
        return terms.principal
    minors = [one.amount for one in terms.tranches if one.expected_date <= on]
    return Money(sum(minors), terms.currency)


def grace_left(
    terms: Terms, signed: Sequence[date], standing: Sequence[LoanEvent], *, on: date
) -> int:
    """How many coming instalments still repay nothing; none once another plan was agreed."""
    for event in standing:
        agreed = event.kind is EventKind.REPLANNED and event.plan and not event.plan.keeps_dues
        if agreed or event.kind is EventKind.PREPAID:
            return 0
    return max(terms.grace_principal - sum(due <= on for due in signed), 0)


def coming_plan(
    kind: PlanKind, coming: Sequence[date], *, grace: int, rate: Decimal | None = None
) -> NewPlan:
    """A plan over the dates still to come: more money, or another rate."""
    grace = min(grace, len(coming) - 1)
    return NewPlan(kind, tuple(coming), rate=rate, grace_principal=grace)
