"""Every command, page and route of the program, and the people who try them."""

import functools
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.test import Client
from django.urls import URLPattern, reverse

import nafa
from factories.browsing import come_in
from factories.house import PASSWORD, House
from nafa.interfaces.api.v1.api import api
from nafa.interfaces.web.pages import RIGHT
from nafa.interfaces.web.urls import urlpatterns
from nafa.kernel.commands import CommandSpec, registered
from nafa.kernel.context import Context
from nafa.kernel.identity.commands import assign_role, create_user, issue_token
from nafa.kernel.identity.roles import shipped_roles
from nafa.kernel.models import User

NOBODY = "nobody"
NO_FILE = UUID(int=7)
RIGHTS: Mapping[str, frozenset[str]] = {
    NOBODY: frozenset(),
    **{role.code: frozenset(role.permissions) for role in shipped_roles()},
}
# Values of fields whose form no schema tells.
SMALL = {
    "outcome": "APPROVED", "code": "123456", "invoice_base64": "eA==",
    "delivery_note_base64": "eA==",
}  # fmt: skip
WORDS = {"slug": "none", "str": "none", "int": 1, "path": "none"}


def commands() -> dict[str, CommandSpec]:
    """Every command of the program; those that a test makes are left out."""
    for module in pkgutil.walk_packages(nafa.__path__, "nafa."):
        if ".commands" in module.name or ".control" in module.name:
            importlib.import_module(module.name)
    return {
        name: spec for name, spec in sorted(registered().items())
        if spec.function.__module__.startswith("nafa.")
    }  # fmt: skip


def run_with_nothing(spec: CommandSpec, ctx: Context) -> None:
    """Send a command through the gate without any input."""
    module = importlib.import_module(spec.function.__module__)
    getattr(module, spec.function.__name__)(ctx)


def hire(house: House) -> dict[str, UUID]:
    """A person for each shipped role in the first branch, and one without any role."""
    people = {}
    for code in RIGHTS:
        people[code] = create_user(
            house.ctx("system"), username=f"matrix.{code}", full_name=code, password=PASSWORD
        )
        if code != NOBODY:
            assign_role(
                house.ctx("system"), user_id=people[code], role_code=code,
                branch_id=house.branch_id,
            )  # fmt: skip
    return people


def browser(user_id: UUID) -> Client:
    """A browser in which the person is logged in."""
    client = Client(headers={"accept-language": "en"})
    come_in(client, User.objects.get(id=user_id))
    return client


def caller(name: str) -> Client:
    """A client of the API with a token of the person."""
    token, _until = issue_token(username=name, password=PASSWORD)
    return Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})


class Place(NamedTuple):
    """A page: its name, the right it asks for (None: no page of the house), its arguments."""

    name: str
    right: str | None
    arguments: Mapping[str, str]

    def url(self, **objects: Any) -> str:
        values = {
            key: objects.get(key, WORDS.get(kind, NO_FILE)) for key, kind in self.arguments.items()
        }
        return reverse(f"web:{self.name}", kwargs=values)


def _kind(converter: object) -> str:
    return type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")


def pages() -> Iterator[Place]:
    """Every address of the back office."""
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern) and pattern.name is not None
        found = {key: _kind(one) for key, one in pattern.pattern.converters.items()}
        yield Place(pattern.name, pattern.callback.__dict__.get(RIGHT), found)


class Route(NamedTuple):
    """An operation of the API."""

    verb: str
    path: str
    body: Any
    query: Mapping[str, Any]
    arguments: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.verb} {self.path}"

    def url(self, **objects: Any) -> str:
        values = {key: objects.get(key, given) for key, given in self.arguments.items()}
        return re.sub(r"{(\w+)}", lambda found: str(values[found[1]]), self.path)

    def call(self, by: Client, *, key: str, **objects: Any) -> Any:
        """Send the smallest request of the right form."""
        url, headers = self.url(**objects), {"idempotency-key": key}
        if self.verb == "get":
            return by.get(url, dict(self.query), headers=headers)
        return getattr(by, self.verb)(
            url, self.body, content_type="application/json", headers=headers
        )


@functools.cache
def routes() -> tuple[Route, ...]:
    """Every operation of the API with the smallest request that has the right form."""
    spec = api.get_openapi_schema()
    known, found = spec["components"]["schemas"], []
    for path, operations in spec["paths"].items():
        for verb, operation in operations.items():
            given = {"path": {}, "query": {}}
            for one in operation.get("parameters", []):
                if one["in"] == "path" or one.get("required"):
                    given[one["in"]][one["name"]] = smallest(one["schema"], known)
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            sent = smallest(body["schema"], known) if body else None
            found.append(Route(verb, path, sent, given["query"], given["path"]))
    return tuple(found)


def smallest(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    """A small value of a JSON schema, with what is required only."""
    if "$ref" in schema:
        return smallest(known[schema["$ref"].rsplit("/", 1)[1]], known)
    for some in ("anyOf", "oneOf", "allOf"):
        if some in schema:
            return smallest(schema[some][0], known)
    if "const" in schema or "enum" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if "examples" in schema:
        return schema["examples"][0]
    kind = schema.get("type")
    if kind == "object":
        wanted = schema.get("required", [])
        fields = schema.get("properties", {})
        return {name: SMALL.get(name) or smallest(fields[name], known) for name in wanted}
    if kind == "array":
        return [smallest(schema["items"], known) for _ in range(schema.get("minItems", 0))]
    if kind in ("integer", "number"):
        return int(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1))
    if kind == "boolean":
        return True
    formats = {"uuid": str(NO_FILE), "date": "2026-01-05", "date-time": "2026-01-05T08:00:00Z"}
    return formats.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))
