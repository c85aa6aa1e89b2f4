"""Reading indexes of rates, and what the loans that follow them bear."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.wording import date_words
from nafa.lending import index_errors
from nafa.lending.calc.rate_index import IndexRule, index_from_plain, rate_in_force
from nafa.lending.models import IndexValue, Loan, RateChange, RateIndex
from nafa.lending.queries.offers import usury_ceiling
from nafa.lending.queries.state import Folded
from nafa.lending.queries.tranches import standing_of


class ValueRow(NamedTuple):
    """A value of an index: from when, how much, where it was read, who stated it."""

    effective_date: date
    percent: Decimal
    source: str
    stated_by: str


class IndexRow(NamedTuple):
    """An index with its values, the latest first, and how many running loans follow it."""

    code: str
    name: str
    source: str
    values: tuple[ValueRow, ...]
    loan_count: int


class RateOfLoan(NamedTuple):
    """What a loan bears, and the index it follows."""

    rate: Decimal
    rule: IndexRule
    follows: bool


def indexes() -> list[IndexRow]:
    """Every index by its code."""
    found = RateIndex.objects.prefetch_related("values__stated_by").order_by("code")
    return [
        IndexRow(
            one.code,
            one.name,
            one.source,
            tuple(
                ValueRow(
                    value.effective_date, value.percent.normalize(), value.source,
                    value.stated_by.full_name if value.stated_by else "",
                )
                for value in sorted(
                    one.values.all(), key=lambda value: value.effective_date, reverse=True
                )
            ),
            follower_count(one.code),
        )
        for one in found
    ]  # fmt: skip


def follower_count(code: str) -> int:
    """How many running loans are of products that follow an index."""
    running = Loan.objects.filter(status=Loan.Status.ACTIVE)
    return running.filter(version__rules__index__code=code).count()


def index_percent(code: str, *, on: date) -> Decimal:
    """What an index is on a day. Refuses: IndexUnknown."""
    found = IndexValue.objects.filter(index_id=code, effective_date__lte=on)
    percent = found.order_by("-effective_date").values_list("percent", flat=True).first()
    if percent is None:
        raise index_errors.IndexUnknown(code=code, day=date_words(on))
    return percent


def indexed_rate(rule: IndexRule, *, on: date) -> Decimal:
    """The yearly rate in percent that a rule gives on a day. Refuses: IndexUnknown."""
    rate = rule.rate(index_percent(rule.code, on=on), usury=usury_ceiling(on))
    return Decimal(f"{rate.normalize():f}")


def rate_of_loan(folded: Folded) -> RateOfLoan | None:
    """What a loan bears and follows; nothing for a loan with a fixed rate."""
    rule = index_from_plain(folded.loan.version.rules.get("index") or {})
    if rule is None:
        return None
    rate, follows = rate_in_force(folded.terms, standing_of(folded))
    return RateOfLoan(rate, rule, follows)


def change_of(folded: Folded) -> RateChange | None:
    """The last rate that a loan took from its index; nothing is asked for a fixed rate."""
    return last_change(folded.loan.id) if "index" in folded.loan.version.rules else None


def last_change(loan_id: UUID) -> RateChange | None:
    """The last rate that a loan took from its index; nothing while it bears the contract's."""
    found = RateChange.objects.select_related("index").filter(loan_id=loan_id)
    return found.order_by("-from_date").first()
