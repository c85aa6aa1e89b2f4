"""Products, applications, loans, repayments."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Amount, Created, Long, Rules, Short, rows_of
from nafa.kernel.errors import InvalidInput
from nafa.lending import commands, queries
from nafa.lending.calc.product import rules_to_plain
from nafa.lib.money import Money

router = Router(tags=["lending"])


class NewProduct(Schema):
    """A product: its rules are described in docs/domain/loan-maths.md."""

    code: Short
    name: Short
    rules: Rules


class ProductShown(Schema):
    """A product with the rules in force."""

    id: UUID
    code: str
    name: str
    is_active: bool
    version_number: int
    rules: dict[str, Any]


class NewApplication(Schema):
    """A request for a loan."""

    client_id: UUID
    product_id: UUID
    amount: Amount
    instalment_count: int
    purpose: Long
    first_due_date: date | None = None


class ApplicationShown(Schema):
    """An application in a list."""

    id: UUID
    number: str
    client_id: UUID
    client: str
    product: str
    amount: Amount
    instalment_count: int
    teg_percent: Decimal
    status: str
    submitted_date: date


class TrancheForeseen(Schema):
    """An amount that a contract foresees on a date."""

    expected_date: date
    amount: Amount


class NewContract(Schema):
    """The tranches foreseen, where the product wants it: the first today, all of them the sum."""

    tranches: list[TrancheForeseen] = Field(default_factory=list, max_length=24)


class NewPayout(Schema):
    """How much of a contract in tranches leaves; all that it allows today when nothing is said."""

    amount: Amount | None = None


def asked_of(body: NewPayout | None) -> Money | None:
    """The amount that is asked for, if one is."""
    return body.amount.money() if body and body.amount else None


class NewDecision(Schema):
    """APPROVED, RETURNED or REFUSED, with the reason."""

    outcome: Short
    reason: Long = ""


class LoanShown(Schema):
    """A loan in a list."""

    id: UUID
    number: str
    client_id: UUID
    client: str
    product: str
    status: str
    principal: Amount
    outstanding: Amount
    days_late: int
    overdue: Amount
    disbursement_date: date
    maturity_date: date


class InstalmentShown(Schema):
    """A row of the schedule."""

    number: int
    due_date: date
    principal: Amount
    interest: Amount
    fee: Amount


class LoanFull(LoanShown):
    """A loan with its schedule and what is due today."""

    teg_percent: Decimal
    due_today: Amount
    settlement: Amount
    schedule: list[InstalmentShown]


class NewRepayment(Schema):
    """An amount taken into your till; `value_date` only for a day before today.

    `payer_id` says which other client paid, such as a guarantor.
    """

    amount: Amount
    value_date: date | None = None
    payer_id: UUID | None = None


class NewSettlement(Schema):
    """Exactly what closing the loan takes today."""

    amount: Amount


class NewReversal(Schema):
    """Why an operation is taken back."""

    reason: Long


class Receipt(Schema):
    """What an operation did."""

    operation_id: UUID
    entry_id: UUID | None
    receipt_number: str
    amount: Amount
    principal: Amount
    interest: Amount
    fee: Amount
    penalty: Amount
    outstanding_principal: Amount
    status: str


def receipt_shown(made: commands.FactReceipt) -> Receipt:
    """What an operation did, as JSON."""
    return Receipt(
        operation_id=made.fact_id,
        entry_id=made.entry_id,
        receipt_number=made.receipt_number,
        amount=Amount.of(made.amount),
        principal=Amount.of(made.principal),
        interest=Amount.of(made.interest),
        fee=Amount.of(made.fee),
        penalty=Amount.of(made.penalty),
        outstanding_principal=Amount.of(made.outstanding_principal),
        status=made.status,
    )


def _loan_values(row: queries.LoanRow) -> dict[str, Any]:
    values = row._asdict()
    for name in ("principal", "outstanding", "overdue"):
        values[name] = Amount.of(values[name])
    return {name: values[name] for name in LoanShown.model_fields}


@router.get("/products", response={200: list[ProductShown], **REFUSALS})
def list_products(request: HttpRequest) -> list[ProductShown]:
    """The products offered and retired."""
    reader(request, "lending.view")
    return [_product(row) for row in queries.products()]


def _product(row: queries.ProductRow) -> ProductShown:
    return ProductShown(
        id=row.id, code=row.code, name=row.name, is_active=row.is_active,
        version_number=row.version_number, rules=rules_to_plain(row.rules),
    )  # fmt: skip


@router.post("/products", response={201: Created, **REFUSALS})
def define_product(request: HttpRequest, body: NewProduct) -> tuple[int, Created]:
    """Offer a new product."""
    return 201, Created(id=str(commands.define_product(writer(request), **body.model_dump())))


@router.get("/applications", response={200: list[ApplicationShown], **REFUSALS})
def list_applications(
    request: HttpRequest, status: Short = "", before: Short = "", limit: int = 50
) -> list[ApplicationShown]:
    """Applications of your branch, newest first."""
    ctx = reader(request, "lending.view")
    limit = rows_of(limit)
    rows = queries.applications(ctx, status=status, before=before, limit=limit)
    return [_application(row) for row in rows]


def _application(row: queries.ApplicationRow) -> ApplicationShown:
    values = row._asdict()
    values["amount"] = Amount.of(row.amount)
    return ApplicationShown(**{name: values[name] for name in ApplicationShown.model_fields})


@router.post("/applications", response={201: Created, **REFUSALS})
def submit_application(request: HttpRequest, body: NewApplication) -> tuple[int, Created]:
    """Ask for a loan."""
    if not 0 < body.instalment_count <= 600:
        raise InvalidInput(field="instalment_count", reason=str(body.instalment_count))
    made = commands.submit_application(
        writer(request),
        client_id=body.client_id,
        product_id=body.product_id,
        amount=body.amount.money(),
        instalment_count=body.instalment_count,
        purpose=body.purpose,
        first_due_date=body.first_due_date,
    )
    return 201, Created(id=str(made))


@router.get("/applications/{application_id}", response={200: ApplicationShown, **REFUSALS})
def application(request: HttpRequest, application_id: UUID) -> ApplicationShown:
    """One application."""
    view = queries.application_view(reader(request, "lending.view"), application_id)
    return _application(view.row)


@router.post("/applications/{application_id}/decisions", response={201: Created, **REFUSALS})
def decide(request: HttpRequest, application_id: UUID, body: NewDecision) -> tuple[int, Created]:
    """Approve, return or refuse an application of another person."""
    if body.outcome not in ("APPROVED", "RETURNED", "REFUSED"):
        raise InvalidInput(field="outcome", reason=body.outcome)
    made = commands.decide_application(
        writer(request), application_id=application_id, outcome=body.outcome, reason=body.reason
    )
    return 201, Created(id=str(made))


@router.post("/applications/{application_id}/contract", response={201: Created, **REFUSALS})
def draw_contract(
    request: HttpRequest, application_id: UUID, body: NewContract | None = None
) -> tuple[int, Created]:
    """Draw up the contract for disbursement today; gives the loan's id."""
    foreseen = body.tranches if body else []
    made = commands.draw_contract(
        writer(request),
        application_id=application_id,
        tranches=tuple(
            commands.PlannedTranche(one.expected_date, one.amount.money()) for one in foreseen
        ),
    )
    return 201, Created(id=str(made))


@router.get("/loans", response={200: list[LoanShown], **REFUSALS})
def list_loans(
    request: HttpRequest,
    status: Short = "",
    client_id: UUID | None = None,
    late_days: int = 0,
    before: Short = "",
    limit: int = 50,
) -> list[LoanShown]:
    """Loans of your branch, newest first; with `late_days` the latest first."""
    ctx = reader(request, "lending.view")
    rows = queries.loans(
        ctx,
        status=status,
        client_id=client_id,
        late_days=min(max(late_days, 0), 10_000),
        before=before,
        limit=rows_of(limit),
    )
    return [LoanShown(**_loan_values(row)) for row in rows]


@router.get("/loans/{loan_id}", response={200: LoanFull, **REFUSALS})
def loan(request: HttpRequest, loan_id: UUID) -> LoanFull:
    """One loan with its schedule, what is due and what closing it takes today."""
    ctx = reader(request, "lending.view")
    view = queries.loan_view(ctx, loan_id)
    folded = view.folded
    return LoanFull(
        **_loan_values(view.row),
        teg_percent=view.teg_percent,
        due_today=Amount.of(folded.state.due_on(ctx.business_date).sum),
        settlement=Amount.of(folded.settlement().sum),
        schedule=[
            InstalmentShown(
                number=row.number,
                due_date=row.due_date,
                principal=Amount.of(row.principal),
                interest=Amount.of(row.interest),
                fee=Amount.of(row.fee),
            )
            for row in folded.schedule
        ],
    )


@router.post("/loans/{loan_id}/disbursement", response={201: Receipt, **REFUSALS})
def disburse(
    request: HttpRequest, loan_id: UUID, body: NewPayout | None = None
) -> tuple[int, Receipt]:
    """Pay a contract, or a tranche of it, out from your till."""
    made = commands.disburse(writer(request), loan_id=loan_id, amount=asked_of(body))
    return 201, receipt_shown(made)


@router.post("/loans/{loan_id}/repayments", response={201: Receipt, **REFUSALS})
def repay(request: HttpRequest, loan_id: UUID, body: NewRepayment) -> tuple[int, Receipt]:
    """Take a repayment into your till."""
    made = commands.repay(
        writer(request),
        loan_id=loan_id,
        amount=body.amount.money(),
        value_date=body.value_date,
        payer_id=body.payer_id,
    )
    return 201, receipt_shown(made)


@router.post("/loans/{loan_id}/settlement", response={201: Receipt, **REFUSALS})
def settle(request: HttpRequest, loan_id: UUID, body: NewSettlement) -> tuple[int, Receipt]:
    """Close a loan early."""
    made = commands.settle(writer(request), loan_id=loan_id, amount=body.amount.money())
    return 201, receipt_shown(made)


@router.post("/operations/{operation_id}/reversal", response={201: Receipt, **REFUSALS})
def reverse(request: HttpRequest, operation_id: UUID, body: NewReversal) -> tuple[int, Receipt]:
    """Take back a repayment or a settlement."""
    made = commands.reverse_repayment(writer(request), fact_id=operation_id, reason=body.reason)
    return 201, receipt_shown(made)
