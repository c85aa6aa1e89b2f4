"""Logging in for a token."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.interfaces.api.v1.access import caller
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.problems import Problem
from nafa.interfaces.api.v1.values import Credential, Short
from nafa.kernel.access import proofs
from nafa.kernel.identity.commands import issue_token

router = Router(tags=["session"])


class LogIn(Schema):
    """Log-in name and password, and a code of the app where the log-in has one."""

    username: Short
    password: Short
    label: Short = ""
    code: Short = ""


class Answer(Schema):
    """A code of the app, or what a passkey signed (the credential as JSON text)."""

    code: Short = ""
    credential: Credential = ""


class IssuedToken(Schema):
    """A token: shown once, good until it expires."""

    token: str
    expires_at: datetime


@router.post(
    "/token",
    response={200: IssuedToken, 401: Problem, 403: Problem, 422: Problem, 429: Problem},
    auth=None,
)
def token(request: HttpRequest, body: LogIn) -> IssuedToken:
    """Get a token that stands for you for twelve hours."""
    made, expires_at = issue_token(
        username=body.username,
        password=body.password,
        label=body.label,
        code=body.code,
        visitor=caller(request),
    )
    return IssuedToken(token=made, expires_at=expires_at)


@router.post("/proofs/{proof_id}", response={204: None, **REFUSALS, 429: Problem})
def prove(request: HttpRequest, proof_id: UUID, body: Answer) -> tuple[int, None]:
    """Answer the question of an act; then send the act again with `Nafa-Proof` and its key."""
    proofs.answer(
        proof_id,
        user=request.auth,  # type: ignore[attr-defined]
        code=body.code,
        credential=body.credential,
        visitor=caller(request),
    )
    return 204, None
