"""The gate: everything that changes something passes here, once, in one transaction.

Right and limit, key seen before, the command itself, its audit row, its events. The outcome of
a key is final, success or refusal; only a fault of the infrastructure frees it.
"""

import functools
import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar, get_type_hints
from uuid import UUID

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from nafa.kernel import errors
from nafa.kernel.access import proofs
from nafa.kernel.access.errors import ProofRefused
from nafa.kernel.audit.kinds import kind_of_command
from nafa.kernel.audit.origin import origin
from nafa.kernel.audit.writing import open_month, sealed_private
from nafa.kernel.codec import digest_of, from_plain, to_plain
from nafa.kernel.context import Context, Effects, acting_for
from nafa.kernel.control import approval, duties, limits
from nafa.kernel.control.errors import NeedsApproval, WaitsForApproval
from nafa.kernel.control.rules import ControlRules, rules_of
from nafa.kernel.locks import hold_day_and_key, lock_number
from nafa.kernel.models import CommandRecord, Institution
from nafa.kernel.permissions import declare
from nafa.kernel.secrets import seal, unseal
from nafa.kernel.wording import value_words
from nafa.lib.ids import uuid7_at
from nafa.lib.invariants import ensure

DEADLOCK_TRIES = 4
INSTITUTION_FIELDS = tuple(field.attname for field in Institution._meta.concrete_fields)
INSTITUTION_COLUMNS = ", ".join(f"i.{name}" for name in INSTITUTION_FIELDS)

P = ParamSpec("P")
R = TypeVar("R")
Link = Callable[[Context, Mapping[str, Any]], proofs.Linked]
Preview = Callable[[Context, Mapping[str, Any]], Sequence[approval.Difference]]
KNOWN_OF_KEY = 7  # columns of the earlier outcome, between the institution and the rules


@dataclass(frozen=True)
class CommandSpec:
    """What the gate knows of a command."""

    name: str
    permission: str
    during_close: bool
    function: Callable[..., Any]
    linked: Link | None = None
    preview: Preview | None = None

    @functools.cached_property
    def result_type(self) -> Any:
        return get_type_hints(self.function).get("return")


_KEEP = """
WITH kept AS (
    INSERT INTO kernel_commandrecord (id, parent_id, name, scope, key, input_hash, sealed_inputs,
        actor_id, role, branch_id, channel, business_date, at, outcome, result, refusal_code,
        sealed_refusal)
    VALUES (%(id)s, %(parent)s, %(name)s, %(scope)s, %(key)s, %(input_hash)s, %(sealed_inputs)s,
        %(actor)s, %(role)s, %(branch)s, %(channel)s, %(business_date)s, %(at)s, %(outcome)s,
        %(result)s, %(refusal_code)s, %(sealed_refusal)s)),
subjects AS (
    INSERT INTO kernel_commandsubject (kind, subject_id, command_id)
    SELECT s.kind, s.subject_id, %(id)s
    FROM unnest(%(subject_kinds)s::text[], %(subject_ids)s::uuid[]) AS s (kind, subject_id)),
trailed AS (
    INSERT INTO kernel_trail (at, kind, name, actor_id, role, branch_id, subject_kind, subject_id,
        channel, address, device, command_id, code, input_hash, sealed, sealed_hash)
    SELECT %(at)s, %(trail_kind)s, %(name)s, %(actor)s, %(role)s, %(branch)s, s.kind, s.subject_id,
        %(channel)s, %(address)s, %(device)s, %(id)s, %(refusal_code)s, %(input_hash)s,
        %(sealed_changes)s, %(changes_hash)s
    FROM (SELECT * FROM unnest(%(subject_kinds)s::text[], %(subject_ids)s::uuid[])
              AS t (kind, subject_id)
          UNION ALL SELECT '', NULL WHERE %(subject_kinds)s::text[] = '{}') AS s)
INSERT INTO kernel_outboxevent (name, payload, command_id, at)
SELECT e.name, e.payload::jsonb, %(id)s, %(at)s
FROM unnest(%(event_names)s::text[], %(event_payloads)s::text[])
    WITH ORDINALITY AS e (name, payload, place) ORDER BY e.place
"""

_specs: dict[str, CommandSpec] = {}


def registered() -> dict[str, CommandSpec]:
    """Every command by name: for the API, the matrix of rights, the documentation."""
    return dict(_specs)


def spec_of(name: str) -> CommandSpec:
    """A command by its name."""
    ensure(name in _specs, f"there is a command {name}")
    return _specs[name]


def run_approved(spec: CommandSpec, ctx: Context, inputs: dict[str, Any]) -> Any:
    """Carry out a command that others approved, as a step of the last approval."""
    ensure(ctx.command_id is not None and ctx.waiting_id is not None, "inside an approval")
    return _pass_once(spec, ctx, inputs)


def command(
    *,
    permission: str,
    during_close: bool = False,
    linked: Link | None = None,
    preview: Preview | None = None,
) -> Callable[[Callable[Concatenate[Context, P], R]], Callable[Concatenate[Context, P], R]]:
    """Make a function a command: right, transaction, key and hash, audit row, stored outcome.

    `linked` tells from the rows how much goes to whom: limits, rules of approval and fresh proofs
    are held against that. `preview` tells what would change, for those who approve. Refuses:
    NotPermitted, KeyReused (same key, other inputs), DayClosing, ProofRefused and its kinds,
    AboveLimit, AboveDayTotal, WaitsForApproval, DutiesSeparated, and what the function refuses.
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
            linked=linked,
            preview=preview,
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
    if ctx.command_id is not None:
        return _pass_once(spec, ctx, inputs)
    try:
        return _pass_whole(spec, ctx, inputs)
    except ProofRefused as refusal:
        proofs.after_refusal(refusal, ctx)
        raise


def _pass_whole(spec: CommandSpec, ctx: Context, inputs: dict[str, Any]) -> Any:
    for _attempt in range(DEADLOCK_TRIES - 1):
        try:
            return _pass_once(spec, ctx, inputs)
        except OperationalError as fault:
            if not isinstance(fault.__cause__, DeadlockDetected):
                raise
    return _pass_once(spec, ctx, inputs)


def _pass_once(spec: CommandSpec, ctx: Context, inputs: dict[str, Any]) -> Any:
    ensure(ctx.key, "a command has a key")
    plain = to_plain(inputs)
    digest = digest_of(spec.name, plain)
    refusal: errors.DomainError | None = None
    result: Any = None
    with transaction.atomic():
        earlier, waiting_id, running = _arrive(spec, ctx)
        if earlier is not None:
            return _repeat(spec, earlier, digest)
        if waiting_id is not None and waiting_id != ctx.waiting_id:
            approval.repeat(waiting_id, digest)
        try:
            with transaction.atomic():
                running.demand(spec.permission)
                with acting_for(running.house):
                    bound = digest if ctx.command_id is None else b""  # steps have made-up ids
                    running = _proved(spec, running, inputs, bound)
                    result = _controlled(spec, running, inputs)
        except errors.DomainError as given:
            if isinstance(given, NeedsApproval) and ctx.command_id is None:
                refusal = _kept(spec, running, given, inputs, plain, digest)
            elif ctx.command_id is not None or given.frees_key:
                raise
            else:
                refusal = given
        if not isinstance(refusal, WaitsForApproval):
            _record(spec, ctx, running, plain, digest, result, refusal)
    if refusal is not None:
        refusal.is_on_trail = not isinstance(refusal, WaitsForApproval)
        raise refusal
    return result


def _controlled(spec: CommandSpec, running: Context, inputs: dict[str, Any]) -> Any:
    """Run the command within limits, approved where a rule wants it, by hands that may."""
    rules = rules_of(running.control_id)
    _within_limits(rules, spec, running, inputs)
    approval.demand_approved(rules, spec, running, inputs)
    result = spec.function(running, **inputs)
    duties.demand_other_hands(rules, running, spec.name)
    if running.emergency_id is not None:
        running.concerns("emergency", running.emergency_id)
    return result


def _within_limits(
    rules: ControlRules, spec: CommandSpec, running: Context, inputs: Mapping[str, Any]
) -> None:
    if spec.linked is None or not limits.is_bound(rules, running, spec.permission):
        return
    amount = spec.linked(running, inputs).amount
    if amount is not None:
        moved = amount if amount.minor >= 0 else -amount
        limits.demand_within(rules, running, spec.permission, moved, command_id_of(running))


def _kept(
    spec: CommandSpec,
    running: Context,
    needed: NeedsApproval,
    inputs: dict[str, Any],
    plain: Any,
    digest: bytes,
) -> errors.DomainError:
    """The command is kept until others approve it; nothing else happened."""
    asked = needed.asked
    assert isinstance(asked, approval.Asked)
    try:
        with transaction.atomic(), acting_for(running.house):
            waiting_id = approval.keep(
                spec, running, asked=asked, inputs=inputs, plain=plain, digest=digest
            )
    except errors.DomainError as refusal:
        return refusal
    _record_asking(spec, running, waiting_id, plain, digest)
    return WaitsForApproval(waiting_id=waiting_id)


def _record_asking(
    spec: CommandSpec, running: Context, waiting_id: UUID, plain: Any, digest: bytes
) -> None:
    """That somebody asked is on the trail, under a key of its own."""
    running.effects.subjects[:] = [("waiting_command", waiting_id)]
    running.effects.events.clear()
    asking = replace(spec, name="kernel.ask_approval")
    outer = replace(running, key=f"{running.key}/asked", command_id=None)
    _record(asking, outer, running, plain, digest, waiting_id, None)


def _proved(
    spec: CommandSpec, running: Context, inputs: Mapping[str, Any], digest: bytes
) -> Context:
    """With the proof of exactly this act spent, where the policy wants one."""
    above = proofs.threshold(running, spec.name) if spec.linked is not None else None
    if above is None or spec.linked is None:
        return running
    linked = spec.linked(running, inputs)
    if linked.amount is not None and linked.amount.minor <= above:
        return running
    act = proofs.act_of(running, command=spec.name, inputs=digest, linked=linked)
    proofs.spend(act, running.proof)
    return replace(running, is_proven=True)


def _arrive(spec: CommandSpec, ctx: Context) -> tuple[tuple[Any, ...] | None, UUID | None, Context]:
    """Hold the key and the day; read what is known of both, and which rules hold, at once."""
    scope = str(ctx.actor_id or "system")
    hold_day_and_key(lock_number(f"{scope}:{ctx.key}"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {INSTITUTION_COLUMNS}, c.input_hash, c.outcome, c.result,"  # noqa: S608
            " c.refusal_code, c.refusal_values, c.sealed_refusal, c.id, w.id,"
            " (SELECT p.id FROM kernel_controlpolicy p"
            "  ORDER BY p.defined_at DESC, p.id DESC LIMIT 1)"
            " FROM kernel_institution i"
            " LEFT JOIN kernel_commandrecord c ON c.scope = %s AND c.key = %s"
            " LEFT JOIN kernel_waitingcommand w ON w.scope = %s AND w.key = %s",
            [scope, ctx.key, scope, ctx.key],
        )
        row = cursor.fetchone()
    if row is None:
        raise errors.InstitutionMissing()
    house = Institution(*row[: len(INSTITUTION_FIELDS)])
    earlier = row[len(INSTITUTION_FIELDS) : len(INSTITUTION_FIELDS) + KNOWN_OF_KEY]
    waiting_id, control_id = row[-2:]
    if earlier[0] is not None:
        return earlier, waiting_id, ctx
    if house.is_closing and not spec.during_close:
        raise errors.DayClosing(business_date=house.business_date)
    running = replace(
        ctx,
        business_date=house.business_date,
        house=house,
        command_id=uuid7_at(ctx.now),
        effects=Effects(),
        control_id=control_id,
    )
    return None, waiting_id, running


def _repeat(spec: CommandSpec, earlier: tuple[Any, ...], digest: bytes) -> Any:
    input_hash, outcome, result, refusal_code, values_before, sealed, command_id = earlier
    if bytes(input_hash) != digest:
        raise errors.KeyReused()
    if outcome == CommandRecord.Outcome.REFUSED:
        values = json.loads(values_before) if values_before else {}
        if sealed is not None:
            values = json.loads(unseal(bytes(sealed), f"command.refusal|{command_id}"))
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
    inputs = json.dumps(plain, ensure_ascii=False).encode()
    subjects = list(dict.fromkeys(running.effects.subjects)) if refusal is None else []
    events = running.effects.events if refusal is None else []
    told = json.dumps(_words_of(refusal)).encode() if refusal else None
    open_month(ctx.now)
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "id": command_id,
                "parent": ctx.command_id,
                "name": spec.name,
                "scope": str(ctx.actor_id or "system"),
                "key": ctx.key,
                "input_hash": digest,
                "sealed_inputs": seal(inputs, f"command.inputs|{command_id}"),
                "actor": ctx.actor_id,
                "role": ctx.role,
                "branch": ctx.branch_id,
                "channel": ctx.channel,
                "business_date": running.business_date,
                "at": ctx.now,
                "outcome": CommandRecord.Outcome.REFUSED if refusal else CommandRecord.Outcome.DONE,
                "result": json.dumps(to_plain(result)),
                "refusal_code": refusal.code if refusal else "",
                "sealed_refusal": seal(told, f"command.refusal|{command_id}") if told else None,
                **_trail_of(spec, ctx, running, plain, is_refused=refusal is not None),
                "subject_kinds": [kind for kind, _ in subjects],
                "subject_ids": [subject_id for _, subject_id in subjects],
                "event_names": [event.name for event in events],
                "event_payloads": [json.dumps(to_plain(event)) for event in events],
            },
        )


def _trail_of(
    spec: CommandSpec, ctx: Context, running: Context, plain: Any, *, is_refused: bool
) -> dict[str, Any]:
    """What the row in the trail says beside the audit row: kind, origin, before and after."""
    changes = {} if is_refused else running.effects.changes
    sealed, sealed_hash = sealed_private(to_plain(changes))
    came_from = origin()
    kind = kind_of_command(
        spec.name,
        permission=spec.permission,
        channel=ctx.channel,
        is_refused=is_refused,
        inputs=plain,
    )
    return {
        "trail_kind": kind, "address": came_from.address, "device": came_from.device,
        "sealed_changes": sealed, "changes_hash": sealed_hash,
    }  # fmt: skip


def _words_of(refusal: errors.DomainError) -> dict[str, Any]:
    return {name: value_words(value) for name, value in refusal.values.items()}


def command_id_of(ctx: Context) -> UUID:
    """The id of the command that runs; only inside one."""
    ensure(ctx.command_id is not None, "inside a command")
    assert ctx.command_id is not None
    return ctx.command_id
