"""What a random life found once: repeats in a closed period, accounts begun under a limit."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from factories.house import FIRST_DAY, House
from factories.journal import open_accounts, post_set
from nafa.ledger import commands as ledger
from nafa.ledger import errors
from nafa.ledger import queries as books


def opened(house: House, **limits: int) -> UUID:
    key = ledger.AccountKey("1141", "XOF", house.branch_id, "test", uuid4(), **limits)
    return open_accounts(house.ctx("system"), keys=(key,))[0]


@pytest.mark.parametrize("alone", [True, False])
def test_a_repeat_is_answered_though_its_period_was_closed_since(house: House, alone: bool) -> None:
    first, second = opened(house), opened(house)
    lines = (ledger.Line(first, 9, 0, "XOF"), ledger.Line(second, 0, 9, "XOF"))
    ids = [house.ctx("system").new_id() for _ in range(1 if alone else 3)]
    drafts = tuple(ledger.Draft(one, "test", FIRST_DAY, lines) for one in ids)
    post_set(house.ctx("system"), drafts=drafts)
    house.close_days_until(FIRST_DAY + timedelta(days=2))
    ledger.close_period(house.ctx("aminata"), end_date=FIRST_DAY)

    post_set(house.ctx("system"), drafts=drafts)

    assert books.balance(first).minor == 9 * len(ids)
    late = ledger.Draft(house.ctx("system").new_id(), "test", FIRST_DAY, lines)
    with pytest.raises(errors.PeriodClosed):
        post_set(house.ctx("system"), drafts=(*drafts, late))


def test_an_account_that_never_reached_its_floor_can_be_closed(house: House) -> None:
    account_id = opened(house, minimum_minor=5_000)

    ledger.close_account(house.ctx("system"), account_id=account_id)

    with pytest.raises(errors.AccountClosed):
        ledger.close_account(house.ctx("system"), account_id=account_id)


def test_an_account_is_not_opened_with_limits_that_cross(house: House) -> None:
    with pytest.raises(errors.LimitsCrossed):
        opened(house, minimum_minor=2, maximum_minor=1)
