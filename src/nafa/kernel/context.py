"""Who acts, where, through which channel, at which instant and business date."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from nafa.kernel import errors
from nafa.kernel.events import Event
from nafa.lib.ids import derived_id, uuid7_at

if TYPE_CHECKING:
    from nafa.kernel.models import Institution

ALL_RIGHTS = "*"
PLACE_BITS = 20
_places = count()

_house: ContextVar["Institution | None"] = ContextVar("nafa_institution", default=None)


@contextmanager
def acting_for(house: "Institution | None") -> Iterator[None]:
    """While a command runs, its institution is known and not read again."""
    token = _house.set(house)
    try:
        yield
    finally:
        _house.reset(token)


def institution_at_work() -> "Institution | None":
    """The institution of the running command, as the gate read it."""
    return _house.get()


class Held(NamedTuple):
    """Where rights come from: a role, an emergency, or a colleague, perhaps up to an amount."""

    role: str
    permissions: frozenset[str]
    up_to_minor: int | None = None


@dataclass(slots=True)
class Effects:
    """What a running command tells the gate to write beside its own rows."""

    events: list[Event] = field(default_factory=list)
    subjects: list[tuple[str, UUID]] = field(default_factory=list)
    seen: list[tuple[str, UUID]] = field(default_factory=list)
    found: dict[str, object] = field(default_factory=dict)
    changes: dict[str, tuple[object, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """Given to every command and query. `key` makes a command happen once."""

    actor_id: UUID | None
    role: str
    permissions: frozenset[str]
    branch_id: UUID | None
    channel: str
    now: datetime
    business_date: date
    key: str
    command_id: UUID | None = None
    approval_limit_minor: int | None = None
    effects: Effects = field(default_factory=Effects)
    house: "Institution | None" = None
    proof: UUID | None = None  # a fresh strong proof that comes with the command
    is_proven: bool = False  # the gate has taken it for this command and its steps
    held: tuple[Held, ...] = ()
    emergency_id: UUID | None = None  # rights of an emergency are in use: every act is marked
    control_id: UUID | None = None  # the rules of control in force, as the gate read them
    waiting_id: UUID | None = None  # the approved command that is carried out

    def may(self, permission: str) -> bool:
        """Whether the actor holds the right."""
        return ALL_RIGHTS in self.permissions or permission in self.permissions

    def demand(self, permission: str) -> None:
        """Refuses: NotPermitted, when the actor does not hold the right."""
        if not self.may(permission):
            raise errors.NotPermitted(permission=permission)

    def demand_person(self) -> UUID:
        """The person who acts. Refuses: NotFound, when it is the institution's own job."""
        if self.actor_id is None:
            raise errors.NotFound(kind="user", id="")
        return self.actor_id

    def demand_branch(self, branch_id: UUID | None) -> None:
        """Refuses: OtherBranch, when the object lies in a branch that is not the actor's."""
        if self.branch_id is not None and branch_id is not None and branch_id != self.branch_id:
            raise errors.OtherBranch()

    def under(self, step: str) -> "Context":
        """The context of a step inside this command, with a key of its own."""
        return replace(self, key=f"{self.key}/{step}", effects=Effects())

    def new_id(self) -> UUID:
        """A fresh UUIDv7 at this instant; ids of one process and instant are in their order."""
        place = next(_places) % (1 << PLACE_BITS)
        return uuid7_at(self.now, place << 74 - PLACE_BITS | secrets.randbits(74 - PLACE_BITS))

    def id_for(self, step: str) -> UUID:
        """The id of a step of this command: the same for the same command and step."""
        return derived_id(self.command_id or UUID(int=0), step)

    def publish(self, event: Event) -> None:
        """Tell a fact after the commit; the outbox row commits with the command."""
        self.effects.events.append(event)

    def concerns(self, kind: str, subject_id: UUID) -> None:
        """Put this command into the history of an object."""
        self.effects.subjects.append((kind, subject_id))

    def saw(self, kind: str, subject_id: UUID) -> None:
        """Personal data of an object were read: whoever shows them writes it into the trail."""
        if (kind, subject_id) not in self.effects.seen:
            self.effects.seen.append((kind, subject_id))

    def looked_for(self, typed: str, found: Iterable[UUID]) -> None:
        """A search of personal data: what was typed, and who was found."""
        self.effects.found = {"typed": typed, "found": [str(one) for one in found]}

    def changed(self, field_name: str, before: object, after: object) -> None:
        """A field of the object has another value now; kept sealed in the trail."""
        if before != after:
            self.effects.changes[field_name] = (before, after)
