"""The kernel's tables."""

from nafa.kernel.models.access import Device, LogInSession, SecurityEvent, SecurityPolicy
from nafa.kernel.models.command import CommandRecord, CommandSubject, OutboxEvent
from nafa.kernel.models.factors import Challenge, CodeApp, Passkey, RecoveryCode
from nafa.kernel.models.file import StoredFile
from nafa.kernel.models.identity import ApiToken, Assignment, Role, User
from nafa.kernel.models.institution import Branch, Counter, DayCloseRun, Institution
from nafa.kernel.models.notice import StaffNotice

__all__ = [
    "ApiToken",
    "Assignment",
    "Branch",
    "Challenge",
    "CodeApp",
    "CommandRecord",
    "CommandSubject",
    "Counter",
    "DayCloseRun",
    "Device",
    "Institution",
    "LogInSession",
    "OutboxEvent",
    "Passkey",
    "RecoveryCode",
    "Role",
    "SecurityEvent",
    "SecurityPolicy",
    "StaffNotice",
    "StoredFile",
    "User",
]
