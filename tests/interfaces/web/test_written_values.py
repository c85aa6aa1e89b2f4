"""How values read, the institution's colour, and addresses of lists."""

from datetime import date

import pytest
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis.strategies import integers, tuples

from nafa.interfaces.web import brand, written
from nafa.interfaces.web.parts import Person, Phone
from nafa.interfaces.web.tables import Column, Empty, Table, chips_for
from nafa.lib.money import Money

S = "\u00a0"


def test_values_read_as_the_house_style_says():
    with override("fr"):
        assert written.money_text(Money(1_250_000, "XOF")) == f"1{S}250{S}000{S}F{S}CFA"
        assert written.figures_text(Money(-45_000, "XOF")) == f"\u221245{S}000"
        assert written.date_text(date(2026, 11, 21)) == f"21{S}nov.{S}2026"
        assert written.table_date_text(date(2026, 11, 21)) == "21/11/2026"
        assert written.phone_text(Phone("+221771234567")) == f"+221{S}77{S}123{S}45{S}67"
        assert written.person_text(Person("Aïssatou", "Ndiaye")) == "Aïssatou NDIAYE"


@pytest.mark.parametrize(
    ("minor", "words"),
    [
        (1_250_000, "un million deux cent cinquante mille francs CFA"),
        (1_000_000, "un million de francs CFA"),
        (80, "quatre-vingts francs CFA"),
        (0, "zéro francs CFA"),
    ],
)
def test_an_amount_is_said_in_french_words(minor, words):
    with override("fr"):
        assert written.amount_in_words(Money(minor, "XOF")) == words


@given(tuples(*[integers(0, 255)] * 3))
def test_any_colour_of_an_institution_stays_readable_in_both_themes(colour):
    for ground in (brand.LIGHT_GROUND, brand.DARK_GROUND):
        tokens = brand.tokens(colour, ground=ground)
        made = {name: brand.parse(value) for name, value in tokens.items()}

        assert brand.contrast(made["--brand"], made["--on-brand"]) >= 4.5
        assert brand.contrast(made["--brand"], ground) >= 4.5
        assert brand.contrast(made["--brand-ink"], made["--brand-soft"]) >= 4.5


@pytest.mark.parametrize("text", ["", "#fff", "0b5a6b", "#0b5a6b;}", "#gggggg"])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(brand.NotAColour):
        brand.stylesheet(text)


def list_at(address: str, **more: object) -> Table:
    return Table(
        caption="x",
        columns=[Column(name="number", title="N", sort="number")],
        rows=[],
        empty=Empty("x", "y"),
        query=QueryDict(address),
        **more,
    )


def test_sorting_keeps_the_filters_and_leaves_the_place():
    head = list_at("state=late&after=7&sort=number").heads[0]

    assert head.direction == "ascending"
    assert QueryDict(head.url[1:]).dict() == {"state": "late", "sort": "-number"}


def test_the_next_page_keeps_everything_else():
    table = list_at("state=late&before=3", after_key="PR-9")

    assert QueryDict(table.next_url[1:]).dict() == {"state": "late", "after": "PR-9"}
    assert table.previous_url == ""


def test_the_export_is_what_is_seen():
    table = list_at("state=late&after=7", export_url="/x.csv")

    assert table.whole_export_url == "/x.csv?state=late"


def test_pressing_an_active_chip_takes_the_filter_off():
    late, new = chips_for(QueryDict("state=late"), "state", [("late", "L", 1), ("new", "N", 2)])

    assert (late.is_active, late.url) == (True, "?")
    assert (new.is_active, new.url) == (False, "?state=new")
