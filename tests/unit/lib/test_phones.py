"""Telephone numbers."""

import pytest

from nafa.lib.phones import InvalidPhone, e164, international


@pytest.mark.parametrize("text", ["77 123 45 67", "+221771234567", "00221 77-123-45-67"])
def test_one_number_in_its_usual_writings(text):
    assert e164(text, country="SN") == "+221771234567"


@pytest.mark.parametrize("text", ["", "Awa", "12", "+221 99 999"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InvalidPhone):
        e164(text, country="SN")


def test_people_read_it_in_groups():
    assert international("+221771234567") == "+221 77 123 45 67"
