"""A random life of the ledger on a real database, step by step against a hundred plain lines."""

import os
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from factories import journal
from factories.house import FIRST_DAY, House
from modules.ledger.reference_ledger import LARGEST, Account, Posted, ReferenceLedger, Refusal
from nafa.journeys.end_of_day import close_day
from nafa.kernel import clock
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import system_context
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lib.ids import uuid7_at
from nafa.lib.money import Money

LIVES = 150 if os.environ.get("NAFA_SLOW") else 12
CODES = {"1141": False, "2511": True, "6212": False, "7011": True, "332": True}
CURRENCIES = ("XOF", "EUR", "KWD")
FAULTS = (
    "", "", "", "unbalanced", "empty", "one_line", "zero", "both_sides", "overflow", "currencies",
    "unknown", "other_currency", "ahead", "long_ago", "twin",
)  # fmt: skip
amounts = st.one_of(st.integers(1, 900), st.integers(1, LARGEST))
limits = st.one_of(st.none(), st.integers(-1_000, 1_000))
any_index = st.integers(0, 1_000)
movement = st.tuples(any_index, any_index, amounts, st.integers(0, 40), st.booleans())
steps = st.lists(movement, min_size=1, max_size=4)


class LedgerLife(RuleBasedStateMachine):
    """Every step is done by the ledger and by the reference; they must say and hold the same."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self.undoing = transaction.atomic()
        self.undoing.__enter__()
        self.now = clock.now() + timedelta(minutes=1)
        self.reference = ReferenceLedger(today=FIRST_DAY)
        self.before = trial(FIRST_DAY)
        self.touched: UUID | None = None
        self.instants: list[datetime] = [self.now]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        with suppress(Exception):
            self.undoing.__exit__(None, None, None)

    def both(self, act: Any, reference: Any) -> Any:
        """Do it in the ledger and in the reference: both do it, or both refuse alike."""
        self.now += timedelta(seconds=7)
        self.instants.append(self.now)
        refusal, result = None, None
        with clock.held_at(self.now):
            try:
                result = act(system_context(key=str(uuid4())))
            except DomainError as told:
                refusal = (told.code, told.values.get("place"))
        expected = None
        try:
            reference(result)
        except Refusal as given:
            expected = (given.code, given.place)
        assert refusal == expected
        return result

    # -- accounts

    @initialize(rows=st.lists(st.tuples(st.booleans(), limits, limits), min_size=2, max_size=2))
    def begin(self, rows: Any) -> None:
        for currency in CURRENCIES:
            for code in CODES:
                self.open(code, currency, None, None, False)
        for elsewhere, minimum, maximum in rows:
            self.open("1141", "XOF", minimum, maximum, elsewhere)

    @rule(
        code=st.sampled_from(sorted(CODES)), currency=st.sampled_from(CURRENCIES),
        minimum=limits, maximum=limits, elsewhere=st.booleans(),
    )  # fmt: skip
    def open(self, code: str, currency: str, minimum: Any, maximum: Any, elsewhere: bool) -> None:
        branch_id = self.house.other_branch_id if elsewhere else self.house.branch_id
        key = ledger.AccountKey(
            code, currency, branch_id, "test", uuid4(), "", minimum, maximum
        )  # fmt: skip

        def opened(ids: tuple[UUID, ...] | None) -> None:
            if minimum is not None and maximum is not None and minimum > maximum:
                raise Refusal("limits_crossed")
            made = Account(code, currency, CODES[code], minimum, maximum)
            self.reference.accounts[ids[0] if ids else uuid4()] = made

        self.both(lambda ctx: journal.open_accounts(ctx, keys=(key,)), opened)

    @rule(index=any_index, minimum=limits, maximum=limits)
    def limit(self, index: int, minimum: int | None, maximum: int | None) -> None:
        account_id = self.account(index)
        self.both(
            lambda ctx: ledger.set_limits(
                ctx, account_id=account_id, minimum_minor=minimum, maximum_minor=maximum
            ),
            lambda _: self.reference.limit(account_id, minimum, maximum),
        )

    @rule(index=any_index)
    def close(self, index: int) -> None:
        account_id = self.account(index)
        self.both(
            lambda ctx: ledger.close_account(ctx, account_id=account_id),
            lambda _: self.reference.close(account_id),
        )

    # -- entries

    @rule(steps=steps, fault=st.sampled_from(FAULTS), at=any_index, by_copy=st.booleans())
    def post(self, steps: Any, fault: str, at: int, by_copy: bool) -> None:
        drafts = [self.draft(*step) for step in steps]
        place = at % len(drafts)
        if fault == "twin":
            drafts.append(replace(drafts[place], memo="again"))
        elif fault:
            drafts[place] = self.spoilt(drafts[place], fault)
        self.send(drafts, by_copy=by_copy and len(drafts) > 1)

    @precondition(lambda self: self.reference.journal)
    @rule(index=any_index, is_changed=st.booleans(), step=movement, alone=st.booleans())
    def repeat(self, index: int, is_changed: bool, step: Any, alone: bool) -> None:
        """The same identifier again, with the same content or with other content."""
        known = self.entry(index).draft
        again = replace(known, memo="other content") if is_changed else known
        self.send([again] if alone else [again, self.draft(*step)])

    @rule(given=amounts, received=st.integers(0, 900), index=any_index)
    def exchange(self, given: int, received: int, index: int) -> None:
        """One currency for another: four lines, balanced in each of the two."""
        francs, euros = self.accounts_in("XOF"), self.accounts_in("EUR")
        left, entered = francs[index % len(francs)], euros[index % len(euros)]
        lines = (
            ledger.Line(francs[0], given, 0, "XOF"), ledger.Line(left, 0, given, "XOF"),
            ledger.Line(entered, received, 0, "EUR"), ledger.Line(euros[0], 0, received, "EUR"),
        )  # fmt: skip

        def exchanged(entry_id: UUID | None) -> None:
            if not received:
                raise Refusal("exchange_malformed")
            drawn = self.draft(0, 0, 1, 0, False)
            made = replace(drawn, id=entry_id or uuid4(), kind="ledger.exchange", lines=lines)
            self.reference.post([replace(made, value_date=self.reference.today)], self.now)

        self.both(
            lambda ctx: journal.change_money(
                ctx, given=Money(given, "XOF"), received=Money(received, "EUR"),
                accounts=(left, francs[0], entered, euros[0]),
            ),
            exchanged,
        )  # fmt: skip

    @precondition(lambda self: self.reference.journal)
    @rule(index=any_index, days=st.integers(-1, 40))
    def reverse(self, index: int, days: int) -> None:
        known = self.entry(index).draft
        value_date = self.reference.today - timedelta(days=days)
        lines = tuple(
            line._replace(debit_minor=line.credit_minor, credit_minor=line.debit_minor)
            for line in known.lines
        )

        def mirrored(entry_id: UUID | None) -> None:
            made = replace(
                known, id=entry_id or uuid4(), lines=lines, value_date=value_date,
                kind=f"{known.kind}.reversal", memo="", reverses_id=known.id,
            )  # fmt: skip
            is_undone = known.id in {one.draft.reverses_id for one in self.reference.journal}
            if is_undone and value_date > self.reference.today:
                raise Refusal("date_ahead")
            self.reference.post([made], self.now)

        self.both(lambda ctx: journal.undo(ctx, entry_id=known.id, value_date=value_date), mirrored)

    # -- amounts set aside

    @rule(step=movement, minutes=st.one_of(st.none(), st.integers(1, 5)), several=st.booleans())
    def hold(self, step: Any, minutes: int | None, several: bool) -> None:
        draft = self.draft(*step)
        if several:
            draft = replace(draft, lines=draft.lines + draft.lines)
        ends = None if minutes is None else self.now + timedelta(minutes=minutes)
        self.both(
            lambda ctx: journal.set_aside(ctx, draft=draft, expires_at=ends),
            lambda _: self.reference.hold(draft, ends),
        )

    @precondition(lambda self: self.reference.holds)
    @rule(index=any_index, part=st.one_of(st.none(), st.integers(0, 1_000)))
    def take(self, index: int, part: int | None) -> None:
        hold_id = list(self.reference.holds)[index % len(self.reference.holds)]
        currency = self.reference.holds[hold_id].draft.lines[0].currency
        amount = None if part is None else Money(part, currency)
        self.both(
            lambda ctx: journal.take(ctx, hold_id=hold_id, amount=amount),
            lambda entry_id: self.reference.take(hold_id, part, entry_id or uuid4(), self.now),
        )

    @precondition(lambda self: self.reference.holds)
    @rule(index=any_index)
    def let_go(self, index: int) -> None:
        hold_id = list(self.reference.holds)[index % len(self.reference.holds)]
        self.both(
            lambda ctx: journal.let_go(ctx, hold_id=hold_id), lambda _: self.reference.end(hold_id)
        )

    @precondition(lambda self: any(one.is_open for one in self.reference.holds.values()))
    @rule(minutes=st.integers(1, 6))
    def expire(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        due = [
            hold_id
            for hold_id, hold in self.reference.holds.items()
            if hold.is_open and hold.expires_at is not None
            and hold.expires_at <= self.now + timedelta(seconds=7)
        ]  # fmt: skip

        def end_them(ended: int) -> None:
            assert ended == len(due)
            for hold_id in due:
                self.reference.end(hold_id)

        self.both(ledger.expire_holds, end_them)

    # -- time

    @rule(days=st.integers(1, 3), hours=st.integers(1, 900))
    def days_pass(self, days: int, hours: int) -> None:
        """Days are closed and sealed; the clock runs on, sometimes into another month."""
        for _ in range(days):
            self.now += timedelta(hours=hours / days)
            with clock.held_at(self.now):
                self.reference.today = close_day(system_context(key=str(uuid4())))

    @precondition(lambda self: self.reference.today > FIRST_DAY)
    @rule(days=st.integers(1, 20))
    def close_period(self, days: int) -> None:
        end = self.reference.today - timedelta(days=days)
        if end <= self.reference.closed_until or self.reference.closed_until == end:
            return
        with clock.held_at(self.now):
            ledger.close_period(system_context(key=str(uuid4())), end_date=end)
        self.reference.closed_until = end

    # -- what must agree after every step

    @invariant()
    def balances_agree(self) -> None:
        found = books.balances(self.reference.accounts)
        assert {id_: money.minor for id_, money in found.items()} == {
            id_: account.net for id_, account in self.reference.accounts.items()
        }
        for account_id, account in self.reference.accounts.items():
            if any(account.held.values()) or account_id == self.touched:
                debits, credits = books.pending(account_id)
                assert (debits.minor, credits.minor) == (
                    account.held["debit"],
                    account.held["credit"],
                )

    @invariant()
    def the_past_agrees(self) -> None:
        middle = self.instants[len(self.instants) // 2]
        days = {self.reference.today - timedelta(days=back) for back in (0, 1, 9)}
        for on in days:
            for known_at in (None, middle):
                found = books.balances(self.reference.accounts, on=on, known_at=known_at)
                expected = self.sums(on, known_at)
                assert {id_: money.minor for id_, money in found.items()} == expected

    @invariant()
    def the_statement_agrees(self) -> None:
        if self.touched is None:
            return
        rows = books.statement(self.touched)
        assert [
            (row.entry_id, row.value_date, row.debit_minor, row.credit_minor, row.net_after)
            for row in rows
        ] == self.reference.statement(self.touched)

    @invariant()
    def the_trial_balance_agrees(self) -> None:
        for on in (self.reference.today, self.reference.today - timedelta(days=2)):
            expected = defaultdict(int, self.before if on >= FIRST_DAY else {})
            for account_id, net in self.sums(on, None).items():
                account = self.reference.accounts[account_id]
                expected[account.code, account.currency] += net
            assert trial(on) == {key: net for key, net in expected.items() if net}

    # -- pieces

    def sums(self, on: date, known_at: datetime | None) -> dict[UUID, int]:
        made = dict.fromkeys(self.reference.accounts, 0)
        for account_id in made:
            made[account_id] = self.reference.net(account_id, on=on, known_at=known_at)
        return made

    def account(self, index: int) -> UUID:
        self.touched = list(self.reference.accounts)[index % len(self.reference.accounts)]
        return self.touched

    def accounts_in(self, currency: str) -> list[UUID]:
        return [id_ for id_, one in self.reference.accounts.items() if one.currency == currency]

    def entry(self, index: int) -> Posted:
        return self.reference.journal[index % len(self.reference.journal)]

    def draft(
        self, debit: int, credit: int, minor: int, days: int, is_offline: bool
    ) -> ledger.Draft:
        """A transfer between two accounts of one currency; perhaps made long before it is sent."""
        first = self.account(debit)
        currency = self.reference.accounts[first].currency
        peers = self.accounts_in(currency)
        lines = (
            ledger.Line(first, minor, 0, currency),
            ledger.Line(peers[credit % len(peers)], 0, minor, currency),
        )
        made_at = self.now - timedelta(days=50 if is_offline else 0)
        value_date = max(
            self.reference.today - timedelta(days=days),
            self.reference.closed_until + timedelta(days=1),
        )
        return ledger.Draft(uuid7_at(made_at), "test.transfer", value_date, lines)

    def spoilt(self, draft: ledger.Draft, fault: str) -> ledger.Draft:
        first, second = draft.lines
        elsewhere = next(one for one in CURRENCIES if one != first.currency)
        other = self.accounts_in(elsewhere)[0]
        changes: dict[str, dict[str, Any]] = {
            "unbalanced": {"lines": (first, second._replace(credit_minor=second.credit_minor + 1))},
            "empty": {"lines": ()},
            "one_line": {"lines": (first,)},
            "zero": {"lines": (first, second, first._replace(debit_minor=0))},
            "both_sides": {"lines": (first._replace(credit_minor=1), second)},
            "overflow": {"lines": (first._replace(debit_minor=LARGEST + 1), second)},
            "currencies": {"lines": (first, second._replace(account_id=other, currency=elsewhere))},
            "unknown": {"lines": (first, second._replace(account_id=uuid4()))},
            "other_currency": {"lines": (first, second._replace(account_id=other))},
            "ahead": {"value_date": self.reference.today + timedelta(days=1)},
            "long_ago": {"value_date": self.reference.closed_until}
            if self.reference.closed_until > date.min
            else {"lines": ()},
        }
        return replace(draft, **changes[fault])

    def send(self, drafts: list[ledger.Draft], *, by_copy: bool = False) -> None:
        act = journal.append_set if by_copy else journal.post_set
        self.both(
            lambda ctx: act(ctx, drafts=tuple(drafts)),
            lambda _: self.reference.post(drafts, self.now),
        )


def trial(on: date) -> dict[tuple[str, str], int]:
    rows = books.trial_balance(on=on)
    return {(row.code, row.currency): row.closing_net for row in rows if row.closing_net}


def test_a_random_life_agrees_with_the_reference(house: House) -> None:
    life = type("Life", (LedgerLife,), {"house": house})

    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=LIVES, stateful_step_count=40, deadline=None,
            suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
            phases=(Phase.reuse, Phase.generate),  # to shrink a life takes minutes
        ),
    )  # fmt: skip
