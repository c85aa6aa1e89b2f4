"""Reading recovery."""

from nafa.recovery.queries.claims import (
    LOAN,
    Late,
    Owed,
    claim_id_of,
    find_owed,
    lateness_of,
)
from nafa.recovery.queries.file import (
    LATEST_PROMISE_DAYS,
    ActRow,
    Colleague,
    PromiseRow,
    RecoveryFile,
    colleagues,
    letter_of,
    recovery_file,
)
from nafa.recovery.queries.plan import PlanInForce, plan_in_force
from nafa.recovery.queries.results import EFFECT_DAYS, ResultRow, results
from nafa.recovery.queries.work import Reason, WorkRow, WorkTotals, work_list, work_totals

__all__ = [
    "EFFECT_DAYS",
    "LATEST_PROMISE_DAYS",
    "LOAN",
    "ActRow",
    "Colleague",
    "Late",
    "Owed",
    "PlanInForce",
    "PromiseRow",
    "Reason",
    "RecoveryFile",
    "ResultRow",
    "WorkRow",
    "WorkTotals",
    "claim_id_of",
    "colleagues",
    "find_owed",
    "lateness_of",
    "letter_of",
    "plan_in_force",
    "recovery_file",
    "results",
    "work_list",
    "work_totals",
]
