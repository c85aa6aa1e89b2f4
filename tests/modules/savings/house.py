"""A small institution with a teller at work, for the tests of savings."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from uuid import UUID

from nafa.clients.commands import register_person
from nafa.journeys.founding import found
from nafa.kernel.context import Context, Effects
from nafa.kernel.identity.commands import assign_role, create_user, open_branch
from nafa.kernel.identity.contexts import context_for, system_context
from nafa.kernel.models import User
from nafa.lib.money import Money
from nafa.payments import commands as payments

OPENED = date(2026, 3, 2)
_keys = count(1)


def fcfa(amount: int) -> Money:
    return Money(amount, "XOF")


@dataclass(frozen=True)
class House:
    """Ids of what the tests work with. Awa holds the till; Binta manages the branch."""

    branch_id: UUID
    other_branch_id: UUID
    till_id: UUID
    client_id: UUID
    people: dict[str, User]

    def system(self) -> Context:
        return system_context(key=f"test/{next(_keys)}")

    def acting(self, who: str, *, key: str = "") -> Context:
        ctx = context_for(self.people[who], channel="web", key=key or f"test/{next(_keys)}")
        return replace(ctx, effects=Effects())


def build(*, till_cash: int = 500_000) -> House:
    branch_id = found(
        name="Mutuelle d'essai",
        jurisdiction="uemoa/senegal",
        currency="XOF",
        opened_date=OPENED,
        branch_name="Médina",
    )
    other_id = open_branch(system_context(key=f"test/{next(_keys)}"), code="02", name="Thiès")
    people = {}
    for name, role, where in (
        ("awa", "teller", branch_id),
        ("binta", "branch_manager", branch_id),
        ("coumba", "teller", other_id),
        ("djibril", "loan_officer", branch_id),
    ):
        user_id = create_user(
            system_context(key=f"test/{next(_keys)}"),
            username=name,
            full_name=name.title(),
            password="une-longue-phrase-d-essai",
        )
        assign_role(
            system_context(key=f"test/{next(_keys)}"),
            user_id=user_id,
            role_code=role,
            branch_id=where,
        )
        people[name] = User.objects.get(id=user_id)
    till_id = payments.open_till(
        system_context(key=f"test/{next(_keys)}"),
        branch_id=branch_id,
        name="Caisse 1",
        kind="TILL",
        currency="XOF",
    )
    payments.supply_till(
        system_context(key=f"test/{next(_keys)}"),
        till_id=till_id,
        amount=fcfa(till_cash),
        reference="FONDS",
    )
    client_id = register_person(
        system_context(key=f"test/{next(_keys)}"),
        given_names="Aïssatou",
        family_name="Ndiaye",
        branch_id=branch_id,
    )
    house = House(branch_id, other_id, till_id, client_id, people)
    payments.open_session(house.acting("awa"), till_id=till_id)
    return house
