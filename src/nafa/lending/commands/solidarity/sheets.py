"""Saving a collection sheet: everything that was collected, in one command."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.numbering import next_number
from nafa.lending import errors as lending_errors
from nafa.lending import events
from nafa.lending import solidarity_errors as errors
from nafa.lending.commands._fact_sets import record_repayments
from nafa.lending.models import (
    CollectionLine,
    CollectionSheet,
    Loan,
    LoanFact,
    ShareContribution,
)
from nafa.lending.queries.folding import folds
from nafa.lending.queries.repayment import debt_of
from nafa.lending.queries.solidarity.standing import GroupState, group_states
from nafa.lending.queries.state import Folded
from nafa.lib.money import Money, total
from nafa.payments import queries as payments
from nafa.payments.queries import OwnTill

MOST_LINES = 1_000


class SheetLine(NamedTuple):
    """One line: what was taken for a member of a group's loan (out of whose pocket, if it was
    another's), or for a loan without shares; whether the person was there; what was said."""

    loan_id: UUID
    amount: Money
    member_id: UUID | None = None
    payer_id: UUID | None = None
    presence: str = "PRESENT"
    comment: str = ""


class SheetReceipt(NamedTuple):
    """What saving a sheet did."""

    sheet_id: UUID
    number: str
    collected: Money
    expected: Money
    loan_count: int


def _linked(ctx: Context, inputs: Mapping[str, Any]) -> Linked:  # noqa: ARG001
    """What was counted, into one's own till."""
    return Linked(inputs["counted"], "")


@command(permission="lending.collect", linked=_linked)
def save_collection_sheet(
    ctx: Context,
    *,
    lines: tuple[SheetLine, ...],
    counted: Money,
    group_id: UUID | None = None,
    officer_id: UUID | None = None,
) -> SheetReceipt:
    """Take everything on a sheet into the till one holds: one repayment a loan, all or none.

    The members' parts of a group's payment are kept beside it. Refuses: NoOpenTill, SheetEmpty,
    SheetTooLong, CountDiffers, NotFound, OtherBranch, LoanNotActive, MemberNotNamed,
    MemberNotOfGroup, AmountAboveShare, AmountAboveDebt, CurrencyOther, AmountTooLarge.
    """
    till = payments.own_till(ctx.actor_id)
    _check_sheet(lines, counted, till)
    folded = _locked(ctx, {line.loan_id for line in lines})
    states = group_states(folded)
    _check_members(ctx, lines, folded, states)
    paid = _by_loan(lines, folded, currency=till.currency)
    facts = record_repayments(
        ctx,
        [(folded[loan_id], amount) for loan_id, amount in paid.items()],
        cash_account_id=till.account_id,
    )
    by_loan = {fact.loan_id: fact for fact in facts}
    _keep_contributions(lines, states, by_loan)
    sheet = _keep_sheet(ctx, lines, folded, states, by_loan, till, group_id, officer_id)
    _tell(ctx, lines, paid, by_loan, till, sheet)
    return SheetReceipt(
        sheet.id,
        sheet.number,
        counted,
        Money(sheet.expected_minor, till.currency),
        len(facts),
    )


def _check_sheet(lines: Sequence[SheetLine], counted: Money, till: OwnTill) -> None:
    """Refuses: SheetEmpty, SheetTooLong, InvalidInput (presence), CurrencyOther, AmountTooLarge,
    CountDiffers."""
    if not lines:
        raise errors.SheetEmpty()
    if len(lines) > MOST_LINES:
        raise errors.SheetTooLong(most=MOST_LINES)
    for line in lines:
        if line.presence not in CollectionLine.Presence.values:
            raise InvalidInput(field="presence", reason=line.presence)
        if line.amount:
            payments.check_amount(line.amount, currency=till.currency)
    collected = total((line.amount for line in lines if line.amount), currency=till.currency)
    if counted != collected:
        raise errors.CountDiffers(collected=collected, counted=counted)


def _locked(ctx: Context, loan_ids: set[UUID]) -> dict[UUID, Folded]:
    """The loans of the sheet, locked in their order and replayed. Refuses: NotFound, OtherBranch,
    LoanNotActive."""
    loans = list(Loan.objects.select_for_update().filter(id__in=loan_ids).order_by("id"))
    for missing in loan_ids - {one.id for one in loans}:
        raise NotFound(kind="loan", id=missing)
    for loan in loans:
        ctx.demand_branch(loan.branch_id)
        if loan.status != Loan.Status.ACTIVE:
            raise lending_errors.LoanNotActive(number=loan.number, status=loan.status)
    return folds(loans, on=ctx.business_date)


def _check_members(
    ctx: Context,
    lines: Sequence[SheetLine],
    folded: Mapping[UUID, Folded],
    states: Mapping[UUID, GroupState],
) -> None:
    """Refuses: MemberNotNamed, MemberNotOfGroup, AmountAboveShare."""
    given: dict[tuple[UUID, str], int] = {}
    for line in lines:
        state, number = states.get(line.loan_id), folded[line.loan_id].loan.number
        if state is None:
            if line.member_id or line.payer_id:
                raise errors.MemberNotOfGroup(member=line.member_id or line.payer_id, loan=number)
            continue
        if line.member_id is None:
            raise errors.MemberNotNamed(loan=number)
        for one in (line.member_id, line.payer_id or line.member_id):
            if str(one) not in state.bearers:
                raise errors.MemberNotOfGroup(member=_name(one), loan=number)
        member = line.loan_id, str(line.member_id)
        given[member] = given.get(member, 0) + line.amount.minor
    left = {loan_id: state.left(ctx.business_date) for loan_id, state in states.items()}
    for (loan_id, member_id), amount in given.items():
        if amount > left[loan_id][member_id]:
            currency = folded[loan_id].loan.currency
            raise errors.AmountAboveShare(
                amount=Money(amount, currency),
                member=_name(UUID(member_id)),
                left=Money(left[loan_id][member_id], currency),
            )


def _name(member_id: UUID) -> str:
    number, name = clients.names_of([member_id]).get(member_id, ("", str(member_id)))
    return f"{name} {number}".strip()


def _by_loan(
    lines: Sequence[SheetLine], folded: Mapping[UUID, Folded], *, currency: str
) -> dict[UUID, Money]:
    """What each loan gets, in the order of the sheet. Refuses: AmountAboveDebt."""
    paid: dict[UUID, Money] = {}
    for line in lines:
        if line.amount:
            paid[line.loan_id] = paid.get(line.loan_id, Money.zero(currency)) + line.amount
    for loan_id, amount in paid.items():
        debt = debt_of(folded[loan_id])
        if amount > debt:
            raise lending_errors.AmountAboveDebt(amount=amount, debt=debt)
    return paid


def _keep_contributions(
    lines: Sequence[SheetLine],
    states: Mapping[UUID, GroupState],
    facts: Mapping[UUID, LoanFact],
) -> None:
    given: dict[tuple[UUID, UUID, UUID], int] = {}
    for line in lines:
        if line.loan_id in states and line.amount and line.member_id:
            key = facts[line.loan_id].id, line.member_id, line.payer_id or line.member_id
            given[key] = given.get(key, 0) + line.amount.minor
    ShareContribution.objects.bulk_create(
        ShareContribution(fact_id=fact, member_id=member, payer_id=payer, amount_minor=amount)
        for (fact, member, payer), amount in given.items()
    )


def _keep_sheet(
    ctx: Context,
    lines: Sequence[SheetLine],
    folded: Mapping[UUID, Folded],
    states: Mapping[UUID, GroupState],
    facts: Mapping[UUID, LoanFact],
    till: OwnTill,
    group_id: UUID | None,
    officer_id: UUID | None,
) -> CollectionSheet:
    today = ctx.business_date
    expected = sum(one.state.due_on(today).sum.minor for one in folded.values())
    sheet = CollectionSheet.objects.create(
        id=ctx.new_id(),
        number=f"FC{next_number('sheet'):06d}",
        business_date=today,
        branch_id=till.branch_id,
        group_id=group_id,
        officer_id=officer_id,
        till_session_id=till.session_id,
        currency=till.currency,
        expected_minor=expected,
        collected_minor=sum(line.amount.minor for line in lines),
        saved_at=ctx.now,
        saved_by_id=ctx.actor_id,
        command_id=ctx.command_id,
    )
    due = {loan_id: state.due(today) for loan_id, state in states.items()}
    CollectionLine.objects.bulk_create(
        CollectionLine(
            sheet=sheet,
            place=place,
            loan_id=line.loan_id,
            member_id=line.member_id,
            payer_id=line.payer_id,
            due_minor=due[line.loan_id][str(line.member_id)]
            if line.member_id
            else folded[line.loan_id].state.due_on(today).sum.minor,
            paid_minor=line.amount.minor,
            presence=CollectionLine.Presence(line.presence),
            comment=line.comment.strip(),
            fact=facts.get(line.loan_id) if line.amount else None,
        )
        for place, line in enumerate(lines, start=1)
    )
    return sheet


def _tell(
    ctx: Context,
    lines: Sequence[SheetLine],
    paid: Mapping[UUID, Money],
    facts: Mapping[UUID, LoanFact],
    till: OwnTill,
    sheet: CollectionSheet,
) -> None:
    ctx.concerns("till", till.till_id)
    ctx.concerns("sheet", sheet.id)
    for one in dict.fromkeys(line.member_id for line in lines if line.member_id):
        ctx.concerns("client", one)
    for loan_id, amount in paid.items():
        ctx.publish(events.RepaymentReceived(loan_id, facts[loan_id].id, amount))
