"""What reporting refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class StatementUnknown(DomainError):
    code = "reporting.statement_unknown"
    words = _("There is no statement “%(code)s”.")
    advice = _("Choose one of: %(known)s.")


class DateNotReached(DomainError):
    code = "reporting.date_not_reached"
    words = _("%(asked_date)s lies after the business date %(business_date)s.")
    advice = _("Ask for the business date or an earlier day.")


class DayNotClosed(DomainError):
    code = "reporting.day_not_closed"
    words = _("No day up to %(asked_date)s was closed with running loans.")
    advice = _("Close the day first: the portfolio is counted at the close.")
