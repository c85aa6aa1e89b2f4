"""Loans in tranches: how far one is drawn, giving up the rest, taking a tranche back."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.lending import Receipt, TrancheForeseen, receipt_shown
from nafa.interfaces.api.v1.values import Amount, Long
from nafa.lending import commands, queries
from nafa.lending.queries.tranches import drawing_of
from nafa.lib.money import Money

router = Router(tags=["loans in tranches"])


class DrawingShown(Schema):
    """How far a loan in tranches is drawn."""

    agreed: Amount
    drawn: Amount
    may_have_today: Amount
    most_tranches: int
    last_date: date | None
    is_open: bool
    foreseen: list[TrancheForeseen]


class NewReason(Schema):
    """Why it is done."""

    reason: Long


@router.get("/loans/{loan_id}/drawing", response={200: DrawingShown | None, **REFUSALS})
def drawing(request: HttpRequest, loan_id: UUID) -> DrawingShown | None:
    """How far a loan in tranches is drawn; nothing for one that is paid out at once."""
    view = queries.loan_view(reader(request, "lending.view"), loan_id)
    found = drawing_of(view.folded)
    if found is None:
        return None
    return DrawingShown(
        agreed=Amount.of(found.agreed),
        drawn=Amount.of(found.amount),
        may_have_today=Amount.of(found.may_have),
        most_tranches=found.most,
        last_date=found.last_date,
        is_open=found.is_open,
        foreseen=[
            TrancheForeseen(
                expected_date=one.expected_date,
                amount=Amount.of(Money(one.amount, found.agreed.currency)),
            )
            for one in found.planned
        ],
    )


@router.post("/loans/{loan_id}/drawing/end", response={201: Receipt, **REFUSALS})
def end_drawing(request: HttpRequest, loan_id: UUID, body: NewReason) -> tuple[int, Receipt]:
    """Give up what was not drawn: nothing more is paid out."""
    made = commands.end_drawing(writer(request), loan_id=loan_id, reason=body.reason)
    return 201, receipt_shown(made)


@router.post("/operations/{operation_id}/tranche-reversal", response={201: Receipt, **REFUSALS})
def reverse_tranche(
    request: HttpRequest, operation_id: UUID, body: NewReason
) -> tuple[int, Receipt]:
    """Take a tranche back that nothing followed."""
    made = commands.reverse_tranche(writer(request), fact_id=operation_id, reason=body.reason)
    return 201, receipt_shown(made)
