"""What secures an application: the guarantees, what they count for, what is asked for."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.clients import queries as clients
from nafa.lending.calc.origination.coverage import (
    GuaranteeKind,
    Security,
    counted_value,
    coverage_percent,
    haircut_of,
)
from nafa.lending.models import Application, Guarantee, Loan
from nafa.lending.queries.origination.policies import policy_of
from nafa.lib.money import Money


class GuaranteeRow(NamedTuple):
    """A guarantee with what it counts for."""

    id: UUID
    kind: GuaranteeKind
    guarantor_id: UUID | None
    guarantor: str
    description: str
    value: Money
    haircut_percent: int
    counted: Money
    valued_date: date
    valued_by: str
    status: str


class Cover(NamedTuple):
    """The guarantees of an application against what its product asks for (none: nothing)."""

    rows: tuple[GuaranteeRow, ...]
    covered_percent: int
    wanted_percent: int | None

    @property
    def is_enough(self) -> bool:
        return self.wanted_percent is None or self.covered_percent >= self.wanted_percent


def cover_of(application_id: UUID, *, on: date, amount: Money | None = None) -> Cover:
    """The guarantees against the amount of the application, or another."""
    application = Application.objects.select_related("version__product").get(id=application_id)
    policy = policy_of(application_id)
    haircuts: Mapping[str, int] = policy.haircut_percent if policy else {}
    found = list(Guarantee.objects.filter(application_id=application_id).order_by("recorded_at"))
    asked = amount or Money(application.amount_minor, application.currency)
    held = [_security(one) for one in found if one.status == Guarantee.Status.HELD]
    names = clients.names_of(one.guarantor_id for one in found if one.guarantor_id)
    wanted = policy.coverage_percent.get(application.version.product.code) if policy else None
    return Cover(
        tuple(_row(one, names, on, haircuts) for one in found),
        coverage_percent(held, amount=asked, on=on, haircuts=haircuts),
        wanted,
    )


def held_percent(application_id: UUID, *, on: date) -> int | None:
    """The coverage in percent; nothing where no guarantee was given."""
    found = cover_of(application_id, on=on)
    return found.covered_percent if found.rows else None


def application_of_loan(loan_id: UUID) -> UUID | None:
    """The application whose guarantees secure a loan: its own, or the one of its credit line.

    None for a loan that was brought in.
    """
    found = Loan.objects.filter(id=loan_id).values_list("application_id", "line__application_id")
    own, of_line = found.first() or (None, None)
    return own or of_line


def secured_by(loan_id: UUID) -> list[UUID]:
    """The application whose guarantees secure a loan, or nothing."""
    found = application_of_loan(loan_id)
    return [] if found is None else [found]


def _security(one: Guarantee) -> Security:
    return Security(GuaranteeKind(one.kind), Money(one.value_minor, one.currency), one.valued_date)


def _row(
    one: Guarantee,
    names: Mapping[UUID, tuple[str, str]],
    on: date,
    haircuts: Mapping[str, int],
) -> GuaranteeRow:
    security = _security(one)
    is_held = one.status == Guarantee.Status.HELD
    return GuaranteeRow(
        id=one.id,
        kind=security.kind,
        guarantor_id=one.guarantor_id,
        guarantor=names[one.guarantor_id][1] if one.guarantor_id else "",
        description=one.description,
        value=security.value,
        haircut_percent=haircut_of(security.kind, haircuts),
        counted=counted_value(security, on=on, haircuts=haircuts)
        if is_held
        else Money.zero(one.currency),
        valued_date=one.valued_date,
        valued_by=one.valued_by,
        status=one.status,
    )
