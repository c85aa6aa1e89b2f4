"""Forms of the screens: money, dates and telephones as people type them, and the key."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import written
from nafa.interfaces.web.parts import Words
from nafa.kernel import clock
from nafa.kernel.errors import DomainError
from nafa.lib.currency import minor_digits
from nafa.lib.ids import uuid7_at
from nafa.lib.money import Money

ABSURD_MINOR = 10**13
SPACES = re.compile(r"[\s\u00a0\u202f]")
PLAIN = re.compile(r"\d+(?:[.,](\d+))?")
GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,](\d+))?")
MARKED = re.compile(r"[\d.,\s\u00a0\u202f]+")
DATE_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")


def read_day(text: str) -> date | None:
    """A day of a filter, typed day first (`21/11/2026`) or in ISO form; nothing when unreadable."""
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def new_key() -> str:
    """The idempotency key of a form, made when it is shown."""
    return str(uuid7_at(clock.now()))


def read_money(text: str, *, currency: str) -> Money:
    """An amount as typed: `1 250 000` or `1250000`, with decimals where the currency has them.

    Refuses (ValidationError): letters, a sign, marks that could mean two things (`1.250.000`),
    spaces in odd places, more decimals than the currency has, more than 10^13.
    """
    text = text.strip()
    if text.startswith(("-", written.MINUS)):
        raise ValidationError(_("Enter an amount above zero, without a sign."), "negative")
    if not MARKED.fullmatch(text):
        raise ValidationError(_("Enter an amount in figures, such as 1 250 000."), "letters")
    found = PLAIN.fullmatch(text) or GROUPED.fullmatch(text)
    decimals = len(found.group(1) or "") if found else 0
    if found is None or decimals > minor_digits(currency):
        raise ValidationError(
            _("This amount can be read in two ways. Enter the figures only, such as 1 250 000."),
            "ambiguous",
        )
    amount = Money.of(Decimal(SPACES.sub("", text).replace(",", ".")), currency)
    if amount.minor > ABSURD_MINOR:
        raise ValidationError(_("This amount is too large. Check the number of zeros."), "absurd")
    return amount


class MoneyInput(forms.TextInput):
    """A field that groups digits as one types; the unit stands inside."""

    is_money = True
    size = "field-money"

    def __init__(self, *, currency: str, is_large: bool = False) -> None:
        self.currency = currency
        self.unit = written.unit_text(currency)
        if is_large:
            self.size = "field-money amount-large"
        super().__init__(
            attrs={
                "inputmode": "decimal" if minor_digits(currency) else "numeric",
                "autocomplete": "off",
                "data-money": "",
                "data-decimals": minor_digits(currency),
                "maxlength": 24,
            }
        )

    def format_value(self, value: Any) -> str | None:
        """Grouped as the browser groups it; what cannot be read stays as it was typed."""
        if isinstance(value, Money):
            return written.typed_figures(value)
        typed: str | None = super().format_value(value)
        try:
            amount = read_money(typed, currency=self.currency) if typed else None
        except ValidationError:
            return typed
        return typed if amount is None else written.typed_figures(amount)


class MoneyField(forms.Field):
    """Gives Money of its currency. Refuses what `read_money` refuses, and zero when told so."""

    def __init__(
        self, *, currency: str, allows_zero: bool = False, is_large: bool = False, **options: Any
    ) -> None:
        self.currency = currency
        self.allows_zero = allows_zero
        super().__init__(widget=MoneyInput(currency=currency, is_large=is_large), **options)

    def to_python(self, value: Any) -> Money | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Money):
            return value
        amount = read_money(str(value), currency=self.currency)
        if amount.is_zero and not self.allows_zero:
            raise ValidationError(_("Enter an amount above zero."), "zero")
        return amount

    def words_of(self, value: Any) -> str:
        """The amount in words, for the line under the field; nothing while it is not one."""
        try:
            amount = self.to_python(value)
        except ValidationError:
            return ""
        return written.amount_in_words(amount) if amount else ""


class DateInput(forms.DateInput):
    """A date typed as `21/11/2026`."""

    size = "field-short"

    def __init__(self) -> None:
        super().__init__(
            format="%d/%m/%Y",
            attrs={"inputmode": "numeric", "placeholder": "21/11/2026", "autocomplete": "off"},
        )


class DateField(forms.DateField):
    """Day first, as on paper: `21/11/2026`; ISO is read too. Four figures for the year."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=DateInput(), input_formats=DATE_FORMATS, **options)
        self.localize = False

    default_error_messages = {"invalid": _("Enter a date such as 21/11/2026.")}

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        if found is not None and found.year < 1900:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return found


class PhoneInput(forms.TextInput):
    input_type = "tel"
    size = "field-money"

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "tel", "autocomplete": "off"})

    def format_value(self, value: Any) -> str | None:
        return written.phone_text(value) if value else None


class PhoneField(forms.CharField):
    """A telephone number as typed in its country, given in E.164 (`+221771234567`)."""

    def __init__(self, *, region: str = "SN", **options: Any) -> None:
        self.region = region
        super().__init__(widget=PhoneInput(), max_length=30, **options)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, self.region)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise ValidationError(_("Enter a telephone number such as 77 123 45 67."), "invalid")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class PercentInput(forms.TextInput):
    unit = "%"
    size = "field-short"

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"})


class PercentField(forms.DecimalField):
    """A rate in percent, with a comma or a point: `24` or `1,75`."""

    def __init__(self, *, max_percent: int = 100, **options: Any) -> None:
        super().__init__(
            widget=PercentInput(), min_value=0, max_value=max_percent, decimal_places=4, **options
        )

    def prepare_value(self, value: Any) -> Any:
        """`100` and `1,75`: neither zeros at the end nor powers of ten."""
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class KeyedForm(forms.Form):
    """A form that runs one command: it carries the key that makes the command happen once.

    A field marked with `data-leaving` is checked when it is left; errors are tied to their field.
    """

    template_name = "web/parts/_rows.html"
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["key"].initial = new_key()
        for name, field in self.fields.items():
            if name != "key" and field.required:
                field.widget.attrs.setdefault("required", True)
        self.use_required_attribute = False

    @property
    def draft_name(self) -> str:
        """What a draft of this form is kept under; a form may have a field called `name`."""
        return type(self).__name__.lower()

    @property
    def idempotency_key(self) -> str:
        """The key of the sent form."""
        key: UUID = self.cleaned_data["key"]
        return str(key)

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, without the key: the keywords of the command."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        """The field a refusal is about and what to say there; forms that know better override."""
        name = error.values.get("field")
        return (name, error.message) if name in self.fields else None

    def show_refusal(self, error: DomainError) -> None:
        """Say the refusal beside the field it is about, where there is one."""
        found = self.field_at_fault(error)
        if found is not None:
            self.add_error(found[0], str(found[1]))

    def take_new_key(self) -> None:
        """After a refusal: the next sending is another attempt."""
        if self.is_bound:
            data = QueryDict(mutable=True)
            data.update(self.data)
            data[self.add_prefix("key")] = new_key()
            self.data = data
