"""What changes savings accounts."""

from nafa.savings.commands._accounts import close_account, open_account
from nafa.savings.commands._cash import SavingsReceipt, deposit, reverse_operation, withdraw

__all__ = ["SavingsReceipt", "close_account", "deposit", "open_account", "reverse_operation",
           "withdraw"]  # fmt: skip
