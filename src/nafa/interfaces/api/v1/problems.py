"""Refusals as problem+json (RFC 9457), with the codes that screens and the offline app know."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from nafa.kernel.access.errors import LoginRefused
from nafa.kernel.errors import (
    DayClosing,
    DomainError,
    InvalidInput,
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
    KeyReused.code: 422,
    InvalidInput.code: 422,
    DayClosing.code: 503,
}
REFUSED = 409


class Problem(Schema):
    """What was refused, why, and what to do next."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    advice: str
    fields: list[str] = []


def problem(
    *, status: int, code: str, detail: str, advice: str, fields: list[str] | None = None
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
    )
    return JsonResponse(body.model_dump(), status=status, content_type=MEDIA_TYPE)


def refused(error: DomainError) -> HttpResponse:
    """The problem document of a refusal."""
    return problem(
        status=STATUS_OF.get(error.code, REFUSED),
        code=error.code,
        detail=error.message,
        advice=error.next_step,
    )


def install(api: NinjaAPI) -> None:
    """Let every operation of the API answer refusals and faults of form the same way."""

    @api.exception_handler(DomainError)
    def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:  # noqa: ARG001
        return refused(error)

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
