"""A solidarity group with its loan: four members who answer for each other."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from factories.house import House, francs
from nafa.clients import commands as clients
from nafa.lending import commands as lending
from nafa.lending.commands.solidarity.shares import MemberAmount, set_shares
from nafa.lending.commands.solidarity.sheets import SheetLine
from nafa.payments import queries as cash

NAMES = ("Astou", "Binta", "Coumba", "Dieynaba")
SHARES = {"Astou": 150_000, "Binta": 100_000, "Coumba": 75_000, "Dieynaba": 75_000}


@dataclass
class Group:
    """A group, its members by given name, and its running loan."""

    id: UUID
    members: dict[str, UUID] = field(default_factory=dict)
    loan_id: UUID = field(default_factory=uuid4)

    def line(self, name: str, amount: int, *, payer: str = "", **said: str) -> SheetLine:
        """A line of the sheet for a member."""
        payer_id = self.members[payer] if payer else None
        return SheetLine(self.loan_id, francs(amount), self.members[name], payer_id, **said)


def person(house: House, given: str, family: str = "Fall") -> UUID:
    return house.client(
        given_names=given, family_name=family, birth_date=date(1990, 5, 17),
        not_a_duplicate_because="essai",
    )  # fmt: skip


def form_group(house: House, *, name: str = "Takku Liggeey") -> Group:
    """Four women of the market."""
    members = {given: person(house, given) for given in NAMES}
    group_id = clients.register_group(
        house.ctx("ibra"), name=name, member_ids=list(members.values())
    )
    return Group(group_id, members)


def apply_for(house: House, group: Group, *, product_id: UUID | None = None) -> UUID:
    """The group asks for 400 000 F over ten weeks."""
    return lending.submit_application(
        house.ctx("ibra"),
        client_id=group.id,
        product_id=product_id or house.product("GRP", unit="WEEKS", charges=[]),
        amount=francs(sum(SHARES.values())),
        instalment_count=10,
        purpose="Stock",
    )


def share_out(house: House, group: Group, application_id: UUID) -> None:
    """The usual shares."""
    set_shares(
        house.ctx("ibra"),
        application_id=application_id,
        shares=tuple(
            MemberAmount(group.members[name], francs(amount)) for name, amount in SHARES.items()
        ),
    )


def lend_to(house: House, group: Group, *, product_id: UUID | None = None) -> Group:
    """The group's loan, disbursed today, with shares; Awa holds the till."""
    application_id = apply_for(house, group, product_id=product_id)
    share_out(house, group, application_id)
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    group.loan_id = lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    if cash.open_session_of(house.people["awa"]) is None:
        house.open_till()
    lending.disburse(house.ctx("awa"), loan_id=group.loan_id)
    return group
