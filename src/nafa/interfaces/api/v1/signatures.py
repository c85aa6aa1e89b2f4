"""Signing a contract with a code that is sent to the borrower."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from nafa.interfaces.api.v1.access import writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Created
from nafa.lending import queries
from nafa.lending.commands.origination.signing_by_code import send_contract_code, sign_with_code
from nafa.lending.queries.origination.signatures import live_code

router = Router(tags=["signatures"])


class CodeSent(Schema):
    """A code on its way; the code itself is known to the telephone alone."""

    id: UUID
    phone_masked: str
    expires_at: datetime


class EnteredCode(Schema):
    """What the client reads from the message."""

    code: Annotated[str, Field(pattern=r"^\d{6}$")]


@router.post("/loans/{loan_id}/contract-codes", response={201: CodeSent, **REFUSALS})
def send_code(request: HttpRequest, loan_id: UUID) -> tuple[int, CodeSent]:
    """Send the borrower a code for the present contract; an earlier one no longer holds."""
    ctx = writer(request)
    code_id = send_contract_code(ctx, loan_id=loan_id)
    sent = live_code(queries.find_loan(ctx, loan_id), at=ctx.now)
    return 201, CodeSent(
        id=code_id,
        phone_masked=sent.phone_masked if sent else "",
        expires_at=sent.expires_at if sent else ctx.now,
    )


@router.post("/loans/{loan_id}/signature-by-code", response={201: Created, **REFUSALS})
def sign(request: HttpRequest, loan_id: UUID, body: EnteredCode) -> tuple[int, Created]:
    """Sign the contract with the code."""
    return 201, Created(id=str(sign_with_code(writer(request), loan_id=loan_id, code=body.code)))
