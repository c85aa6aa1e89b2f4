"""What the pages of lending to groups show: a group that meets, its loan in shares, two sheets."""

from datetime import date, timedelta
from uuid import UUID

from stage_credit import acting, branch_id
from stage_recovery import close_the_day


def furnish_groups() -> None:
    """The group G0000002 with a running loan in shares, a sheet, one who paid for another."""
    from nafa.clients import commands as clients
    from nafa.lending import commands as lending
    from nafa.lending.commands.solidarity.meetings import plan_meetings

    names = ("Astou", "Binta", "Coumba", "Dieynaba")
    members = [
        clients.register_person(
            acting("loan_officer"), given_names=name, family_name="Sarr", sex="F",
            birth_date=date(1985 + place, 6, 12), branch_id=branch_id(), locality="Grand-Yoff",
            activity="Vente de légumes", not_a_duplicate_because="Homonyme",
        )
        for place, name in enumerate(names)
    ]  # fmt: skip
    group_id = clients.register_group(
        acting("branch_manager"),
        name="Jappo Liggéey de Grand-Yoff",
        member_ids=members,
        branch_id=branch_id(),
        officer_id=acting("field_agent").actor_id,
        locality="Grand-Yoff",
        activity="Commerce de légumes",
    )
    tomorrow = acting("branch_manager").business_date + timedelta(days=1)
    plan_meetings(
        acting("branch_manager"), group_id=group_id, weekday=tomorrow.weekday(),
        time="10 h", place="Marché de Grand-Yoff",
    )  # fmt: skip
    application_id = asked(group_id, members)
    lending.decide_application(
        acting("branch_manager"), application_id=application_id, outcome="APPROVED"
    )
    loan_id = lending.draw_contract(
        acting("loan_officer"), application_id=application_id, first_due_date=tomorrow
    )
    lending.disburse(acting("teller"), loan_id=loan_id)
    close_the_day()
    collect(loan_id, group_id, members)
    asked(group_id, [])


def asked(group_id: UUID, members: list[UUID]) -> UUID:
    """The group asks for 300 000 F; with members, each bears a share."""
    from nafa.lending import commands as lending
    from nafa.lending.commands.solidarity.shares import MemberAmount, set_shares
    from nafa.lib.money import Money

    application_id = lending.submit_application(
        acting("loan_officer"),
        client_id=group_id,
        product_id=weekly(),
        amount=Money(300_000, "XOF"),
        instalment_count=12,
        first_due_date=acting("loan_officer").business_date + timedelta(days=1),
        purpose="Achat de légumes en gros",
    )
    if members:
        amounts = (100_000, 80_000, 60_000, 60_000)
        set_shares(
            acting("loan_officer"),
            application_id=application_id,
            shares=tuple(
                MemberAmount(one, Money(amount, "XOF"))
                for one, amount in zip(members, amounts, strict=True)
            ),
        )
    return application_id


def weekly() -> UUID:
    """The weekly loan of solidarity groups."""
    from nafa.lending import commands as lending
    from nafa.lending import queries as loans

    known = [one.id for one in loans.products() if one.code == "SOL"]
    if known:
        return known[0]
    return lending.define_product(
        acting("general_manager"),
        code="SOL",
        name="Crédit solidaire hebdomadaire",
        rules={
            "currency": "XOF", "lowest_amount": "100000", "highest_amount": "3000000",
            "lowest_count": 4, "highest_count": 52, "client_kinds": ["GROUP"],
            "guarantees": {"joint_liability": "SHARES"},
            "terms": {"rate": "18", "unit": "WEEKS"},
        },
    )  # fmt: skip


def collect(loan_id: UUID, group_id: UUID, members: list[UUID]) -> None:
    """A first sheet: one absent, one paid for by another."""
    from nafa.lending.commands.solidarity.sheets import SheetLine, save_collection_sheet
    from nafa.lib.money import Money

    astou, binta, coumba, dieynaba = members
    paid = (
        SheetLine(loan_id, Money(8_600, "XOF"), astou),
        SheetLine(loan_id, Money(6_900, "XOF"), binta),
        SheetLine(loan_id, Money(5_000, "XOF"), coumba, astou),
        SheetLine(loan_id, Money(0, "XOF"), dieynaba, None, "ABSENT", "En voyage à Touba"),
    )
    save_collection_sheet(
        acting("teller"), lines=paid, counted=Money(20_500, "XOF"), group_id=group_id
    )
