"""What the end of the day and money between loans and savings refuse."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class CloseRunning(DomainError):
    code = "journeys.close_running"
    words = _("The day close is already running.")
    advice = _("Follow its progress; it needs to run only once.")


class BooksUnbalanced(DomainError):
    code = "journeys.books_unbalanced"
    words = _("The books of %(day)s differ by %(difference)s. The day stays open for the close.")
    advice = _("Call the administrator: run “nafa ledger verify” to find the entry.")


class DayAhead(DomainError):
    code = "journeys.day_ahead"
    words = _("The day %(day)s cannot be closed: the business date is %(business_date)s.")
    advice = _("Close the business date first, one day after the other.")


class SavingsOfAnother(DomainError):
    code = "journeys.savings_of_another"
    words = _("The savings account %(number)s is not the borrower's.")
    advice = _("Choose an account of the borrower.")


class SavingsNotOpen(DomainError):
    code = "journeys.savings_not_open"
    words = _("The savings account %(number)s is not open.")
    advice = _("Choose another account of the saver.")
