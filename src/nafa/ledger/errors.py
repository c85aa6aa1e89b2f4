"""What the ledger refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class PostingRefused(DomainError):
    """A refusal of an entry; of a set of entries it names the place, counted from one."""

    code = "ledger.posting_refused"
    words = _("The entry cannot be posted.")
    advice = _("Check the entry and try again.")

    @property
    def message(self) -> str:
        words = super().message
        if "place" in self.values:
            return _("Entry %(place)s of the set: %(words)s") % {
                "place": self.values["place"],
                "words": words,
            }
        return words


class EntryUnbalanced(PostingRefused):
    code = "ledger.entry_unbalanced"
    words = _("Debits and credits differ by %(difference)s. Nothing was posted.")
    advice = _("Correct the lines until the difference is zero.")


class EntryMalformed(PostingRefused):
    code = "ledger.entry_malformed"
    words = _("The entry cannot be posted (%(reason)s). Nothing was posted.")
    advice = _("Give at least two lines, each with either a debit or a credit above zero.")


class AmountAbsurd(PostingRefused):
    code = "ledger.amount_absurd"
    words = _("The amount %(amount)s is beyond anything this institution can book.")
    advice = _("Check the number of digits.")


class AccountUnknown(PostingRefused):
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


class PeriodClosed(PostingRefused):
    code = "ledger.period_closed"
    words = _("The books are closed up to %(closed_until)s; %(value_date)s cannot be booked.")
    advice = _("Use a date after the closed period.")


class DateAhead(PostingRefused):
    code = "ledger.date_ahead"
    words = _("The date %(value_date)s lies after the business date %(business_date)s.")
    advice = _("Use the business date or an earlier one.")


class BalanceTooLow(PostingRefused):
    code = "ledger.balance_too_low"
    words = _("The account %(account)s would fall below its limit: %(balance)s.")
    advice = _("Lower the amount, or provide the account with funds first.")


class BalanceTooHigh(PostingRefused):
    code = "ledger.balance_too_high"
    words = _("The account %(account)s would rise above its limit: %(balance)s.")
    advice = _("Lower the amount, or pay out of the account first.")


class AccountClosed(PostingRefused):
    code = "ledger.account_closed"
    words = _("The account is closed; nothing is posted to it any more (%(currency)s).")
    advice = _("Choose an open account.")


class ClockBehind(PostingRefused):
    code = "ledger.clock_behind"
    words = _("The clock of the machine says %(booked_at)s; a day was sealed at %(sealed_at)s.")
    advice = _("Set the clock of the machine right and try again. Nothing was posted.")


class EntryExists(PostingRefused):
    code = "ledger.entry_exists"
    words = _("An entry with this identifier was posted already, with other content.")
    advice = _("Open it in the journal; post a new entry only if it is another operation.")


class AlreadyReversed(PostingRefused):
    code = "ledger.already_reversed"
    words = _("The entry %(number)s was reversed already.")
    advice = _("Open the journal to see the reversing entry.")


class ReversalNotHere(DomainError):
    code = "ledger.reversal_not_here"
    words = _("The entry %(number)s was made by “%(kind)s” and cannot be reversed in the journal.")
    advice = _("Cancel the operation on its own file, so that the file and the books stay equal.")


class GroupIncomplete(PostingRefused):
    code = "ledger.group_incomplete"
    words = _("Entries of this group are in the journal already; a group is posted all at once.")
    advice = _("Give all entries of the group in one set, under a group identifier of their own.")


class HoldEnded(DomainError):
    code = "ledger.hold_ended"
    words = _("There is no such amount set aside any more (%(outcome)s).")
    advice = _("Reload the account to see what is set aside on it now.")


class HoldExpired(DomainError):
    code = "ledger.hold_expired"
    words = _("The amount was set aside until %(expires_at)s only.")
    advice = _("Set the amount aside again, then post it.")


class HoldExceeded(DomainError):
    code = "ledger.hold_exceeded"
    words = _("%(amount)s is not a part of the %(held)s set aside.")
    advice = _("Post an amount above zero and not above the amount set aside.")


class HoldIndivisible(DomainError):
    code = "ledger.hold_indivisible"
    words = _("The entry set aside has %(count)s lines; it can be posted as a whole only.")
    advice = _("Post it as a whole, or release it and post other entries.")


class AccountNotEmpty(DomainError):
    code = "ledger.account_not_empty"
    words = _("The account %(account)s is not empty: %(balance)s, set aside %(pending)s.")
    advice = _("Move the balance to another account and end what is set aside, then close it.")


class LimitsCrossed(DomainError):
    code = "ledger.limits_crossed"
    words = _("The lowest balance allowed (%(minimum)s) lies above the highest (%(maximum)s).")
    advice = _("Give a lowest balance that is not above the highest.")


class ExchangeMalformed(DomainError):
    code = "ledger.exchange_malformed"
    words = _("An exchange gives one currency for another: %(given)s for %(received)s.")
    advice = _("Give two amounts above zero in two different currencies.")


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


class TrailRefused(DomainError):
    code = "ledger.trail_refused"
    words = _("This export of the trail is not proven (%(reason)s).")
    advice = _("Do not rely on it. Ask the institution for a new export and its public key.")


class PublishedElsewhere(DomainError):
    code = "ledger.published_elsewhere"
    words = _("%(place)s holds a checkpoint of %(published)s entries; this log has only %(size)s.")
    advice = _("Nothing was published. Entries of this log are missing: restore the last backup.")


class BooksAltered(DomainError):
    code = "ledger.books_altered"
    words = _("The books were altered after posting: %(record)s %(name)s (%(fault)s).")
    advice = _("Tell the internal controller, then run: nafa ledger verify")
