"""The form of a borrower's budget, as the officer fills it in on a visit."""

from collections.abc import Sequence
from typing import Any

from babel.dates import get_month_names
from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import KeyedForm, MoneyField
from nafa.interfaces.web.parts import Words
from nafa.interfaces.web.wording.budgets import COSTS, DAYS, EXPENSES, INCOMES, REASONS
from nafa.interfaces.web.written import language
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.lending.calc.origination.cash_flow import MONTHS, CashFlow
from nafa.lib.money import Money

DEBT_ROWS = 3
FIELD_OF = {"days": "usual_days", "season_percent": "season_1", "debts": "debt_1_lender"}
LINES = (("costs", COSTS), ("household_income", INCOMES), ("household_expenses", EXPENSES))


class BudgetForm(KeyedForm):
    """Sales by kind of day, season, costs, household, debts elsewhere."""

    goods_percent = forms.IntegerField(
        label=_("Goods bought, in % of the sales"), min_value=0, max_value=100, initial=0,
        help_text=_("What the goods sold cost to buy or to make."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, flow: CashFlow | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._add_days()
        for _name, lines in LINES:
            for code, title in lines.items():
                self.fields[code] = self._money(title)
        for month, name in get_month_names("abbreviated", locale=language()).items():
            self._add_whole(f"season_{month}", name, 0, 1_000, 100)
        for place in range(1, DEBT_ROWS + 1):
            self._add_debt(place)
        if flow is not None:
            self._fill(flow)

    def _money(self, title: Any) -> MoneyField:
        currency = institution().currency
        return MoneyField(currency=currency, allows_zero=True, required=False, label=title)

    def _add_whole(self, name: str, title: Any, least: int, most: int, initial: int) -> None:
        field = forms.IntegerField(
            label=title, min_value=least, max_value=most, initial=initial, required=False
        )
        field.widget.size = "field-short"
        self.fields[name] = field

    def _add_days(self) -> None:
        for code, title in DAYS.items():
            self.fields[f"{code}_sales"] = self._money(_("Sales of: %(day)s") % {"day": title})
            self._add_whole(f"{code}_days", _("Number a week: %(day)s") % {"day": title}, 0, 7, 0)

    def _add_debt(self, place: int) -> None:
        words = {"place": place}
        self.fields[f"debt_{place}_lender"] = forms.CharField(
            label=_("Debt %(place)s: lender") % words, max_length=80, required=False
        )
        self.fields[f"debt_{place}_monthly"] = self._money(_("Debt %(place)s: a month") % words)
        self._add_whole(f"debt_{place}_left", _("Debt %(place)s: months left") % words, 0, 600, 0)

    def _fill(self, flow: CashFlow) -> None:
        """Begin with the figures that are kept."""
        currency = institution().currency
        start: dict[str, Any] = {"goods_percent": flow.goods_percent}
        for code, day in zip(DAYS, flow.days, strict=False):
            start[f"{code}_sales"] = Money(day.sales_minor, currency)
            start[f"{code}_days"] = day.days_a_week
        for month, percent in enumerate(flow.season_percent, start=1):
            start[f"season_{month}"] = percent
        for name, _lines in LINES:
            for line in getattr(flow, name):
                start[line.name] = Money(line.minor, currency)
        for place, debt in enumerate(flow.debts[:DEBT_ROWS], start=1):
            start[f"debt_{place}_lender"] = debt.lender
            start[f"debt_{place}_monthly"] = Money(debt.monthly_minor, currency)
            start[f"debt_{place}_left"] = debt.months_left
        self.initial = {**start, **self.initial}

    def figures(self) -> dict[str, Any]:
        """The budget as plain data."""
        entered = self.cleaned_data
        minor = {name: value.minor for name, value in entered.items() if isinstance(value, Money)}
        return {
            "days": [
                [minor.get(f"{code}_sales", 0), entered.get(f"{code}_days") or 0] for code in DAYS
            ],
            "goods_percent": entered["goods_percent"],
            "season_percent": [_or(entered.get(f"season_{m}"), 100) for m in range(1, MONTHS + 1)],
            **{
                name: [[code, minor[code]] for code in lines if minor.get(code)]
                for name, lines in LINES
            },
            "debts": [
                [entered[f"debt_{place}_lender"], minor.get(f"debt_{place}_monthly", 0),
                 entered.get(f"debt_{place}_left") or 0]
                for place in range(1, DEBT_ROWS + 1)
                if entered.get(f"debt_{place}_lender")
            ],
        }  # fmt: skip

    @property
    def parts(self) -> Sequence[tuple[Words, list[BoundField]]]:
        """The form in its parts, each with a title."""
        debts = [f"debt_{n}_{part}" for n in range(1, DEBT_ROWS + 1)
                 for part in ("lender", "monthly", "left")]  # fmt: skip
        days = [f"{code}_{part}" for code in DAYS for part in ("sales", "days")]
        months = [f"season_{month}" for month in range(1, MONTHS + 1)]
        parts: list[tuple[Words, list[str]]] = [
            (_("Sales of the business"), [*days, "goods_percent"]),
            (_("Costs of the business, a month"), list(COSTS)),
            (_("Income of the household, a month"), list(INCOMES)),
            (_("Expenses of the household, a month"), list(EXPENSES)),
            (_("Debts elsewhere"), debts),
            (_("Season: sales of each month in % of a usual one"), months),
        ]
        return [(title, [self[name] for name in names]) for title, names in parts]

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "lending.budget_not_possible":
            name = str(error.values["field"])
            reason = REASONS.get(str(error.values["reason"]), error.message)
            return FIELD_OF.get(name, name if name in self.fields else "goods_percent"), reason
        return super().field_at_fault(error)


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value
