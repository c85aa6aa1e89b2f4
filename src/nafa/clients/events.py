"""What happened to clients."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nafa.kernel.events import Event


@dataclass(frozen=True)
class ClientRegistered(Event):
    """A person or group was registered."""

    name: ClassVar[str] = "clients.client_registered"
    client_id: UUID
    kind: str
