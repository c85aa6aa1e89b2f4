"""The kernel's tables."""

from nafa.kernel.models.command import CommandRecord, CommandSubject, OutboxEvent
from nafa.kernel.models.file import StoredFile
from nafa.kernel.models.identity import ApiToken, Assignment, Role, User
from nafa.kernel.models.institution import Branch, Counter, DayCloseRun, Institution
from nafa.kernel.models.notice import StaffNotice

__all__ = [
    "ApiToken",
    "Assignment",
    "Branch",
    "CommandRecord",
    "CommandSubject",
    "Counter",
    "DayCloseRun",
    "Institution",
    "OutboxEvent",
    "Role",
    "StaffNotice",
    "StoredFile",
    "User",
]
