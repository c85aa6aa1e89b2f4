"""Words for the codes of the register of clients."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import State, Tone, Words
from nafa.interfaces.web.written import language
from nafa.jurisdictions.queries import institution_pack

KINDS: Mapping[str, Words] = {"PERSON": _("Person"), "GROUP": _("Group")}

STATES: Mapping[str, State] = {
    "ACTIVE": State(_("Active"), Tone.GOOD),
    "EXITED": State(_("Left"), Tone.NEUTRAL),
}

SEXES: Mapping[str, Words] = {"F": _("Woman"), "M": _("Man"), "": _("Not stated")}

MARITAL: Mapping[str, Words] = {
    "": _("Not stated"),
    "SINGLE": _("Single"),
    "MARRIED": _("Married"),
    "WIDOWED": _("Widowed"),
    "DIVORCED": _("Divorced"),
}

LANGUAGES: Mapping[str, Words] = {"": _("Not stated"), "fr": _("French"), "en": _("English")}

SECTORS: Mapping[str, Words] = {
    "": _("Not stated"),
    "TRADE": _("Trade"),
    "AGRICULTURE": _("Farming"),
    "LIVESTOCK": _("Livestock"),
    "FISHING": _("Fishing"),
    "CRAFT": _("Crafts"),
    "SERVICES": _("Services"),
    "TRANSPORT": _("Transport"),
    "SALARIED": _("Salaried work"),
    "OTHER": _("Other"),
}

INSIDERS: Mapping[str, Words] = {
    "DIRECTOR": _("Director"),
    "STAFF": _("Member of the staff"),
    "RELATED": _("Related to a director or to staff"),
}

GROUP_ROLES: Mapping[str, Words] = {
    "PRESIDENT": _("President"),
    "TREASURER": _("Treasurer"),
    "SECRETARY": _("Secretary"),
    "MEMBER": _("Member"),
}

INTERACTIONS: Mapping[str, Words] = {
    "VISIT": _("Visit"),
    "CALL": _("Telephone call"),
    "NOTE": _("Note"),
}

LIKENESSES: Mapping[str, Words] = {
    "same_document": _("same document number"),
    "same_name": _("same name"),
    "alike_name": _("very similar name"),
    "near_name": _("similar name"),
    "same_birth_date": _("same date of birth"),
    "twisted_birth_date": _("almost the same date of birth"),
    "same_birth_year": _("same year of birth"),
    "same_phone": _("same telephone"),
}


def label(words: Mapping[str, Words], code: str) -> Words:
    """The words of a code; a code that has none is shown as it is."""
    return words.get(code, code)


def document_kinds() -> list[tuple[str, str]]:
    """The identity documents of the country, by code."""
    french = language() == "fr"
    return [
        (kind.code, kind.label_fr if french else kind.label_en)
        for kind in institution_pack().document_kinds
    ]


def document_label(code: str) -> Words:
    """The name of a kind of identity document."""
    return dict(document_kinds()).get(code) or _("Other document")


def localities() -> list[str]:
    """Departments and regions of the country, to choose a locality from."""
    regions = institution_pack().regions
    names = {name for region in regions for name in (region.name, *region.departments)}
    return sorted(names)
