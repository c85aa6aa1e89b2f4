"""What a movement of an account is about, and which posting role stands on its other side."""

NATURES = {
    "CASH": "CASH",
    "TRANSFER": "BANK",
    "CARD": "BANK",
    "MOBILE_MONEY": "MOBILE_MONEY",
    "INTEREST": "SAVINGS_{kind}_INTEREST_EXPENSE",
    "FEE": "SAVINGS_FEE_INCOME",
    "PENALTY": "PENALTY_INCOME",
    "LOAN": "CLIENT_CREDIT",
    "OPENING": "OPENING_BALANCE",
}
_CASH_KINDS = {"IN": "savings.deposit", "OUT": "savings.withdrawal"}


def posting_role(nature: str, *, account_kind: str) -> str:
    """The role of the account on the other side, such as BANK for a transfer.

    A loan's instalment taken from the account goes to what is owed to clients: the loan itself is
    not in the books of the import.
    """
    return NATURES[nature].format(kind=account_kind)


def entry_kind(nature: str, *, direction: str) -> str:
    """The kind of the journal entry: cash as at a till, `savings.transfer` and so on."""
    return _CASH_KINDS[direction] if nature == "CASH" else f"savings.{nature.lower()}"
