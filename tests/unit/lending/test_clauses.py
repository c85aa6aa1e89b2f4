"""Clauses: named places are checked when kept, and filled with nothing but the values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.clauses import (
    PLACES,
    Clause,
    ClausesRefused,
    clauses_from_plain,
    clauses_to_plain,
)

VALUES = {place: f"<{place}>" for place in PLACES}


def refusal(title: str, text: str) -> tuple[str, int, str]:
    with pytest.raises(ClausesRefused) as refused:
        clauses_from_plain([{"title": "Assurance", "text": "Oui."}, {"title": title, "text": text}])
    return refused.value.code, refused.value.number, refused.value.place


@pytest.mark.parametrize(
    ("text", "place"),
    [("{montant}", "montant"), ("{}", ""), ("{amount.real}", "amount.real"),
     ("{ amount}", " amount"), ("{0}", "0"), ("{amount!r}", "amount!r")],
)  # fmt: skip
def test_a_place_that_is_not_of_the_list_is_refused(text: str, place: str) -> None:
    assert refusal("Titre", text) == ("clauses.place_unknown", 2, place)


@pytest.mark.parametrize("text", ["{amount", "amount}", "{{amount}}", "}{"])
def test_a_lone_brace_is_refused(text: str) -> None:
    assert refusal("Titre", text)[0] in ("clauses.brace", "clauses.place_unknown")


def test_a_clause_has_a_title_and_a_text_and_a_length() -> None:
    assert refusal("", "Texte")[0] == "clauses.part_missing"
    assert refusal("Titre", " ")[0] == "clauses.part_missing"
    assert refusal("Titre", "a" * 4_001)[0] == "clauses.too_long"
    with pytest.raises(ClausesRefused):
        clauses_from_plain([{"title": "T", "text": "x"}] * 21)


@given(st.lists(st.sampled_from([*PLACES, "mot", "%", "#", "$x$", "%(amount)s"]), min_size=1))
def test_what_is_kept_is_filled_once_and_round_trips(parts: list[str]) -> None:
    text = " ".join(f"{{{one}}}" if one in PLACES else one for one in parts)

    (kept,) = clauses_from_plain([{"title": "Titre", "text": text}])

    assert clauses_from_plain(clauses_to_plain([kept])) == (kept,)
    wanted = " ".join(VALUES.get(one, one) for one in parts)
    assert kept.filled(VALUES) == Clause("Titre", wanted)


def test_a_value_with_braces_is_not_filled_again() -> None:
    (kept,) = clauses_from_plain([{"title": "Titre", "text": "{client}"}])

    assert kept.filled({**VALUES, "client": "{amount}"}).text == "{amount}"
