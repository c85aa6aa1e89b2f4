"""What the watch tells."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nafa.kernel.events import Event


@dataclass(frozen=True)
class AlertRaised(Event):
    """Something happened that somebody must look at."""

    name: ClassVar[str] = "kernel.alert_raised"
    alert_id: UUID
    number: int
    rule: str
    concerns: str  # the person's identifier, or nothing
