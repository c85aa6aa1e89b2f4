"""The ledger in dictionaries and lists: what the real one must agree with."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from nafa.ledger.commands import Draft

LARGEST = 10**15


class Refusal(Exception):
    """A refusal by its code, with the place of the entry in a set of several."""

    def __init__(self, code: str, place: int | None = None) -> None:
        super().__init__(code, place)
        self.code, self.place = f"ledger.{code}", place


@dataclass
class Account:
    code: str
    currency: str
    on_credit: bool
    minimum: int | None = None
    maximum: int | None = None
    is_closed: bool = False
    net: int = 0
    held: Counter[str] = field(default_factory=Counter)


@dataclass
class Posted:
    draft: Draft
    booked_date: date
    booked_at: datetime


@dataclass
class Hold:
    draft: Draft
    expires_at: datetime | None
    is_open: bool = True


@dataclass
class ReferenceLedger:
    today: date
    closed_until: date = date.min
    accounts: dict[UUID, Account] = field(default_factory=dict)
    journal: list[Posted] = field(default_factory=list)
    holds: dict[UUID, Hold] = field(default_factory=dict)

    def post(self, drafts: list[Draft], now: datetime) -> None:
        """All of the set or nothing; what is in the journal already, with equal content, stays."""
        for place, draft in enumerate(drafts, 1):
            code = self.fault(draft)
            code = code or ("date_ahead" if draft.value_date > self.today else "")
            code = code or (
                "entry_exists" if draft.id in {d.id for d in drafts[: place - 1]} else ""
            )
            self._refuse(code, drafts, draft)
        known = {posted.draft.id: posted.draft for posted in self.journal}
        for draft in drafts:
            is_other = known.get(draft.id, draft) != draft
            self._refuse("entry_exists" if is_other else "", drafts, draft)
        fresh = [draft for draft in drafts if draft.id not in known]
        for fault_of in (self._late, self._undone_already):
            for draft in fresh:
                self._refuse(fault_of(draft), drafts, draft)
        for draft in fresh:
            self._refuse(self._strange(draft, is_alone=len(drafts) == 1), drafts, draft)
        self._move(fresh, +1)
        for draft in fresh:
            code = self._first_broken(draft, is_alone=len(drafts) == 1)
            if code:
                self._move(fresh, -1)
            self._refuse(code, drafts, draft)
        self.journal += [Posted(draft, self.today, now) for draft in fresh]

    def hold(self, draft: Draft, expires_at: datetime | None) -> None:
        """Set amounts aside: they count against limits and are not in any balance."""
        unknown = any(line.account_id not in self.accounts for line in draft.lines)
        self._refuse(self.fault(draft), [draft], draft)
        self._refuse("account_unknown" if unknown else "", [draft], draft)
        self._refuse(self._strange(draft, is_alone=True), [draft], draft)
        self._set_aside(draft, +1)
        code = self._first_broken(draft, is_alone=True)
        if code:
            self._set_aside(draft, -1)
        self._refuse(code, [draft], draft)
        self.holds[draft.id] = Hold(draft, expires_at)

    def end(self, hold_id: UUID) -> None:
        """Let what was set aside go."""
        if not self.holds[hold_id].is_open:
            raise Refusal("hold_ended")
        self.holds[hold_id].is_open = False
        self._set_aside(self.holds[hold_id].draft, -1)

    def take(self, hold_id: UUID, part: int | None, entry_id: UUID, now: datetime) -> None:
        """Post what was set aside or a part of it, today; the rest is let go."""
        hold = self.holds[hold_id]
        lines = hold.draft.lines
        if hold.expires_at is not None and hold.expires_at <= now:
            raise Refusal("hold_expired")
        if part is not None and len(lines) != 2:
            raise Refusal("hold_indivisible")
        if part is not None and not 0 < part <= lines[0].debit_minor + lines[0].credit_minor:
            raise Refusal("hold_exceeded")
        self.end(hold_id)
        if part is not None:
            lines = tuple(
                line._replace(debit_minor=min(line.debit_minor, part),
                              credit_minor=min(line.credit_minor, part)) for line in lines
            )  # fmt: skip
        try:
            self.post([replace(hold.draft, id=entry_id, value_date=self.today, lines=lines)], now)
        except Refusal:
            hold.is_open = True
            self._set_aside(hold.draft, +1)
            raise

    def limit(self, account_id: UUID, minimum: int | None, maximum: int | None) -> None:
        """New limits; they must hold at once."""
        account = self.accounts[account_id]
        if minimum is not None and maximum is not None and minimum > maximum:
            raise Refusal("limits_crossed")
        before = account.minimum, account.maximum
        account.minimum, account.maximum = minimum, maximum
        code = self.broken(account_id)
        if code:
            account.minimum, account.maximum = before
            raise Refusal(code)

    def close(self, account_id: UUID) -> None:
        """An account ends when nothing is on it or set aside on it."""
        account = self.accounts[account_id]
        if account.is_closed:
            raise Refusal("account_closed")
        if account.net or any(account.held.values()):
            raise Refusal("account_not_empty")
        account.is_closed = True

    def net(
        self, account_id: UUID, *, on: date = date.max, known_at: datetime | None = None
    ) -> int:
        """Debits minus credits with effect up to a day, as far as they were known at an instant."""
        return sum(
            line.debit_minor - line.credit_minor
            for posted in self.journal
            if posted.draft.value_date <= on and (known_at is None or posted.booked_at <= known_at)
            for line in posted.draft.lines
            if line.account_id == account_id
        )

    def statement(self, account_id: UUID) -> list[tuple[UUID, date, int, int, int]]:
        """Every movement in the order of its effect, with the balance after it."""
        rows: list[Any] = []
        net = 0
        for posted in sorted(self.journal, key=lambda one: (one.draft.value_date, one.booked_at)):
            for line in posted.draft.lines:
                if line.account_id == account_id:
                    net += line.debit_minor - line.credit_minor
                    rows.append((posted.draft.id, posted.draft.value_date, line.debit_minor,
                                 line.credit_minor, net))  # fmt: skip
        return rows

    def broken(self, account_id: UUID) -> str:
        """Which limit does not hold: what may still leave counts, what may still come does not."""
        account = self.accounts[account_id]
        low, high = account.net - account.held["credit"], account.net + account.held["debit"]
        if account.on_credit:
            low, high = -high, -low
        found = []
        if account.minimum is not None and low < account.minimum:
            found.append("balance_too_low")
        if account.maximum is not None and high > account.maximum:
            found.append("balance_too_high")
        return (found[-1] if account.on_credit else found[0]) if found else ""

    def _first_broken(self, draft: Draft, *, is_alone: bool) -> str:
        """A single entry is judged by account, in order; an entry of a set by line."""
        ids = [line.account_id for line in draft.lines]
        return next(filter(None, map(self.broken, sorted(ids) if is_alone else ids)), "")

    @staticmethod
    def fault(draft: Draft) -> str:
        """What is wrong with an entry whatever the books say."""
        if len(draft.lines) < 2:
            return "entry_malformed"
        sums: Counter[str] = Counter()
        for line in draft.lines:
            if sorted((line.debit_minor, line.credit_minor))[0] != 0 or not any(line[1:3]):
                return "entry_malformed"
            if max(line.debit_minor, line.credit_minor) > LARGEST:
                return "amount_absurd"
            sums[line.currency] += line.debit_minor - line.credit_minor
        return "entry_unbalanced" if any(sums.values()) else ""

    def _late(self, draft: Draft) -> str:
        return "period_closed" if draft.value_date <= self.closed_until else ""

    def _undone_already(self, draft: Draft) -> str:
        undone = {posted.draft.reverses_id for posted in self.journal} - {None}
        return "already_reversed" if draft.reverses_id in undone else ""

    def _strange(self, draft: Draft, *, is_alone: bool) -> str:
        """Of several accounts that cannot be moved: by account for one entry, by line in a set."""
        lines = sorted(draft.lines, key=lambda line: line.account_id) if is_alone else draft.lines
        for line in lines:
            account = self.accounts.get(line.account_id)
            if account is None or account.currency != line.currency:
                return "account_unknown"
            if account.is_closed:
                return "account_closed"
        return ""

    @staticmethod
    def _refuse(code: str, drafts: list[Draft], draft: Draft) -> None:
        if code:
            places = [place for place, one in enumerate(drafts, 1) if one is draft]
            raise Refusal(code, places[0] if len(drafts) > 1 else None)

    def _move(self, drafts: list[Draft], sign: int) -> None:
        for draft in drafts:
            for line in draft.lines:
                self.accounts[line.account_id].net += sign * (line.debit_minor - line.credit_minor)

    def _set_aside(self, draft: Draft, sign: int) -> None:
        for line in draft.lines:
            self.accounts[line.account_id].held["debit"] += sign * line.debit_minor
            self.accounts[line.account_id].held["credit"] += sign * line.credit_minor
