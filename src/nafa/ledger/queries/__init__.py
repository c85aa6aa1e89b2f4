"""Reading the books."""

from nafa.ledger.queries.accounts import (
    AccountRow,
    BookedRow,
    ChartRow,
    account,
    accounts,
    accounts_of_owner,
    booked_on,
    chart,
)
from nafa.ledger.queries.balances import (
    account_of,
    balance,
    balances,
    balances_of_owner,
    is_a_hold_due,
    pending,
)
from nafa.ledger.queries.export import beancount_text
from nafa.ledger.queries.journal import (
    EntryRow,
    LineRow,
    StatementRow,
    entries_of_command,
    entry,
    entry_numbers,
    journal,
    known_entries,
    seen_entry,
    statement,
)
from nafa.ledger.queries.periods import closed_until
from nafa.ledger.queries.trial_balance import TrialRow, differences, faults_of_day, trial_balance
from nafa.ledger.queries.verification import (
    CurrencyTotal,
    Finding,
    Verification,
    last_verified,
    standing_finding,
    verify,
)

__all__ = [
    "AccountRow",
    "BookedRow",
    "ChartRow",
    "CurrencyTotal",
    "EntryRow",
    "Finding",
    "LineRow",
    "StatementRow",
    "TrialRow",
    "Verification",
    "account",
    "account_of",
    "accounts",
    "accounts_of_owner",
    "balance",
    "balances",
    "balances_of_owner",
    "beancount_text",
    "booked_on",
    "chart",
    "closed_until",
    "differences",
    "entries_of_command",
    "entry",
    "entry_numbers",
    "faults_of_day",
    "is_a_hold_due",
    "journal",
    "known_entries",
    "last_verified",
    "pending",
    "seen_entry",
    "standing_finding",
    "statement",
    "trial_balance",
    "verify",
]
