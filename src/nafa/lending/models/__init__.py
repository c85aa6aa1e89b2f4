"""Lending's tables: terms and states. Balances live in the ledger alone."""

from nafa.lending.models.application import Application, Decision
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
from nafa.lending.models.solidarity import (
    CollectionLine,
    CollectionSheet,
    MeetingPlan,
    MemberPayback,
    MemberShare,
    ShareContribution,
    ShareTaker,
    ShareTransfer,
)

__all__ = [
    "AgendaItem",
    "AnswerSheet",
    "Application",
    "ApplicationPaper",
    "ApprovalPolicy",
    "ApprovalRoute",
    "BudgetRecord",
    "CollectionLine",
    "CollectionSheet",
    "CommitteeSeat",
    "CommitteeSession",
    "CommitteeVote",
    "Decision",
    "Delegation",
    "FieldVisit",
    "FileDemandVersion",
    "Guarantee",
    "Instalment",
    "Loan",
    "LoanFact",
    "LoanOrigin",
    "LoanProgress",
    "MeetingPlan",
    "MemberPayback",
    "MemberShare",
    "PortfolioSnapshot",
    "Product",
    "ProductVersion",
    "ScoreResult",
    "ScorecardVersion",
    "ShareContribution",
    "ShareTaker",
    "ShareTransfer",
]
