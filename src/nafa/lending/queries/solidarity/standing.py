"""Where the members of groups' loans stand: the pure fold over the loans' own replays."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from nafa.lending.calc.loan_events import EventKind
from nafa.lending.calc.solidarity.shares import MemberRow, Share, member_schedules
from nafa.lending.calc.solidarity.spread import spread
from nafa.lending.calc.solidarity.standing import (
    Contribution,
    PaidFact,
    Standing,
    Transfer,
    debts_between,
    standings,
)
from nafa.lending.models import (
    MemberPayback,
    MemberShare,
    ShareContribution,
    ShareTransfer,
)
from nafa.lending.queries.state import Folded

PAYING = (EventKind.REPAID, EventKind.PREPAID, EventKind.SETTLED)
Debts = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group's loan with its members. Ids of members are text, amounts minor units."""

    folded: Folded
    members: dict[str, Standing]
    debts: Debts

    def due(self, on: date) -> dict[str, int]:
        """What each member is asked for on a day, penalties to those who are late.

        The loan asks for less where others have paid ahead: their money was taken for it.
        """
        penalty = self.folded.state.due_on(on).penalty.minor
        late = [one.late(on) for one in self.members.values()]
        weights = late if any(late) else [one.left for one in self.members.values()]
        if not any(weights):
            weights = [0 if one.has_left else 1 for one in self.members.values()]
        parts = spread([penalty], weights)[0] if any(weights) else [0] * len(self.members)
        return {
            one.member_id: one.short(on) + part
            for one, part in zip(self.members.values(), parts, strict=True)
        }

    def left(self, on: date) -> dict[str, int]:
        """What each member has to pay in all: the rows that are left, and the penalties asked."""
        due = self.due(on)
        return {
            member: one.left + due[member] - one.short(on) for member, one in self.members.items()
        }

    @property
    def bearers(self) -> list[str]:
        """Those who bear a share now."""
        return [member for member, one in self.members.items() if not one.has_left]


def shares_of(application_ids: Iterable[UUID]) -> dict[UUID, list[Share]]:
    """The shares of each application, in the order they were written down."""
    found: dict[UUID, list[Share]] = defaultdict(list)
    rows = MemberShare.objects.filter(application_id__in=list(application_ids))
    for row in rows.order_by("application_id", "place"):
        found[row.application_id].append(Share(str(row.member_id), row.amount_minor))
    return dict(found)


def group_states(folded: Mapping[UUID, Folded]) -> dict[UUID, GroupState]:
    """The members of those of these loans that have shares: five statements for all of them."""
    applications = {
        one.loan.application_id: loan_id
        for loan_id, one in folded.items()
        if one.loan.application_id is not None
    }
    shares = {applications[one]: found for one, found in shares_of(applications).items()}
    if not shares:
        return {}
    given, transfers = _contributions(shares), _transfers(shares)
    returned: dict[UUID, list[tuple[str, str, int]]] = defaultdict(list)
    paybacks = MemberPayback.objects.filter(loan_id__in=shares).order_by("recorded_at", "id")
    for one in paybacks:
        returned[one.loan_id].append((str(one.debtor_id), str(one.creditor_id), one.amount_minor))
    return {
        loan_id: _state(
            folded[loan_id], found, given[loan_id], transfers[loan_id], returned[loan_id]
        )
        for loan_id, found in shares.items()
    }


def _state(
    folded: Folded,
    shares: list[Share],
    given: dict[str, list[Contribution]],
    transfers: list[Transfer],
    returned: list[tuple[str, str, int]],
) -> GroupState:
    facts = paid_facts(folded)
    standing = {fact.id for fact in facts}
    members = standings(
        _with_extra_fees(folded, shares),
        facts,
        given,
        transfers,
        let_off=folded.state.waived.sum.minor - folded.state.waived.penalty.minor,
    )
    counted = [one for fact_id, rows in given.items() if fact_id in standing for one in rows]
    return GroupState(folded, members, debts_between(counted, returned))


def paid_facts(folded: Folded) -> list[PaidFact]:
    """The payments that stand, as the loan's replay shared them out."""
    known = {event.id: event for event in folded.events if event.kind in PAYING}
    found = []
    for share in folded.state.shares:
        event = known.get(share.event_id)
        if event is None or event.amount is None:
            continue
        parts = share.parts
        found.append(
            PaidFact(
                event.id, event.value_date, event.order, parts.penalty.minor, parts.fee.minor,
                parts.interest.minor, parts.principal.minor,
                event.amount.minor - parts.sum.minor,
            )
        )  # fmt: skip
    return found


def _with_extra_fees(folded: Folded, shares: list[Share]) -> dict[str, tuple[MemberRow, ...]]:
    """The members' schedules, with fees that were charged beside the contract."""
    schedules = member_schedules(shares, folded.schedule)
    state = folded.state
    asked = state.settled.fee.minor + sum(due.parts.fee.minor for due in state.dues)
    extra = asked - sum(row.fee.minor for row in folded.schedule)
    if extra <= 0:
        return schedules
    parts = spread([extra], [share.amount for share in shares])[0]
    return {
        share.member_id: (MemberRow(0, state.on, 0, 0, part), *schedules[share.member_id])
        for share, part in zip(shares, parts, strict=True)
    }


def _contributions(loan_ids: Iterable[UUID]) -> dict[UUID, dict[str, list[Contribution]]]:
    found: dict[UUID, dict[str, list[Contribution]]] = defaultdict(lambda: defaultdict(list))
    rows = ShareContribution.objects.filter(fact__loan_id__in=list(loan_ids)).order_by("id")
    for loan_id, fact_id, member, payer, amount in rows.values_list(
        "fact__loan_id", "fact_id", "member_id", "payer_id", "amount_minor"
    ):
        found[loan_id][str(fact_id)].append(Contribution(str(member), str(payer), amount))
    return found


def _transfers(loan_ids: Iterable[UUID]) -> dict[UUID, list[Transfer]]:
    found: dict[UUID, list[Transfer]] = defaultdict(list)
    rows = ShareTransfer.objects.filter(loan_id__in=list(loan_ids)).order_by("recorded_at", "id")
    for row in rows.prefetch_related("takers"):
        takers = tuple((str(one.member_id), one.amount_minor) for one in row.takers.all())
        found[row.loan_id].append(
            Transfer(row.value_date, row.after_order, str(row.leaver_id), takers)
        )
    return found
