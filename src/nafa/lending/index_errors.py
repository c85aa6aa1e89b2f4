"""What lending refuses of indexes of rates."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class IndexCodeTaken(DomainError):
    code = "lending.index_code_taken"
    words = _("An index with the code %(code)s exists.")
    advice = _("State its new value, or choose another code.")


class IndexUnknown(DomainError):
    code = "lending.index_unknown"
    words = _("The index %(code)s has no value on %(day)s.")
    advice = _("State the value of the index first.")


class IndexBackdated(DomainError):
    code = "lending.index_backdated"
    words = _("A value of an index counts from today at the earliest, not from %(day)s.")
    advice = _("Loans keep the rate they bore; give today or a later day.")


class IndexStated(DomainError):
    code = "lending.index_stated"
    words = _("The index %(code)s has a value from %(day)s on already.")
    advice = _("Choose another day; a value that was stated is not changed.")


class IndexAboveUsury(DomainError):
    code = "lending.index_above_usury"
    words = _("At this value the product %(product)s would bear %(rate)s, above %(ceiling)s.")
    advice = _("Lower its margin, or let the product cap its rate at the usury ceiling.")
