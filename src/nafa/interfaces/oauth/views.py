"""The addresses that programs call: tokens, revocation, introspection, and what there is."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from nafa.interfaces.oauth.server import SECRET_METHODS, Revoking, Telling, server
from nafa.kernel.tokens.programs import rights_of_roles

ISSUED = "api/v1/oauth/"


@csrf_exempt  # programs have no cookie; they prove themselves by their secret or by PKCE
@require_POST
@transaction.atomic
def token(request: HttpRequest) -> HttpResponse:
    """Tokens for a code, for a refresh token, or for the program itself."""
    return _answer(server.create_token_response(request))


@csrf_exempt
@require_POST
@transaction.atomic
def revoke(request: HttpRequest) -> HttpResponse:
    """Give a token back: everything that was granted with it ends."""
    return _answer(server.create_endpoint_response(Revoking.ENDPOINT_NAME, request))


@csrf_exempt
@require_POST
def introspect(request: HttpRequest) -> HttpResponse:
    """What a token of the calling program is good for."""
    return _answer(server.create_endpoint_response(Telling.ENDPOINT_NAME, request))


@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """What there is (RFC 8414)."""
    issuer = request.build_absolute_uri("/").rstrip("/")
    at = {name: f"{issuer}/{ISSUED}{name}" for name in ("token", "revoke", "introspect")}
    return JsonResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/autorisation/",
            "token_endpoint": at["token"],
            "revocation_endpoint": at["revoke"],
            "introspection_endpoint": at["introspect"],
            "scopes_supported": rights_of_roles(),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "token_endpoint_auth_methods_supported": ["none", *SECRET_METHODS],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
    )


def _answer(made: HttpResponse) -> HttpResponse:
    made.headers["Cache-Control"] = "no-store"
    made.headers.setdefault("Content-Type", "application/json")
    return made


PATHS = [
    path(f"{ISSUED}token", token),
    path(f"{ISSUED}revoke", revoke),
    path(f"{ISSUED}introspect", introspect),
    path(".well-known/oauth-authorization-server", described),
]
