"""What happened to the institution's day."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from nafa.kernel.events import Event


@dataclass(frozen=True)
class DayClosed(Event):
    """A day was closed; the business date is the next one."""

    name: ClassVar[str] = "journeys.day_closed"
    day: date
    next_day: date
