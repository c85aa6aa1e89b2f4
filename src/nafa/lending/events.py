"""What happened to applications and loans."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nafa.kernel.events import Event
from nafa.lib.money import Money


@dataclass(frozen=True)
class ApplicationSubmitted(Event):
    name: ClassVar[str] = "lending.application_submitted"
    application_id: UUID
    amount: Money


@dataclass(frozen=True)
class ApplicationDecided(Event):
    name: ClassVar[str] = "lending.application_decided"
    application_id: UUID
    outcome: str
    officer_id: UUID


@dataclass(frozen=True)
class ApplicationWithdrawn(Event):
    name: ClassVar[str] = "lending.application_withdrawn"
    application_id: UUID


@dataclass(frozen=True)
class LoanDisbursed(Event):
    name: ClassVar[str] = "lending.loan_disbursed"
    loan_id: UUID
    amount: Money


@dataclass(frozen=True)
class RepaymentReceived(Event):
    name: ClassVar[str] = "lending.repayment_received"
    loan_id: UUID
    fact_id: UUID
    amount: Money


@dataclass(frozen=True)
class FactReversed(Event):
    name: ClassVar[str] = "lending.fact_reversed"
    loan_id: UUID
    fact_id: UUID


@dataclass(frozen=True)
class LoanClosed(Event):
    name: ClassVar[str] = "lending.loan_closed"
    loan_id: UUID


@dataclass(frozen=True)
class ChangeAsked(Event):
    name: ClassVar[str] = "lending.change_asked"
    loan_id: UUID
    request_id: UUID
    kind: str
    amount: Money


@dataclass(frozen=True)
class LoanChanged(Event):
    name: ClassVar[str] = "lending.loan_changed"
    loan_id: UUID
    fact_id: UUID
    kind: str


@dataclass(frozen=True)
class LoanTransferred(Event):
    name: ClassVar[str] = "lending.loan_transferred"
    loan_id: UUID
    officer_id: UUID
    branch_id: UUID


@dataclass(frozen=True)
class GuarantorCalled(Event):
    name: ClassVar[str] = "lending.guarantor_called"
    loan_id: UUID
    guarantor_id: UUID
    amount: Money


@dataclass(frozen=True)
class BorrowerDied(Event):
    name: ClassVar[str] = "lending.borrower_died"
    loan_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class RateFollowed(Event):
    """A loan took the rate of its index; the borrower is to be told."""

    name: ClassVar[str] = "lending.rate_followed"
    loan_id: UUID
    number: str
    officer_id: UUID | None
    percent: str


@dataclass(frozen=True)
class RateHeld(Event):
    """The usury ceiling kept the rate of a loan below what its index gave."""

    name: ClassVar[str] = "lending.rate_held"
    loan_id: UUID
    number: str
    officer_id: UUID | None
    percent: str
    wanted: str
    ceiling: str
