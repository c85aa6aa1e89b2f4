"""Loans to the staff, apart from the rest."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.interfaces.api.v1.access import reader
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Amount
from nafa.lending.queries.staff_loans import staff_loans

router = Router(tags=["loans of the staff"])


class StaffLoan(Schema):
    """A loan of a member of staff; `person` is empty where the log-in was not named."""

    loan_id: UUID
    number: str
    client_number: str
    client: str
    person: str
    product: str
    status: str
    principal: Amount
    outstanding: Amount
    days_late: int


@router.get("/staff-loans", response={200: list[StaffLoan], **REFUSALS})
def list_staff_loans(request: HttpRequest) -> list[StaffLoan]:
    """Loans of clients who are marked as staff today, running ones first."""
    ctx = reader(request, "lending.view_staff_loans")
    return [
        StaffLoan(
            loan_id=row.loan.id, number=row.loan.number, client_number=row.client_number,
            client=row.loan.client, person=row.person, product=row.loan.product,
            status=row.loan.status, principal=Amount.of(row.loan.principal),
            outstanding=Amount.of(row.loan.outstanding), days_late=row.loan.days_late,
        )
        for row in staff_loans(ctx)
    ]  # fmt: skip
