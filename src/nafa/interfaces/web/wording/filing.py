"""Words for the file of an application: kinds of answers, why something does not fit."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Words

KINDS: Mapping[str, Words] = {
    "TEXT": _("Words"),
    "NUMBER": _("A number"),
    "DATE": _("A date"),
    "YES_NO": _("Yes or no"),
    "CHOICE": _("One of several"),
}
REASONS: Mapping[str, Words] = {
    "questions.choices_missing": _("Give at least two choices, with commas."),
    "questions.label_missing": _("Write the question with letters or figures."),
    "questions.twice": _("Two lines have the same name."),
    "future": _("The day of the visit lies in the future."),
    "note": _("Write what was seen."),
    "half": _("Give latitude and longitude, or neither."),
    "earth": _("This is no place on earth: check the degrees."),
}
