"""What the ledger refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class EntryUnbalanced(DomainError):
    code = "ledger.entry_unbalanced"
    words = _("Debits and credits differ by %(difference)s. Nothing was posted.")
    advice = _("Correct the lines until the difference is zero.")


class EntryMalformed(DomainError):
    code = "ledger.entry_malformed"
    words = _("The entry cannot be posted (%(reason)s). Nothing was posted.")
    advice = _("Give at least two lines, each with either a debit or a credit above zero.")


class AmountAbsurd(DomainError):
    code = "ledger.amount_absurd"
    words = _("The amount %(amount)s is beyond anything this institution can book.")
    advice = _("Check the number of digits.")


class AccountUnknown(DomainError):
    code = "ledger.account_unknown"
    words = _("There is no such account, or it is kept in another currency (%(currency)s).")
    advice = _("Choose an account of the same currency from the list.")


class ChartCodeUnknown(DomainError):
    code = "ledger.chart_code_unknown"
    words = _("The chart of accounts has no account %(code)s on which entries are allowed.")
    advice = _("Choose an account of the last level in the chart.")


class CurrencyUnknown(DomainError):
    code = "ledger.currency_unknown"
    words = _("“%(currency)s” is not a currency Nafa keeps books in.")
    advice = _("Use the three letters of the currency, such as XOF.")


class PeriodClosed(DomainError):
    code = "ledger.period_closed"
    words = _("The books are closed up to %(closed_until)s; %(value_date)s cannot be booked.")
    advice = _("Use a date after the closed period.")


class DateAhead(DomainError):
    code = "ledger.date_ahead"
    words = _("The date %(value_date)s lies after the business date %(business_date)s.")
    advice = _("Use the business date or an earlier one.")


class BalanceTooLow(DomainError):
    code = "ledger.balance_too_low"
    words = _("The account %(account)s would fall below its limit: %(balance)s.")
    advice = _("Lower the amount, or provide the account with funds first.")


class EntryExists(DomainError):
    code = "ledger.entry_exists"
    words = _("An entry with this identifier was posted already.")
    advice = _("Open it in the journal; post a new entry only if it is another operation.")


class AlreadyReversed(DomainError):
    code = "ledger.already_reversed"
    words = _("The entry %(number)s was reversed already.")
    advice = _("Open the journal to see the reversing entry.")


class ReversalNotHere(DomainError):
    code = "ledger.reversal_not_here"
    words = _("The entry %(number)s was made by “%(kind)s” and cannot be reversed in the journal.")
    advice = _("Cancel the operation on its own file, so that the file and the books stay equal.")


class LogBusy(DomainError):
    code = "ledger.log_busy"
    words = _("The log of the journal is being extended by another process.")
    advice = _("Wait a moment, then try again: nothing is lost.")


class LogNotBegun(DomainError):
    code = "ledger.log_not_begun"
    words = _("The log of the journal is still empty.")
    advice = _("Post a first entry, then try again.")


class CheckpointRefused(DomainError):
    code = "ledger.checkpoint_refused"
    words = _("This is not a checkpoint of our log that we can accept (%(reason)s).")
    advice = _("Send the whole checkpoint as it was published, with all its lines.")


class WitnessUnknown(DomainError):
    code = "ledger.witness_unknown"
    words = _("No known witness signed this checkpoint.")
    advice = _("Record the witness's public key first: nafa ledger witness --add KEY")


class ReceiptRefused(DomainError):
    code = "ledger.receipt_refused"
    words = _("This receipt is not proven (%(reason)s).")
    advice = _("Do not rely on it. Ask the institution for a new print of the receipt.")
