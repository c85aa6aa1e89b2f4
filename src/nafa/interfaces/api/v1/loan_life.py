"""The life of a loan after its disbursement: charges, changes, moves, guarantees, losses."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.lending import Receipt, receipt_shown
from nafa.interfaces.api.v1.values import Amount, Created, DecimalText, Long, Short
from nafa.lending import commands
from nafa.lending.queries.life import changes, files

router = Router(tags=["life of a loan"])
Unpaid = Literal["WITH_THE_FIRST", "SPREAD", "CAPITALISED"]
Count = Field(ge=1, le=600)


class Reasoned(Schema):
    """Why it is done."""

    reason: Long


class NewCharge(Reasoned):
    """A charge: `amount`, or `percent` of what was granted, is outstanding or is overdue."""

    name: Short
    amount: DecimalText | None = None
    percent: DecimalText | None = None
    base: Literal["GRANTED", "OUTSTANDING", "OVERDUE"] | None = None
    due_date: date | None = None


class NewWaiver(Reasoned):
    """What is let off: all that is owed of the component, an amount of it, or one charge."""

    component: Literal["INTEREST", "PENALTY", "FEE"]
    amount: DecimalText | None = None
    charge_id: UUID | None = None


class NewDeferment(Reasoned):
    """Unmet instalments put off, by so many periods or until a day."""

    periods: int = Field(default=0, ge=0, le=60)
    until: date | None = None
    bears_interest: bool = True


class NewRescheduling(Reasoned):
    """The same debt over other dates."""

    first_due_date: date
    count: int = Count
    unpaid_interest: Unpaid = "WITH_THE_FIRST"


class NewRestructuring(Reasoned):
    """Other dates and another rate; unpaid interest may become principal."""

    first_due_date: date
    count: int = Count
    rate: DecimalText | None = None
    unpaid_interest: Unpaid = "CAPITALISED"


class NewWriteOff(Reasoned):
    """What is left is given up: for its AGE, because there is NO_HOPE, or after a DEATH."""

    ground: Literal["AGE", "NO_HOPE", "DEATH"]


class RequestShown(Schema):
    """A change that was asked for."""

    id: UUID
    number: str
    loan_id: UUID
    loan_number: str
    client: str
    kind: str
    asked: dict[str, Any]
    reason: str
    amount: Amount
    status: str
    asked_by: str
    asked_date: date
    decided_by: str
    decision_reason: str


class NewPrepayment(Schema):
    """Money that comes early; the plan follows."""

    amount: Amount


class NewOfficer(Reasoned):
    """Who follows the loan from now on."""

    officer_id: UUID


class NewBranch(NewOfficer):
    """Where the loan is kept from now on, and who follows it there."""

    branch_id: UUID


class NewRefinancing(Schema):
    """The loans that the new one repays."""

    former_ids: list[UUID] = Field(min_length=1, max_length=20)


class NewDeath(Schema):
    """When the borrower died; with an insurer, the loan is claimed."""

    death_date: date
    insurer: Short = ""


class NewClaimPayment(Schema):
    """What the insurer paid."""

    amount: Amount


class NewRejection(Schema):
    """What the insurer answered."""

    answer: Long


class NewCall(Schema):
    """What a guarantor is asked to pay, and by when."""

    amount: Amount
    answer_by: date


class NewGuaranteeSale(Reasoned):
    """What a pledge was sold for."""

    proceeds: Amount


class LostShown(Schema):
    """A loan given up, or due to be: what was lost, what came back, what is still followed."""

    loan_id: UUID
    number: str
    client: str
    since: date | None
    lost: Amount
    recovered: Amount
    memo: Amount


def _asked(body: Schema) -> dict[str, Any]:
    """What is asked for as plain data, without the reason."""
    return {
        name: value
        for name, value in body.model_dump(mode="json").items()
        if name != "reason" and value is not None
    }


def _request(request: HttpRequest, loan_id: UUID, kind: str, body: Reasoned) -> tuple[int, Created]:
    made = commands.ask_change(
        writer(request), loan_id=loan_id, kind=kind, asked=_asked(body), reason=body.reason
    )
    return 201, Created(id=str(made))


def _shown(row: changes.RequestRow) -> RequestShown:
    values = row._asdict() | {"amount": Amount.of(row.amount), "asked": dict(row.asked)}
    return RequestShown(**{name: values[name] for name in RequestShown.model_fields})


@router.post("/loans/{loan_id}/charges", response={201: Receipt, **REFUSALS})
def charge(request: HttpRequest, loan_id: UUID, body: NewCharge) -> tuple[int, Receipt]:
    """Ask the borrower for a named charge."""
    made = commands.charge_loan(
        writer(request), loan_id=loan_id, asked=_asked(body), reason=body.reason
    )
    return 201, receipt_shown(made)


@router.post("/loans/{loan_id}/prepayments", response={201: Receipt, **REFUSALS})
def prepay(request: HttpRequest, loan_id: UUID, body: NewPrepayment) -> tuple[int, Receipt]:
    """Take money early into your till: the plan follows."""
    made = commands.prepay(writer(request), loan_id=loan_id, amount=body.amount.money())
    return 201, receipt_shown(made)


@router.post("/loans/{loan_id}/waivers", response={201: Created, **REFUSALS})
def ask_waiver(request: HttpRequest, loan_id: UUID, body: NewWaiver) -> tuple[int, Created]:
    """Ask that interest, penalties or fees be let off."""
    return _request(request, loan_id, "WAIVER", body)


@router.post("/loans/{loan_id}/deferments", response={201: Created, **REFUSALS})
def ask_deferment(request: HttpRequest, loan_id: UUID, body: NewDeferment) -> tuple[int, Created]:
    """Ask that instalments be put off."""
    return _request(request, loan_id, "DEFERMENT", body)


@router.post("/loans/{loan_id}/reschedulings", response={201: Created, **REFUSALS})
def ask_rescheduling(
    request: HttpRequest, loan_id: UUID, body: NewRescheduling
) -> tuple[int, Created]:
    """Ask for other dates."""
    return _request(request, loan_id, "RESCHEDULING", body)


@router.post("/loans/{loan_id}/restructurings", response={201: Created, **REFUSALS})
def ask_restructuring(
    request: HttpRequest, loan_id: UUID, body: NewRestructuring
) -> tuple[int, Created]:
    """Ask for other dates and another rate."""
    return _request(request, loan_id, "RESTRUCTURING", body)


@router.post("/loans/{loan_id}/write-offs", response={201: Created, **REFUSALS})
def ask_write_off(request: HttpRequest, loan_id: UUID, body: NewWriteOff) -> tuple[int, Created]:
    """Ask that the loan be given up."""
    return _request(request, loan_id, "WRITE_OFF", body)


@router.get("/loan-requests", response={200: list[RequestShown], **REFUSALS})
def list_requests(request: HttpRequest) -> list[RequestShown]:
    """The changes that wait for your decision, oldest first."""
    return [_shown(row) for row in changes.requests_waiting(reader(request, "lending.view"))]


@router.post("/loan-requests/{request_id}/acceptance", response={201: Receipt, **REFUSALS})
def accept(request: HttpRequest, request_id: UUID) -> tuple[int, Receipt]:
    """Decide that a change of another person is made."""
    return 201, receipt_shown(commands.accept_change(writer(request), request_id=request_id))


@router.post("/loan-requests/{request_id}/refusal", response={204: None, **REFUSALS})
def refuse(request: HttpRequest, request_id: UUID, body: Reasoned) -> tuple[int, None]:
    """Decide that a change is not made, with the reason."""
    commands.refuse_change(writer(request), request_id=request_id, reason=body.reason)
    return 204, None


@router.post("/loan-requests/{request_id}/withdrawal", response={204: None, **REFUSALS})
def withdraw(request: HttpRequest, request_id: UUID) -> tuple[int, None]:
    """Take back what you asked for."""
    commands.withdraw_change(writer(request), request_id=request_id)
    return 204, None


@router.post("/operations/{operation_id}/withdrawal", response={201: Receipt, **REFUSALS})
def take_back(request: HttpRequest, operation_id: UUID, body: Reasoned) -> tuple[int, Receipt]:
    """Take back a charge, a waiver, a plan or a write-off."""
    made = commands.take_back(writer(request), fact_id=operation_id, reason=body.reason)
    return 201, receipt_shown(made)


@router.post("/loans/{loan_id}/officer", response={201: Created, **REFUSALS})
def give_to_officer(request: HttpRequest, loan_id: UUID, body: NewOfficer) -> tuple[int, Created]:
    """Give the loan to another officer."""
    made = commands.transfer_loan(
        writer(request), loan_id=loan_id, to_officer_id=body.officer_id, reason=body.reason
    )
    return 201, Created(id=str(made))


@router.post("/officers/{officer_id}/portfolio-transfer", response={201: int, **REFUSALS})
def give_portfolio(request: HttpRequest, officer_id: UUID, body: NewOfficer) -> tuple[int, int]:
    """Give every open loan of an officer in your branch to another; how many."""
    made = commands.transfer_portfolio(
        writer(request),
        from_officer_id=officer_id,
        to_officer_id=body.officer_id,
        reason=body.reason,
    )
    return 201, made


@router.post("/loans/{loan_id}/branch", response={201: Created, **REFUSALS})
def move_to_branch(request: HttpRequest, loan_id: UUID, body: NewBranch) -> tuple[int, Created]:
    """Move the loan and its balances to another branch."""
    made = commands.move_to_branch(
        writer(request),
        loan_id=loan_id,
        to_branch_id=body.branch_id,
        to_officer_id=body.officer_id,
        reason=body.reason,
    )
    return 201, Created(id=str(made))


@router.post("/loans/{loan_id}/refinancing", response={201: Receipt, **REFUSALS})
def refinance(request: HttpRequest, loan_id: UUID, body: NewRefinancing) -> tuple[int, Receipt]:
    """Pay a contract out, keeping back what settles former loans."""
    made = commands.refinance(
        writer(request), loan_id=loan_id, former_ids=tuple(body.former_ids)
    )  # fmt: skip
    return 201, receipt_shown(made)


@router.post("/loans/{loan_id}/death", response={201: Created, **REFUSALS})
def record_death(request: HttpRequest, loan_id: UUID, body: NewDeath) -> tuple[int, Created]:
    """Write down that the borrower has died."""
    made = commands.record_death(
        writer(request), loan_id=loan_id, death_date=body.death_date, insurer=body.insurer
    )
    return 201, Created(id=str(made))


@router.post("/loans/{loan_id}/claim/payment", response={201: Receipt, **REFUSALS})
def pay_claim(request: HttpRequest, loan_id: UUID, body: NewClaimPayment) -> tuple[int, Receipt]:
    """Take what the insurer paid."""
    made = commands.pay_claim(writer(request), loan_id=loan_id, amount=body.amount.money())
    return 201, receipt_shown(made)


@router.post("/loans/{loan_id}/claim/rejection", response={204: None, **REFUSALS})
def reject_claim(request: HttpRequest, loan_id: UUID, body: NewRejection) -> tuple[int, None]:
    """Write down that the insurer pays nothing."""
    commands.reject_claim(writer(request), loan_id=loan_id, answer=body.answer)
    return 204, None


@router.post("/loans/{loan_id}/guarantees/{guarantee_id}/call", response={201: Created, **REFUSALS})
def call_guarantor(
    request: HttpRequest, loan_id: UUID, guarantee_id: UUID, body: NewCall
) -> tuple[int, Created]:
    """Ask a guarantor by letter to pay."""
    made = commands.call_guarantor(
        writer(request),
        loan_id=loan_id,
        guarantee_id=guarantee_id,
        amount=body.amount.money(),
        answer_by=body.answer_by,
    )
    return 201, Created(id=str(made))


@router.post("/loans/{loan_id}/guarantees/{guarantee_id}/use", response={201: Receipt, **REFUSALS})
def use_savings(
    request: HttpRequest, loan_id: UUID, guarantee_id: UUID, body: Reasoned
) -> tuple[int, Receipt]:
    """Use blocked savings for a late loan."""
    made = commands.use_savings(
        writer(request), loan_id=loan_id, guarantee_id=guarantee_id, reason=body.reason
    )
    return 201, receipt_shown(made)


@router.post("/loans/{loan_id}/guarantees/{guarantee_id}/sale", response={201: Receipt, **REFUSALS})
def sell_pledge(
    request: HttpRequest, loan_id: UUID, guarantee_id: UUID, body: NewGuaranteeSale
) -> tuple[int, Receipt]:
    """Take the proceeds of a pledge that was sold."""
    made = commands.sell_pledge(
        writer(request),
        loan_id=loan_id,
        guarantee_id=guarantee_id,
        proceeds=body.proceeds.money("proceeds"),
        reason=body.reason,
    )
    return 201, receipt_shown(made)


@router.get("/lost-loans", response={200: list[LostShown], **REFUSALS})
def lost_loans(request: HttpRequest, due: bool = False) -> list[LostShown]:
    """Loans given up and still followed; with `due`, running loans that are to be given up."""
    ctx = reader(request, "lending.view")
    rows = files.due_for_write_off(ctx) if due else files.lost_loans(ctx)
    return [
        LostShown(
            loan_id=row.loan_id,
            number=row.number,
            client=row.client,
            since=row.since,
            lost=Amount.of(row.lost),
            recovered=Amount.of(row.recovered),
            memo=Amount.of(row.memo),
        )
        for row in rows
    ]
