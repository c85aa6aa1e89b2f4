"""Refusals as problem+json (RFC 9457), with the codes that screens and the offline app know."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from nafa.interfaces.consultations import note_refusal
from nafa.kernel.access import passkeys
from nafa.kernel.access.errors import (
    AccountLocked,
    LoginDelayed,
    LoginRefused,
    OutsideHours,
    OutsidePlaces,
    ProofWanted,
    SecondFactorWanted,
)
from nafa.kernel.access.proofs import Question
from nafa.kernel.control.errors import WaitsForApproval
from nafa.kernel.errors import (
    DayClosing,
    DomainError,
    InvalidInput,
    KeyHolderAway,
    KeyReused,
    NotFound,
    NotPermitted,
    OtherBranch,
)
from nafa.lib.currency import UnknownCurrency

MEDIA_TYPE = "application/problem+json"
STATUS_OF: dict[str, int] = {
    NotPermitted.code: 403,
    OtherBranch.code: 403,
    NotFound.code: 404,
    LoginRefused.code: 401,
    SecondFactorWanted.code: 401,
    AccountLocked.code: 403,
    OutsideHours.code: 403,
    OutsidePlaces.code: 403,
    ProofWanted.code: 428,
    LoginDelayed.code: 429,
    KeyReused.code: 422,
    InvalidInput.code: 422,
    DayClosing.code: 503,
    KeyHolderAway.code: 503,
    WaitsForApproval.code: 202,
}
REFUSED = 409
PROOF_WANTED = 428
KEPT = 202  # not refused: the command is kept and waits for an approval


class ProofAsked(Schema):
    """An act that waits for a fresh proof: what it is, and what a passkey signs."""

    id: str
    action: str
    amount: str | None
    currency: str
    payee: str
    expires_at: str
    passkey: dict[str, Any]


class Problem(Schema):
    """What was refused, why, and what to do next."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    advice: str
    fields: list[str] = []
    proof: ProofAsked | None = None
    waiting_id: str | None = None


def problem(
    *,
    status: int,
    code: str,
    detail: str,
    advice: str,
    fields: list[str] | None = None,
    proof: ProofAsked | None = None,
    waiting_id: str | None = None,
) -> HttpResponse:
    """A problem document."""
    body = Problem(
        type=f"urn:nafa:problem:{code}",
        title=code,
        status=status,
        code=code,
        detail=detail,
        advice=advice,
        fields=fields or [],
        proof=proof,
        waiting_id=waiting_id,
    )
    return JsonResponse(body.model_dump(), status=status, content_type=MEDIA_TYPE)


def asked_of(request: HttpRequest, error: DomainError) -> ProofAsked | None:
    """The question behind a refusal that wants a proof."""
    question = error.question if isinstance(error, ProofWanted) else None
    if not isinstance(question, Question):
        return None
    act, challenge = question.act, question.challenge
    return ProofAsked(
        id=str(challenge.id),
        action=act.command,
        amount=str(act.amount.major) if act.amount else None,
        currency=act.currency,
        payee=act.payee,
        expires_at=challenge.expires_at.isoformat(),
        passkey=passkeys.options_of(challenge, user=request.auth),  # type: ignore[attr-defined]
    )


def refused(error: DomainError, *, proof: ProofAsked | None = None) -> HttpResponse:
    """The problem document of a refusal."""
    return problem(
        status=STATUS_OF.get(error.code, REFUSED),
        code=error.code,
        detail=error.message,
        advice=error.next_step,
        proof=proof,
        waiting_id=str(error.waiting_id) if isinstance(error, WaitsForApproval) else None,
    )


def install(api: NinjaAPI) -> None:
    """Let every operation of the API answer refusals and faults of form the same way."""

    @api.exception_handler(DomainError)
    def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
        note_refusal(request, error)
        return refused(error, proof=asked_of(request, error))

    @api.exception_handler(UnknownCurrency)
    def _currency(request: HttpRequest, error: UnknownCurrency) -> HttpResponse:  # noqa: ARG001
        return problem(
            status=422,
            code="ledger.currency_unknown",
            detail=_("“%(currency)s” is not a currency Nafa keeps books in.")
            % {"currency": error.currency_code},
            advice=_("Use the three letters of the currency, such as XOF."),
        )

    @api.exception_handler(ValidationError)
    def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
        fields = [".".join(str(part) for part in one["loc"][1:]) for one in error.errors]
        return problem(
            status=422,
            code="api.request_malformed",
            detail=_("The request has values that are missing or of the wrong form."),
            advice=_("Correct the named fields; the form of each is in /api/v1/openapi.json."),
            fields=[field for field in fields if field],
        )

    @api.exception_handler(AuthenticationError)
    def _anonymous(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
        return problem(
            status=401,
            code="api.token_wanted",
            detail=_("The request carries no valid token."),
            advice=_("Get one with POST /api/v1/token and send it as “Authorization: Bearer …”."),
        )

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001
        return problem(
            status=error.status_code,
            code="api.request_malformed",
            detail=_("The request cannot be read."),
            advice=_("Send JSON as described in /api/v1/openapi.json."),
        )
