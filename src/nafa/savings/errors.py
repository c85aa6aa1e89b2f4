"""What savings refuse."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class AccountClosed(DomainError):
    code = "savings.account_closed"
    words = _("The savings account %(number)s was closed on %(closed_date)s.")
    advice = _("Choose another account of the client, or open a new one.")


class BalanceNotZero(DomainError):
    code = "savings.balance_not_zero"
    words = _("The savings account %(number)s still holds %(balance)s; it stays open.")
    advice = _("Pay the balance out first, then close the account.")


class OperationNotReversible(DomainError):
    code = "savings.operation_not_reversible"
    words = _("The operation %(receipt)s cannot be taken back: %(reason)s.")
    advice = _("Open the account to see its operations; what was taken back stays so.")


class KindUnknown(DomainError):
    code = "savings.kind_unknown"
    words = _("There is no kind of savings account named “%(kind)s”.")
    advice = _("Choose a kind from the list: sight, passbook or savings book.")
