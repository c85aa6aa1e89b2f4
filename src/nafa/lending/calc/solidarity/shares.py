"""Shares of a group's loan: whether they make the principal, and the schedule of each member."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from nafa.lending.calc.schedule import Schedule
from nafa.lending.calc.solidarity.spread import spread


class Share(NamedTuple):
    """What one member bears of the principal, in minor units."""

    member_id: str
    amount: int


class MemberRow(NamedTuple):
    """What one member bears of one instalment, in minor units."""

    number: int
    due_date: date
    principal: int
    interest: int
    fee: int

    @property
    def sum(self) -> int:
        return self.principal + self.interest + self.fee


def fault_of_shares(shares: Sequence[Share], *, principal: int) -> str:
    """Why these are not the shares of a loan: a stable word, or nothing.

    A group has at least two members, each with a share above zero, named once; the shares add up to
    the principal.
    """
    if len(shares) < 2:
        return "too_few"
    if any(share.amount <= 0 for share in shares):
        return "not_positive"
    if len({share.member_id for share in shares}) != len(shares):
        return "twice"
    return "" if sum(share.amount for share in shares) == principal else "sum"


def member_schedules(
    shares: Sequence[Share], schedule: Schedule
) -> dict[str, tuple[MemberRow, ...]]:
    """The schedule of each member: every instalment of the loan is borne to the last unit.

    The principal of a member adds up to exactly the share; interest and fees follow the shares.
    """
    weights = [share.amount for share in shares]
    columns = [
        spread([getattr(row, name).minor for row in schedule], weights)
        for name in ("principal", "interest", "fee")
    ]
    return {
        share.member_id: tuple(
            MemberRow(row.number, row.due_date, *(column[at][place] for column in columns))
            for at, row in enumerate(schedule)
        )
        for place, share in enumerate(shares)
    }
