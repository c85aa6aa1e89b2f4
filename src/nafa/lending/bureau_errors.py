"""What the credit bureau's part refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class BureauNotConnected(DomainError):
    code = "lending.bureau_not_connected"
    words = _("This installation is not connected to a credit bureau.")
    advice = _("Ask the administrator to set the address of the bureau (NAFA_BUREAU_URL).")


class BureauUnreachable(DomainError):
    code = "lending.bureau_unreachable"
    words = _("The credit bureau does not answer.")
    advice = _("Try again later: the file stays as it is, and the same bytes are sent.")


class ConsentMissing(DomainError):
    code = "lending.bureau_consent_missing"
    words = _("%(client)s has not agreed that the credit bureau is asked.")
    advice = _("Have the paper signed and write the agreement down, then ask the bureau.")


class ConsentNotPossible(DomainError):
    code = "lending.bureau_consent_not_possible"
    words = _("This agreement cannot be written down: the day %(day)s lies ahead.")
    advice = _("Enter the day on which the paper was signed.")


class NotOfTheFile(DomainError):
    code = "lending.bureau_not_of_the_file"
    words = _("This person is not a borrower of the application %(number)s.")
    advice = _("Ask only about those who would owe the loan.")


class BureauMissing(DomainError):
    code = "lending.bureau_missing"
    words = _(
        "The application %(number)s has no answer of the credit bureau on %(client)s that is at"
        " most %(days)s days old."
    )
    advice = _("Ask the bureau from the page of the application, then approve.")


class MonthNotOver(DomainError):
    code = "lending.bureau_month_not_over"
    words = _("The month that ends on %(day)s is not closed yet.")
    advice = _("Close the last day of the month, then make the file.")


class FileMade(DomainError):
    code = "lending.bureau_file_made"
    words = _("The file of this month was made already (%(number)s).")
    advice = _("Send or download that file: it stays as it was made.")


class FileSent(DomainError):
    code = "lending.bureau_file_sent"
    words = _("The bureau took the file %(number)s already (receipt %(receipt)s).")
    advice = _("Nothing is to be done; the receipt is kept with the file.")
