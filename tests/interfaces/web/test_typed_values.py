"""What people type: amounts, dates, telephones. Refusals as much as successes."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis.strategies import dates, integers, sampled_from, text

from nafa.interfaces.web.forms import (
    ABSURD_MINOR,
    DateField,
    KeyedForm,
    MoneyField,
    PercentField,
    PhoneField,
    read_day,
    read_money,
)
from nafa.interfaces.web.written import typed_figures
from nafa.lib.money import Money

SPACES = (" ", "\u00a0", "\u202f", "")


def refusal_of(typed: str, currency: str = "XOF") -> str | None:
    with pytest.raises(ValidationError) as refused:
        read_money(typed, currency=currency)
    return refused.value.code


@given(integers(0, ABSURD_MINOR), sampled_from(SPACES))
def test_a_grouped_amount_is_read_as_it_was_written(minor, space):
    typed = f"{minor:,}".replace(",", space)

    assert read_money(typed, currency="XOF") == Money(minor, "XOF")


@given(integers(0, ABSURD_MINOR), sampled_from(["XOF", "EUR", "TND"]))
def test_what_a_field_shows_is_read_back(minor, currency):
    amount = Money(minor, currency)

    assert read_money(typed_figures(amount), currency=currency) == amount


@given(text(max_size=20))
def test_whatever_is_typed_is_an_amount_in_range_or_refused(typed):
    try:
        amount = read_money(typed, currency="XOF")
    except ValidationError:
        return
    assert 0 <= amount.minor <= ABSURD_MINOR


@pytest.mark.parametrize(
    ("typed", "currency", "code"),
    [
        ("12a", "XOF", "letters"),
        ("", "XOF", "letters"),
        ("1e9", "XOF", "letters"),
        ("-500", "XOF", "negative"),
        ("\u2212500", "XOF", "negative"),
        ("1.250.000", "XOF", "ambiguous"),
        ("1,250,000", "XOF", "ambiguous"),
        ("1.250", "XOF", "ambiguous"),
        ("1250,5", "XOF", "ambiguous"),
        ("12 50 000", "XOF", "ambiguous"),
        ("1 2500", "XOF", "ambiguous"),
        ("1.250", "EUR", "ambiguous"),
        ("1.250,50", "EUR", "ambiguous"),
        ("10 000 000 000 001", "XOF", "absurd"),
        ("9" * 24, "XOF", "absurd"),
    ],
)
def test_an_amount_that_is_not_certain_is_refused(typed, currency, code):
    assert refusal_of(typed, currency) == code


def test_decimals_are_read_with_comma_or_point():
    assert read_money("1 250,5", currency="EUR") == Money(125_050, "EUR")
    assert read_money("1250.50", currency="EUR") == Money(125_050, "EUR")


def test_zero_is_refused_unless_the_field_takes_it():
    with pytest.raises(ValidationError):
        MoneyField(currency="XOF").clean("0")
    assert MoneyField(currency="XOF", allows_zero=True).clean("0") == Money(0, "XOF")


@pytest.mark.parametrize("typed", ["21/11/2026", "2026-11-21", "21-11-2026", "21.11.2026"])
def test_a_date_is_read_day_first(typed):
    assert DateField().clean(typed) == date(2026, 11, 21)


@pytest.mark.parametrize("typed", ["31/02/2026", "11/21/2026", "21/11/26", "demain", "01/01/0026"])
def test_an_impossible_date_is_refused(typed):
    with pytest.raises(ValidationError):
        DateField().clean(typed)


@pytest.mark.parametrize("typed", ["77 123 45 67", "+221 77 123 45 67", "00221771234567"])
def test_a_telephone_is_read_in_its_country(typed):
    assert PhoneField().clean(typed) == "+221771234567"


@pytest.mark.parametrize("typed", ["12", "téléphone", "+1"])
def test_what_is_no_telephone_is_refused(typed):
    with pytest.raises(ValidationError):
        PhoneField().clean(typed)


def test_a_rate_takes_a_comma_and_stays_in_its_bounds():
    assert str(PercentField().clean("1,75")) == "1.75"
    for typed in ("-1", "101", "NaN", "x"):
        with pytest.raises(ValidationError):
            PercentField().clean(typed)


class AmountForm(KeyedForm):
    amount = MoneyField(currency="XOF")


def test_a_form_without_its_key_is_refused_and_every_form_has_a_new_one():
    assert not AmountForm({"amount": "5 000"}).is_valid()
    assert AmountForm()["key"].value() != AmountForm()["key"].value()


def test_after_a_refusal_the_form_keeps_what_was_typed_under_a_new_key():
    key = AmountForm()["key"].value()
    form = AmountForm({"amount": "5 000", "key": key})
    assert form.is_valid()
    assert form.idempotency_key == key

    form.take_new_key()

    assert form["key"].value() != key
    assert form["amount"].value() == "5 000"


def test_a_sent_form_takes_a_new_key_in_place_of_the_old_one():
    key = AmountForm()["key"].value()
    form = AmountForm(QueryDict(f"amount=5000&key={key}"))

    form.take_new_key()

    assert len(form.data.getlist("key")) == 1
    assert form["key"].value() != key


@given(integers(1, ABSURD_MINOR))
def test_an_amount_that_came_without_groups_is_shown_in_groups(minor):
    form = AmountForm({"amount": str(minor), "key": AmountForm()["key"].value()})

    assert typed_figures(Money(minor, "XOF")) in str(form["amount"])


@pytest.mark.parametrize("typed", ["douze", "1.250.000", "-5"])
def test_an_amount_that_cannot_be_read_stays_as_it_was_typed(typed):
    form = AmountForm({"amount": typed, "key": AmountForm()["key"].value()})

    assert f'value="{typed}"' in str(form["amount"])


@given(dates(date(1900, 1, 1), date(2200, 1, 1)), sampled_from(["%d/%m/%Y", "%Y-%m-%d"]))
def test_a_day_of_a_filter_is_read_day_first_or_in_iso_form(day, form):
    assert read_day(f" {day.strftime(form)} ") == day


@pytest.mark.parametrize("typed", ["", "11/23/2026", "31/02/2026", "demain"])
def test_a_day_of_a_filter_that_cannot_be_read_is_none(typed):
    assert read_day(typed) is None


@pytest.mark.parametrize(
    ("percent", "shown"), [("1E+2", "100"), ("10.0000", "10"), ("1.75", "1,75"), ("0", "0")]
)
def test_a_percentage_is_shown_as_people_write_it(percent, shown):
    assert PercentField().prepare_value(Decimal(percent)) == shown
