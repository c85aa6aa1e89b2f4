"""Telephone numbers as E.164, by the numbering plans that `phonenumbers` keeps."""

import phonenumbers


class InvalidPhone(ValueError):
    """The text is no possible telephone number of the country."""


def e164(text: str, *, country: str) -> str:
    """`+221771234567` of any usual writing. Refuses: InvalidPhone."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise InvalidPhone(text) from None
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def international(number: str) -> str:
    """`+221 77 123 45 67`, as people read it."""
    parsed = phonenumbers.parse(number, None)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
