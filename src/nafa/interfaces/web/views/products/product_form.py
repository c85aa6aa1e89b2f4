"""The form of a product: every rule as a field, and a sample loan for the preview."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField, PercentField
from nafa.interfaces.web.parts import Words
from nafa.interfaces.web.views.products import drawing_fields, fee_rows, index_fields
from nafa.interfaces.web.wording import terms as words
from nafa.interfaces.web.wording.clients import KINDS
from nafa.interfaces.web.wording.lending import reason_words
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.lending import queries as lending
from nafa.lending.calc.product import ProductRules
from nafa.lib.money import Money

MOST_INSTALMENTS = 600
FIELD_OF_CODE = {
    "lending.product_code_taken": "code",
    "lending.product_parent_loops": "parent",
    "lending.version_backdated": "effective_from",
}
NAMED = (
    "interest", "rate_unit", "interest_period", "amortisation", "grace_principal",
    "grace_interest", "deferred_interest", "interest_free", "multiple", "settlement", "unit",
    "every", "roll", "month_end",
)  # fmt: skip
FIELD_OF = {
    "penalty.base": "penalty_base",
    "penalty.percent_per_year": "penalty_percent",
    "penalty.flat_per_instalment": "penalty_flat",
    "penalty.grace_days": "penalty_grace_days",
    "penalty.cap_percent": "penalty_cap",
    "principal": "highest_amount",
    "count": "highest_count",
    "approved": "highest_amount",
    "days_in_month": "day_count",
    "days_in_year": "day_count",
    "month_days": "first_day",
    "allocation.order": "allocation_order",
    "allocation.direction": "direction",
    "tranches.most": "tranches_most",
    "tranches.within_days": "tranches_within_days",
    "index.code": "index_code",
    "index.margin": "index_margin",
    "index.floor": "index_floor",
    "index.ceiling": "index_ceiling",
    "line.months": "line_months",
    "line.engagement_percent": "line_engagement_percent",
    "line.undrawn_percent": "line_undrawn_percent",
    "line": "line_months",
}


def _choice(title: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=title, choices=list(choices.items()), **options)


def _whole(title: Any, *, least: int = 0, most: int = MOST_INSTALMENTS) -> forms.IntegerField:
    field = forms.IntegerField(label=title, min_value=least, max_value=most)
    field.widget.size = "field-short"
    return field


class ProductForm(KeyedForm):
    """Rules as fields. `kept` holds the shared terms that the form does not show."""

    PARTS: Sequence[tuple[Words, Sequence[str]]] = (
        (_("Product"), ("code", "name", "client_kinds", "is_staff_only", "is_active")),
        (_("Interest"), ("interest", "rate", "rate_unit", "interest_period", "day_count",
                          *index_fields.NAMES)),
        (
            _("What may be lent"),
            ("lowest_amount", "highest_amount", "lowest_count", "highest_count"),
        ),
        (
            _("Instalments"),
            ("amortisation", "multiple", "unit", "every", "weekdays", "first_day", "second_day",
             "roll", "month_end"),
        ),
        (
            _("Grace"),
            ("grace_principal", "grace_interest", "deferred_interest", "interest_free"),
        ),
        (_("Tranches and credit lines"), drawing_fields.NAMES),
        (
            _("Penalty for lateness"),
            ("penalty_base", "penalty_percent", "penalty_flat", "penalty_grace_days",
             "penalty_cap"),
        ),
        (_("Payments"), ("allocation_order", "direction", "settlement")),
        (_("Rules taken from another product"), ("parent", "inherits", "effective_from")),
    )  # fmt: skip

    def __init__(
        self,
        *arguments: Any,
        rules: ProductRules | None = None,
        code: str = "",
        is_new: bool = True,
        **options: Any,
    ) -> None:
        self.shared = dict(rules.shared) if rules else {}
        self.own_code, self.data_blocks = code, _data_blocks(rules)
        options["initial"] = {**_initial(rules), **options.get("initial", {})}
        super().__init__(*arguments, **options)
        self._add_identity(is_new=is_new)
        self._add_terms()
        self._add_bounds_and_penalty(institution().currency)
        self._add_parentage(self.own_code, is_new=is_new)
        self.fee_error: Words = ""
        self.fees = fee_rows.rows_of(self.data if self.is_bound else None,
                                     self.shared.get("charges") or [])  # fmt: skip

    def _add_identity(self, *, is_new: bool) -> None:
        if is_new:
            self.fields["code"] = forms.RegexField(
                r"^[A-Z][A-Z0-9-]{1,11}$",
                label=_("Code"),
                help_text=_("Capital letters and figures, such as IND or AGR2."),
            )
            self.fields["code"].widget.size = "field-short"
        self.fields["name"] = forms.CharField(label=_("Name"), max_length=120)
        self.fields["client_kinds"] = forms.MultipleChoiceField(
            label=_("Offered to"),
            choices=list(KINDS.items()),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["is_staff_only"] = forms.BooleanField(
            label=_("For the staff only"), required=False,
            help_text=_("Clients marked as staff under their ties, at the rate of this product."),
        )  # fmt: skip
        if not is_new:
            self.fields["is_active"] = forms.BooleanField(
                label=_("Offered to clients now"), required=False
            )

    def _add_parentage(self, own: str, *, is_new: bool) -> None:
        codes = [row.code for row in lending.products() if row.code != own]
        self.fields["parent"] = forms.ChoiceField(
            label=_("The other product"),
            choices=[("", _("None")), *((code, code) for code in codes)],
            required=False,
        )
        self.fields["inherits"] = forms.MultipleChoiceField(
            label=_("These rules are always as it has them"),
            choices=list(words.BLOCKS.items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        if not is_new:
            self.fields["effective_from"] = DateField(
                label=_("In force from"), required=False,
                help_text=_("Today or later; contracts that were signed keep their version."),
            )  # fmt: skip

    def _add_terms(self) -> None:
        orders = dict(words.ORDERS)
        order = self.initial.get("allocation_order")
        if order and order not in orders:
            orders[order] = order
        self.fields |= {
            "interest": _choice(_("Interest is borne"), words.INTERESTS),
            "rate": PercentField(label=_("Nominal rate"), max_percent=1000),
            "rate_unit": _choice(_("The rate is"), words.RATE_UNITS),
            "interest_period": _choice(_("Interest of a period"), words.INTEREST_PERIODS),
            "day_count": _choice(_("Days are counted as"), words.DAY_COUNTS),
            "amortisation": _choice(_("Repaid by"), words.AMORTISATIONS),
            "grace_principal": _whole(_("Instalments without principal")),
            "grace_interest": _whole(_("Instalments that ask for no interest")),
            "deferred_interest": _choice(_("Their interest is"), words.DEFERRED_INTERESTS),
            "interest_free": _whole(_("Instalments that bear no interest")),
            "multiple": _whole(_("Instalments are a multiple of"), least=1, most=10**6),
            "settlement": _choice(_("Early settlement asks for"), words.SETTLEMENTS),
            "allocation_order": _choice(_("A payment clears, in this order"), orders),
            "direction": _choice(_("Over several instalments"), words.DIRECTIONS),
        }
        self._add_rhythm()

    def _add_rhythm(self) -> None:
        self.fields |= {
            "unit": _choice(_("Rhythm of instalments"), words.UNITS),
            "every": _whole(_("Every how many"), least=1, most=366),
            "weekdays": forms.MultipleChoiceField(
                label=_("On these days of the week"),
                choices=list(words.WEEKDAYS.items()),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            ),
            "first_day": _whole(_("First day of the month"), least=1, most=31),
            "second_day": _whole(_("Second day of the month"), least=1, most=31),
            "roll": _choice(_("A due date on a day of rest"), words.ROLLS),
            "month_end": _choice(_("A day that a month lacks"), words.MONTH_ENDS),
        }

    def _add_bounds_and_penalty(self, currency: str) -> None:
        self.fields |= {
            "lowest_amount": MoneyField(currency=currency, label=_("Smallest amount")),
            "highest_amount": MoneyField(currency=currency, label=_("Largest amount")),
            **drawing_fields.fields(),
            **index_fields.fields(),
            "lowest_count": _whole(_("Fewest instalments"), least=1),
            "highest_count": _whole(_("Most instalments"), least=1),
            "penalty_base": _choice(_("Penalty"), words.PENALTIES, required=False),
            "penalty_percent": PercentField(
                label=_("Percentage per year"), max_percent=1000, required=False
            ),
            "penalty_flat": MoneyField(
                currency=currency, label=_("Amount for each instalment"), required=False
            ),
            "penalty_grace_days": _whole(_("Days of grace"), most=365),
            "penalty_cap": PercentField(
                label=_("Never above, in percent of the amount lent"),
                max_percent=1000,
                required=False,
            ),
            "sample_amount": MoneyField(
                currency=currency, label=_("Sample amount"), required=False
            ),
            "sample_count": forms.IntegerField(
                label=_("Sample instalments"), min_value=1, max_value=MOST_INSTALMENTS,
                required=False,
            ),
        }  # fmt: skip

    @property
    def parts(self) -> list[tuple[Words, list[BoundField]]]:
        """The fields under their headings."""
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.PARTS
        ]

    def is_valid(self) -> bool:
        """Also every row of fees."""
        rows_hold = all([row.is_valid() for row in self.fees])
        return super().is_valid() and rows_hold

    def rules(self) -> dict[str, Any]:
        """The rules as the command takes them."""
        entered = self.cleaned_data
        lowest: Money = entered["lowest_amount"]
        return {
            "currency": lowest.currency,
            "lowest_amount": str(lowest.major),
            "highest_amount": str(entered["highest_amount"].major),
            "lowest_count": entered["lowest_count"],
            "highest_count": entered["highest_count"],
            "client_kinds": entered["client_kinds"],
            "is_staff_only": entered["is_staff_only"],
            **self.data_blocks,
            **drawing_fields.rules(entered),
            **index_fields.rules(entered),
            **_parentage(entered),
            "terms": {**self.shared, **self._terms()},
        }

    def _terms(self) -> dict[str, Any]:
        """The shared terms that the form shows; the others stay as they are."""
        entered = self.cleaned_data
        in_month, in_year = entered["day_count"].split("/")
        return {
            **{name: entered[name] for name in NAMED},
            "rate": _plain(entered["rate"]),
            "days_in_month": in_month,
            "days_in_year": in_year,
            "month_days": [entered["first_day"], entered["second_day"]],
            "weekdays": [int(day) for day in entered["weekdays"]] or [0],
            "allocation": {
                **self.shared.get("allocation", {}),
                "order": entered["allocation_order"].split(","),
                "direction": entered["direction"],
            },
            "charges": [row.plain() for row in self.fees],
            "penalty": self._penalty(),
        }

    def _penalty(self) -> dict[str, Any] | None:
        entered = self.cleaned_data
        base = entered["penalty_base"]
        if not base:
            return None
        flat: Money | None = entered["penalty_flat"] if base == "FLAT" else None
        return {
            "base": base,
            "percent_per_year": _plain(entered["penalty_percent"]) if base != "FLAT" else "0",
            "flat_per_instalment": {"amount": str(flat.major), "currency": flat.currency}
            if flat
            else None,
            "grace_days": entered["penalty_grace_days"],
            "cap_percent": _plain(entered["penalty_cap"])
            if entered["penalty_cap"] is not None
            else None,
        }

    def show_refusal(self, error: DomainError) -> None:
        """A fee at fault is said above the fees, everything else beside its field."""
        if str(error.values.get("field", "")).startswith("charges"):
            self.fee_error = reason_words(str(error.values.get("reason")))
        else:
            super().show_refusal(error)

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code in FIELD_OF_CODE:
            return FIELD_OF_CODE[error.code], error.message
        name = str(error.values.get("field", ""))
        name = FIELD_OF.get(name, name)
        if name not in self.fields:
            return None
        return name, reason_words(str(error.values.get("reason")))


def _data_blocks(rules: ProductRules | None) -> dict[str, Any]:
    """Blocks that the form does not show stay as they are."""
    if rules is None:
        return {}
    return {"guarantees": dict(rules.guarantees), "approval": dict(rules.approval)}


def _parentage(entered: Mapping[str, Any]) -> dict[str, Any]:
    if not entered["parent"] and not entered["inherits"]:
        return {}
    return {"parent": entered["parent"], "inherits": entered["inherits"]}


def _plain(number: Decimal | None) -> str:
    return format((number or Decimal(0)).normalize(), "f")


def _initial(rules: ProductRules | None) -> dict[str, Any]:
    """Fields of a product that exists, or usual values for a new one."""
    if rules is None:
        return {
            "client_kinds": ["PERSON"], "grace_principal": 0, "grace_interest": 0,
            "interest_free": 0, "multiple": 5, "roll": "FOLLOWING", "unit": "MONTHS", "every": 1,
            "weekdays": ["0"], "first_day": 1, "second_day": 16, "penalty_base": "OVERDUE_TOTAL",
            "penalty_percent": 12, "penalty_grace_days": 3, "lowest_count": 3,
            "highest_count": 24, "allocation_order": next(iter(words.ORDERS)),
            **drawing_fields.initial(None),
        }  # fmt: skip
    shared = rules.shared
    penalty = shared.get("penalty") or {}
    flat = penalty.get("flat_per_instalment")
    return {
        **shared,
        "client_kinds": list(rules.client_kinds),
        "is_staff_only": rules.is_staff_only,
        "parent": rules.parent,
        "inherits": list(rules.inherits),
        **drawing_fields.initial(rules),
        **index_fields.initial(rules),
        "lowest_amount": rules.lowest_amount,
        "highest_amount": rules.highest_amount,
        "lowest_count": rules.lowest_count,
        "highest_count": rules.highest_count,
        "allocation_order": ",".join(shared["allocation"]["order"]),
        "direction": shared["allocation"]["direction"],
        "day_count": f"{shared['days_in_month']}/{shared['days_in_year']}",
        "first_day": shared["month_days"][0],
        "second_day": shared["month_days"][1],
        "weekdays": [str(day) for day in shared["weekdays"]],
        "penalty_base": penalty.get("base", ""),
        "penalty_percent": penalty.get("percent_per_year"),
        "penalty_flat": Money.of(Decimal(flat["amount"]), flat["currency"]) if flat else None,
        "penalty_grace_days": penalty.get("grace_days", 0),
        "penalty_cap": penalty.get("cap_percent"),
        "sample_amount": rules.highest_amount,
        "sample_count": rules.highest_count,
    }
