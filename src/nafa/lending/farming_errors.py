"""What lending to farmers refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class CalendarNotPossible(DomainError):
    code = "lending.calendar_not_possible"
    words = _("This calendar of a crop is not possible: %(field)s (%(reason)s).")
    advice = _("Give the four months, at least one cost of a hectare and the part financed.")


class AboveFieldCap(DomainError):
    code = "lending.above_field_cap"
    words = _("%(hectares)s ha of %(crop)s carry at most %(cap)s; %(amount)s was asked for.")
    advice = _("Lower the amount, or correct the area; costs of a hectare are set in the calendar.")


class SeasonOver(DomainError):
    code = "lending.season_over"
    words = _("The crop %(crop)s of the season %(year)s is sold by %(due_date)s.")
    advice = _("Choose the coming season.")


class VoucherNotPossible(DomainError):
    code = "lending.voucher_not_possible"
    words = _("This voucher is not possible: %(reason)s.")
    advice = _("Give each thing a name, a unit, a quantity and a price.")


class VouchersAboveLoan(DomainError):
    code = "lending.vouchers_above_loan"
    words = _("The vouchers come to %(vouchers)s; the borrower gets %(net)s.")
    advice = _("Cancel a voucher, or lower its quantities.")


class VoucherNotOpen(DomainError):
    code = "lending.voucher_not_open"
    words = _("The voucher %(number)s is not open (%(status)s).")
    advice = _("Check the number of the voucher.")


class VouchersOpen(DomainError):
    code = "lending.vouchers_open"
    words = _("Inputs are ordered for the loan %(number)s: %(vouchers)s.")
    advice = _("Record their delivery, which pays the loan out; or cancel them first.")


class VouchersMissing(DomainError):
    code = "lending.vouchers_missing"
    words = _("Every voucher of the loan %(number)s is delivered with its note: %(vouchers)s.")
    advice = _("Record all delivery notes together, or cancel what is not delivered.")


class SupplierInactive(DomainError):
    code = "lending.supplier_inactive"
    words = _("The supplier %(supplier)s delivers no more.")
    advice = _("Choose another supplier.")


class SupplierOverpaid(DomainError):
    code = "lending.supplier_overpaid"
    words = _("%(supplier)s is owed %(owed)s; %(amount)s is more.")
    advice = _("Pay no more than what is owed.")


class WeatherNotPossible(DomainError):
    code = "lending.weather_not_possible"
    words = _("This event cannot be declared: %(field)s (%(reason)s).")
    advice = _("Name the crop, the zone, the season, a new date and what happened.")


class WeatherDecided(DomainError):
    code = "lending.weather_decided"
    words = _("The event %(number)s is closed (%(status)s).")
    advice = _("Declare another one if dates must move again.")


class OwnWeatherEvent(DomainError):
    code = "lending.own_weather_event"
    words = _("You declared the event %(number)s yourself.")
    advice = _("Another person looks at the list and moves the dates.")


class NoLoanConcerned(DomainError):
    code = "lending.no_loan_concerned"
    words = _("No running loan of %(crop)s, %(zone)s, season %(year)s is due before %(until)s.")
    advice = _("Check the crop, the zone and the season.")
