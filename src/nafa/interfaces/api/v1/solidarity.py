"""Lending to groups: shares, meetings, members' standing, leaving; collection sheets."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Amount, Created, Long, Short
from nafa.kernel.identity.contexts import institution
from nafa.lending.commands.solidarity.leaving import leave_group, replace_member
from nafa.lending.commands.solidarity.meetings import plan_meetings
from nafa.lending.commands.solidarity.paybacks import record_payback
from nafa.lending.commands.solidarity.shares import MemberAmount, set_shares
from nafa.lending.commands.solidarity.sheets import SheetLine, save_collection_sheet
from nafa.lending.queries.solidarity.groups import LoanOfGroup, loans_of_group
from nafa.lending.queries.solidarity.sheets import SheetLoan, to_collect

router = Router(tags=["solidarity"])


class MemberShare(Schema):
    """What a member bears or takes over."""

    member_id: UUID
    amount: Amount

    def value(self) -> MemberAmount:
        return MemberAmount(self.member_id, self.amount.money())


class NewShares(Schema):
    """The shares of the members; together they make the amount of the application."""

    shares: list[MemberShare]


class NewMeetings(Schema):
    """0 is Monday; every one to four weeks."""

    weekday: int
    every_weeks: int = 1
    time: Short = ""
    place: Short = ""


class Leaving(Schema):
    """Who takes over what is left of the share; an exclusion has a reason."""

    takers: list[MemberShare] = []
    is_excluded: bool = False
    reason: Long = ""


class Replacing(Schema):
    """Who takes the place."""

    by_id: UUID
    reason: Long = ""


class NewPayback(Schema):
    """What a member gave back to another; no money of the institution."""

    debtor_id: UUID
    creditor_id: UUID
    amount: Amount


class StandingShown(Schema):
    """A member in a loan."""

    member_id: UUID
    name: str
    share: Amount
    paid: Amount
    due: Amount
    late: Amount
    left: Amount
    has_left: bool


class DebtShown(Schema):
    """What one member owes another."""

    debtor_id: UUID
    creditor_id: UUID
    amount: Amount


class GroupLoanShown(Schema):
    """A loan of a group with its members."""

    loan_id: UUID
    number: str
    due: Amount
    members: list[StandingShown]
    debts: list[DebtShown]


class LineToCollect(Schema):
    """One line of a sheet."""

    loan_id: UUID
    loan_number: str
    member_id: UUID | None
    name: str
    due: Amount
    late: Amount
    left: Amount


class SheetShown(Schema):
    """Everything to collect."""

    day: date
    due: Amount
    lines: list[LineToCollect]


class NewLine(Schema):
    """What was taken on a line; `payer_id` when another member gave the money."""

    loan_id: UUID
    amount: Amount
    member_id: UUID | None = None
    payer_id: UUID | None = None
    presence: Short = "PRESENT"
    comment: Long = ""


class NewSheet(Schema):
    """Lines and the cash that was counted; both sums are equal."""

    lines: list[NewLine]
    counted: Amount
    group_id: UUID | None = None
    officer_id: UUID | None = None


class SheetSaved(Schema):
    """What saving a sheet did."""

    id: UUID
    number: str
    collected: Amount
    expected: Amount
    loan_count: int


@router.put("/applications/{application_id}/shares", response={200: int, **REFUSALS})
def shares(request: HttpRequest, application_id: UUID, body: NewShares) -> int:
    """Write down what each member bears; gives how many."""
    given = tuple(one.value() for one in body.shares)
    return set_shares(writer(request), application_id=application_id, shares=given)


@router.post("/groups/{group_id}/meetings", response={201: Created, **REFUSALS})
def meetings(request: HttpRequest, group_id: UUID, body: NewMeetings) -> tuple[int, Created]:
    """Let a group meet from today on."""
    made = plan_meetings(writer(request), group_id=group_id, **body.model_dump())
    return 201, Created(id=str(made))


@router.get("/groups/{group_id}/standing", response={200: list[GroupLoanShown], **REFUSALS})
def standing(request: HttpRequest, group_id: UUID) -> list[GroupLoanShown]:
    """Where the members of a group's running loans stand."""
    ctx = reader(request, "lending.view")
    return [_group_loan(one) for one in loans_of_group(ctx, group_id)]


def _group_loan(loan: LoanOfGroup) -> GroupLoanShown:
    return GroupLoanShown(
        loan_id=loan.loan_id,
        number=loan.number,
        due=Amount.of(loan.due),
        members=[
            StandingShown(
                member_id=one.member_id, name=one.name, has_left=one.has_left,
                **{name: Amount.of(getattr(one, name))
                   for name in ("share", "paid", "due", "late", "left")},
            )
            for one in loan.members
        ],
        debts=[
            DebtShown(debtor_id=one.debtor_id, creditor_id=one.creditor_id,
                      amount=Amount.of(one.amount))
            for one in loan.debts
        ],
    )  # fmt: skip


@router.post("/groups/{group_id}/members/{member_id}/leaving", response={204: None, **REFUSALS})
def leave(request: HttpRequest, group_id: UUID, member_id: UUID, body: Leaving) -> tuple[int, None]:
    """Let a member leave, or exclude her, once the share is paid or taken over."""
    leave_group(
        writer(request),
        group_id=group_id,
        member_id=member_id,
        takers=tuple(one.value() for one in body.takers),
        is_excluded=body.is_excluded,
        reason=body.reason,
    )
    return 204, None


@router.post("/groups/{group_id}/members/{member_id}/replacement", response={204: None, **REFUSALS})
def replace(
    request: HttpRequest, group_id: UUID, member_id: UUID, body: Replacing
) -> tuple[int, None]:
    """Let another take a member's place with all that is left of the share."""
    replace_member(writer(request), group_id=group_id, member_id=member_id, **body.model_dump())
    return 204, None


@router.post("/loans/{loan_id}/paybacks", response={201: Created, **REFUSALS})
def payback(request: HttpRequest, loan_id: UUID, body: NewPayback) -> tuple[int, Created]:
    """Write down what a member gave back to another."""
    made = record_payback(
        writer(request),
        loan_id=loan_id,
        debtor_id=body.debtor_id,
        creditor_id=body.creditor_id,
        amount=body.amount.money(),
    )
    return 201, Created(id=str(made))


@router.get("/collection-sheet", response={200: SheetShown, **REFUSALS})
def sheet(
    request: HttpRequest,
    group_id: UUID | None = None,
    officer_id: UUID | None = None,
    day: date | None = None,
) -> SheetShown:
    """What is to be collected from a group, or on an officer's round; without both, your own."""
    ctx = reader(request, "lending.view")
    officer_id = officer_id or (ctx.actor_id if group_id is None else None)
    found = to_collect(
        ctx, currency=institution().currency, day=day, group_id=group_id, officer_id=officer_id
    )
    return SheetShown(
        day=found.day,
        due=Amount.of(found.due),
        lines=[line for loan in found.loans for line in _lines(loan)],
    )


def _lines(loan: SheetLoan) -> list[LineToCollect]:
    return [
        LineToCollect(
            loan_id=row.loan_id, loan_number=loan.number, member_id=row.member_id, name=row.name,
            due=Amount.of(row.due), late=Amount.of(row.late), left=Amount.of(row.left),
        )
        for row in loan.rows
    ]  # fmt: skip


@router.post("/collection-sheets", response={201: SheetSaved, **REFUSALS})
def save_sheet(request: HttpRequest, body: NewSheet) -> tuple[int, SheetSaved]:
    """Take everything on a sheet into your till: all lines or none."""
    made = save_collection_sheet(
        writer(request),
        lines=tuple(_line(one) for one in body.lines),
        counted=body.counted.money("counted"),
        group_id=body.group_id,
        officer_id=body.officer_id,
    )
    return 201, SheetSaved(
        id=made.sheet_id,
        number=made.number,
        collected=Amount.of(made.collected),
        expected=Amount.of(made.expected),
        loan_count=made.loan_count,
    )


def _line(one: NewLine) -> SheetLine:
    values: dict[str, Any] = one.model_dump()
    return SheetLine(**{**values, "amount": one.amount.money()})
