"""The kernel's tables."""

from nafa.kernel.models.access import Device, LogInSession, SecurityEvent, SecurityPolicy
from nafa.kernel.models.command import CommandRecord, CommandSubject, OutboxEvent
from nafa.kernel.models.control import (
    AccessReview,
    AccessReviewLine,
    ApprovalVoice,
    ControlPolicy,
    Delegation,
    EmergencyGrant,
    MovedAmount,
    WaitingCommand,
)
from nafa.kernel.models.factors import Challenge, CodeApp, Passkey, RecoveryCode
from nafa.kernel.models.file import StoredFile
from nafa.kernel.models.identity import ApiToken, Assignment, Role, User
from nafa.kernel.models.institution import Branch, Counter, DayCloseRun, Institution
from nafa.kernel.models.notice import StaffNotice
from nafa.kernel.models.programs import (
    AuthorizationCode,
    CallCount,
    Program,
    ProgramGrant,
    RefreshToken,
)
from nafa.kernel.models.watch import AlertFact, SecurityAlert, WatchPolicy

__all__ = [
    "AccessReview",
    "AccessReviewLine",
    "AlertFact",
    "ApiToken",
    "ApprovalVoice",
    "Assignment",
    "AuthorizationCode",
    "Branch",
    "CallCount",
    "Challenge",
    "CodeApp",
    "CommandRecord",
    "CommandSubject",
    "ControlPolicy",
    "Counter",
    "DayCloseRun",
    "Delegation",
    "Device",
    "EmergencyGrant",
    "Institution",
    "LogInSession",
    "MovedAmount",
    "OutboxEvent",
    "Passkey",
    "Program",
    "ProgramGrant",
    "RecoveryCode",
    "RefreshToken",
    "Role",
    "SecurityAlert",
    "SecurityEvent",
    "SecurityPolicy",
    "StaffNotice",
    "StoredFile",
    "User",
    "WaitingCommand",
    "WatchPolicy",
]
