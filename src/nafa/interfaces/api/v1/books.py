"""Accounts, entries, the trial balance, the day."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Amount, Created, Long, Short, rows_of
from nafa.journeys.end_of_day import close_day
from nafa.kernel.errors import InvalidInput
from nafa.kernel.identity.contexts import institution
from nafa.ledger import commands, queries
from nafa.lib.money import Money

router = Router(tags=["books"])


class LineIn(Schema):
    """One line: either a debit or a credit."""

    code: Short
    debit: Amount | None = None
    credit: Amount | None = None


class NewEntry(Schema):
    """A manual entry."""

    value_date: date
    memo: Long
    lines: list[LineIn]
    branch_id: UUID | None = None
    reference: Short = ""


class LineShown(Schema):
    """A posted line."""

    number: int
    account_id: UUID
    code: str
    account_name: str
    debit: Amount
    credit: Amount


class EntryShown(Schema):
    """A posted entry."""

    id: UUID
    number: int
    kind: str
    value_date: date
    booked_date: date
    booked_at: datetime
    reference: str
    memo: str
    reverses_id: UUID | None
    reversed_by_id: UUID | None
    lines: list[LineShown]


class NewReversalOfEntry(Schema):
    """Why an entry is reversed."""

    reason: Long


class AccountLine(Schema):
    """A chart account of the trial balance."""

    code: str
    label_fr: str
    label_en: str
    debit: Amount
    credit: Amount
    net: Amount


class Movement(Schema):
    """A movement of an account, with the debit balance after it."""

    entry_id: UUID
    number: int
    kind: str
    value_date: date
    reference: str
    memo: str
    debit_minor: str
    credit_minor: str
    net_after_minor: str


class AccountBalance(Schema):
    """The debit balance of an account (debits minus credits); a credit balance is negative."""

    balance: Amount
    debits_set_aside: Amount
    credits_set_aside: Amount
    minimum: Amount | None
    maximum: Amount | None
    is_closed: bool


class Day(Schema):
    """The institution's business date."""

    business_date: date
    is_closing: bool


def _entry(row: queries.EntryRow) -> EntryShown:
    values = {name: getattr(row, name) for name in EntryShown.model_fields if name != "lines"}
    lines = [
        LineShown(
            number=line.number,
            account_id=line.account_id,
            code=line.code,
            account_name=line.account_name,
            debit=Amount.of(Money(line.debit_minor, line.currency)),
            credit=Amount.of(Money(line.credit_minor, line.currency)),
        )
        for line in row.lines
    ]
    return EntryShown(**values, lines=lines)


@router.get("/entries", response={200: list[EntryShown], **REFUSALS})
def entries(
    request: HttpRequest,
    since: date | None = None,
    until: date | None = None,
    kind: Short = "",
    before: int | None = None,
    limit: int = 50,
) -> list[EntryShown]:
    """The journal, newest first."""
    ctx = reader(request, "ledger.view")
    if before is not None and not 0 < before < 2**62:
        raise InvalidInput(field="before", reason=str(before))
    rows = queries.journal(
        since=since,
        until=until,
        kind=kind.replace("%", "").replace("_", ""),
        branch_id=ctx.branch_id,
        before=before,
        limit=rows_of(limit),
    )
    return [_entry(row) for row in rows]


@router.get("/entries/{entry_id}", response={200: EntryShown, **REFUSALS})
def entry(request: HttpRequest, entry_id: UUID) -> EntryShown:
    """One entry."""
    return _entry(queries.seen_entry(reader(request, "ledger.view"), entry_id))


@router.post("/entries", response={201: Created, **REFUSALS})
def record(request: HttpRequest, body: NewEntry) -> tuple[int, Created]:
    """Post a manual entry."""
    lines = [_journal_line(line) for line in body.lines]
    made = commands.record_journal(
        writer(request),
        value_date=body.value_date,
        memo=body.memo,
        lines=lines,
        branch_id=body.branch_id,
        reference=body.reference,
    )
    return 201, Created(id=str(made))


def _journal_line(line: LineIn) -> commands.JournalLine:
    sides = [side.money() for side in (line.debit, line.credit) if side is not None]
    if len(sides) != 1:
        raise InvalidInput(field="lines", reason="debit_or_credit")
    money = sides[0]
    debit, credit = (money.minor, 0) if line.debit is not None else (0, money.minor)
    return commands.JournalLine(line.code, debit, credit, money.currency)


@router.post("/entries/{entry_id}/reversal", response={201: Created, **REFUSALS})
def reverse(request: HttpRequest, entry_id: UUID, body: NewReversalOfEntry) -> tuple[int, Created]:
    """Reverse a manual entry."""
    made = commands.reverse_entry(writer(request), entry_id=entry_id, reason=body.reason)
    return 201, Created(id=str(made))


@router.get("/accounts", response={200: list[AccountLine], **REFUSALS})
def accounts(request: HttpRequest, on: date | None = None) -> list[AccountLine]:
    """Every chart account that moved, with its sums up to a day: the trial balance."""
    ctx = reader(request, "ledger.view")
    rows = queries.trial_balance(on=on or ctx.business_date, branch_id=ctx.branch_id)
    return [
        AccountLine(
            code=row.code,
            label_fr=row.label_fr,
            label_en=row.label_en,
            debit=Amount.of(Money(row.opening_debit + row.debit, row.currency)),
            credit=Amount.of(Money(row.opening_credit + row.credit, row.currency)),
            net=Amount.of(Money(row.closing_net, row.currency)),
        )
        for row in rows
    ]


@router.get("/accounts/{account_id}/balance", response={200: AccountBalance, **REFUSALS})
def balance(
    request: HttpRequest,
    account_id: UUID,
    on: date | None = None,
    known_at: datetime | None = None,
) -> AccountBalance:
    """The balance now, at the end of a past day, or as it was known at an instant."""
    ctx = reader(request, "ledger.view")
    one = queries.account(account_id)
    ctx.demand_branch(one.branch_id)

    def amount(minor: int) -> Amount:
        return Amount.of(Money(minor, one.currency))

    return AccountBalance(
        balance=Amount.of(queries.balance(account_id, on=on, known_at=known_at)),
        debits_set_aside=amount(one.pending_debit_minor),
        credits_set_aside=amount(one.pending_credit_minor),
        minimum=None if one.minimum_minor is None else amount(one.minimum_minor),
        maximum=None if one.maximum_minor is None else amount(one.maximum_minor),
        is_closed=one.closed_at is not None,
    )


@router.get("/accounts/{account_id}/statement", response={200: list[Movement], **REFUSALS})
def statement(
    request: HttpRequest, account_id: UUID, since: date | None = None, until: date | None = None
) -> list[Movement]:
    """The movements of one account."""
    ctx = reader(request, "ledger.view")
    ctx.demand_branch(queries.account(account_id).branch_id)
    rows = queries.statement(account_id, since=since, until=until)
    return [
        Movement(
            **{name: getattr(row, name) for name in list(Movement.model_fields)[:6]},
            debit_minor=str(row.debit_minor),
            credit_minor=str(row.credit_minor),
            net_after_minor=str(row.net_after),
        )
        for row in rows
    ]


@router.get("/day", response={200: Day, **REFUSALS})
def day(request: HttpRequest) -> Day:
    """The business date and whether it is being closed."""
    reader(request, "lending.view")
    house = institution()
    return Day(business_date=house.business_date, is_closing=house.is_closing)


@router.post("/day/close", response={201: Day, **REFUSALS})
def close(request: HttpRequest) -> tuple[int, Day]:
    """Close the business day and wait for the end. The same key closes one day only."""
    business_date = close_day(writer(request))
    return 201, Day(business_date=business_date, is_closing=False)
