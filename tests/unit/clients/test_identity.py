"""Names that sound alike, terms that find them, the order of those found, doubles."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.clients.calc.duplicates import Person, likeness
from nafa.clients.calc.identity import name_likeness, query_terms, rank, search_terms
from nafa.clients.calc.name_families import FAMILIES
from nafa.clients.calc.sounds import JOINED, family_of, fold, relatives, skeleton, sound, words_of

PAIRS = list(csv.DictReader((Path(__file__).parents[2] / "vectors" / "name_pairs.csv").open()))
SAME = [(row["name"], row["other"]) for row in PAIRS if row["same"] == "yes"]
OTHERS = [(row["name"], row["other"]) for row in PAIRS if row["same"] == "no"]
ALIKE = 0.9


def found(typed: str, **stored) -> bool:
    return query_terms(typed) <= search_terms(**stored) and bool(query_terms(typed))


@pytest.mark.parametrize(("name", "other"), SAME)
def test_one_name_in_two_spellings(name, other):
    assert name_likeness(name, other) >= ALIKE
    assert found(other, name=name)
    assert found(name, name=other)


def test_no_other_name_is_taken_for_the_same():
    """The floor that was reached: all 26 near names are told apart."""
    assert [pair for pair in OTHERS if name_likeness(*pair) >= ALIKE] == []


def test_words_are_folded_and_particles_joined():
    assert fold("  N’Diaye-ÇELIK Œuvré 12") == "ndiaye selik euvre"
    assert words_of("Abdoul Aziz N Diaye") == ("abdoulaziz", "ndiaye")
    assert words_of("Ahmed El") == ("ahmed", "el")
    assert (sound("cheikh"), sound("ouedraogo"), sound("thiam")) == ("sek", "wedraogo", "čam")
    assert (skeleton("aissatou"), skeleton("isatu"), skeleton("")) == ("ast", "ast", "")
    assert family_of("xyz") is None
    assert relatives("xyz") == {"xyz"}
    assert "njay" in relatives("ndiaye")


def test_a_spelling_stands_in_one_family_only():
    words = [word for family in FAMILIES for word in family.split()]

    assert len(words) == len(set(words))


NAMES = st.lists(
    st.sampled_from(sorted({word for pair in SAME for name in pair for word in name.split()})),
    min_size=1,
    max_size=4,
)


@given(NAMES, st.randoms(use_true_random=False))
def test_the_order_of_words_does_not_matter(words, random):
    shuffled = [word for word in words if word.lower() not in JOINED]
    random.shuffle(shuffled)

    stored = search_terms(name=" ".join(word for word in words if word.lower() not in JOINED))
    assert query_terms(" ".join(shuffled)) <= stored


@given(st.text(max_size=30))
def test_any_name_finds_itself_and_is_like_itself(name):
    words = fold(name).split()

    if not any(word in ("n", "d", "m") for word in words):
        assert query_terms(" ".join(words)) <= search_terms(name=name)
    if words:
        assert name_likeness(name, name) == 1.0


@given(st.sampled_from([name for pair in SAME for name in pair]), st.data())
def test_a_name_is_found_while_it_is_typed(name, data):
    word = data.draw(st.sampled_from(words_of(name)))

    for length in range(1, len(word) + 1):
        assert query_terms(word[:length]) <= search_terms(name=name)


def test_numbers_find_phones_papers_and_years():
    stored = {
        "name": "Awa Sy",
        "birth_year": 1985,
        "phones": ("+221 77 123 45 67",),
        "documents": ("1 751 1985 00123", "AB-123456", ""),
    }

    for typed in (
        "77 123 45 67",
        "+221771234567",
        "771234",
        "awa 1985",
        "1751198500123",
        "1 751 1985 00123",
        "ab 123456".replace(" ", ""),
        "Sy AB123456",
    ):
        assert found(typed, **stored), typed
    for typed in ("78 123 45 67", "1986", "AB123457", "12345"):
        assert not found(typed, **stored), typed
    assert query_terms("") == query_terms("-") == query_terms("n") == frozenset()


def test_the_likest_comes_first():
    people = [
        (1, "Aminata Ndao"),
        (2, "Aïssatou NDIAYE"),
        (3, "Aïssata Binta NDIAYE"),
        (4, "Assane Ndour"),
    ]

    assert rank("njay aissatu", people)[:2] == [2, 3]
    assert rank("aiss", people)[0] in (2, 3)
    assert rank("77", people) == [1, 2, 3, 4]
    assert rank("awa", [(1, "")]) == [1]


def test_one_word_is_not_a_whole_name():
    assert name_likeness("Diop", "Fatou Diop") < ALIKE
    assert name_likeness("", "Fatou Diop") == 0
    assert name_likeness("Fatou Binetou Diop", "Fatou Diop") > ALIKE


BORN = date(1985, 4, 3)
AWA = Person("Awa Ndiaye", BORN, "+221771234567", "1 751 1985 00123")


@pytest.mark.parametrize(
    ("other", "score", "reasons", "level"),
    [
        (Person("Hawa Njie", BORN), 85, ("same_name", "same_birth_date"), "probable"),
        (Person("Ndiaye Awa"), 50, ("same_name",), "none"),
        (
            Person("Awa Ndiaye", date(1985, 3, 4)),
            72,
            ("same_name", "twisted_birth_date"),
            "warning",
        ),
        (
            Person("Awa Ndiaye", date(1986, 4, 3)),
            72,
            ("same_name", "twisted_birth_date"),
            "warning",
        ),
        (Person("Awa Ndiaye", date(1985, 9, 21)), 60, ("same_name", "same_birth_year"), "warning"),
        (Person("Awa Ndiaye", date(1991, 12, 21)), 20, ("same_name",), "none"),
        (Person("Awa Ndiaye", phone="77 123 45 67"), 75, ("same_name", "same_phone"), "warning"),
        (Person("Binta Sow", document="1751198500123"), 100, ("same_document",), "probable"),
        (Person("Binta Sow", date(1991, 12, 21)), 0, (), "none"),
        (Person("Awa Binta Ndiaye", phone="123"), 42, ("alike_name",), "none"),
    ],
)
def test_doubles(other, score, reasons, level):
    found = likeness(AWA, other)

    assert (found.score, found.reasons) == (score, reasons)
    assert found.is_probable is (level == "probable")
    assert found.is_warning is (level != "none")


def test_a_near_name_counts_a_little():
    near = likeness(Person("Khady Mbaye"), Person("Khady Mbow"))

    assert (near.score, near.reasons) == (30, ("near_name",))
