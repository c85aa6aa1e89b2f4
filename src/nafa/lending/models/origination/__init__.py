"""Tables of the way from an application to its approval."""

from nafa.lending.models.origination.approval import ApprovalPolicy, ApprovalRoute
from nafa.lending.models.origination.bureau import BureauConsent, BureauConsultation, BureauFile
from nafa.lending.models.origination.committee import (
    AgendaItem,
    CommitteeSeat,
    CommitteeSession,
    CommitteeVote,
)
from nafa.lending.models.origination.filing import (
    AnswerSheet,
    ApplicationPaper,
    FieldVisit,
    FileDemandVersion,
)
from nafa.lending.models.origination.guarantee import Guarantee
from nafa.lending.models.origination.judgement import (
    BudgetRecord,
    ScorecardVersion,
    ScoreResult,
)
from nafa.lending.models.origination.own_funds import OwnFundsStatement
from nafa.lending.models.origination.signature import ContractCode, ContractSignature

__all__ = [
    "AgendaItem",
    "AnswerSheet",
    "ApplicationPaper",
    "ApprovalPolicy",
    "ApprovalRoute",
    "BudgetRecord",
    "BureauConsent",
    "BureauConsultation",
    "BureauFile",
    "CommitteeSeat",
    "CommitteeSession",
    "CommitteeVote",
    "ContractCode",
    "ContractSignature",
    "FieldVisit",
    "FileDemandVersion",
    "Guarantee",
    "OwnFundsStatement",
    "ScoreResult",
    "ScorecardVersion",
]
