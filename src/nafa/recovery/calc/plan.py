"""The plan of recovery: which step is due after how many days in arrears, and when one may call."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

MOST_STEPS, MOST_DAYS = 12, 3_650
SUNDAY = 7


class StepKind(StrEnum):
    """What is done at a step (French: appel, visite, lettre de rappel, mise en demeure, ...)."""

    CALL = "CALL"
    VISIT = "VISIT"
    LETTER = "LETTER"
    NOTICE = "NOTICE"
    GUARANTOR = "GUARANTOR"
    LEGAL = "LEGAL"


PRINTED = frozenset({StepKind.LETTER, StepKind.NOTICE})


class Step(NamedTuple):
    """A step is due from so many days in arrears on."""

    code: str
    kind: StepKind
    days_late: int


class PlanInvalid(ValueError):
    """A plan that cannot be followed: the place of the step (from 1) and the reason."""

    def __init__(self, place: int, reason: str) -> None:
        super().__init__(reason)
        self.place, self.reason = place, reason


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in the order of their days, and the hours of the day in which people are contacted."""

    steps: tuple[Step, ...]
    from_hour: int = 7
    until_hour: int = 20
    on_sundays: bool = False

    def __post_init__(self) -> None:
        """Refuses (PlanInvalid): none, too many, a code twice, days out of order or of range."""
        if not 0 < len(self.steps) <= MOST_STEPS:
            raise PlanInvalid(0, "count")
        if not 0 <= self.from_hour < self.until_hour <= 24:
            raise PlanInvalid(0, "hours")
        before = 0
        for place, step in enumerate(self.steps, start=1):
            if not before < step.days_late <= MOST_DAYS:
                raise PlanInvalid(place, "days")
            if not step.code or any(one.code == step.code for one in self.steps[: place - 1]):
                raise PlanInvalid(place, "code")
            before = step.days_late

    def step(self, code: str) -> Step | None:
        """The step of a code."""
        return next((step for step in self.steps if step.code == code), None)

    def due(self, days_late: int, done: Collection[str]) -> Step | None:
        """The step to take now: the furthest that lateness has reached, unless it or a later one
        was taken since the arrears began. Steps that were passed over are not made up for."""
        for step in reversed(self.steps):
            if step.code in done:
                return None
            if step.days_late <= days_late:
                return step
        return None

    def allows(self, at: datetime) -> bool:
        """Whether people may be contacted at this local time."""
        if at.isoweekday() == SUNDAY and not self.on_sundays:
            return False
        return self.from_hour <= at.hour < self.until_hour


USUAL = Plan(
    (
        Step("appel", StepKind.CALL, 1),
        Step("visite", StepKind.VISIT, 7),
        Step("rappel", StepKind.LETTER, 15),
        Step("demeure", StepKind.NOTICE, 30),
        Step("caution", StepKind.GUARANTOR, 60),
        Step("contentieux", StepKind.LEGAL, 90),
    )
)


def plan_from_plain(plain: dict[str, Any]) -> Plan:
    """The plan of its stored form. Refuses: PlanInvalid."""
    return Plan(
        steps=steps_from_plain(plain["steps"]),
        from_hour=plain["from_hour"],
        until_hour=plain["until_hour"],
        on_sundays=plain["on_sundays"],
    )


def steps_from_plain(rows: Sequence[Sequence[Any]]) -> tuple[Step, ...]:
    """Steps as `(code, kind, days)`. Refuses: PlanInvalid."""
    found = []
    for place, (code, kind, days) in enumerate(rows, start=1):
        if kind not in StepKind.__members__:
            raise PlanInvalid(place, "kind")
        found.append(Step(str(code).strip().lower(), StepKind(kind), int(days)))
    return tuple(found)


def plan_to_plain(plan: Plan) -> dict[str, Any]:
    """As it is stored."""
    return {
        "steps": [[step.code, step.kind.value, step.days_late] for step in plan.steps],
        "from_hour": plan.from_hour,
        "until_hour": plan.until_hour,
        "on_sundays": plan.on_sundays,
    }
