"""What an informal business and its household can repay each month, and what a loan asks for.

Sales are told by the kind of day (good, usual, poor) and its number in the week; a year has 52
weeks. Every division rounds towards less money for the borrower, so that capacity is never
flattered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from nafa.lib.invariants import ensure

MONTHS = 12
WEEKS = 52
MOST_LINES = 40
MOST_SEASON_PERCENT = 1_000
MOST_MINOR = 10**13


class CashFlowRefused(ValueError):
    """Figures that make no budget: a stable code and the field at fault."""

    def __init__(self, code: str, field_name: str) -> None:
        super().__init__(f"{code} ({field_name})")
        self.code, self.field = code, field_name


class SalesDay(NamedTuple):
    """A kind of day: what is sold on it, and how many of the week's days are like it."""

    sales_minor: int
    days_a_week: int


class Amount(NamedTuple):
    """A named amount of a month."""

    name: str
    minor: int


class Debt(NamedTuple):
    """A debt elsewhere: what it asks for each month, and for how many months more."""

    lender: str
    monthly_minor: int
    months_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow:
    """The budget as it was told and seen. Building it checks it. Refuses: CashFlowRefused."""

    days: tuple[SalesDay, ...]
    goods_percent: int
    season_percent: tuple[int, ...] = (100,) * MONTHS
    costs: tuple[Amount, ...] = ()
    household_income: tuple[Amount, ...] = ()
    household_expenses: tuple[Amount, ...] = ()
    debts: tuple[Debt, ...] = ()

    def __post_init__(self) -> None:
        _check_days(self.days)
        if not 0 <= self.goods_percent <= 100:
            raise CashFlowRefused("cash_flow.percent", "goods_percent")
        if len(self.season_percent) != MONTHS or any(
            not 0 <= one <= MOST_SEASON_PERCENT for one in self.season_percent
        ):
            raise CashFlowRefused("cash_flow.season", "season_percent")
        for name in ("costs", "household_income", "household_expenses"):
            _check_lines(name, getattr(self, name))
        for debt in self.debts:
            if not 0 <= debt.monthly_minor <= MOST_MINOR or not 0 <= debt.months_left <= 600:
                raise CashFlowRefused("cash_flow.debt", "debts")

    @property
    def usual_sales_minor(self) -> int:
        """Sales of a month without season."""
        week = sum(day.sales_minor * day.days_a_week for day in self.days)
        return week * WEEKS // MONTHS

    def month(
        self,
        calendar_month: int,
        *,
        after_months: int,
        own_debt_minor: int,
        reported: Sequence[Debt] = (),
    ) -> "Month":
        """A month (1 to 12), so many months from now, with what own loans ask for in it.

        Of the debts elsewhere that were told and those that the credit bureau reported, the
        greater sum counts: both speak of the same debts.
        """
        ensure(1 <= calendar_month <= MONTHS, "a month of the calendar")
        sales = self.usual_sales_minor * self.season_percent[calendar_month - 1] // 100
        goods = -(-sales * self.goods_percent // 100)
        elsewhere = max(_asked(debts, after_months) for debts in (self.debts, reported))
        return Month(
            sales_minor=sales,
            goods_minor=goods,
            costs_minor=sum(one.minor for one in self.costs),
            household_minor=sum(one.minor for one in self.household_income)
            - sum(one.minor for one in self.household_expenses),
            income_minor=sales - goods + sum(one.minor for one in self.household_income),
            debts_minor=elsewhere + own_debt_minor,
        )


class Month(NamedTuple):
    """A month's budget before the loan that is asked for."""

    sales_minor: int
    goods_minor: int
    costs_minor: int
    household_minor: int
    income_minor: int
    debts_minor: int

    @property
    def left_minor(self) -> int:
        """What is left to repay with; below zero when the month does not hold itself."""
        return (
            self.sales_minor
            - self.goods_minor
            - self.costs_minor
            + self.household_minor
            - self.debts_minor
        )


class Check(NamedTuple):
    """A month of the loan: what it asks for against what is left."""

    year: int
    month: int
    budget: Month
    due_minor: int

    def allowed_minor(self, ceiling_percent: int) -> int:
        """The part of what is left that instalments may take."""
        return max(self.budget.left_minor, 0) * ceiling_percent // 100


class Capacity(NamedTuple):
    """The loan held against the budget, month by month."""

    checks: tuple[Check, ...]
    debt_ratio_percent: int
    burden_percent: int | None

    def short_months(self, ceiling_percent: int) -> tuple[Check, ...]:
        """The months in which the loan asks for more than the ceiling allows."""
        return tuple(
            one for one in self.checks if one.due_minor > one.allowed_minor(ceiling_percent)
        )


def capacity(
    flow: CashFlow,
    *,
    dues: Mapping[tuple[int, int], int],
    own_dues: Mapping[tuple[int, int], int],
    start: tuple[int, int],
    reported: Sequence[Debt] = (),
) -> Capacity:
    """The months of a loan (year, month → due) against the budget and the client's other loans,
    those here and those that the credit bureau `reported`.

    The debt ratio is the highest share of a month's income that all debts take, this loan
    included, rounded up; the burden is the highest share of what is left that the loan takes, and
    none when nothing is left in some month of the loan.
    """
    checks = tuple(
        Check(
            year,
            month,
            flow.month(
                month,
                after_months=(year - start[0]) * MONTHS + month - start[1],
                own_debt_minor=own_dues.get((year, month), 0),
                reported=reported,
            ),
            due,
        )
        for (year, month), due in sorted(dues.items())
    )
    return Capacity(checks, _debt_ratio(checks), _burden(checks))


def cash_flow_from_plain(plain: Mapping[str, Any]) -> CashFlow:
    """The budget of plain data. Refuses: CashFlowRefused, naming the field."""
    try:
        return CashFlow(
            days=tuple(SalesDay(*_whole(row)) for row in plain.get("days") or ()),
            goods_percent=int(plain.get("goods_percent", 0)),
            season_percent=tuple(_whole(plain.get("season_percent") or (100,) * MONTHS)),
            costs=_amounts(plain, "costs"),
            household_income=_amounts(plain, "household_income"),
            household_expenses=_amounts(plain, "household_expenses"),
            debts=tuple(Debt(str(name), *_whole(rest)) for name, *rest in plain.get("debts") or ()),
        )
    except (TypeError, ValueError) as fault:
        if isinstance(fault, CashFlowRefused):
            raise
        raise CashFlowRefused("cash_flow.number", "days") from fault


def cash_flow_to_plain(flow: CashFlow) -> dict[str, Any]:
    """The budget as JSON holds it."""
    return {
        "days": [list(day) for day in flow.days],
        "goods_percent": flow.goods_percent,
        "season_percent": list(flow.season_percent),
        "costs": [list(line) for line in flow.costs],
        "household_income": [list(line) for line in flow.household_income],
        "household_expenses": [list(line) for line in flow.household_expenses],
        "debts": [list(debt) for debt in flow.debts],
    }


def _amounts(plain: Mapping[str, Any], name: str) -> tuple[Amount, ...]:
    return tuple(Amount(str(row[0]), int(row[1])) for row in plain.get(name) or ())


def _whole(values: Sequence[Any]) -> list[int]:
    return [int(one) for one in values]


def _asked(debts: Sequence[Debt], after_months: int) -> int:
    return sum(one.monthly_minor for one in debts if one.months_left > after_months)


def _debt_ratio(checks: Sequence[Check]) -> int:
    shares = [
        share_percent(one.due_minor + one.budget.debts_minor, one.budget.income_minor)
        for one in checks
    ]
    return max(shares, default=0)


def _burden(checks: Sequence[Check]) -> int | None:
    asked = [one for one in checks if one.due_minor]
    if any(one.budget.left_minor <= 0 for one in asked):
        return None
    return max((share_percent(one.due_minor, one.budget.left_minor) for one in asked), default=0)


def share_percent(part: int, whole: int) -> int:
    """The share in percent, rounded up; a share of nothing is 999."""
    if whole <= 0:
        return 999 if part else 0
    return min(-(-part * 100 // whole), 999)


def _check_days(days: Sequence[SalesDay]) -> None:
    if any(not 0 <= day.sales_minor <= MOST_MINOR or not 0 <= day.days_a_week <= 7 for day in days):
        raise CashFlowRefused("cash_flow.sales", "days")
    if sum(day.days_a_week for day in days) > 7:
        raise CashFlowRefused("cash_flow.week_too_long", "days")


def _check_lines(name: str, lines: Sequence[Amount]) -> None:
    if len(lines) > MOST_LINES:
        raise CashFlowRefused("cash_flow.too_many", name)
    for line in lines:
        if not line.name.strip() or not 0 <= line.minor <= MOST_MINOR:
            raise CashFlowRefused("cash_flow.line", name)
