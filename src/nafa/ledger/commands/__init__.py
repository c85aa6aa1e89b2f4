"""What changes the books."""

from nafa.ledger.calc.entry import Draft, Line, credit, debit
from nafa.ledger.commands._account_rules import close_account, set_limits
from nafa.ledger.commands._chart import load_chart
from nafa.ledger.commands._close_period import close_period
from nafa.ledger.commands._exchange import post_exchange
from nafa.ledger.commands._extend_log import Extended, extend_log, rotate_log_key
from nafa.ledger.commands._holds import expire_holds, place_hold, post_hold, void_hold
from nafa.ledger.commands._keep_verified import verify_in_full, verify_since_last
from nafa.ledger.commands._open_account import AccountKey, account_for, open_accounts
from nafa.ledger.commands._post import append_many, post, post_many
from nafa.ledger.commands._post_staged import open_stage, post_staged
from nafa.ledger.commands._publish_log import publish_log
from nafa.ledger.commands._record_journal import JournalLine, record_journal
from nafa.ledger.commands._reverse import post_reversal, reverse_entry
from nafa.ledger.commands._seal_day import seal_day
from nafa.ledger.commands._seal_trail import seal_trail
from nafa.ledger.commands._witness import add_witness, keep_cosignatures
from nafa.ledger.commands._wording import forget_wordings, keep_wordings

__all__ = [
    "AccountKey",
    "Draft",
    "Extended",
    "JournalLine",
    "Line",
    "account_for",
    "add_witness",
    "append_many",
    "close_account",
    "close_period",
    "credit",
    "debit",
    "expire_holds",
    "extend_log",
    "forget_wordings",
    "keep_cosignatures",
    "keep_wordings",
    "load_chart",
    "open_accounts",
    "open_stage",
    "place_hold",
    "post",
    "post_exchange",
    "post_hold",
    "post_many",
    "post_reversal",
    "post_staged",
    "publish_log",
    "record_journal",
    "reverse_entry",
    "rotate_log_key",
    "seal_day",
    "seal_trail",
    "set_limits",
    "verify_in_full",
    "verify_since_last",
    "void_hold",
]
