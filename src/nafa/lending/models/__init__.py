"""Lending's tables: terms and states. Balances live in the ledger alone."""

from nafa.lending.models.application import Application, Decision
from nafa.lending.models.life import (
    DeathReport,
    GuarantorCall,
    LoanPlan,
    LoanRequest,
    LoanTransfer,
    Refinancing,
)
from nafa.lending.models.loan import Instalment, Loan, LoanFact, LoanOrigin, LoanProgress
from nafa.lending.models.origination import (
    AgendaItem,
    AnswerSheet,
    ApplicationPaper,
    ApprovalPolicy,
    ApprovalRoute,
    BudgetRecord,
    CommitteeSeat,
    CommitteeSession,
    CommitteeVote,
    Delegation,
    FieldVisit,
    FileDemandVersion,
    Guarantee,
    ScorecardVersion,
    ScoreResult,
)
from nafa.lending.models.product import Product, ProductVersion
from nafa.lending.models.snapshot import PortfolioSnapshot

__all__ = [
    "AgendaItem",
    "AnswerSheet",
    "Application",
    "ApplicationPaper",
    "ApprovalPolicy",
    "ApprovalRoute",
    "BudgetRecord",
    "CommitteeSeat",
    "CommitteeSession",
    "CommitteeVote",
    "DeathReport",
    "Decision",
    "Delegation",
    "FieldVisit",
    "FileDemandVersion",
    "Guarantee",
    "GuarantorCall",
    "Instalment",
    "Loan",
    "LoanFact",
    "LoanOrigin",
    "LoanPlan",
    "LoanProgress",
    "LoanRequest",
    "LoanTransfer",
    "PortfolioSnapshot",
    "Product",
    "ProductVersion",
    "Refinancing",
    "ScoreResult",
    "ScorecardVersion",
]
