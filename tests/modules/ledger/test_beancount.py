"""An accounting program that is not ours reads the books and comes to the same balances."""

import re
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from beancount import loader
from beancount.core import data
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.house import FIRST_DAY, House
from factories.journal import open_accounts, post_set
from nafa.kernel.identity.contexts import institution
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.ledger.calc.beancount import AccountPlace, account_name, amount_text
from nafa.ledger.models import Account
from nafa.lib.currency import minor_digits
from nafa.lib.ids import uuid7_at

CODES = ("1141", "57111", "6212", "7011", "3791", "592")
CURRENCIES = ("XOF", "EUR", "KWD")


def exported(*, until: date = FIRST_DAY) -> str:
    house = institution()
    return "".join(
        books.beancount_text(
            title=house.name, currency=house.currency, until=until,
            is_latest=until == house.business_date,
        )
    )  # fmt: skip


def read(text: str) -> tuple[dict[tuple[str, str], Decimal], list[Any]]:
    """What Beancount makes of the file: a balance by account and currency, and its complaints."""
    entries, errors, _options = loader.load_string(text)
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                units: Any = posting.units
                sums[posting.account, units.currency] += units.number
    return {key: net for key, net in sums.items() if net}, errors


def own_balances(until: date) -> dict[tuple[str, str], Decimal]:
    """The ledger's answer for the same."""
    known = {one.id: one for one in Account.objects.select_related("chart")}
    return {
        (account_name(AccountPlace(known[id_].chart_id, known[id_].chart.normal_side, id_)),
         money.currency): money.major
        for id_, money in books.balances(known, on=until).items() if money
    }  # fmt: skip


def own_trial(until: date) -> dict[tuple[str, str], Decimal]:
    rows = books.trial_balance(on=until)
    return {
        (row.code, row.currency): Decimal(row.closing_net).scaleb(-minor_digits(row.currency))
        for row in rows
        if row.closing_net
    }


def trial_of(sums: dict[tuple[str, str], Decimal]) -> dict[tuple[str, str], Decimal]:
    by_code: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (account, currency), net in sums.items():
        by_code[account.split(":")[-2], currency] += net
    return {key: net for key, net in by_code.items() if net}


moves = st.lists(
    st.tuples(
        st.sampled_from(CURRENCIES),
        st.integers(0, 30),
        st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(1, 10**11)),
                 min_size=1, max_size=3),
        st.text(max_size=12),
    ),
    max_size=8,
)  # fmt: skip


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=moves)
def test_any_books_balance_there_as_they_do_here(house: House, moves: Any) -> None:
    with transaction.atomic():
        accounts = {currency: accounts_in(house, currency) for currency in CURRENCIES}
        drafts = tuple(
            draft(house, accounts[currency], currency, days, pairs, memo)
            for currency, days, pairs, memo in moves
        )
        post_set(house.ctx("system"), drafts=drafts)

        for until in (FIRST_DAY, FIRST_DAY - timedelta(days=9)):
            sums, errors = read(exported(until=until))

            assert errors == []
            assert sums == own_balances(until)
            assert trial_of(sums) == own_trial(until)
        transaction.set_rollback(True)


def accounts_in(house: House, currency: str) -> tuple[UUID, ...]:
    return open_accounts(
        house.ctx("system"),
        keys=tuple(
            ledger.AccountKey(code, currency, branch)
            for code in CODES
            for branch in (house.branch_id, house.other_branch_id)
        ),
    )


def draft(
    house: House, accounts: tuple[UUID, ...], currency: str, days: int,
    pairs: list[tuple[int, int, int]], memo: str,
) -> ledger.Draft:  # fmt: skip
    lines = [
        line
        for debit, credit, minor in pairs
        for line in (
            ledger.Line(accounts[debit], minor, 0, currency),
            ledger.Line(accounts[credit], 0, minor, currency),
        )
    ]
    return ledger.Draft(
        id=uuid7_at(house.ctx("system").now), kind="test", lines=tuple(lines),
        value_date=FIRST_DAY - timedelta(days=days), memo=memo.replace("\0", ""),
        reference=f'"{days}\\',
    )  # fmt: skip


def test_the_books_of_a_house_at_work_agree(house: House) -> None:
    house.loan()
    house.close_days_until(FIRST_DAY + timedelta(days=3))
    today = institution().business_date

    sums, errors = read(exported(until=today))

    assert errors == []
    assert len(sums) > 5
    assert sums == own_balances(today)
    assert trial_of(sums) == own_trial(today)


def test_beancount_finds_one_amount_that_is_wrong(house: House) -> None:
    text = exported()
    line = next(iter(re.finditer(r"^  \w+:\S+  -?(\d+) XOF$", text, re.MULTILINE)))
    spoilt = text[: line.start(1)] + str(int(line[1]) + 1) + text[line.end(1) :]

    _sums, errors = read(spoilt)

    said = " ".join(error.message for error in errors)
    assert "does not balance" in said
    assert "Balance failed" in said


def test_beancount_finds_an_entry_that_is_missing_and_a_cent_in_a_balance(house: House) -> None:
    text = exported()
    entry = re.search(r"^\S+ \* .*?\n\n", text, re.MULTILINE | re.DOTALL)
    assert entry is not None
    last = text.rstrip().rpartition(" balance ")[2]

    missing = read(text.replace(entry[0], ""))[1]
    off_by_one = read(text.replace(last, last.replace(" ~ 0", ".01 ~ 0")))[1]

    assert [error.message.split(" for ")[0] for error in missing] == ["Balance failed"] * 2
    assert len(off_by_one) == 1


@pytest.mark.parametrize(
    ("code", "side", "name"),
    [
        ("1141", "D", "Assets:1141:"),
        ("2514", "C", "Liabilities:2514:"),
        ("379", "X", "Assets:379:"),
        ("57111", "C", "Equity:57111:"),
        ("6212", "D", "Expenses:6212:"),
        ("7011", "C", "Income:7011:"),
        ("91a.2", "D", "Equity:OffBalance:91A-2:"),
    ],
)
def test_an_account_is_named_by_its_class(code: str, side: str, name: str) -> None:
    made = account_name(AccountPlace(code, side, UUID(int=10)))

    assert made == f"{name}00000000-0000-0000-0000-00000000000A"


def test_amounts_have_the_decimals_of_their_currency() -> None:
    assert amount_text(1500, "XOF") == "1500 XOF"
    assert amount_text(-1500, "EUR") == "-15.00 EUR"
    assert amount_text(5, "KWD") == "0.005 KWD"
    assert amount_text(10**18, "XOF") == "1000000000000000000 XOF"
