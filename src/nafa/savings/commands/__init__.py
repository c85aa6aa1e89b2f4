"""What changes savings accounts."""

from nafa.savings.commands._accounts import close_account, open_account
from nafa.savings.commands._cash import SavingsReceipt, deposit, reverse_operation, withdraw
from nafa.savings.commands._import import (
    ImportedAccount,
    ImportedCard,
    ImportedHolder,
    ImportedOrder,
    import_accounts,
    import_cards,
    import_holders,
    import_orders,
)
from nafa.savings.commands._import_movements import ImportedMovement, import_movements

__all__ = [
    "ImportedAccount",
    "ImportedCard",
    "ImportedHolder",
    "ImportedMovement",
    "ImportedOrder",
    "SavingsReceipt",
    "close_account",
    "deposit",
    "import_accounts",
    "import_cards",
    "import_holders",
    "import_movements",
    "import_orders",
    "open_account",
    "reverse_operation",
    "withdraw",
]
