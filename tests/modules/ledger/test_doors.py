"""The doors of the database: nothing comes into the books beside them or wrong through them."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from factories.house import FIRST_DAY, House
from nafa.kernel.clock import now
from nafa.kernel.context import Context
from nafa.ledger import commands as ledger
from nafa.ledger import errors
from nafa.ledger import queries as books
from nafa.ledger.calc.entry import Draft, Line
from nafa.lib.ids import derived_id, uuid7_at
from nafa.lib.money import Money

pytestmark = pytest.mark.django_db

INSERT_ENTRY = (
    "INSERT INTO ledger_entry (id, kind, value_date, booked_date, booked_at, reference, memo,"
    " line_count) VALUES (%s, 'x', '2026-01-05', '2026-01-05', now(), '', '', 2)"
)


@pytest.fixture
def ctx(house: House) -> Context:
    """A context as the gate gives it to a running command."""
    made = house.ctx("system")
    return replace(made, command_id=uuid7_at(made.now))


def apart(ctx: Context, step: str) -> Context:
    """The context of a command of its own."""
    return replace(ctx.under(step), command_id=None)


@pytest.fixture
def cash(ctx: Context, house: House) -> UUID:
    """An account that may not fall below zero."""
    key = ledger.AccountKey("1011", "XOF", house.branch_id, "test", uuid4(), "Caisse", 0)
    return ledger.account_for(ctx, key)


@pytest.fixture
def saver(ctx: Context, house: House) -> UUID:
    """A client's account on the credit side, between zero and a million."""
    key = ledger.AccountKey("2521", "XOF", house.branch_id, "test", uuid4(), "Awa", 0, 1_000_000)
    return ledger.account_for(ctx, key)


def paid_in(ctx: Context, cash: UUID, saver: UUID, amount: int, **more: object) -> Draft:
    values: dict[str, object] = {
        "id": ctx.new_id(),
        "kind": "test.deposit",
        "value_date": ctx.business_date,
        "lines": (Line(cash, amount, 0, "XOF"), Line(saver, 0, amount, "XOF")),
    }
    return Draft(**{**values, **more})  # type: ignore[arg-type]


def net(account_id: UUID) -> int:
    return books.balance(account_id).minor


@pytest.mark.parametrize(
    "statement",
    [
        INSERT_ENTRY,
        "UPDATE ledger_balance SET debit_minor = 1 WHERE account_id = %s",
        "INSERT INTO ledger_balance (account_id, currency) VALUES (%s, 'XOF')",
        "DELETE FROM ledger_balance WHERE account_id = %s",
        "INSERT INTO ledger_reversal (entry_id, reversal_id) VALUES (%s, gen_random_uuid())",
    ],
)
def test_rows_beside_the_doors_are_refused(house: House, cash: UUID, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [cash])


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_line"])
def test_not_even_the_owner_changes_what_is_posted(house: House, table: str) -> None:
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL ROLE postgres")
        cursor.execute(f"UPDATE {table} SET value_date = value_date")


@pytest.mark.parametrize(
    ("debits", "credits", "currencies", "code"),
    [
        ([100, 0], [0, 90], ["XOF", "XOF"], "NL001"),
        ([100, 0], [0, 100], ["XOF", "EUR"], "NL001"),
        ([100], [0], ["XOF"], "NL002"),
        ([100, -100], [0, 0], ["XOF", "XOF"], "NL002"),
        ([0, 0], [0, 0], ["XOF", "XOF"], "NL002"),
        ([5, 0], [0, 5], ["EUR", "EUR"], "NL003"),
    ],
)
def test_the_door_itself_refuses_what_the_program_should_have_refused(
    ctx: Context,
    cash: UUID,
    saver: UUID,
    debits: list[int],
    credits: list[int],
    currencies: list[str],
    code: str,
) -> None:
    accounts = [cash, saver][: len(debits)]
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT ledger_post(%s, 'x', %s, %s, %s, NULL, NULL, NULL, '', '', NULL,"
            " %s::uuid[], %s::bigint[], %s::bigint[], %s::text[])",
            [
                ctx.new_id(), ctx.business_date, ctx.business_date, ctx.now, accounts, debits,
                credits, currencies,
            ],
        )  # fmt: skip
    assert refused.value.__cause__.sqlstate == code  # type: ignore[union-attr]
    assert net(cash) == net(saver) == 0


@pytest.mark.parametrize(
    ("debit", "credit", "currency", "code"),
    [
        (100, 100, "XOF", "NL002"),
        (-100, 0, "XOF", "NL002"),
        (0, 0, "XOF", "NL002"),
        (5, 0, "EUR", "NL003"),
        (2_000_000, 0, "XOF", "NL011"),
        (0, 5, "XOF", "NL010"),
    ],
)
def test_the_door_for_two_lines_refuses_it_too(
    ctx: Context, cash: UUID, saver: UUID, debit: int, credit: int, currency: str, code: str
) -> None:
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT ledger_post_two(%s, 'x', %s, %s, %s, NULL, NULL, NULL, '', '', NULL,"
            " %s, %s, %s::bigint, %s::bigint, %s)",
            [
                ctx.new_id(), ctx.business_date, ctx.business_date, ctx.now, cash, saver, debit,
                credit, currency,
            ],
        )  # fmt: skip
    assert refused.value.__cause__.sqlstate == code  # type: ignore[union-attr]
    assert net(cash) == net(saver) == 0


def test_limits_hold_at_both_ends_and_for_the_set_as_a_whole(
    ctx: Context, cash: UUID, saver: UUID
) -> None:
    with pytest.raises(errors.BalanceTooHigh) as high, transaction.atomic():
        ledger.post_many(ctx, [paid_in(ctx, cash, saver, 1_000_001)])
    assert high.value.values["balance"].minor == 1_000_001
    out = paid_in(ctx, saver, cash, 400)
    with pytest.raises(errors.BalanceTooLow), transaction.atomic():
        ledger.post_many(ctx, [out])

    ledger.post_many(ctx, [out, paid_in(ctx, cash, saver, 1_000)])

    assert (net(cash), net(saver)) == (600, -600)


def test_a_set_is_refused_with_the_place_and_nothing_of_it_is_kept(
    ctx: Context, cash: UUID, saver: UUID
) -> None:
    good = paid_in(ctx, cash, saver, 5)
    strange = (Line(cash, 5, 0, "XOF"), Line(uuid4(), 0, 5, "XOF"))
    uneven = (Line(cash, 5, 0, "XOF"), Line(saver, 0, 4, "XOF"))
    cases: list[tuple[list[Draft], type[errors.PostingRefused], int]] = [
        ([good, paid_in(ctx, cash, saver, 5, lines=strange)], errors.AccountUnknown, 2),
        ([good, paid_in(ctx, cash, saver, 5, lines=uneven)], errors.EntryUnbalanced, 2),
        ([good, good], errors.EntryExists, 2),
        ([good, paid_in(ctx, cash, saver, 5, lines=())], errors.EntryMalformed, 2),
        ([good, paid_in(ctx, cash, saver, 10**16)], errors.AmountAbsurd, 2),
        ([good, paid_in(ctx, saver, cash, 7)], errors.BalanceTooLow, 1),
        (
            [good, paid_in(ctx, cash, saver, 5, value_date=ctx.business_date + timedelta(1))],
            errors.DateAhead,
            2,
        ),
    ]
    for drafts, refusal, place in cases:
        with pytest.raises(refusal) as refused, transaction.atomic():
            ledger.post_many(ctx, drafts)
        assert refused.value.values["place"] == place
        assert str(place) in refused.value.message
        assert net(cash) == net(saver) == 0


def test_an_id_repeats_its_answer_or_is_refused(ctx: Context, cash: UUID, saver: UUID) -> None:
    first, second = paid_in(ctx, cash, saver, 5), paid_in(ctx, cash, saver, 7)
    ledger.post_many(ctx, [first])

    ledger.post_many(ctx, [first])
    ledger.post_many(ctx, [first, second])
    ledger.append_many(ctx, iter([second, first]))

    assert net(cash) == 12
    for changed in (
        paid_in(ctx, cash, saver, 6, id=first.id),
        paid_in(ctx, cash, saver, 5, id=first.id, memo="other"),
    ):
        with pytest.raises(errors.EntryExists), transaction.atomic():
            ledger.post_many(ctx, [changed])
        with pytest.raises(errors.EntryExists) as refused, transaction.atomic():
            ledger.post_many(ctx, [second, changed])
        assert refused.value.values["place"] == 2
    assert net(cash) == 12


def test_an_id_of_an_earlier_month_is_known_again(ctx: Context, cash: UUID, saver: UUID) -> None:
    """Both ids that tell their time and those that do not."""
    drafts = [
        paid_in(ctx, cash, saver, 5),
        paid_in(ctx, cash, saver, 6, id=derived_id(ctx.new_id(), "x")),
        paid_in(ctx, cash, saver, 7, id=UUID(int=2**128 - 1, version=4)),
    ]
    ledger.post_many(ctx, drafts)
    later = replace(ctx, now=ctx.now + timedelta(days=70))
    for _ in ("the month of the first entry", "a month that has begun"):
        for one in drafts:
            ledger.post_many(later, [one])
        ledger.post_many(later, drafts)
        ledger.post_many(later, [paid_in(later, cash, saver, 1, id=ctx.new_id())])
    assert net(cash) == 5 + 6 + 7 + 2
    changed = paid_in(ctx, cash, saver, 50, id=drafts[0].id)
    with pytest.raises(errors.EntryExists), transaction.atomic():
        ledger.post_many(later, [changed])


def test_a_closed_account_takes_nothing(ctx: Context, cash: UUID, saver: UUID) -> None:
    boss = apart(ctx, "close")
    ledger.post_many(ctx, [paid_in(ctx, cash, saver, 5)])
    with pytest.raises(errors.AccountNotEmpty), transaction.atomic():
        ledger.close_account(boss, account_id=saver)
    ledger.post_many(ctx, [paid_in(ctx, saver, cash, 5)])
    ledger.close_account(boss, account_id=saver)

    with pytest.raises(errors.AccountClosed), transaction.atomic():
        ledger.post_many(ctx, [paid_in(ctx, cash, saver, 5)])
    with pytest.raises(errors.AccountClosed) as refused, transaction.atomic():
        ledger.post_many(ctx, [paid_in(ctx, cash, saver, 5)] * 1 + [paid_in(ctx, cash, saver, 6)])
    assert refused.value.values["place"] == 1


def test_limits_are_changed_only_to_what_the_balance_keeps(
    ctx: Context, cash: UUID, saver: UUID
) -> None:
    ledger.post_many(ctx, [paid_in(ctx, cash, saver, 500)])
    ledger.set_limits(apart(ctx, "a"), account_id=saver, minimum_minor=100, maximum_minor=500)
    with pytest.raises(errors.BalanceTooHigh), transaction.atomic():
        ledger.set_limits(apart(ctx, "b"), account_id=saver, minimum_minor=0, maximum_minor=499)
    with pytest.raises(errors.LimitsCrossed), transaction.atomic():
        ledger.set_limits(apart(ctx, "c"), account_id=saver, minimum_minor=9, maximum_minor=8)
    with pytest.raises(errors.BalanceTooLow) as refused, transaction.atomic():
        ledger.post_many(ctx, [paid_in(ctx, saver, cash, 401)])
    assert refused.value.values["balance"].minor == 99


def test_a_group_is_posted_at_once_and_undone_as_a_whole(
    ctx: Context, cash: UUID, saver: UUID
) -> None:
    group = ctx.new_id()
    pair = [paid_in(ctx, cash, saver, n, group_id=group) for n in (5, 7)]
    ledger.post_many(ctx, pair)
    with pytest.raises(errors.GroupIncomplete), transaction.atomic():
        ledger.post_many(ctx, [paid_in(ctx, cash, saver, 1, group_id=group)])

    ledger.post_reversal(ctx, entry_id=pair[1].id, value_date=ctx.business_date)

    assert net(cash) == 0
    with pytest.raises(errors.AlreadyReversed), transaction.atomic():
        ledger.post_reversal(ctx, entry_id=pair[0].id, value_date=ctx.business_date)


def test_an_exchange_balances_each_currency(ctx: Context, house: House, cash: UUID) -> None:
    def opened(code: str, currency: str) -> UUID:
        return ledger.account_for(ctx, ledger.AccountKey(code, currency, house.branch_id))

    euros, saver = opened("1011", "EUR"), opened("2521", "XOF")
    ledger.post_many(ctx, [paid_in(ctx, cash, saver, 700_000)])
    sides = {
        "from_account": cash,
        "given_position": opened("1141", "XOF"),
        "to_account": euros,
        "received_position": opened("1141", "EUR"),
    }
    for wrong in (Money(5, "XOF"), Money(0, "EUR"), Money(-5, "EUR")):
        with pytest.raises(errors.ExchangeMalformed):
            ledger.post_exchange(ctx, given=Money(5, "XOF"), received=wrong, **sides)

    ledger.post_exchange(ctx, given=Money(655_957, "XOF"), received=Money(100_000, "EUR"), **sides)

    assert (net(cash), net(euros)) == (44_043, 100_000)
    assert not books.differences(on=ctx.business_date)


def test_balances_of_the_past_as_known_then(ctx: Context, cash: UUID, saver: UUID) -> None:
    """A later correction of an earlier day shows by value date, not by what was known."""
    assert ctx.now <= now() + timedelta(days=400)
    earlier = FIRST_DAY - timedelta(days=3)
    ledger.post_many(ctx, [paid_in(ctx, cash, saver, 100, value_date=earlier)])
    before = ctx.now
    later = replace(ctx, now=ctx.now + timedelta(hours=5))

    def seen(on: date | None, known: object = None) -> int:
        return books.balance(cash, on=on, known_at=known).minor  # type: ignore[arg-type]

    def all_hold() -> None:
        assert seen(earlier - timedelta(1)) == 0
        assert seen(earlier) == 90
        assert seen(earlier, before) == 100
        assert seen(None, before) == 100
        assert seen(ctx.business_date) == 90
        rows = books.statement(cash, until=earlier)
        assert [row.net_after for row in rows] == [100, 90]

    ledger.post_many(later, [paid_in(later, saver, cash, 10, value_date=earlier)])
    all_hold()
    ledger.seal_day(later, day=ctx.business_date)
    all_hold()
    with pytest.raises(errors.PeriodClosed), transaction.atomic():
        ledger.post_many(later, [paid_in(later, cash, saver, 1)])


def test_a_clock_behind_a_sealed_day_is_refused(ctx: Context, cash: UUID, saver: UUID) -> None:
    ledger.seal_day(ctx, day=ctx.business_date)
    behind = replace(
        ctx, now=ctx.now - timedelta(days=2), business_date=ctx.business_date + timedelta(1)
    )
    with pytest.raises(errors.ClockBehind), transaction.atomic():
        ledger.post_many(behind, [paid_in(behind, cash, saver, 1)])


def test_a_sealed_month_takes_nothing(ctx: Context) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_open_month('2020-05-03')")
        cursor.execute("SET ROLE postgres")
        ledger.seal_day(ctx, day=ctx.business_date)
        cursor.execute("SELECT ledger_seal_months(%s)", [date(2020, 6, 30)])
        assert cursor.fetchone() == (2,)
        with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
            cursor.execute(INSERT_ENTRY.replace("now()", "'2020-05-09'"), [uuid4()])


def test_days_that_are_sealed_together_keep_their_own_balances(
    ctx: Context, cash: UUID, saver: UUID
) -> None:
    """As after an upgrade, or when the first close covers what was booked long before it."""
    days = [ctx.business_date + timedelta(days=n) for n in (0, 2, 3, 7)]
    expected, sum_so_far = {}, 0
    for amount, day in enumerate(days, start=1):
        later = replace(ctx, business_date=day, now=ctx.now + (day - ctx.business_date))
        for value_date in (day, day - timedelta(days=1)):
            ledger.post_many(later, [paid_in(later, cash, saver, amount, value_date=value_date)])
        sum_so_far += 2 * amount
        expected[day] = sum_so_far

    def seen() -> dict[date, int]:
        return {day: books.balance(cash, on=day).minor for day in days}

    before = {day: books.balance(cash, on=day - timedelta(days=1)).minor for day in days}
    # What was booked on the 3rd day with effect on the 2nd counts on the 2nd already.
    expected[days[1]] += 3
    assert seen() == expected
    ledger.seal_day(replace(ctx, now=ctx.now + timedelta(days=8)), day=days[-1])

    assert seen() == expected
    assert {day: books.balance(cash, on=day - timedelta(days=1)).minor for day in days} == before
    assert books.verify().findings == ()
