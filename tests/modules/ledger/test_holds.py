"""Amounts set aside: they count against limits at once, and end once."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from tests.modules.ledger.test_doors import apart, cash, ctx, net, paid_in, saver

from nafa.kernel.context import Context
from nafa.ledger import commands as ledger
from nafa.ledger import errors
from nafa.ledger import queries as books
from nafa.lib.money import Money

pytestmark = pytest.mark.django_db

__all__ = ["cash", "ctx", "saver"]


def held(account_id: UUID) -> tuple[int, int]:
    debits, credits = books.pending(account_id)
    return debits.minor, credits.minor


@pytest.fixture
def funded(ctx: Context, cash: UUID, saver: UUID) -> UUID:
    ledger.post_many(ctx, [paid_in(ctx, cash, saver, 1_000)])
    return saver


def test_a_hold_counts_at_once_on_the_way_out_only(ctx: Context, cash: UUID, funded: UUID) -> None:
    hold = ledger.place_hold(ctx, draft=paid_in(ctx, funded, cash, 700))

    assert (net(funded), held(funded), held(cash)) == (-1_000, (700, 0), (0, 700))
    for amount in (301, 400):
        with pytest.raises(errors.BalanceTooLow), transaction.atomic():
            ledger.post_many(ctx, [paid_in(ctx, funded, cash, amount)])
        with pytest.raises(errors.BalanceTooLow), transaction.atomic():
            ledger.place_hold(ctx, draft=paid_in(ctx, funded, cash, amount))
    ledger.post_many(ctx, [paid_in(ctx, funded, cash, 300)])
    ledger.post_hold(ctx, hold_id=hold)
    assert (net(funded), net(cash), held(funded), held(cash)) == (0, 0, (0, 0), (0, 0))


def test_what_is_to_come_in_cannot_be_spent(ctx: Context, cash: UUID, funded: UUID) -> None:
    ledger.place_hold(ctx, draft=paid_in(ctx, cash, funded, 500))
    with pytest.raises(errors.BalanceTooLow), transaction.atomic():
        ledger.post_many(ctx, [paid_in(ctx, funded, cash, 1_001)])


def test_a_part_is_posted_and_the_rest_released(ctx: Context, cash: UUID, funded: UUID) -> None:
    hold = ledger.place_hold(ctx, draft=paid_in(ctx, funded, cash, 700))
    for wrong in (Money(0, "XOF"), Money(701, "XOF"), Money(5, "EUR")):
        with pytest.raises(errors.HoldExceeded):
            ledger.post_hold(ctx, hold_id=hold, amount=wrong)

    ledger.post_hold(ctx, hold_id=hold, amount=Money(250, "XOF"))

    assert (net(funded), held(funded)) == (-750, (0, 0))
    for end in (ledger.post_hold, ledger.void_hold):
        with pytest.raises(errors.HoldEnded), transaction.atomic():
            end(ctx, hold_id=hold)


def test_a_hold_is_voided_or_expires(ctx: Context, cash: UUID, funded: UUID) -> None:
    until = ctx.now + timedelta(hours=1)
    voided = ledger.place_hold(ctx, draft=paid_in(ctx, funded, cash, 100))
    expiring = ledger.place_hold(ctx, draft=paid_in(ctx, funded, cash, 200), expires_at=until)
    with pytest.raises(errors.HoldExpired):
        ledger.place_hold(ctx, draft=paid_in(ctx, funded, cash, 1), expires_at=ctx.now)
    ledger.void_hold(ctx, hold_id=voided)
    assert ledger.expire_holds(apart(ctx, "early")) == 0
    later = replace(ctx, now=until)
    with pytest.raises(errors.HoldExpired):
        ledger.post_hold(later, hold_id=expiring)

    assert ledger.expire_holds(apart(later, "late")) == 1

    assert (net(funded), held(funded)) == (-1_000, (0, 0))
    with pytest.raises(errors.HoldEnded), transaction.atomic():
        ledger.void_hold(later, hold_id=expiring)
