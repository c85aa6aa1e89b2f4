"""The books in the language of Beancount, so that a program that is not ours can check them."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from nafa.lib.currency import minor_digits

ROOTS_BY_CLASS = {"5": "Equity", "6": "Expenses", "7": "Income"}
OFF_BALANCE_CLASSES = ("0", "9")
# Without it a difference of half a smallest unit an entry, and of one a balance, would pass.
STRICT = 'option "tolerance_multiplier" "0"'


class AccountPlace(NamedTuple):
    """What an account's name is made of: its chart code, that code's normal side, and its id."""

    code: str
    normal_side: str
    id: UUID


class OpenAccount(NamedTuple):
    """An account with what is known of it. `since` is the day of its first movement or opening."""

    place: AccountPlace
    currency: str
    since: date
    label: str
    name: str
    branch: str
    is_closed: bool


class ExportedEntry(NamedTuple):
    """The head of an entry of the journal."""

    id: UUID
    number: int
    kind: str
    value_date: date
    booked_date: date
    booked_at: datetime
    reference: str
    memo: str
    reverses_id: UUID | None


class ExportedLine(NamedTuple):
    """A line of an entry: debits above zero, credits below."""

    place: AccountPlace
    net_minor: int
    currency: str


def account_name(place: AccountPlace) -> str:
    """A legal and unique name: root by the chart's class, the code, the id in capitals.

    Classes 5, 6 and 7 are equity, expenses and income; of the others the normal side decides
    between assets and liabilities; what is kept outside the balance sheet lies under equity.
    """
    code = re.sub(r"[^A-Z0-9-]", "-", place.code.upper())
    return f"{_root(place)}:{code}:{str(place.id).upper()}"


def _root(place: AccountPlace) -> str:
    first = place.code[:1]
    if first in OFF_BALANCE_CLASSES:
        return "Equity:OffBalance"
    if first in ROOTS_BY_CLASS:
        return ROOTS_BY_CLASS[first]
    return "Liabilities" if place.normal_side == "C" else "Assets"


def amount_text(net_minor: int, currency: str) -> str:
    """The amount with exactly the currency's decimals: 1500 XOF, 15.00 EUR."""
    return f"{Decimal(net_minor).scaleb(-minor_digits(currency)):f} {currency}"


def heading(*, title: str, currency: str) -> str:
    """The options of the file."""
    return f'option "title" {quoted(title)}\noption "operating_currency" "{currency}"\n{STRICT}\n\n'


def opening(account: OpenAccount) -> str:
    """The directive that opens an account, bound to its one currency."""
    known = {"label": account.label, "name": account.name, "branch": account.branch}
    lines = [f"{account.since} open {account_name(account.place)} {account.currency}"]
    lines += [f"  {word}: {quoted(text)}" for word, text in known.items() if text]
    if account.is_closed:
        lines.append("  closed: TRUE")
    return "\n".join(lines) + "\n"


def transaction(entry: ExportedEntry, lines: Iterable[ExportedLine]) -> str:
    """The directive of an entry, at its value date; when it was booked stands in its data."""
    text = [
        f"{entry.value_date} * {quoted(entry.kind)} {quoted(entry.memo)}",
        f'  id: "{entry.id}"',
        f"  number: {entry.number}",
        f"  booked: {entry.booked_date}",
        f'  booked-at: "{entry.booked_at.isoformat()}"',
    ]
    if entry.reference:
        text.append(f"  reference: {quoted(entry.reference)}")
    if entry.reverses_id is not None:
        text.append(f'  reverses: "{entry.reverses_id}"')
    text += [
        f"  {account_name(line.place)}  {amount_text(line.net_minor, line.currency)}"
        for line in lines
    ]
    return "\n".join(text) + "\n\n"


def assertion(place: AccountPlace, *, morning: date, net_minor: int, currency: str) -> str:
    """The directive that states a balance at the beginning of a day, without any tolerance."""
    amount, unit = amount_text(net_minor, currency).split()
    return f"{morning} balance {account_name(place)}  {amount} ~ 0 {unit}\n"


def quoted(text: str) -> str:
    """A string of Beancount on one line."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]+", " ", plain) + '"'
