"""The authorization server: the protocol is the library's, what is kept is the kernel's."""

import hmac
from typing import Any

from authlib.integrations.django_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import (
    AuthorizationCodeMixin,
    ClientMixin,
    InvalidRequestError,
    TokenMixin,
    grants,
)
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from nafa.kernel import clock
from nafa.kernel.models import (
    ApiToken,
    AuthorizationCode,
    Program,
    ProgramGrant,
    RefreshToken,
)
from nafa.kernel.tokens import exchange
from nafa.kernel.tokens.commands import digest_of, new_key

SECRET_METHODS = ("client_secret_basic", "client_secret_post")
GRANTED = "nafa_grant_id"


class Client(ClientMixin):  # type: ignore[misc]
    """A program as the library asks about it."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def get_client_id(self) -> str:
        return str(self.program.id)

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str | None) -> str:
        asked = (scope or "").split() or self.program.scopes
        return " ".join(one for one in self.program.scopes if one in asked)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.program.return_addresses

    def check_client_secret(self, client_secret: str) -> bool:
        kept = bytes(self.program.secret_digest or b"")
        return bool(kept) and hmac.compare_digest(kept, digest_of(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        if self.program.secret_digest is None:
            return method == "none" and endpoint != "introspection"
        return method in SECRET_METHODS

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and bool(self.program.return_addresses)

    def check_grant_type(self, grant_type: str) -> bool:
        if grant_type == "client_credentials":
            return self.program.account_id is not None
        return grant_type in ("authorization_code", "refresh_token")


class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """A code with what it was made for."""

    def __init__(self, row: AuthorizationCode) -> None:
        self.row = row
        self.code_challenge, self.code_challenge_method = row.challenge, "S256"

    def get_redirect_uri(self) -> str:
        return self.row.return_address

    def get_scope(self) -> str:
        return " ".join(self.row.grant.scopes)


class Held(TokenMixin):  # type: ignore[misc]
    """A token of either kind."""

    def __init__(self, row: ApiToken | RefreshToken) -> None:
        self.row = row

    def check_client(self, client: Client) -> bool:
        return self.row.grant is not None and self.row.grant.program_id == client.program.id

    def get_scope(self) -> str:
        return " ".join(self.row.scopes or ())

    def is_expired(self) -> bool:
        return bool(self.row.expires_at <= clock.now())

    def is_revoked(self) -> bool:
        grant, ended = self.row.grant, getattr(self.row, "revoked_at", None)
        used = getattr(self.row, "used_at", None)
        return (
            ended is not None or used is not None or grant is None or not exchange.is_alive(grant)
        )


class ByCode(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """Authorization code; each is taken once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["none", *SECRET_METHODS]

    def generate_authorization_code(self) -> str:
        return new_key().text

    def save_authorization_code(self, code: str, request: Any) -> None:
        exchange.keep_code(
            code, grant_id=getattr(request, GRANTED), return_address=request.payload.redirect_uri,
            challenge=request.payload.data["code_challenge"],
        )  # fmt: skip

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        row = exchange.code_of(code, program_id=client.program.id)
        return Code(row) if row is not None else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        row = authorization_code.row
        AuthorizationCode.objects.filter(digest=row.digest).update(used_at=clock.now())

    def authenticate_user(self, authorization_code: Code) -> Any:
        return authorization_code.row.grant.user


class ByRefresh(grants.RefreshTokenGrant):  # type: ignore[misc]
    """Another pair for the last one, which is used up."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["none", *SECRET_METHODS]
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Held | None:
        row = exchange.refresh_of(refresh_token, program_id=self.request.client.program.id)
        return Held(row) if row is not None else None

    def authenticate_user(self, refresh_token: Held) -> Any:
        return refresh_token.row.grant.user  # type: ignore[union-attr]

    def revoke_old_credential(self, refresh_token: Held) -> None:
        RefreshToken.objects.filter(pk=refresh_token.row.pk).update(used_at=clock.now())


class Alone(grants.ClientCredentialsGrant):  # type: ignore[misc]
    """A program in its own name."""

    TOKEN_ENDPOINT_AUTH_METHODS = list(SECRET_METHODS)


class AlwaysChallenged(CodeChallenge):  # type: ignore[misc]
    """PKCE for every program, by S256 and nothing else."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]
    DEFAULT_CODE_CHALLENGE_METHOD = "S256"

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        told = grant.request.payload.data
        if not told.get("code_challenge") or told.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A 'code_challenge' by S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class Revoking(RevocationEndpoint):  # type: ignore[misc]
    """A token that the program gives back ends its whole grant."""

    CLIENT_AUTH_METHODS = ["none", *SECRET_METHODS]

    def query_token(self, token_string: str, token_type_hint: str | None) -> Held | None:  # noqa: ARG002
        return held_token(token_string)

    def revoke_token(self, token: Held, request: Any) -> None:  # noqa: ARG002
        if token.row.grant is not None:
            exchange.end_grant(token.row.grant, why="given_back")


class Telling(IntrospectionEndpoint):  # type: ignore[misc]
    """What a token of its own is good for, for the program that holds it."""

    CLIENT_AUTH_METHODS = list(SECRET_METHODS)

    def query_token(self, token_string: str, token_type_hint: str | None) -> Held | None:  # noqa: ARG002
        return held_token(token_string)

    def check_permission(self, token: Held, client: Client, request: Any) -> bool:  # noqa: ARG002
        return token.check_client(client)

    def introspect_token(self, token: Held) -> dict[str, Any]:
        row = token.row
        assert row.grant is not None
        return {
            "active": True, "scope": token.get_scope(), "token_type": "Bearer",
            "client_id": str(row.grant.program_id), "sub": str(row.grant.user_id),
            "exp": int(row.expires_at.timestamp()),
        }  # fmt: skip


def held_token(text: str) -> Held | None:
    """A token of a program, of either kind."""
    digest = digest_of(text)
    for model in (ApiToken, RefreshToken):
        found = model.objects.select_related("grant__program", "grant__user").filter(
            digest=digest, grant__isnull=False
        )
        if (row := found.first()) is not None:
            return Held(row)
    return None


class Server(AuthorizationServer):  # type: ignore[misc]
    """Nafa's own: programs and tokens are rows of the kernel."""

    def query_client(self, client_id: str) -> Client | None:
        program = exchange.program_of(client_id)
        return Client(program) if program is not None else None

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        source = getattr(request, "authorization_code", None) or getattr(
            request, "refresh_token", None
        )
        if source is not None:
            grant = source.row.grant
        else:
            program = request.client.program
            grant = ProgramGrant.objects.select_related("program").get(
                program=program, user=program.account, revoked_at=None
            )
        exchange.keep_tokens(
            grant, access=token["access_token"], refresh=token.get("refresh_token", ""),
            scopes=token["scope"].split(),
        )  # fmt: skip

    def send_signal(self, name: str, *given: Any, **more: Any) -> None:
        """Nobody listens: what happened is in the trail."""


def _text(*_given: Any, **_more: Any) -> str:
    return new_key().text


server = Server(None, None)
server.register_token_generator(
    "default",
    BearerTokenGenerator(_text, _text, lambda *_given, **_more: exchange.TOKEN_SECONDS),
)
server.register_grant(ByCode, [AlwaysChallenged(required=True)])
server.register_grant(ByRefresh)
server.register_grant(Alone)
server.register_endpoint(Revoking)
server.register_endpoint(Telling)
