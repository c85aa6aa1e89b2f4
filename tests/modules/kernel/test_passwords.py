"""Passwords after NIST SP 800-63B-4: length and lists, no composition."""

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import SHIPPED_HASHERS
from factories.house import PASSWORD, House
from nafa.kernel.access import entry, errors, own
from nafa.kernel.access.passwords import check_password, normalised
from nafa.kernel.access.trail import Visitor
from nafa.kernel.identity.commands import create_user
from nafa.kernel.models import User

HERE = Visitor(address="127.0.0.1", device=b"d" * 32)
NAMES = ("Awa Ndiaye", "awa.ndiaye", "Jappoo Microfinance")


def accepted(password: str, *, alone: bool = True) -> str:
    return check_password(password, is_only_factor=alone, names=NAMES)


@pytest.mark.parametrize(
    "password",
    [
        "quinze lettres.",
        "le riz au poisson de dimanche",
        "   espaces  partout   ",
        "汉字也可以用来做密码吗当然可以",
    ],
)
def test_letters_alone_are_enough_when_they_are_many(password: str) -> None:
    assert accepted(password) == normalised(password)


@pytest.mark.parametrize(
    ("password", "alone", "refusal"),
    [
        ("quatorze signe", True, errors.PasswordTooShort),
        ("sept c.", False, errors.PasswordTooShort),
        ("x" * 16, True, errors.PasswordKnown),
        ("Password1!", False, errors.PasswordKnown),
        ("PASSWORD", False, errors.PasswordKnown),
        ("123456789012345", True, errors.PasswordKnown),
        ("mot " * 70, True, errors.PasswordTooLong),
        ("Ndiaye-Awa-Jappoo-26", True, errors.PasswordNames),
        ("Jàppôo-Microfinance", True, errors.PasswordNames),
        ("microfinance2026", False, errors.PasswordNames),
    ],
)
def test_what_can_be_guessed_is_refused(
    password: str, alone: bool, refusal: type[errors.DomainError]
) -> None:
    with pytest.raises(refusal):
        accepted(password, alone=alone)


def test_with_a_second_factor_eight_characters_are_enough() -> None:
    assert accepted("riz-poul", alone=False) == "riz-poul"


@given(st.text(st.characters(categories=["L", "N", "P", "Z"]), min_size=15, max_size=64))
def test_every_long_password_that_nobody_knows_is_taken(password: str) -> None:
    text = normalised(password)
    assume(15 <= len(text) <= 256 and len(set(text.casefold())) >= 5)
    assume(not any(name in text.casefold() for name in ("awa", "ndiaye", "jappoo", "nafa")))
    assume("microfinance" not in text.casefold())

    assert accepted(password) == text


def test_a_name_inside_a_long_sentence_is_no_weakness() -> None:
    assert accepted("ce soir awa mange du riz au poisson")


def test_the_same_keys_give_the_same_password_on_every_machine(house: House) -> None:
    user_id = create_user(
        house.ctx("system"), username="x", full_name="X", password="cafe\u0301 ﬁn du matin long"
    )

    found = entry.by_password("x", "caf\u00e9 fin du matin long", visitor=HERE)

    assert found.id == user_id
    assert found.password.startswith("argon2")


def test_the_shipped_hash_costs_an_attacker_a_hundred_megabytes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = SHIPPED_HASHERS

    made = make_password("cafe du matin long")

    assert made.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


def test_an_officer_cannot_be_hired_with_a_guessable_password(house: House) -> None:
    with pytest.raises(errors.PasswordNames):
        create_user(house.ctx("babacar"), username="coumba.sarr", full_name="Coumba Sarr",
                    password="coumba.sarr.jappoo")  # fmt: skip

    assert not User.objects.filter(username="coumba.sarr").exists()


def test_changing_a_password_needs_no_date_and_ends_the_former(house: House) -> None:
    user = User.objects.get(username="awa")

    own.choose_password(user, password="une tout autre phrase", session_id=None)

    with pytest.raises(errors.LoginRefused):
        entry.by_password("awa", PASSWORD, visitor=HERE)
    assert entry.by_password("awa", "une tout autre phrase", visitor=HERE) == user
