"""What lending asks of others: a credit bureau, and what its clients have elsewhere in the house.

Who answers is bound at start-up.
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple, Protocol
from uuid import UUID

from nafa.lending.calc.origination.bureau import BureauReport
from nafa.lib.money import Money


class Person(NamedTuple):
    """Who is asked about, as the identity paper says."""

    given_names: str
    family_name: str
    birth_date: date | None
    document_kind: str
    document_number: str
    phone: str


class Question(NamedTuple):
    """A question before a grant. The same reference is the same question, asked again."""

    reference: UUID
    person: Person
    asked_date: date
    consent: str
    consent_date: date | None


class Answer(NamedTuple):
    """What the bureau says: a report, that it knows nobody like that, or the code of a refusal."""

    report: BureauReport | None = None
    refusal: str = ""


class MonthFile(NamedTuple):
    """The file of a month as it is sent: the same bytes every time."""

    reference: UUID
    month: date
    digest: str
    content: bytes


class Acknowledgement(NamedTuple):
    """What the bureau answers to a file: its receipt, or the code of a refusal."""

    receipt: str = ""
    refusal: str = ""


class CreditBureau(Protocol):
    """A register of credits that institutions feed and ask."""

    name: str

    def consult(self, question: Question) -> Answer:
        """Ask about a person. Raises Unavailable, after a bounded time."""

    def take_file(self, file: MonthFile) -> Acknowledgement:
        """Hand a month over, once or again. Raises Unavailable, after a bounded time."""


class Engagements(Protocol):
    """What clients have from the institution by contracts that are no loans."""

    def __call__(self, people: Collection[UUID], currency: str) -> Money:
        """All of them together; what is agreed and not yet handed over counts."""


class _Bound:
    bureau: CreditBureau | None = None
    engagements: Engagements | None = None


def bind_bureau(bureau: CreditBureau | None) -> None:
    """Connect the institution with its bureau; with none to disconnect it."""
    _Bound.bureau = bureau


def connected_bureau() -> CreditBureau | None:
    """The bureau of this installation; none where the operator named none."""
    return _Bound.bureau


def bind_engagements(engagements: Engagements | None) -> None:
    """Count what clients have by other contracts against the limits of loans as well."""
    _Bound.engagements = engagements


def engaged_elsewhere(people: Collection[UUID], currency: str) -> Money:
    """What clients have by other contracts; nothing where nobody else lends."""
    if _Bound.engagements is None:
        return Money.zero(currency)
    return _Bound.engagements(people, currency)
