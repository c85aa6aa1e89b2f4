"""The gate's half of approvals: what must wait, and how it is kept whole."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints
from uuid import UUID

from django.db.models import Q

from nafa.kernel import notices
from nafa.kernel.access.proofs import Linked
from nafa.kernel.codec import from_plain, to_plain
from nafa.kernel.context import Context
from nafa.kernel.control import errors
from nafa.kernel.control.rules import ApprovalRule, ControlRules, Level
from nafa.kernel.errors import KeyReused, StoredRefusal
from nafa.kernel.locks import lock_number
from nafa.kernel.models import Assignment, WaitingCommand
from nafa.kernel.secrets import seal, unseal
from nafa.lib.ids import uuid7_at
from nafa.lib.money import Money

if TYPE_CHECKING:
    from nafa.kernel.commands import CommandSpec

Status = WaitingCommand.Status


class Difference(NamedTuple):
    """One thing that a command would change: its name (an English msgid), before, after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule that found an act to approve."""

    rule: ApprovalRule
    linked: Linked

    @property
    def amount_minor(self) -> int | None:
        return abs(self.linked.amount.minor) if self.linked.amount is not None else None


NOTHING_LINKED = Linked(None, "")


def demand_approved(
    rules: ControlRules, spec: "CommandSpec", ctx: Context, inputs: Mapping[str, Any]
) -> None:
    """Refuses: NeedsApproval, when a rule names the command and the act is above its amount."""
    rule = rules.approval_of(spec.name)
    if rule is None or ctx.actor_id is None or ctx.waiting_id is not None:
        return
    linked = spec.linked(ctx, inputs) if spec.linked is not None else NOTHING_LINKED
    above, amount = rule.above_minor, linked.amount
    if above is not None and amount is not None and abs(amount.minor) <= above:
        return
    refusal = errors.NeedsApproval()
    refusal.asked = Asked(rule, linked)
    raise refusal


def keep(
    spec: "CommandSpec",
    ctx: Context,
    *,
    asked: Asked,
    inputs: Mapping[str, Any],
    plain: Any,
    digest: bytes,
) -> UUID:
    """Keep the whole command until others approve it, and tell those who may.

    Refuses: CannotWait, when its inputs cannot be read back as they are.
    """
    assert ctx.actor_id is not None
    if _as_tuples(rebuilt(spec, plain)) != _as_tuples(dict(inputs)):
        raise errors.CannotWait()
    waiting_id, linked = uuid7_at(ctx.now), asked.linked
    preview = to_plain(spec.preview(ctx, inputs)) if spec.preview is not None else []
    kept = WaitingCommand.objects.create(
        id=waiting_id, name=spec.name, rule=asked.rule.command,
        levels=[to_plain(one) for one in asked.rule.levels_for(asked.amount_minor)],
        scope=str(ctx.actor_id), key=ctx.key, input_hash=digest,
        sealed_inputs=_sealed(plain, waiting_id, "inputs"),
        sealed_preview=_sealed(preview, waiting_id, "preview"),
        sealed_payee=_sealed(linked.payee, waiting_id, "payee"),
        maker_id=ctx.actor_id, branch_id=ctx.branch_id, channel=ctx.channel,
        amount_minor=asked.amount_minor,
        currency=linked.amount.currency if linked.amount else "",
        given_at=ctx.now, given_date=ctx.business_date, level_since_date=ctx.business_date,
        expires_date=ctx.business_date + timedelta(days=asked.rule.expires_after_days),
    )  # fmt: skip
    tell_level(kept)
    return waiting_id


def _as_tuples(value: Any) -> Any:
    """A list and a tuple of the same things are the same input."""
    if isinstance(value, Mapping):
        return {key: _as_tuples(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_as_tuples(item) for item in value)
    return value


def _sealed(value: Any, waiting_id: UUID, part: str) -> bytes:
    return seal(json.dumps(value, ensure_ascii=False).encode(), f"waiting.{part}|{waiting_id}")


def opened(kept: WaitingCommand, part: str) -> Any:
    """A sealed part of a waiting command: `inputs`, `preview` or `payee`, as plain data."""
    sealed = bytes(getattr(kept, f"sealed_{part}"))
    return json.loads(unseal(sealed, f"waiting.{part}|{kept.id}"))


def rebuilt(spec: "CommandSpec", plain: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a command from their plain form. Refuses: CannotWait."""
    hints = get_type_hints(spec.function)
    try:
        return {name: from_plain(hints[name], value) for name, value in plain.items()}
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        raise errors.CannotWait() from None


def repeat(kept_id: UUID, digest: bytes) -> None:
    """The answer to a key whose command waits, or waited. Always refuses."""
    kept = WaitingCommand.objects.get(id=kept_id)
    if bytes(kept.input_hash) != digest:
        raise KeyReused()
    if kept.status == Status.FAILED:
        raise StoredRefusal(code=kept.refusal_code, values=kept.refusal_values or {})
    if kept.status == Status.WAITING:
        raise errors.WaitsForApproval(waiting_id=kept.id)
    raise errors.ApprovalEnded(reason=kept.reason or kept.status)


def levels_of(kept: WaitingCommand) -> tuple[Level, ...]:
    """The steps of a waiting command."""
    return tuple(from_plain(Level, one) for one in kept.levels)


def amount_of(kept: WaitingCommand) -> Money | None:
    """The amount of a waiting command, where it has one."""
    if kept.amount_minor is None:
        return None
    return Money(kept.amount_minor, kept.currency)


def tell_level(kept: WaitingCommand) -> None:
    """Tell everybody who may approve at the present level, once."""
    level = levels_of(kept)[kept.level]
    held = Assignment.objects.filter(role__code__in=level.roles, user__is_active=True)
    if kept.branch_id is not None:
        held = held.filter(Q(branch_id=kept.branch_id) | Q(branch_id__isnull=True))
    people = set(held.values_list("user_id", flat=True)) - {kept.maker_id}
    for user_id in sorted(people):
        notices.notify(
            user_id=user_id, event_id=-lock_number(f"{kept.id}/{kept.level}"),
            kind="approval.waits", subject_kind="waiting_command", subject_id=kept.id,
            values={"command": kept.name},
        )  # fmt: skip


def carried_by(ctx: Context, kept: WaitingCommand, maker: Context) -> Context:
    """The maker's context, inside the command of the last one who approves."""
    return replace(
        maker,
        key=kept.key,
        channel=kept.channel,
        now=ctx.now,
        command_id=ctx.command_id,
        waiting_id=kept.id,
        is_proven=True,  # the maker proved it when the command was given
    )
