"""Transforms and mappings: what is read, and what is refused by name."""

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.journeys.importing.errors import MappingFaulty, MappingUnknown
from nafa.journeys.importing.mapping import Source, load_mapping, read_mapping, shipped_names
from nafa.journeys.importing.transforms import TRANSFORMS, Unreadable, birth_number

MAPPING = """
source = "here"
currency = "XOF"
[[file]]
name = "clients.csv"
kind = "client"
delimiter = ";"
[file.fields]
key = "no"
family_name = "nom"
branch = { constant = "01" }
sex = { column = "s", codes = { f = "F", h = "M" } }
"""


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.sampled_from("FM"))
def test_a_birth_number_gives_back_what_made_it(born: date, sex: str) -> None:
    month = born.month + (50 if sex == "F" else 0)

    assert birth_number(f"{born:%y}{month:02d}{born:%d}") == (born, sex)


@given(st.text(max_size=8))
def test_any_other_text_is_no_birth_number_or_a_date(text: str) -> None:
    try:
        born, sex = birth_number(text)
    except Unreadable as fault:
        assert fault.code == "birth_number"
    else:
        assert 1900 <= born.year <= 1999
        assert sex in "FM"


@given(st.dates(date(1969, 1, 1), date(2068, 12, 31)), st.sampled_from(["YYMMDD", "DD/MM/YYYY"]))
def test_dates_are_read_in_the_form_the_mapping_gives(day: date, form: str) -> None:
    written = f"{day:%y%m%d}" if form == "YYMMDD" else f"{day:%d/%m/%Y}"

    assert TRANSFORMS["date"](written, Source(column="d", forms=(form,))) == day
    assert TRANSFORMS["date"](day.isoformat(), Source(column="d", forms=(form,))) == day


@pytest.mark.parametrize("text", ["31/02/2024", "2024-13-01", "", "45000", "1/1/24"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="not_a_date"):
        TRANSFORMS["date"](text, Source(column="d", forms=("DD/MM/YYYY",)))


@given(st.decimals(-(10**9), 10**9, places=2))
def test_numbers_are_read_with_their_signs(number: Decimal) -> None:
    french = f"{number:,.2f}".replace(",", "\u202f").replace(".", ",")
    english = f"{number:,.2f}"

    assert TRANSFORMS["number"](french, Source(column="n", decimal=",")) == number
    assert TRANSFORMS["number"](english, Source(column="n", group=",")) == number


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "NaN", "Infinity", "1_000", "--1"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="not_a_number"):
        TRANSFORMS["number"](text, Source(column="n"))


def test_a_point_is_no_decimal_sign_where_the_comma_is() -> None:
    with pytest.raises(Unreadable):
        TRANSFORMS["number"]("1.250", Source(column="n", decimal=","))


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_mappings_are_right(name: str) -> None:
    assert load_mapping(name).files


def test_an_unknown_mapping_says_which_ones_there_are() -> None:
    with pytest.raises(MappingUnknown) as refusal:
        load_mapping("nowhere")

    assert "berka" in refusal.value.message


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('kind = "client"', 'kind = "clent"', "file 1.kind"),
        ('delimiter = ";"', 'delimiter = ";;"', "file 1.delimiter"),
        ('delimiter = ";"', 'delimeter = ";"', "file 1.delimeter"),
        ('delimiter = ";"', 'encoding = "utf-99"', "file 1.encoding"),
        ('family_name = "nom"', "", "file 1.fields.family_name"),
        ('family_name = "nom"', 'family_name = "nom"\nnom = "x"', "file 1.fields.nom"),
        ("codes =", "code =", "file 1.fields.sex.code"),
        ('column = "s"', 'column = "s", as = "magic"', "file 1.fields.sex.as"),
        ('column = "s"', 'column = "s", constant = "F"', "file 1.fields.sex"),
        ('source = "here"', "", "mapping.source"),
    ],
)
def test_a_faulty_mapping_is_refused_at_its_place(old: str, new: str, place: str) -> None:
    content: dict[str, Any] = tomllib.loads(MAPPING)
    assert read_mapping(content).files[0].columns == ("no", "nom", "s")

    with pytest.raises(MappingFaulty) as refusal:
        read_mapping(tomllib.loads(MAPPING.replace(old, new)))

    assert refusal.value.values["place"] == place


def test_the_window_of_two_digit_years_is_as_documented() -> None:
    source = Source(column="d", forms=("YYMMDD",))

    assert TRANSFORMS["date"]("690101", source) == date(1969, 1, 1)
    assert TRANSFORMS["date"]("681231", source) == date(2068, 12, 31)
