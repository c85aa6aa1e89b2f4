"""Lending's tables: terms and states. Balances live in the ledger alone."""

from nafa.lending.models.application import Application, Decision
from nafa.lending.models.loan import Instalment, Loan, LoanFact, LoanOrigin, LoanProgress
from nafa.lending.models.origination import (
    AgendaItem,
    ApprovalPolicy,
    ApprovalRoute,
    BudgetRecord,
    CommitteeSeat,
    CommitteeSession,
    CommitteeVote,
    Delegation,
    Guarantee,
    ScorecardVersion,
    ScoreResult,
)
from nafa.lending.models.product import Product, ProductVersion
from nafa.lending.models.snapshot import PortfolioSnapshot

__all__ = [
    "AgendaItem",
    "Application",
    "ApprovalPolicy",
    "ApprovalRoute",
    "BudgetRecord",
    "CommitteeSeat",
    "CommitteeSession",
    "CommitteeVote",
    "Decision",
    "Delegation",
    "Guarantee",
    "Instalment",
    "Loan",
    "LoanFact",
    "LoanOrigin",
    "LoanProgress",
    "PortfolioSnapshot",
    "Product",
    "ProductVersion",
    "ScoreResult",
    "ScorecardVersion",
]
