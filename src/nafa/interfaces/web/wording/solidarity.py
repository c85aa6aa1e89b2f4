"""Words for the codes of lending to groups."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import State, Tone, Words

PRESENCES: Mapping[str, State] = {
    "PRESENT": State(_("Present"), Tone.GOOD),
    "ABSENT": State(_("Absent"), Tone.LATE),
    "EXCUSED": State(_("Excused"), Tone.NEUTRAL),
}
LEAVINGS: Mapping[str, Words] = {
    "LEFT": _("left the group"),
    "EXCLUDED": _("was excluded"),
    "REPLACED": _("was replaced"),
}
WEEKDAYS: Mapping[int, Words] = {
    0: _("Monday"),
    1: _("Tuesday"),
    2: _("Wednesday"),
    3: _("Thursday"),
    4: _("Friday"),
    5: _("Saturday"),
    6: _("Sunday"),
}
RHYTHMS: Mapping[int, Words] = {
    1: _("every week"),
    2: _("every two weeks"),
    3: _("every three weeks"),
    4: _("every four weeks"),
}
SHARE_FAULTS: Mapping[str, Words] = {
    "too_few": _("At least two members take a share."),
    "not_positive": _("Each share is above zero."),
    "twice": _("A member is named twice."),
    "sum": _("The shares do not add up to the amount of the loan."),
    "stranger": _("Somebody with a share is not in the group any more."),
}
TAKER_FAULTS: Mapping[str, Words] = {
    "leaver": _("The member who leaves cannot take the share over."),
    "stranger": _("Only members of the group take a share over."),
    "twice": _("A member is named twice."),
    "not_positive": _("Each amount is above zero."),
    "nothing": _("Nothing is left to take over."),
    "several": _("The member bears a share of several loans: settle all but one first."),
}
