"""What the register of clients refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class NameMissing(DomainError):
    code = "clients.name_missing"
    words = _("A client needs a name.")
    advice = _("Enter the family name, and the given names of a person.")


class PhoneInvalid(DomainError):
    code = "clients.phone_invalid"
    words = _("“%(phone)s” is not a telephone number of the country %(country)s.")
    advice = _("Enter all digits, or the number with its country code, such as +221 77 123 45 67.")


class BirthDateImpossible(DomainError):
    code = "clients.birth_date_impossible"
    words = _("%(birth_date)s cannot be the birth date of a client.")
    advice = _("Check the year; a client is at least %(least_age)s years old.")


class ProbableDuplicate(DomainError):
    code = "clients.probable_duplicate"
    words = _("This person is probably registered already: %(number)s (%(reasons)s).")
    advice = _("Open that file. If it is somebody else, confirm the registration with a reason.")


class NotAGroup(DomainError):
    code = "clients.not_a_group"
    words = _("The client %(number)s is not a group.")
    advice = _("Choose a group.")


class NotAPerson(DomainError):
    code = "clients.not_a_person"
    words = _("The client %(number)s is not a person.")
    advice = _("Choose a person.")


class AlreadyMember(DomainError):
    code = "clients.already_member"
    words = _("%(number)s is a member of this group already.")
    advice = _("Nothing needs to be done.")


class NotAMember(DomainError):
    code = "clients.not_a_member"
    words = _("%(number)s is not a member of this group.")
    advice = _("Check the list of members.")


class FileNotAccepted(DomainError):
    code = "clients.file_not_accepted"
    words = _("The file is not a picture or a PDF, or it is larger than %(limit)s MB.")
    advice = _("Send a JPEG, PNG or WebP picture or a PDF of at most %(limit)s MB.")


class InsiderAlready(DomainError):
    code = "clients.insider_already"
    words = _("%(number)s is marked as an insider already.")
    advice = _("End the present mark before you make another.")


class ConnectedAlready(DomainError):
    code = "clients.connected_already"
    words = _("%(number)s and %(other)s count as one borrower already.")
    advice = _("Nothing needs to be done.")


class StaffLinked(DomainError):
    code = "clients.staff_linked"
    words = _("%(person)s is the client %(number)s already.")
    advice = _("Check the log-in; a member of staff is one client.")


class ClientRestricted(DomainError):
    code = "clients.restricted"
    words = _("The file %(number)s is only kept: its processing is restricted.")
    advice = _("Ask whoever answers for personal data; they can lift the restriction.")


class RestrictedAlready(DomainError):
    code = "clients.restricted_already"
    words = _("The file %(number)s is restricted already.")
    advice = _("Nothing needs to be done.")


class NotRestricted(DomainError):
    code = "clients.not_restricted"
    words = _("The file %(number)s is not restricted.")
    advice = _("Nothing needs to be done.")


class NoConsent(DomainError):
    code = "clients.no_consent"
    words = _("The client %(number)s has not agreed to this use.")
    advice = _("There is nothing to withdraw. Check the purpose.")


class ErasureTooEarly(DomainError):
    code = "clients.erasure_too_early"
    words = _("The law has the file %(number)s kept until %(until)s (%(duty)s).")
    advice = _("Erase it from that day on. Until then its processing can be restricted.")


class StillAClient(DomainError):
    code = "clients.still_a_client"
    words = _("The client %(number)s still has an open contract: %(contract)s.")
    advice = _("Close loans and accounts first; the duty to keep the file runs from then on.")
