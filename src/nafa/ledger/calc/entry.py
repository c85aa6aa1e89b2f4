"""A journal entry before it is posted: its lines, and whether they balance."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.lib.money import Money

LARGEST_MINOR = 10**15


class Line(NamedTuple):
    """One side of an entry: exactly one of debit and credit is above zero, in minor units."""

    account_id: UUID
    debit_minor: int
    credit_minor: int
    currency: str


def debit(account_id: UUID, amount: Money) -> Line:
    """A line that debits; a negative amount credits, so that a difference posts either way."""
    if amount.is_negative:
        return Line(account_id, 0, -amount.minor, amount.currency)
    return Line(account_id, amount.minor, 0, amount.currency)


def credit(account_id: UUID, amount: Money) -> Line:
    """A line that credits; a negative amount debits."""
    return debit(account_id, -amount)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to post. `value_date` is when it takes effect; the caller gives the id (UUIDv7).

    Entries with one `group_id` belong together: they are posted in one set and undone together.
    """

    id: UUID
    kind: str
    value_date: date
    lines: tuple[Line, ...]
    reference: str = ""
    memo: str = ""
    branch_id: UUID | None = None
    reverses_id: UUID | None = None
    group_id: UUID | None = None


class Fault(NamedTuple):
    """What is wrong with a draft, by a stable word and the values that show it."""

    reason: str
    values: dict[str, object]


def without_empty_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that move something."""
    return tuple(line for line in lines if line.debit_minor or line.credit_minor)


def imbalance(lines: Iterable[Line]) -> dict[str, int]:
    """Debits minus credits of each currency that does not balance."""
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.currency] += line.debit_minor - line.credit_minor
    return {currency: minor for currency, minor in sums.items() if minor}


def fault_of(draft: Draft) -> Fault | None:
    """Why the draft must not be posted, or nothing."""
    if len(draft.lines) < 2:
        return Fault("too_few_lines", {"count": len(draft.lines)})
    net, currency, is_mixed = 0, draft.lines[0].currency, False
    for _, debit, credit, own in draft.lines:
        amount = debit or credit
        if (debit and credit) or amount <= 0:
            return Fault("one_side", {"amount": amount})
        if amount > LARGEST_MINOR:
            return Fault("absurd", {"amount": amount})
        net += debit - credit
        is_mixed = is_mixed or own != currency
    if net or is_mixed:
        for currency, minor in sorted(imbalance(draft.lines).items()):
            return Fault("unbalanced", {"difference": Money(minor, currency)})
    return None


def mirrored(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The same lines with debit and credit exchanged: what undoes an entry."""
    return tuple(
        Line(line.account_id, line.credit_minor, line.debit_minor, line.currency) for line in lines
    )
