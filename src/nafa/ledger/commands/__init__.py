"""What changes the books."""

from nafa.ledger.calc.entry import Draft, Line, credit, debit
from nafa.ledger.commands._chart import load_chart
from nafa.ledger.commands._close_period import close_period
from nafa.ledger.commands._open_account import AccountKey, account_for, open_accounts
from nafa.ledger.commands._post import post, post_many
from nafa.ledger.commands._post_staged import open_stage, post_staged
from nafa.ledger.commands._record_journal import JournalLine, record_journal
from nafa.ledger.commands._reverse import post_reversal, reverse_entry

__all__ = [
    "AccountKey",
    "Draft",
    "JournalLine",
    "Line",
    "account_for",
    "close_period",
    "credit",
    "debit",
    "load_chart",
    "open_accounts",
    "open_stage",
    "post",
    "post_many",
    "post_reversal",
    "post_staged",
    "record_journal",
    "reverse_entry",
]
