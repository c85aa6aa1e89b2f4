"""Where each member of a group's loan stands: a fold beside the loan's own.

The loan's replay says what every payment settled, also after a payment was taken back or came in
late; this fold says who bore it. Both are made anew from the facts each time, so that the members'
sums are the loan's sums on any day.

- A payment names for whom it is and who pays. One that names nobody goes to those who are short
  first, then to everybody by what is left to pay.
- Penalties in a payment are borne by those of its payers who were late, as far as their money goes.
- Who leaves keeps what was paid; everything else passes to those who take the share over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from nafa.lending.calc.solidarity.shares import MemberRow
from nafa.lending.calc.solidarity.spread import spread


class Contribution(NamedTuple):
    """A part of a payment: for whom, and out of whose pocket, in minor units."""

    member_id: str
    payer_id: str
    amount: int


class PaidFact(NamedTuple):
    """A payment that stands, with what the loan's replay made of it, in minor units."""

    id: str
    value_date: date
    order: int
    penalty: int
    fee: int
    interest: int
    principal: int
    overpaid: int

    @property
    def sum(self) -> int:
        return self.penalty + self.fee + self.interest + self.principal + self.overpaid


class Transfer(NamedTuple):
    """A member leaves; the takers bear what was left, in proportion to these amounts.

    `after_order` is the order of the last fact that the loan had then.
    """

    value_date: date
    after_order: int
    leaver_id: str
    takers: tuple[tuple[str, int], ...]


class Paid(NamedTuple):
    """What was paid for one member, by component, in minor units."""

    penalty: int = 0
    fee: int = 0
    interest: int = 0
    principal: int = 0
    overpaid: int = 0

    @property
    def sum(self) -> int:
        return sum(self)

    @property
    def of_schedule(self) -> int:
        return self.sum - self.penalty

    def plus(self, more: Iterable[int]) -> "Paid":
        return Paid(*(mine + other for mine, other in zip(self, more, strict=True)))


@dataclass(slots=True)
class Standing:
    """One member: the rows to bear, what was paid, and what was let off."""

    member_id: str
    rows: list[MemberRow]
    paid: Paid = field(default_factory=Paid)
    let_off: int = 0
    has_left: bool = False

    def expected(self, on: date) -> int:
        """What the rows ask for up to a day."""
        return sum(row.sum for row in self.rows if row.due_date <= on)

    @property
    def covered(self) -> int:
        return self.paid.of_schedule + self.let_off

    def short(self, on: date) -> int:
        """What is due up to a day and neither paid nor let off."""
        return max(0, self.expected(on) - self.covered)

    def late(self, on: date) -> int:
        """What was due before a day and is neither paid nor let off."""
        asked = sum(row.sum for row in self.rows if row.due_date < on)
        return max(0, asked - self.covered)

    def ahead(self, on: date) -> int:
        """What was paid before it was due."""
        return max(0, self.covered - self.expected(on))

    @property
    def left(self) -> int:
        """What the member's rows still ask for."""
        return max(0, sum(row.sum for row in self.rows) - self.covered)


def standings(
    schedules: Mapping[str, Sequence[MemberRow]],
    facts: Iterable[PaidFact],
    contributions: Mapping[str, Sequence[Contribution]],
    transfers: Iterable[Transfer] = (),
    *,
    let_off: int = 0,
) -> dict[str, Standing]:
    """Every member who bears or bore a share, in the order of the shares, then of arrival.

    `let_off` is what the institution gave up of interest and fees; members have it by their rows.
    """
    known = {member: Standing(member, list(rows)) for member, rows in schedules.items()}
    weights = [sum(row.sum for row in one.rows) for one in known.values()]
    for one, part in zip(known.values(), spread([let_off], weights)[0], strict=True):
        one.let_off = part
    for happening in _in_order(facts, transfers):
        if isinstance(happening, Transfer):
            _hand_over(known, happening)
        else:
            _credit(known, happening, contributions.get(happening.id, ()))
    return known


def debts_between(
    contributions: Iterable[Contribution], paid_back: Iterable[tuple[str, str, int]]
) -> dict[tuple[str, str], int]:
    """What (debtor, creditor) owe each other: paid for somebody else, less what was given back.

    Each pair stands once, the debtor first; pairs that are even are left out.
    """
    net: dict[tuple[str, str], int] = {}
    owed = [(one.member_id, one.payer_id, one.amount) for one in contributions]
    returned = [(creditor, debtor, amount) for debtor, creditor, amount in paid_back]
    for debtor, creditor, amount in (*owed, *returned):
        if debtor == creditor:
            continue
        pair, sign = ((debtor, creditor), 1) if debtor < creditor else ((creditor, debtor), -1)
        net[pair] = net.get(pair, 0) + sign * amount
    turned = {pair if owes > 0 else (pair[1], pair[0]): abs(owes) for pair, owes in net.items()}
    return {pair: owes for pair, owes in sorted(turned.items()) if owes}


def _in_order(
    facts: Iterable[PaidFact], transfers: Iterable[Transfer]
) -> list[PaidFact | Transfer]:
    placed: list[tuple[date, int, int, PaidFact | Transfer]] = [
        (fact.value_date, fact.order, 0, fact) for fact in facts
    ]
    placed += [(one.value_date, one.after_order, 1, one) for one in transfers]
    return [happening for *_, happening in sorted(placed, key=lambda one: one[:3])]


def _credit(known: dict[str, Standing], fact: PaidFact, named: Sequence[Contribution]) -> None:
    """Share a payment out over those it is for: penalties to the late, the rest as it was paid."""
    parts = _by_member(named) if named else _unnamed(known, fact)
    members, amounts = list(parts), list(parts.values())
    penalties = _penalties(known, fact, members, amounts)
    rest = [amount - penalty for amount, penalty in zip(amounts, penalties, strict=True)]
    columns = spread((fact.fee, fact.interest, fact.principal, fact.overpaid), rest)
    for place, member in enumerate(members):
        got = (penalties[place], *(column[place] for column in columns))
        known[member].paid = known[member].paid.plus(got)


def _by_member(named: Sequence[Contribution]) -> dict[str, int]:
    parts: dict[str, int] = {}
    for one in named:
        parts[one.member_id] = parts.get(one.member_id, 0) + one.amount
    return parts


def _unnamed(known: dict[str, Standing], fact: PaidFact) -> dict[str, int]:
    """A payment for nobody in particular: those who are short first, then all who have to pay."""
    present = [one for one in known.values() if not one.has_left] or list(known.values())
    short = [one.short(fact.value_date) for one in present]
    first = min(fact.sum, sum(short))
    parts = list(spread([first], short)[0]) if first else [0] * len(present)
    left = [one.left - part for one, part in zip(present, parts, strict=True)]
    if not any(left):
        left = [sum(row.principal for row in one.rows) or 1 for one in present]
    more = spread([fact.sum - first], left)[0]
    return {
        one.member_id: part + extra for one, part, extra in zip(present, parts, more, strict=True)
    }


def _penalties(
    known: dict[str, Standing], fact: PaidFact, members: Sequence[str], amounts: Sequence[int]
) -> list[int]:
    """The payment's penalties: on the money of the late, then on everybody's."""
    late = [
        amount if known[member].late(fact.value_date) else 0
        for member, amount in zip(members, amounts, strict=True)
    ]
    first = min(fact.penalty, sum(late))
    parts = list(spread([first], late)[0]) if first else [0] * len(members)
    left = [amount - part for amount, part in zip(amounts, parts, strict=True)]
    more = spread([fact.penalty - first], left)[0] if any(left) else [0] * len(members)
    return [part + extra for part, extra in zip(parts, more, strict=True)]


def _hand_over(known: dict[str, Standing], transfer: Transfer) -> None:
    """What the leaver has not paid passes on, each row at its own date."""
    leaver = known[transfer.leaver_id]
    leaver.has_left = True
    kept, moved = _cut(leaver.rows, leaver.covered)
    leaver.rows = kept
    weights = [amount for _, amount in transfer.takers]
    if not moved or not any(weights):
        leaver.rows = kept + moved
        return
    columns = [
        spread([getattr(row, name) for row in moved], weights)
        for name in ("principal", "interest", "fee")
    ]
    for place, (member, _) in enumerate(transfer.takers):
        taker = known.setdefault(member, Standing(member, []))
        taker.has_left = False
        taker.rows += [
            MemberRow(row.number, row.due_date, *(column[at][place] for column in columns))
            for at, row in enumerate(moved)
        ]
        taker.rows.sort(key=lambda row: (row.due_date, row.number))


def _cut(rows: Sequence[MemberRow], covered: int) -> tuple[list[MemberRow], list[MemberRow]]:
    """The rows that are covered, and those that are not; the row between is cut in two.

    Fees count as paid first, then interest, then principal.
    """
    kept, moved = [], []
    for row in rows:
        if covered >= row.sum:
            covered -= row.sum
            kept.append(row)
            continue
        fee = min(row.fee, covered)
        interest = min(row.interest, covered - fee)
        principal = covered - fee - interest
        if covered:
            kept.append(row._replace(principal=principal, interest=interest, fee=fee))
        moved.append(
            row._replace(
                principal=row.principal - principal,
                interest=row.interest - interest,
                fee=row.fee - fee,
            )
        )
        covered = 0
    return kept, moved
