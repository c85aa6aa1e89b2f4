"""One period of a running balance: what was lent, corrected, earned and asked for in it."""

from dataclasses import dataclass, field
from datetime import date

from nafa.lending.calc.servicing.due_dates import Bounds


@dataclass(slots=True)
class Period:
    """One period while it is being computed. Amounts in minor units."""

    bounds: Bounds
    agreed: Bounds
    level: int = 0
    paid_principal: int = 0
    paid_interest: int = 0
    credited_principal: int = 0
    lent: dict[date, int] = field(default_factory=dict)
    corrected: dict[date, int] = field(default_factory=dict)
    start_balance: int = 0
    end_balance: int = 0
    own: int = 0
    earned: int = 0
    carried: int = 0
    interest: int = 0
    principal: int = 0
    changes: int = 0
    known_by: tuple[int, int, int, int] | None = None

    def lend(self, day: date, amount: int) -> None:
        """Something more is lent on a day."""
        self.lent[day] = self.lent.get(day, 0) + amount
        self.changes += 1

    def correct(self, day: date, amount: int) -> None:
        """What bears interest changes on a day."""
        self.corrected[day] = self.corrected.get(day, 0) + amount
        self.changes += 1

    @property
    def is_paid(self) -> bool:
        return self.level == self.paid_principal + self.paid_interest

    @property
    def least(self) -> int:
        """What the instalment cannot be lower than: what was paid for it."""
        return self.paid_principal + self.paid_interest

    @property
    def balance_after(self) -> int:
        """What is owed after the due date, were the instalment paid on it."""
        return max(self.end_balance - self.principal + self.paid_principal, 0)

    def ask_principal(self) -> None:
        """What the instalment holds besides interest, never more than is owed."""
        asked = min(self.level - self.interest, self.end_balance + self.paid_principal)
        self.principal = max(asked, self.paid_principal)


def inside(bounds: Bounds, amounts: dict[date, int]) -> dict[date, int]:
    """The same amounts on days inside the bounds."""
    kept: dict[date, int] = {}
    for day, amount in amounts.items():
        near = min(max(day, bounds.start), bounds.due)
        kept[near] = kept.get(near, 0) + amount
    return kept
