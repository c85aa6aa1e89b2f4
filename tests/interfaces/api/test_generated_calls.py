"""Calls that a generator makes from the description of the API, as it stands.

No call may end in a fault of ours, in a status or a form that the description does not know, or
in a trace of the program. The ordinary run makes a few calls of each operation; `NAFA_SLOW=1`
makes 20,000 (`NAFA_CALLS` says another number).
"""

import logging
import os
import random
import re
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from factories.house import PASSWORD, House
from nafa.interfaces.api.v1.api import api
from nafa.kernel.models import Assignment, Role
from nafa.kernel.permissions import declared
from nafa.lib.ids import named_id

SEED = 20_261_122
OPERATIONS = [
    (path, method)
    for path, operations in api.get_openapi_schema()["paths"].items()
    for method in operations
]
IN_ALL = int(os.environ.get("NAFA_CALLS", "20000" if os.environ.get("NAFA_SLOW") else "420"))
OF_EACH = -(-IN_ALL // len(OPERATIONS))
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
)  # fmt: skip
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
TRACE = re.compile(r"Traceback|\.py\"?, line|psycopg|django\.|SELECT .* FROM|/site-packages/")
MADE: Counter[int] = Counter()

load_all_checks()


class Held:
    """One call at a time, each in a savepoint: a fault of one leaves the others whole."""

    def __init__(self) -> None:
        self._inner = get_wsgi_application()

    def __call__(self, environ: Any, start: Any) -> Any:
        # The end of a request would close the connection in whose transaction the test lives.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        with transaction.atomic():
            return self._inner(environ, start)


@pytest.fixture
def bearer(house: House, settings: Any) -> str:
    """Somebody who may do everything, so that no call ends at the first question."""
    settings.NAFA_API_CALLS_PER_MINUTE = 0
    settings.ALLOWED_HOSTS = ["*"]
    house.loan()
    everything = Role.objects.create(
        id=named_id("role/everything"), code="everything", label_fr="T", label_en="E",
        home="manager", permissions=list(declared()),
    )  # fmt: skip
    Assignment.objects.filter(user_id=house.people["babacar"]).update(role=everything)
    body = {"username": "babacar", "password": PASSWORD}
    answer = Client().post("/api/v1/token", body, content_type="application/json")
    return str(answer.json()["token"])


def real_ids() -> list[str]:
    """Identifiers of rows that are there, of every kind that the API names."""
    from django.apps import apps

    wanted = ("clients", "lending", "ledger", "assets", "savings", "payments", "kernel")
    found: list[str] = []
    for model in apps.get_models():
        is_named = isinstance(getattr(model._meta.pk, "attname", None), str)
        if model._meta.app_label in wanted and is_named and model._meta.pk is not None:
            keys = model._default_manager.values_list("pk", flat=True)[:6]
            found += [str(key) for key in keys if isinstance(key, UUID)]
    return sorted(set(found))


def made_real(value: Any, chance: random.Random, ids: list[str]) -> Any:
    """The same value with some of its identifiers those of real rows."""
    if isinstance(value, dict):
        return {name: made_real(one, chance, ids) for name, one in value.items()}
    if isinstance(value, list):
        return [made_real(one, chance, ids) for one in value]
    if isinstance(value, str) and IDENTIFIER.fullmatch(value) and chance.random() < 0.7:
        return chance.choice(ids)
    return value


@pytest.mark.timeout(0)
@pytest.mark.slow
def test_generated_calls_end_as_described(bearer: str) -> None:
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    schema.app = Held()
    ids, faults = real_ids(), []
    for path, method in OPERATIONS:
        try:
            call_often(schema[path][method.upper()], bearer, ids)
        except (Exception, BaseExceptionGroup) as fault:
            faults.append(f"{method} {path}: {fault}"[:1_500])
    logging.getLogger(__name__).warning("%s calls: %s", sum(MADE.values()), sorted(MADE.items()))

    assert faults == []
    assert sum(MADE.values()) >= IN_ALL * 0.95


def call_often(operation: Any, bearer: str, ids: list[str]) -> None:
    """Call one operation with generated values, three in four of the described form."""
    modes = [GenerationMode.POSITIVE] * 3 + [GenerationMode.NEGATIVE]
    cases = st.sampled_from(modes).flatmap(lambda mode: operation.as_strategy(generation_mode=mode))

    @seed(SEED)
    @settings(
        max_examples=OF_EACH, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, chance=st.randoms(use_true_random=False))
    def call(case: Any, chance: random.Random) -> None:
        case.path_parameters = made_real(dict(case.path_parameters or {}), chance, ids)
        case.body = made_real(case.body, chance, ids)
        case.query = made_real(case.query, chance, ids)
        headers = {"Authorization": f"Bearer {bearer}", "Accept-Encoding": "identity"}
        if chance.random() < 0.9:
            headers |= {"Idempotency-Key": f"made/{chance.getrandbits(60)}", "Nafa-Branch": ""}
        answer = case.call(headers=headers, base_url="http://localhost")
        MADE[answer.status_code] += 1
        assert not TRACE.search(answer.text), answer.text
        case.validate_response(answer, checks=CHECKS)

    call()
