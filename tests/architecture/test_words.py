"""Every word a person reads has its French, with the same placeholders, and none is left over."""

import re

import pytest
from words import Word, is_translated, translations, words_in_use, words_of_template

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(%[sd])|\{(\w+)\}")


def placeholders(text: str) -> list[str]:
    return sorted("".join(found) for found in PLACEHOLDER.findall(text))


def test_every_word_in_use_is_translated() -> None:
    known = translations()

    missing = [
        f"{path.name}: {word.text}"
        for word, path in words_in_use().items()
        if not is_translated(known.get(word))
    ]

    assert not missing, "python tools/words.py --add lists them in their catalogues"


def test_no_translation_is_left_over() -> None:
    used = words_in_use()

    assert [word.text for word in translations() if word not in used] == []


def test_translations_keep_the_placeholders() -> None:
    for word, entry in translations().items():
        allowed = [placeholders(word.text), placeholders(word.plural or word.text)]

        for french in list(entry.msgstr_plural.values()) or [entry.msgstr]:
            assert placeholders(french) in allowed, word.text


def test_the_french_does_not_shout() -> None:
    assert [word.text for word, entry in translations().items() if "!" in entry.msgstr] == []


def test_the_french_has_one_apostrophe() -> None:
    straight = re.compile(r"\w'\w")

    found = [word.text for word, entry in translations().items() if straight.search(entry.msgstr)]

    assert found == [], "write ’"


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ('{% load i18n %}{% translate "Loans" %}', Word("Loans")),
        ('{% load i18n %}{% if x %}{% translate "A" context "b" %}{% endif %}', Word("A", "", "b")),
        ('{% include "row.html" with title=_("Save") %}', Word("Save")),
        (
            "{% load i18n %}{% blocktranslate trimmed with n=x %}\n  Loan\n  {{ n }}"
            "{% endblocktranslate %}",
            Word("Loan %(n)s"),
        ),
        (
            "{% load i18n %}{% blocktranslate count n=x %}one{% plural %}{{ n }} many"
            "{% endblocktranslate %}",
            Word("one", "%(n)s many"),
        ),
    ],
)
def test_words_of_templates_are_found(source: str, word: Word) -> None:
    assert list(words_of_template(source)) == [word]
