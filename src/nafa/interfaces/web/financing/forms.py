"""Forms of contracts about goods: requests by kind, products and pools."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nafa.assets.calc.kinds import ContractKind, Transfer
from nafa.assets.calc.screening import PROHIBITED, SECTORS
from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField, PercentField
from nafa.interfaces.web.parts import Words
from nafa.interfaces.web.wording import financing as words
from nafa.kernel.errors import DomainError
from nafa.lib.money import Money

Label = Any  # words, now or when they are shown
SCANS = "image/jpeg,image/png,image/webp,application/pdf"


def file_field(label: Label, *, required: bool = True) -> forms.FileField:
    """A picture or a PDF."""
    return forms.FileField(
        label=label,
        required=required,
        help_text=_("Picture or PDF, at most 8 MB."),
        widget=forms.FileInput(attrs={"accept": SCANS}),
    )


def number_field(label: Label, *, help_text: Label = "", most: int = 600) -> forms.IntegerField:
    """A whole number above zero."""
    return forms.IntegerField(label=label, min_value=1, max_value=most, help_text=help_text)


def reason_field(*, required: bool = True) -> forms.CharField:
    """Why: kept in the history."""
    return forms.CharField(
        label=_("Reason"),
        required=required,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _money(currency: str, label: Words, **options: Any) -> MoneyField:
    return MoneyField(currency=currency, label=label, **options)


def _murabaha(unit: str) -> dict[str, forms.Field]:
    return {
        "cost_minor": _money(unit, _("Cost of purchase, with ancillary costs"), is_large=True),
        "markup_minor": _money(unit, _("Mark-up"), allows_zero=True),
        "count": number_field(_("Instalments (months)"), most=360),
        "deposit_minor": _money(unit, _("Deposit before the sale"), required=False,
                                allows_zero=True),
    }  # fmt: skip


def _rented(unit: str, kind: ContractKind) -> dict[str, forms.Field]:
    ways = [one for one in Transfer if one is not Transfer.GIFT or kind is ContractKind.IJARA]
    return {
        "cost_minor": _money(unit, _("Cost of the thing, with ancillary costs"), is_large=True),
        "rent_minor": _money(unit, _("Rent a month")),
        "count": number_field(_("Rents (months)"), most=360),
        "useful_life_months": number_field(_("Useful life (months)")),
        "transfer": forms.ChoiceField(
            label=_("At the end"), choices=[(one.value, words.TRANSFERS[one]) for one in ways]
        ),
        "residual_minor": _money(unit, _("Residual value"), required=False, allows_zero=True),
        "deposit_minor": _money(unit, _("Deposit"), required=False, allows_zero=True),
    }


def _musharaka(unit: str) -> dict[str, forms.Field]:
    return {
        "cost_minor": _money(unit, _("Value of the thing"), is_large=True),
        "unit_price_minor": _money(unit, _("Price of a unit")),
        "units": number_field(_("Units of the institution"), most=100_000),
        "units_per_period": number_field(_("Units bought a month"), most=100_000),
        "count": number_field(_("Months"), most=360),
        "rent_percent": PercentField(label=_("Rent a month, in percent of the share held")),
    }


def _salam(unit: str) -> dict[str, forms.Field]:
    return {
        "cost_minor": _money(unit, _("Price paid ahead"), is_large=True),
        "goods": forms.CharField(
            label=_("Goods"), max_length=300, help_text=_("Kind, quality, weight of a unit.")
        ),
        "quantity": number_field(_("Quantity (units)"), most=1_000_000),
        "delivery_date": DateField(label=_("Delivery on")),
        "delivery_place": forms.CharField(label=_("Delivery at"), max_length=200),
    }


def _qard(unit: str) -> dict[str, forms.Field]:
    return {
        "cost_minor": _money(unit, _("Sum lent"), is_large=True),
        "count": number_field(_("Instalments (months)"), most=360),
        "fee_minor": _money(
            unit, _("Actual cost of handling"), required=False, allows_zero=True,
            help_text=_("A fixed amount, whatever the sum and the months."),
        ),
    }  # fmt: skip


def terms_fields(kind: ContractKind, currency: str) -> dict[str, forms.Field]:
    """What a request of this kind asks for."""
    if kind is ContractKind.MURABAHA:
        return _murabaha(currency)
    if kind in (ContractKind.LEASE, ContractKind.IJARA):
        return _rented(currency, kind)
    if kind is ContractKind.MUSHARAKA:
        return _musharaka(currency)
    return _salam(currency) if kind is ContractKind.SALAM else _qard(currency)


def plain(value: Any) -> Any:
    """An entered value as terms are kept."""
    if isinstance(value, Money):
        return value.minor
    return str(value) if not isinstance(value, int | str) else value


class RequestForm(KeyedForm):
    """A request for a contract of one kind."""

    def __init__(self, *arguments: Any, kind: str, currency: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.terms_names = tuple(fields := terms_fields(ContractKind(kind), currency))
        self.fields.update(fields)
        self.fields["sector"] = forms.ChoiceField(
            label=_("Sector of the activity"),
            choices=[(one, words.SECTORS[one]) for one in SECTORS],
        )
        self.fields["purpose"] = forms.CharField(label=_("Purpose"), max_length=300)
        if kind not in ("SALAM", "QARD"):
            self.fields["promise"] = file_field(_("Signed promise of the client"), required=False)

    @property
    def terms(self) -> dict[str, Any]:
        """The terms as the command takes them; what was left empty is left out."""
        entered = {name: self.cleaned_data.get(name) for name in self.terms_names}
        return {name: plain(value) for name, value in entered.items() if value not in (None, "")}

    @property
    def values(self) -> dict[str, Any]:
        promise = self.cleaned_data.get("promise")
        return {
            "sector": self.cleaned_data["sector"],
            "purpose": self.cleaned_data["purpose"],
            "terms": self.terms,
            "promise": promise.read() if promise else None,
        }

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "assets.terms_not_possible":
            field, reason = str(error.values["field"]), str(error.values["reason"])
            shown = field if field in self.fields else self.terms_names[0]
            return shown, words.REASONS.get(reason, reason)
        if error.code == "assets.sector_prohibited":
            return "sector", error.next_step
        if error.code == "assets.amount_too_high":
            return self.terms_names[0], error.message
        return super().field_at_fault(error)


class PoolForm(KeyedForm):
    """A pool of funds."""

    code = forms.SlugField(label=_("Code"), max_length=12)
    name = forms.CharField(label=_("Name"), max_length=80)
    is_islamic = forms.BooleanField(label=_("For Islamic contracts"), required=False)


class CharityForm(KeyedForm):
    """How much goes to whom, from which branch."""

    def __init__(
        self, *arguments: Any, currency: str, branches: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"] = _money(currency, _("Amount"), is_large=True)
        self.fields["beneficiary"] = forms.CharField(label=_("Beneficiary"), max_length=120)
        self.fields["branch_id"] = forms.TypedChoiceField(
            label=_("Branch"), choices=branches, coerce=UUID
        )

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "assets.charity_too_little":
            return "amount", error.message
        return super().field_at_fault(error)


class ProductForm(KeyedForm):
    """A product: its kind, its pool, its limits, the approval of its board."""

    code = forms.SlugField(label=_("Code"), max_length=12)
    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(words.KINDS.items()))

    def __init__(
        self, *arguments: Any, currency: str, pools: list[tuple[UUID, str]], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        known = {str(pool_id): pool_id for pool_id, _name in pools}
        self.fields["pool_id"] = forms.TypedChoiceField(
            label=_("Pool of funds"), coerce=lambda code: known[code],
            choices=[(str(pool_id), name) for pool_id, name in pools],
        )  # fmt: skip
        self.fields["highest"] = _money(currency, _("Highest amount laid out"))
        self.fields["board_approval"] = forms.CharField(
            label=_("Approval of the Sharia board"), required=False, max_length=60,
            help_text=_("Number of the decision; every Islamic product needs one."),
        )  # fmt: skip
        self.fields["board_approved_date"] = DateField(label=_("Approved on"), required=False)
        self.fields["donation"] = _money(
            currency, _("For each late instalment"), required=False, allows_zero=True,
            help_text=_("Islamic contracts: a gift to charity. Leasing: a late fee."),
        )  # fmt: skip
        self.fields["grace_days"] = forms.IntegerField(
            label=_("Days of grace"), min_value=0, max_value=90, initial=0
        )
        self.fields["depreciation"] = forms.ChoiceField(
            label=_("Depreciation"), choices=list(words.DEPRECIATIONS.items())
        )
        self.fields["shows_teg"] = forms.BooleanField(
            label=_("Disclose the yearly equivalent (TEG) in the contract"), required=False
        )
        self.fields["prohibited_sectors"] = forms.MultipleChoiceField(
            label=_("Sectors that are not financed"), required=False, initial=PROHIBITED,
            choices=[(one, words.SECTORS[one]) for one in PROHIBITED],
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        known = {
            "assets.board_approval_missing": "board_approval",
            "assets.pool_mixed": "pool_id",
            "assets.code_taken": "code",
        }
        if error.code in known:
            return known[error.code], error.message
        return super().field_at_fault(error)
