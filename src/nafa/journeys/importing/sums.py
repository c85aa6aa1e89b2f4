"""Sums of the imported movements: against the ledger, and against what the bank had printed."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from nafa.journeys.importing.checking import Record
from nafa.lib.money import Money

CLOSE_MINOR, NEAR_MINOR = 10, 100


class PrintedDifference(NamedTuple):
    """An account whose rows add up to something else than the bank printed."""

    account: str
    on: date
    summed: Money
    printed: Money

    @property
    def difference(self) -> Money:
        return self.summed - self.printed


@dataclass
class Sums:
    """What the rows of transaction files come to, account by account."""

    currency: str
    net: dict[str, int] = field(default_factory=dict)
    printed: dict[str, tuple[date, list[int]]] = field(default_factory=dict)
    last_date: date | None = None
    paid_in: int = 0
    paid_out: int = 0

    def add(self, record: Record) -> None:
        """Count one movement."""
        values = record.values
        account, amount, on = values["account"], values["amount"], values["date"]
        signed = amount if values["direction"] == "IN" else -amount
        self.net[account] = self.net.get(account, 0) + signed
        self.paid_in += max(signed, 0)
        self.paid_out += max(-signed, 0)
        if self.last_date is None or on > self.last_date:
            self.last_date = on
        if values["printed_balance"] is not None:
            held = self.printed.get(account)
            if held is None or on > held[0]:
                self.printed[account] = (on, [values["printed_balance"]])
            elif on == held[0]:
                held[1].append(values["printed_balance"])

    def printed_differences(self) -> list[PrintedDifference]:
        """Each account against the balance printed on its last day, the largest gap first.

        Files do not say in which order the movements of a day were made, so of the balances
        printed on the last day the one nearest to the sum is compared.
        """
        found = []
        for account, (on, balances) in self.printed.items():
            summed = self.net[account]
            nearest = min(balances, key=lambda minor: (abs(minor - summed), minor))
            found.append(
                PrintedDifference(
                    account, on, Money(summed, self.currency), Money(nearest, self.currency)
                )
            )
        return sorted(found, key=lambda one: (-abs(one.difference.minor), one.account))

    def plain(self) -> dict[str, Any]:
        """For the report: counts of accounts by the size of the gap, every gap over 10 units."""
        gaps = self.printed_differences()
        sizes = [abs(one.difference.minor) for one in gaps]
        close = sum(size <= CLOSE_MINOR for size in sizes)
        near = sum(CLOSE_MINOR < size <= NEAR_MINOR for size in sizes)
        return {
            "accounts": len(self.net),
            "paid_in": Money(self.paid_in, self.currency),
            "paid_out": Money(self.paid_out, self.currency),
            "net": Money(self.paid_in - self.paid_out, self.currency),
            "printed_compared": len(gaps),
            "printed_within_10_minor": close,
            "printed_within_100_minor": near,
            "printed_further": len(gaps) - close - near,
            "printed_differences": [
                {
                    "account": one.account,
                    "date": one.on,
                    "summed": one.summed,
                    "printed": one.printed,
                    "difference": one.difference,
                }
                for one in gaps
                if abs(one.difference.minor) > CLOSE_MINOR
            ],
        }
