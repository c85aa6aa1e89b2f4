"""Cases: opened by the watch, given to somebody, closed with what was found."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from nafa.kernel.access.proofs import Linked
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.kernel.identity.contexts import people_with
from nafa.kernel.models import SecurityAlert, User, WatchPolicy
from nafa.kernel.numbering import next_number
from nafa.kernel.permissions import declare
from nafa.kernel.watch import errors
from nafa.kernel.watch.events import AlertRaised
from nafa.kernel.watch.policy import SEVERITIES, read_watch

WATCH, CONFIGURE = declare("security.watch"), declare("security.configure_watch")
SHORTEST_EXPLANATION = 10


@command(permission=WATCH, during_close=True)
def raise_alert(
    ctx: Context,
    *,
    rule: str,
    severity: str,
    subject: str,
    user_id: UUID | None,
    address: str,
    first_at: datetime,
    last_at: datetime,
) -> UUID:
    """Open a case. Refuses: InvalidInput (severity)."""
    if severity not in SEVERITIES:
        raise InvalidInput(field="severity", reason=severity)
    made = SecurityAlert.objects.create(
        id=ctx.new_id(), number=next_number("security_alert"), rule=rule, severity=severity,
        subject=subject, user_id=user_id, address=address, opened_at=ctx.now,
        first_at=first_at, last_at=last_at,
    )  # fmt: skip
    ctx.concerns("security_alert", made.id)
    ctx.publish(AlertRaised(made.id, made.number, rule, str(user_id or "")))
    return made.id


def _open_case(ctx: Context, alert_id: UUID) -> SecurityAlert:
    found = SecurityAlert.objects.select_for_update().filter(id=alert_id).first()
    if found is None:
        raise NotFound(kind="security_alert", id=alert_id)
    if found.closed_at is not None:
        raise errors.AlertClosed(number=found.number)
    if found.user_id is not None and found.user_id == ctx.actor_id:
        raise errors.OwnAlert(number=found.number)
    return found


@command(permission=WATCH)
def assign_alert(ctx: Context, *, alert_id: UUID, user_id: UUID) -> None:
    """Give a case to somebody. Refuses: NotFound, AlertClosed, OwnAlert, AssigneeMayNot."""
    case = _open_case(ctx, alert_id)
    person = User.objects.filter(id=user_id).first()
    if person is None:
        raise NotFound(kind="user", id=user_id)
    if person not in people_with(WATCH) or person.id == case.user_id:
        raise errors.AssigneeMayNot(person=person.full_name)
    case.assigned_to = person
    case.save(update_fields=["assigned_to"])
    ctx.concerns("security_alert", case.id)


@command(permission=WATCH)
def close_alert(ctx: Context, *, alert_id: UUID, conclusion: str, explanation: str) -> None:
    """Close a case with what was found.

    Refuses: NotFound, AlertClosed, OwnAlert, ExplanationMissing, InvalidInput (conclusion).
    """
    case = _open_case(ctx, alert_id)
    if conclusion not in SecurityAlert.Conclusion.values:
        raise InvalidInput(field="conclusion", reason=conclusion)
    if len(explanation.strip()) < SHORTEST_EXPLANATION:
        raise errors.ExplanationMissing()
    case.conclusion, case.explanation = conclusion, explanation.strip()
    case.closed_at, case.closed_by_id = ctx.now, ctx.actor_id
    case.save(update_fields=["conclusion", "explanation", "closed_at", "closed_by"])
    ctx.concerns("security_alert", case.id)


def _nobody(ctx: Context, inputs: Mapping[str, Any]) -> Linked:  # noqa: ARG001
    return Linked(None, "")


@command(permission=CONFIGURE, linked=_nobody)
def define_watch(ctx: Context, *, rules: dict[str, Any]) -> UUID:
    """Say how much is too much from now on. Refuses: InvalidInput (the rule at fault)."""
    read_watch(rules)
    made = WatchPolicy.objects.create(
        id=ctx.new_id(), rules=rules, defined_at=ctx.now, defined_by_id=ctx.actor_id
    )
    ctx.concerns("watch_policy", made.id)
    return made.id
