"""What the handling of cash refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class NoOpenTill(DomainError):
    code = "payments.no_open_till"
    words = _("You hold no open till.")
    advice = _("Open your till first, then start again.")


class TillTaken(DomainError):
    code = "payments.till_taken"
    words = _("The till “%(till)s” is held by %(teller)s.")
    advice = _("Take another till, or ask the holder to count and close it.")


class TillAlreadyOpen(DomainError):
    code = "payments.till_already_open"
    words = _("You already hold the till “%(till)s”.")
    advice = _("Count and close it before you open another one.")


class TillNameTaken(DomainError):
    code = "payments.till_name_taken"
    words = _("This branch already has a till named “%(name)s”.")
    advice = _("Choose another name.")


class AmountNotPositive(DomainError):
    code = "payments.amount_not_positive"
    words = _("The amount must be above zero; it was %(amount)s.")
    advice = _("Enter the amount again.")


class AmountTooLarge(DomainError):
    code = "payments.amount_too_large"
    words = _("%(amount)s is more than one operation may move.")
    advice = _("Check the number of digits.")


class CurrencyOther(DomainError):
    code = "payments.currency_other"
    words = _("The till holds %(till_currency)s, the amount is in %(currency)s.")
    advice = _("Use a till of the same currency.")


class SameTill(DomainError):
    code = "payments.same_till"
    words = _("Cash is moved between two different tills.")
    advice = _("Choose another till to receive the cash.")


class TillsStillOpen(DomainError):
    code = "payments.tills_still_open"
    words = _("%(count)s tills are still open (%(names)s).")
    advice = _("Have them counted and closed, then close the day.")


class PayoutNotWaiting(DomainError):
    code = "payments.payout_not_waiting"
    words = _("The order %(number)s is no longer where it was.")
    advice = _("Open the list of orders again and see what became of it.")


class SamePerson(DomainError):
    code = "payments.same_person"
    words = _("You ordered %(number)s yourself.")
    advice = _("Have another person carry it out and confirm it.")
