"""When an approval is complete: distinct persons who approved the same terms."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

APPROVED = "APPROVED"


class Proposal(NamedTuple):
    """The terms that a person approves."""

    amount_minor: int
    instalment_count: int


class Voice(NamedTuple):
    """One decision in the round: who gave it, for whom, on which terms, in the order of time."""

    person_id: UUID | None
    for_person_id: UUID | None
    outcome: str
    proposal: Proposal


def standing_proposal(voices: Iterable[Voice], *, asked: Proposal) -> Proposal:
    """The terms on the table: those of the latest approval, else what was asked for."""
    latest = asked
    for voice in voices:
        if voice.outcome == APPROVED:
            latest = voice.proposal
    return latest


def approvals_of(voices: Iterable[Voice], proposal: Proposal) -> tuple[Voice, ...]:
    """The voices that approve exactly these terms; an approval of other terms does not count."""
    return tuple(
        voice for voice in voices if voice.outcome == APPROVED and voice.proposal == proposal
    )


def has_spoken(voices: Iterable[Voice], people: Iterable[UUID | None]) -> bool:
    """Whether one of these persons gave a voice, in their own name or through a delegate."""
    wanted = {person for person in people if person is not None}
    return any({voice.person_id, voice.for_person_id} & wanted for voice in voices)
