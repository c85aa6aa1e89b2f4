"""The vote of a committee: the majority of those for and against; the chair's voice ends a tie."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Choice(StrEnum):
    """What a member says to the proposal."""

    FOR = "FOR"
    AGAINST = "AGAINST"
    ABSTAIN = "ABSTAIN"


class Result(StrEnum):
    """What the votes come to; open when the chair has not ended a tie."""

    CARRIED = "CARRIED"
    REJECTED = "REJECTED"
    TIED = "TIED"


class Ballot(NamedTuple):
    """One member's vote."""

    member_id: UUID
    choice: Choice


class Tally(NamedTuple):
    """The votes counted, and the result."""

    in_favour: int
    against: int
    abstained: int
    result: Result
    by_casting_vote: bool

    @property
    def cast(self) -> int:
        return self.in_favour + self.against + self.abstained


def tally(ballots: Sequence[Ballot], *, chair_id: UUID) -> Tally:
    """Count the votes. Abstentions count for the quorum, not for the majority."""
    counted = {choice: 0 for choice in Choice}
    for ballot in ballots:
        counted[ballot.choice] += 1
    in_favour, against = counted[Choice.FOR], counted[Choice.AGAINST]
    casting = next((one.choice for one in ballots if one.member_id == chair_id), Choice.ABSTAIN)
    is_tied = in_favour == against
    if is_tied:
        result = {Choice.FOR: Result.CARRIED, Choice.AGAINST: Result.REJECTED}.get(
            casting, Result.TIED
        )
    else:
        result = Result.CARRIED if in_favour > against else Result.REJECTED
    return Tally(
        in_favour, against, counted[Choice.ABSTAIN], result, is_tied and result is not Result.TIED
    )
