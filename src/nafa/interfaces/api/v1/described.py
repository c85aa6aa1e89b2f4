"""The description of the API: what any call may be told, beside what its operation declares."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from nafa.interfaces.api.v1.problems import KEPT, MEDIA_TYPE, Problem

PROBLEM = {"$ref": "#/components/schemas/Problem"}
ANY_CALL = {
    "400": "The request cannot be read",
    "403": "Not permitted",
    "413": "Larger than a request may be",
    "422": "A value is missing or of the wrong form",
    "429": "Too many calls; see Retry-After",
    "503": "Not now: the day is being closed",
}
WITH_A_KEY = {"401": "No valid key", "404": "Not found", "409": "Refused"}
WRITING = {"428": "A fresh proof of this act is wanted"}
WRITES = ("post", "put", "patch", "delete")


def _header(name: str, words: str, *, is_required: bool = False) -> dict[str, Any]:
    kind = {"type": "string", "maxLength": 200}
    return {
        "in": "header", "name": name, "required": is_required, "schema": kind, "description": words,
    }  # fmt: skip


BRANCH = _header("Nafa-Branch", "Identifier of the branch in which the caller acts")
KEY = _header("Idempotency-Key", "Makes the act happen once; any text, new for each act")
PROOF = _header("Nafa-Proof", "Identifier of the proof that a 428 asked for")


class DescribedAPI(NinjaAPI):
    """As the framework describes it, with the refusals and headers that every call shares."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description in OpenAPI 3.1."""
        made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schemas = made["components"].setdefault("schemas", {})
        if "Problem" not in schemas:
            schemas["Problem"] = Problem.model_json_schema()
        for operations in made["paths"].values():
            for method, operation in operations.items():
                _complete(method, operation)
        return made


def _complete(method: str, operation: dict[str, Any]) -> None:
    is_open, is_write = not operation.get("security"), method in WRITES
    told = {**ANY_CALL, **({} if is_open else WITH_A_KEY)}
    if is_write and not is_open:
        told |= WRITING
    responses = operation.setdefault("responses", {})
    known = {str(status) for status in responses}
    for status, words in told.items():
        if status not in known:
            responses[status] = {"description": words}
    for status, response in responses.items():
        if int(status) >= 400 or int(status) == KEPT:
            response["content"] = {MEDIA_TYPE: {"schema": PROBLEM}}
    if not is_open:
        shared = [BRANCH, *((KEY, PROOF) if is_write else ())]
        operation["parameters"] = [*operation.get("parameters", ()), *shared]
