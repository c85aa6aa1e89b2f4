"""What happened to cash."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nafa.kernel.events import Event
from nafa.lib.money import Money


@dataclass(frozen=True)
class TillCounted(Event):
    """A teller counted and closed a till; the difference is what was over (+) or short (-)."""

    name: ClassVar[str] = "payments.till_counted"
    till_id: UUID
    session_id: UUID
    difference: Money
