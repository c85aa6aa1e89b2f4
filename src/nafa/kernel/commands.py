"""The gate: everything that changes something passes here, once, in one transaction.

Right and limit, key seen before, the command itself, its audit row, its events. The outcome of
a key is final, success or refusal; only a fault of the infrastructure frees it.
"""

import functools
import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar, get_type_hints
from uuid import UUID

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from nafa.kernel import errors
from nafa.kernel.codec import digest_of, from_plain, to_plain
from nafa.kernel.context import Context, Effects, acting_for
from nafa.kernel.locks import hold_day_and_key, lock_number
from nafa.kernel.models import CommandRecord, CommandSubject, Institution, OutboxEvent
from nafa.kernel.permissions import declare
from nafa.kernel.secrets import seal
from nafa.kernel.wording import value_words
from nafa.lib.ids import uuid7_at
from nafa.lib.invariants import ensure

DEADLOCK_TRIES = 4
INSTITUTION_FIELDS = tuple(field.attname for field in Institution._meta.concrete_fields)
INSTITUTION_COLUMNS = ", ".join(f"i.{name}" for name in INSTITUTION_FIELDS)

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class CommandSpec:
    """What the gate knows of a command."""

    name: str
    permission: str
    during_close: bool
    function: Callable[..., Any]

    @functools.cached_property
    def result_type(self) -> Any:
        return get_type_hints(self.function).get("return")


_specs: dict[str, CommandSpec] = {}


def registered() -> dict[str, CommandSpec]:
    """Every command by name: for the API, the matrix of rights, the documentation."""
    return dict(_specs)


def command(
    *, permission: str, during_close: bool = False
) -> Callable[[Callable[Concatenate[Context, P], R]], Callable[Concatenate[Context, P], R]]:
    """Make a function a command: right, transaction, key and hash, audit row, stored outcome.

    Refuses: NotPermitted, KeyReused (same key, other inputs), DayClosing, and what it refuses.
    """

    def decorate(
        function: Callable[Concatenate[Context, P], R],
    ) -> Callable[Concatenate[Context, P], R]:
        module = function.__module__.removeprefix("nafa.").split(".")[0]
        spec = CommandSpec(
            name=f"{module}.{function.__name__}",
            permission=declare(permission),
            during_close=during_close,
            function=function,
        )
        ensure(spec.name not in _specs, f"command {spec.name} is defined once")
        _specs[spec.name] = spec
        keyword_names = frozenset(list(inspect.signature(function).parameters)[1:])

        @functools.wraps(function)
        def run(ctx: Context, /, *args: P.args, **inputs: P.kwargs) -> R:
            ensure(not args and set(inputs) <= keyword_names, "commands take keywords only")
            result: R = _pass(spec, ctx, inputs)
            return result

        return run

    return decorate


def _pass(spec: CommandSpec, ctx: Context, inputs: dict[str, Any]) -> Any:
    """Run the command; a deadlock frees everything, so an outermost command is tried again."""
    for _attempt in range(DEADLOCK_TRIES - 1):
        try:
            return _pass_once(spec, ctx, inputs)
        except OperationalError as fault:
            if ctx.command_id is not None or not isinstance(fault.__cause__, DeadlockDetected):
                raise
    return _pass_once(spec, ctx, inputs)


def _pass_once(spec: CommandSpec, ctx: Context, inputs: dict[str, Any]) -> Any:
    ensure(ctx.key, "a command has a key")
    plain = to_plain(inputs)
    digest = digest_of(spec.name, plain)
    refusal: errors.DomainError | None = None
    result: Any = None
    with transaction.atomic():
        earlier, running = _arrive(spec, ctx)
        if earlier is not None:
            return _repeat(spec, earlier, digest)
        try:
            with transaction.atomic():
                running.demand(spec.permission)
                with acting_for(running.house):
                    result = spec.function(running, **inputs)
        except errors.DomainError as given:
            if ctx.command_id is not None:
                raise
            refusal = given
        _record(spec, ctx, running, plain, digest, result, refusal)
    if refusal is not None:
        raise refusal
    return result


def _arrive(spec: CommandSpec, ctx: Context) -> tuple[tuple[Any, ...] | None, Context]:
    """Hold the key and the day, then read what is known of both in one statement."""
    scope = str(ctx.actor_id or "system")
    hold_day_and_key(lock_number(f"{scope}:{ctx.key}"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {INSTITUTION_COLUMNS}, c.input_hash, c.outcome, c.result,"  # noqa: S608
            " c.refusal_code, c.refusal_values FROM kernel_institution i"
            " LEFT JOIN kernel_commandrecord c ON c.scope = %s AND c.key = %s",
            [scope, ctx.key],
        )
        row = cursor.fetchone()
    if row is None:
        raise errors.InstitutionMissing()
    house, earlier = Institution(*row[: len(INSTITUTION_FIELDS)]), row[len(INSTITUTION_FIELDS) :]
    if earlier[0] is not None:
        return earlier, ctx
    if house.is_closing and not spec.during_close:
        raise errors.DayClosing(business_date=house.business_date)
    running = replace(
        ctx,
        business_date=house.business_date,
        house=house,
        command_id=uuid7_at(ctx.now),
        effects=Effects(),
    )
    return None, running


def _repeat(spec: CommandSpec, earlier: tuple[Any, ...], digest: bytes) -> Any:
    input_hash, outcome, result, refusal_code, refusal_values = earlier
    if bytes(input_hash) != digest:
        raise errors.KeyReused()
    if outcome == CommandRecord.Outcome.REFUSED:
        values = json.loads(refusal_values) if refusal_values else {}
        raise errors.StoredRefusal(code=refusal_code, values=values)
    return from_plain(spec.result_type, json.loads(result) if result else None)


def _record(
    spec: CommandSpec,
    ctx: Context,
    running: Context,
    plain: Any,
    digest: bytes,
    result: Any,
    refusal: errors.DomainError | None,
) -> None:
    command_id = command_id_of(running)
    outcome = CommandRecord.Outcome.REFUSED if refusal else CommandRecord.Outcome.DONE
    CommandRecord.objects.create(
        id=command_id,
        parent_id=ctx.command_id,
        name=spec.name,
        scope=str(ctx.actor_id or "system"),
        key=ctx.key,
        input_hash=digest,
        sealed_inputs=seal(
            json.dumps(plain, ensure_ascii=False).encode(), f"command.inputs|{command_id}"
        ),
        actor_id=ctx.actor_id,
        role=ctx.role,
        branch_id=ctx.branch_id,
        channel=ctx.channel,
        business_date=running.business_date,
        at=ctx.now,
        outcome=outcome,
        result=to_plain(result),
        refusal_code=refusal.code if refusal else "",
        refusal_values=_words_of(refusal) if refusal else None,
    )
    if refusal is None:
        _write_effects(running, running.effects)


def _words_of(refusal: errors.DomainError) -> dict[str, Any]:
    return {name: value_words(value) for name, value in refusal.values.items()}


def _write_effects(ctx: Context, effects: Effects) -> None:
    command_id = command_id_of(ctx)
    if effects.subjects:
        CommandSubject.objects.bulk_create(
            CommandSubject(kind=kind, subject_id=subject_id, command_id=command_id)
            for kind, subject_id in dict.fromkeys(effects.subjects)
        )
    if effects.events:
        OutboxEvent.objects.bulk_create(
            OutboxEvent(name=event.name, payload=to_plain(event), command_id=command_id, at=ctx.now)
            for event in effects.events
        )


def command_id_of(ctx: Context) -> UUID:
    """The id of the command that runs; only inside one."""
    ensure(ctx.command_id is not None, "inside a command")
    assert ctx.command_id is not None
    return ctx.command_id
