"""What happened to savings accounts."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from nafa.kernel.events import Event
from nafa.lib.money import Money


@dataclass(frozen=True)
class AccountOpened(Event):
    name: ClassVar[str] = "savings.account_opened"
    account_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class AccountClosed(Event):
    name: ClassVar[str] = "savings.account_closed"
    account_id: UUID
    closed_date: date


@dataclass(frozen=True)
class MoneyDeposited(Event):
    name: ClassVar[str] = "savings.money_deposited"
    account_id: UUID
    operation_id: UUID
    amount: Money


@dataclass(frozen=True)
class MoneyWithdrawn(Event):
    name: ClassVar[str] = "savings.money_withdrawn"
    account_id: UUID
    operation_id: UUID
    amount: Money


@dataclass(frozen=True)
class OperationReversed(Event):
    name: ClassVar[str] = "savings.operation_reversed"
    account_id: UUID
    operation_id: UUID
    reversed_id: UUID
