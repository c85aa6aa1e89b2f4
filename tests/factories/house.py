"""An institution in Dakar with its people; every act goes through the gate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from nafa.clients import commands as clients
from nafa.journeys.end_of_day import close_day
from nafa.journeys.founding import found
from nafa.kernel.context import Context
from nafa.kernel.identity.commands import assign_role, create_user, open_branch
from nafa.kernel.identity.contexts import context_for, system_context
from nafa.kernel.models import User
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lib.money import Money
from nafa.payments import commands as payments
from nafa.payments import queries as cash

FIRST_DAY = date(2026, 1, 5)
PASSWORD = "quatre mots pour entrer"
STAFF: Mapping[str, tuple[str, int | None]] = {
    "awa": ("teller", None),
    "ibra": ("loan_officer", None),
    "ousmane": ("branch_manager", 2_000_000),
    "moussa": ("accountant", None),
    "aminata": ("chief_accountant", None),
    "babacar": ("administrator", None),
}
_keys = count(1)


def francs(amount: int) -> Money:
    """CFA francs."""
    return Money(amount, "XOF")


def rules(
    *,
    lowest_count: int = 1,
    tranches: dict[str, Any] | None = None,
    line: dict[str, Any] | None = None,
    index: dict[str, Any] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """A monthly declining loan at 18 %, one percent of fee, penalties of 12 % after 3 days."""
    terms: dict[str, Any] = {
        "rate": "18",
        "rate_unit": "YEAR",
        "unit": "MONTHS",
        "charges": [{"name": "Frais", "measure": "PERCENT_OF_PRINCIPAL", "value": "1"}],
        "penalty": {"base": "OVERDUE_TOTAL", "percent_per_year": "12", "grace_days": 3},
    }
    return {
        "currency": "XOF",
        "lowest_amount": "10000",
        "highest_amount": "5000000",
        "lowest_count": lowest_count,
        "highest_count": 36,
        "client_kinds": ["PERSON", "GROUP"],
        **({"tranches": tranches} if tranches else {}),
        **({"line": line} if line else {}),
        **({"index": index} if index else {}),
        "terms": {**terms, **changes},
    }


@dataclass
class House:
    """What a test needs of the institution."""

    branch_id: UUID
    other_branch_id: UUID
    till_id: UUID
    vault_id: UUID
    people: dict[str, UUID] = field(default_factory=dict)

    def ctx(self, name: str, *, key: str = "") -> Context:
        """The context of a person, or of the system; a fresh key unless one is given."""
        key = key or f"test/{next(_keys)}"
        if name == "system":
            return system_context(key=key)
        return context_for(User.objects.get(id=self.people[name]), channel="web", key=key)

    def client(self, **changes: Any) -> UUID:
        """Aïssatou Ndiaye, registered by the officer."""
        values: dict[str, Any] = {
            "given_names": "Aïssatou",
            "family_name": "Ndiaye",
            "sex": "F",
            "birth_date": date(1988, 3, 2),
        }
        return clients.register_person(self.ctx("ibra"), **{**values, **changes})

    def product(self, code: str = "IND", **changes: Any) -> UUID:
        """A product with the usual rules."""
        return lending.define_product(
            self.ctx("babacar"), code=code, name=f"Crédit {code}", rules=rules(**changes)
        )

    def open_till(self) -> None:
        """Awa takes her till."""
        payments.open_session(self.ctx("awa"), till_id=self.till_id)

    def close_till(self) -> None:
        """Awa counts exactly what should be there."""
        own = cash.open_session_of(self.people["awa"])
        if own is not None:
            counted = books.balance(own.account_id)
            payments.close_session(self.ctx("awa"), counted=counted)

    def loan(self, *, amount: int = 1_000_000, count: int = 12, product_id: UUID | None = None,
             client_id: UUID | None = None, first: int | None = None) -> UUID:  # fmt: skip
        """A loan disbursed today, or its `first` tranche; Awa holds the till."""
        application_id = lending.submit_application(
            self.ctx("ibra"),
            client_id=client_id or self.client(not_a_duplicate_because="essai"),
            product_id=product_id or self.product(),
            amount=francs(amount),
            instalment_count=count,
            purpose="Commerce",
        )
        lending.decide_application(
            self.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
        )
        loan_id = lending.draw_contract(self.ctx("ibra"), application_id=application_id)
        if cash.open_session_of(self.people["awa"]) is None:
            self.open_till()
        lending.disburse(
            self.ctx("awa"), loan_id=loan_id, amount=francs(first) if first else None
        )  # fmt: skip
        return loan_id

    def close_days_until(self, day: date, *, batch_size: int = 20_000) -> None:
        """Close day after day until the business date is reached."""
        self.close_till()
        ctx = self.ctx("aminata")
        while ctx.business_date < day:
            close_day(ctx, batch_size=batch_size)
            ctx = self.ctx("aminata")

    def net(self, code: str, *, on: date | None = None) -> int:
        """Debits minus credits of a chart account up to a day (the business date)."""
        rows = books.trial_balance(on=on or self.ctx("system").business_date)
        return sum(row.closing_net for row in rows if row.code == code)


def make_house() -> House:
    """Found the institution, hire, supply vault and till."""
    branch_id = found(
        name="Jappoo", jurisdiction="uemoa/senegal", currency="XOF",
        opened_date=FIRST_DAY, branch_name="Médina",
    )  # fmt: skip
    system = lambda step: system_context(key=f"house/{step}")  # noqa: E731
    other_id = open_branch(system("branch"), code="02", name="Thiès")
    tills = {
        name: payments.open_till(
            system(name), branch_id=branch_id, name=name, kind=kind, currency="XOF"
        )
        for name, kind in (("Coffre", "VAULT"), ("Caisse 1", "TILL"))
    }
    house = House(branch_id, other_id, tills["Caisse 1"], tills["Coffre"])
    for name, (role, limit) in STAFF.items():
        house.people[name] = create_user(
            system(f"user/{name}"), username=name, full_name=name.title(), password=PASSWORD
        )
        assign_role(
            system(f"role/{name}"), user_id=house.people[name], role_code=role,
            branch_id=None if role in ("administrator", "chief_accountant", "accountant")
            else branch_id,
            approval_limit_minor=limit,
        )  # fmt: skip
    ledger.record_journal(
        system("capital"), value_date=FIRST_DAY, memo="Capital", branch_id=branch_id,
        lines=[
            ledger.JournalLine("1141", 90_000_000, 0, "XOF"),
            ledger.JournalLine("57111", 0, 90_000_000, "XOF"),
        ],
    )  # fmt: skip
    payments.supply_till(
        system("supply"), till_id=house.vault_id, amount=francs(40_000_000), reference="CHQ 1"
    )
    payments.transfer_cash(
        system("float"),
        from_till_id=house.vault_id,
        to_till_id=house.till_id,
        amount=francs(20_000_000),
    )
    return house
