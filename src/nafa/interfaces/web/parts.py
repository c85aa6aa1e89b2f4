"""What components are given: plain frozen values, made by views from query results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from nafa.kernel.errors import DomainError
from nafa.lib.money import Money

Words = str | Promise


class Tone(StrEnum):
    """How a state feels. The word carries the meaning; the tone only helps the eye."""

    NEUTRAL = "neutral"
    GOOD = "good"
    INFO = "info"
    WARNING = "warning"
    LATE = "late"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class State:
    """A state in a word: `State(_("In arrears by 12 days"), Tone.LATE)`."""

    word: Words
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number in E.164, written as people read it."""

    number: str


@dataclass(frozen=True, slots=True)
class Person:
    """A name in two parts, written `Prénom NOM`."""

    given_names: str
    family_name: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere; without an address, the place where one is."""

    label: Words
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and a value: money, date, state, phone, person, link or words."""

    name: Words
    value: Any
    hint: Words = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: Words
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A verb on a button. With `posts`, it is sent as a form; `confirm` asks first."""

    label: Words
    url: str
    posts: bool = False
    confirm: Words = ""
    values: Mapping[str, str] = field(default_factory=dict)
    is_danger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The head of a page: where one is, what it is, its state, the one thing to do next."""

    title: Words
    section: str = ""
    trail: Sequence[Link] = ()
    state: State | None = None
    facts: Sequence[Fact] = ()
    tabs: Sequence[Tab] = ()
    action: Action | None = None
    other_actions: Sequence[Action] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a timeline: what, when, who, through which channel, with which entry."""

    what: Words
    at: datetime
    who: Words
    channel: Words = ""
    detail: Words = ""
    tone: Tone = Tone.NEUTRAL
    entry: Link | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done. What happened to the money is said first."""

    money: Words
    why: Words
    next_step: Words
    code: str = ""

    @classmethod
    def of(cls, error: DomainError, *, money: Words) -> "Refusal":
        """The refusal of a command in the reader's language."""
        return cls(money=money, why=error.message, next_step=error.next_step, code=error.code)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an approval: a value before and after."""

    name: Words
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What waits for a decision, who asks and why, what it changes, which rule asks for it.

    `objection` says before the buttons why the reader may not approve, or not decide at all.
    """

    what: Words
    amount: Money | None
    asked_by: Words
    asked_at: datetime
    reason: Words
    changes: Sequence[Change]
    policy: Words
    url: str
    documents: Sequence[Link] = ()
    key: str = ""
    objection: Words = ""
    may_approve: bool = True
    may_decide: bool = True
    typed_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A dashboard figure: value, change, target, and the list it opens."""

    name: Words
    value: Any
    unit: Words = ""
    change: Words = ""
    tone: Tone = Tone.NEUTRAL
    target: Words = ""
    url: str = ""

    @property
    def amount(self) -> Money | None:
        """The value when it is money: its unit is written smaller."""
        return self.value if isinstance(self.value, Money) else None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a wizard; done ones can be gone back to."""

    name: Words
    url: str = ""
    is_done: bool = False
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Long work: how far, what is left, and the address that tells again."""

    name: Words
    done: int
    total: int
    url: str
    remaining: Words = ""
    failed: int = 0
    result_url: str = ""

    @property
    def is_finished(self) -> bool:
        return self.done >= self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What was done, with the amount and the reference, and what one may do next."""

    said: Words
    reference: str
    amount: Money | None = None
    facts: Sequence[Fact] = ()
    actions: Sequence[Action] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptProof:
    """What proves a receipt: a short code; a QR code as a picture, empty while it is not there."""

    code: str
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the client takes home."""

    institution: Words
    branch: Words
    title: Words
    number: str
    day: date
    lines: Sequence[Fact]
    amount: Money
    teller: Words
    proof: ReceiptProof | None = None
