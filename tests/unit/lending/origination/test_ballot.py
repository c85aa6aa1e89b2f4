"""A committee's vote: majority, abstentions, and the chair's voice at a tie."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from nafa.lending.calc.origination.ballot import Ballot, Choice, Result, tally

CHAIR = UUID(int=1)
votes = st.dictionaries(st.integers(1, 9).map(lambda n: UUID(int=n)), st.sampled_from(Choice))


def ballots(choices):
    return [Ballot(member, choice) for member, choice in choices.items()]


@given(votes)
def test_the_majority_of_those_for_and_against_decides(choices):
    counted = tally(ballots(choices), chair_id=CHAIR)

    balance = counted.in_favour - counted.against
    assert counted.cast == len(choices)
    assert (counted.result is Result.CARRIED) == (
        balance > 0 or (balance == 0 and choices.get(CHAIR) is Choice.FOR)
    )
    assert counted.by_casting_vote == (balance == 0 and counted.result is not Result.TIED)


@given(votes)
def test_an_abstention_never_changes_a_result_that_is_not_tied(choices):
    before = tally(ballots(choices), chair_id=CHAIR)

    after = tally([*ballots(choices), Ballot(UUID(int=99), Choice.ABSTAIN)], chair_id=CHAIR)

    assert after.result is before.result


def test_a_tie_without_the_chair_stays_open():
    even = {UUID(int=2): Choice.FOR, UUID(int=3): Choice.AGAINST, CHAIR: Choice.ABSTAIN}

    assert tally(ballots(even), chair_id=CHAIR).result is Result.TIED
