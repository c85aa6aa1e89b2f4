"""The scorecard: a new version of it, and scoring an application."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.numbering import next_number
from nafa.lending import origination_errors as errors
from nafa.lending.calc.origination.scorecard import (
    Scorecard,
    ScorecardRefused,
    scorecard_from_plain,
    scorecard_to_plain,
)
from nafa.lending.models import Application, Decision, ScorecardVersion, ScoreResult
from nafa.lending.queries.origination.scores import facts_of, scorecard_in_force


@command(permission="lending.define_policy")
def define_scorecard(
    ctx: Context, *, rules: Mapping[str, Any], effective_from: date | None = None
) -> UUID:
    """Give the institution a new version of its scorecard, from a day on (today).

    Refuses: ScorecardNotPossible (criterion and field are named), PolicyDateTaken (in the past).
    """
    day = effective_from or ctx.business_date
    if day < ctx.business_date:
        raise errors.PolicyDateTaken(day=day, business_date=ctx.business_date)
    made = ScorecardVersion.objects.create(
        id=ctx.new_id(),
        number=next_number("scorecard"),
        effective_from=day,
        rules=scorecard_to_plain(read_scorecard(rules)),
        made_at=ctx.now,
        made_by_id=ctx.actor_id,
    )
    ctx.concerns("scorecard", made.id)
    return made.id


def read_scorecard(rules: Mapping[str, Any]) -> Scorecard:
    """The scorecard as values. Refuses: ScorecardNotPossible."""
    try:
        return scorecard_from_plain(rules)
    except ScorecardRefused as refused:
        raise errors.ScorecardNotPossible(
            field=refused.field, reason=refused.code, criterion=refused.place
        ) from refused


def demand_unfrozen(application: Application) -> None:
    """Refuses: FileFrozen, when a voice was given in this round or the application is decided."""
    is_open = application.status in (Application.Status.SUBMITTED, Application.Status.RETURNED)
    if application.status == Application.Status.RETURNED:
        return
    given = Decision.objects.filter(application_id=application.id, round=application.round)
    if not is_open or given.exists():
        raise errors.FileFrozen(number=application.number)


def keep_score(ctx: Context, application: Application) -> ScoreResult | None:
    """Score the application as it stands and give it its class; none without a scorecard."""
    kept = scorecard_in_force(ctx.business_date)
    if kept is None:
        return None
    score = scorecard_from_plain(kept.rules).score(facts_of(ctx, application))
    made = ScoreResult.objects.create(
        id=ctx.new_id(),
        application_id=application.id,
        scorecard=kept,
        round=application.round,
        points=score.points,
        most=score.most,
        risk_class=score.risk_class,
        lines=[
            {**line._asdict(), "value": None if line.value is None else str(line.value)}
            for line in score.lines
        ],
        scored_at=ctx.now,
        scored_by_id=ctx.actor_id,
    )
    application.risk_class = score.risk_class
    Application.objects.filter(id=application.id).update(risk_class=score.risk_class)
    return made
