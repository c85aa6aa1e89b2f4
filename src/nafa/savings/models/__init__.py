"""The tables of savings: terms and states. Balances live in the ledger alone."""

from nafa.savings.models.account import Card, Holder, SavingsAccount
from nafa.savings.models.operation import Operation
from nafa.savings.models.order import StandingOrder

__all__ = ["Card", "Holder", "Operation", "SavingsAccount", "StandingOrder"]
