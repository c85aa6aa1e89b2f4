"""Words of consents."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Words

PURPOSES: Mapping[str, Words] = {
    "MARKETING": _("Offers of the institution"),
    "MESSAGES": _("Reminders by message"),
    "PARTNERS": _("Passing data on to partners"),
    "PICTURE": _("Use of the photo"),
    "STATISTICS": _("Studies"),
}
CONSENT_KINDS: Mapping[str, Words] = {"GIVEN": _("Agreed"), "WITHDRAWN": _("Consent withdrawn")}
PRIVACY_COMMANDS: Mapping[str, Words] = {
    "clients.give_consent": _("Consent given"),
    "clients.withdraw_consent": _("Consent taken back"),
    "clients.restrict_processing": _("Processing restricted"),
    "clients.lift_restriction": _("Restriction lifted"),
    "clients.reveal_personal": _("Masked data shown"),
    "clients.erase_client": _("Person erased"),
    "journeys.erase_person": _("Erasure of a person"),
    "journeys.export_person": _("Copy of the data given"),
}
