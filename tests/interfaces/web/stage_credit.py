"""What the pages of clients, products and applications show, put on the stage by real commands."""

import io
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

_keys = count(1)


def furnish_credit() -> None:
    """Clients, a group, two products, and an application in every state."""
    from nafa.clients import commands as clients

    limits()
    levels()
    persons = register_people()
    group_id = clients.register_group(
        acting("branch_manager"),
        name="GIE Takku Liggéey de Médina",
        member_ids=persons[:3],
        branch_id=branch_id(),
        officer_id=acting("loan_officer").actor_id,
        locality="Médina",
        activity="Transformation de céréales",
    )
    clients.add_document(
        acting("loan_officer"),
        client_id=persons[0],
        kind="CNI",
        number="1 234 1988 00012",
        issued_date=date(2020, 3, 1),
        expires_date=date(2030, 3, 1),
        scan=picture(),
    )
    clients.set_photo(acting("loan_officer"), client_id=persons[0], content=picture())
    clients.record_interaction(
        acting("loan_officer"),
        client_id=persons[0],
        kind="VISIT",
        text="Étal vu au marché Tilène, stock de tissus pour deux mois.",
    )
    applications(persons, group_id)


def acting(role: str) -> Any:
    """The context of the person of a role, with a key of its own."""
    from nafa.kernel.identity.contexts import context_for
    from nafa.kernel.models import User

    return context_for(User.objects.get(username=role), channel="web", key=f"stage/{next(_keys)}")


def branch_id() -> UUID:
    from nafa.kernel.models import Branch

    found: UUID = Branch.objects.order_by("code").values_list("id", flat=True)[0]
    return found


def limits() -> None:
    """What each role may approve: set as the administrator of the institution does."""
    from nafa.kernel.models import Assignment

    for role, limit in (("branch_manager", 1_500_000), ("general_manager", 20_000_000)):
        Assignment.objects.filter(role__code=role).update(approval_limit_minor=limit)


def levels() -> None:
    """The branch decides to 500 000, two persons to 2 000 000, the committee above; one is away."""
    from nafa.lending.commands.origination.delegating import delegate_approval
    from nafa.lending.commands.origination.policies import define_approval_policy
    from nafa.lib.money import Money

    rows: list[dict[str, Any]] = [
        {"name": "Agence", "roles": ["branch_manager"], "up_to_minor": 500_000},
        {"name": "Agence et siège", "roles": ["branch_manager", "general_manager"], "quorum": 2,
         "up_to_minor": 2_000_000},
        {"name": "Comité de crédit", "quorum": 2, "is_committee": True,
         "roles": ["committee_member", "branch_manager", "general_manager"]},
    ]  # fmt: skip
    define_approval_policy(
        acting("general_manager"),
        rules={
            "application_days": 30,
            "approval_days": 60,
            "capacity_percent": 70,
            "coverage_percent": {"GRP": 50},
            "levels": rows,
        },
    )
    delegate_approval(
        acting("general_manager"),
        to_user_id=acting("committee_member").actor_id,
        up_to=Money(1_000_000, "XOF"),
        start_date=date(2026, 11, 21),
        end_date=date(2026, 12, 5),
        reason="Mission à Thiès",
    )


def scorecard() -> None:
    """Debt ratio and seniority make three classes."""
    from nafa.lending.commands.origination.scoring import define_scorecard

    bands = {
        "debt_ratio_percent": (("0", 50, "Peu endetté"), ("40", 15, "Endettement élevé")),
        "seniority_months": (("0", 5, "Nouveau client"), ("12", 25, "Client depuis un an")),
        "loans_repaid": (("0", 0, "Premier crédit"), ("1", 25, "Crédit remboursé")),
    }
    rules = {
        "criteria": [
            {
                "fact": fact,
                "otherwise": 0,
                "bands": [
                    {"start": start, "points": points, "reason": reason}
                    for start, points, reason in rows
                ],
            }
            for fact, rows in bands.items()
        ],
        "classes": [
            {"name": "A", "at_least": 50},
            {"name": "B", "at_least": 25},
            {"name": "C", "at_least": None},
        ],
    }
    define_scorecard(acting("general_manager"), rules=rules)


def budget(application_id: UUID) -> None:
    """A cloth seller's month, with a poor rainy season."""
    from nafa.lending.commands.origination.budgeting import record_budget

    figures = {
        "days": [[60_000, 2], [35_000, 3], [15_000, 1]],
        "goods_percent": 68,
        "season_percent": [100, 100, 110, 100, 120, 100, 70, 60, 70, 90, 100, 150],
        "costs": [["rent", 30_000], ["transport", 25_000], ["fees", 8_000]],
        "household_income": [["spouse", 70_000]],
        "household_expenses": [["food", 110_000], ["school", 25_000], ["housing", 40_000]],
        "debts": [["Tontine du marché", 20_000, 4]],
    }
    record_budget(acting("loan_officer"), application_id=application_id, figures=figures)


def guarantees(application_id: UUID, persons: list[UUID]) -> None:
    """A machine is pledged, a colleague guarantees."""
    from nafa.lending.commands.origination.securing import add_guarantee
    from nafa.lib.money import Money

    for kind, value, description, guarantor in (
        ("PLEDGE", 450_000, "Machine à coudre Singer 4411, atelier de Médina", None),
        ("PERSONAL", 600_000, "Caution solidaire, commerçante au marché Tilène", persons[2]),
    ):
        add_guarantee(
            acting("loan_officer"),
            application_id=application_id,
            kind=kind,
            value=Money(value, "XOF"),
            valued_date=date(2026, 11, 20),
            description=description,
            guarantor_id=guarantor,
            valued_by="Agent de crédit",
        )


def ask_for_file(product_id: UUID) -> None:
    """What the individual loan asks for beside the usual."""
    from nafa.lending.commands.origination import filing

    filing.ask_for_file(
        acting("general_manager"),
        product_id=product_id,
        rules={
            "questions": [
                {"label": "Ancienneté au marché, en mois", "kind": "NUMBER"},
                {"label": "Étal", "kind": "CHOICE", "choices": ["Propre", "Loué", "Ambulant"]},
                {"label": "Patente payée cette année", "kind": "YES_NO"},
            ],
            "papers": [{"label": "Facture pro forma"}, {"label": "Photo de l'étal"}],
        },
    )


def file_of(application_id: UUID, product_id: UUID) -> None:
    """Answers, an invoice and a visit to the stall."""
    from decimal import Decimal

    from nafa.lending.commands.origination import filing
    from nafa.lending.queries.origination.filing import demand_of_product

    asked = demand_of_product(product_id)
    answers = dict(zip((one.code for one in asked.questions), ("84", "Loué", "yes"), strict=True))
    filing.answer_questions(acting("loan_officer"), application_id=application_id, answers=answers)
    filing.add_paper(
        acting("loan_officer"),
        application_id=application_id,
        code=asked.papers[0].code,
        content=picture(),
    )
    filing.record_visit(
        acting("loan_officer"),
        application_id=application_id,
        visited_date=date(2026, 11, 20),
        note="Étal au marché Tilène, allée 4. Stock vu pour deux mois, clientèle régulière.",
        latitude=Decimal("14.68123"),
        longitude=Decimal("-17.45012"),
        photo=picture(),
    )


def committee(application_id: UUID, decided_id: UUID) -> None:
    """CC00001 is closed with its minutes, CC00002 votes, CC00003 is convened."""
    from nafa.lending.commands.origination import sessions, voting

    chair, member = (acting(role).actor_id for role in ("branch_manager", "committee_member"))
    for day, items in ((21, [decided_id]), (21, [application_id]), (28, [])):
        session_id = sessions.convene_committee(
            acting("branch_manager"), held_date=date(2026, 11, day), chair_id=chair,
            secretary_id=member, quorum=2, place="Salle de réunion",
            member_ids=[chair, member, acting("general_manager").actor_id],
        )  # fmt: skip
        if items:
            sessions.put_on_agenda(
                acting("branch_manager"), session_id=session_id, application_ids=items
            )
            sessions.open_committee(
                acting("branch_manager"), session_id=session_id, present_ids=[chair, member]
            )
        for item_id in items_of(session_id) if items == [decided_id] else ():
            for role in ("branch_manager", "committee_member"):
                voting.vote(acting(role), item_id=item_id, choice="FOR", reason="Dossier solide")
            voting.conclude_item(acting("branch_manager"), item_id=item_id)
            sessions.close_committee(acting("committee_member"), session_id=session_id)
        for item_id in items_of(session_id) if items == [application_id] else ():
            voting.vote(acting("branch_manager"), item_id=item_id, choice="FOR")


def items_of(session_id: UUID) -> list[UUID]:
    from nafa.lending.models import AgendaItem

    return list(AgendaItem.objects.filter(session_id=session_id).values_list("id", flat=True))


def picture() -> bytes:
    """A small portrait-like picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (320, 320), (120, 90, 70)).save(out, "JPEG")
    return out.getvalue()


PEOPLE = (
    ("Aïssatou", "Ndiaye", "F", "Vente de tissus", "+221771234567"),
    ("Khady", "Diop", "F", "Restauration", "+221781234568"),
    ("Awa", "Sarr", "F", "Couture", "+221761234569"),
    ("Mamadou", "Fall", "M", "Menuiserie", "+221701234570"),
    ("Fatou", "Mbaye", "F", "Commerce de légumes", ""),
)


def register_people() -> list[UUID]:
    from nafa.clients import commands as clients

    return [
        clients.register_person(
            acting("loan_officer"),
            given_names=given,
            family_name=family,
            sex=sex,
            birth_date=date(1980 + place, 3, 1 + place),
            phone=phone,
            branch_id=branch_id(),
            locality="Médina",
            address=f"Rue {place + 1}, Médina",
            marital_status="MARRIED",
            household_size=5 + place,
            dependants=place,
            activity=activity,
            activity_sector="TRADE",
            monthly_income_minor=240_000,
            monthly_expense_minor=130_000,
        )
        for place, (given, family, sex, activity, phone) in enumerate(PEOPLE)
    ]


def product(code: str, name: str, kinds: list[str], **terms: Any) -> UUID:
    from nafa.lending import commands as lending

    return lending.define_product(
        acting("general_manager"),
        code=code,
        name=name,
        rules={
            "currency": "XOF",
            "lowest_amount": "50000",
            "highest_amount": "5000000",
            "lowest_count": 3,
            "highest_count": 24,
            "client_kinds": kinds,
            "terms": {
                "rate": "18",
                "unit": "MONTHS",
                "roll": "FOLLOWING",
                "multiple": 5,
                "charges": [
                    {"name": "Frais de dossier", "measure": "PERCENT_OF_PRINCIPAL", "value": "1"}
                ],
                "penalty": {"base": "OVERDUE_TOTAL", "percent_per_year": "12", "grace_days": 3},
                **terms,
            },
        },
    )


def applications(persons: list[UUID], group_id: UUID) -> None:
    """D0000001 waits, 2 is above the manager's limit, 3 returned, 4 approved, 5 under contract."""
    from nafa.lending import commands as lending
    from nafa.lib.money import Money

    scorecard()
    individual = product("IND", "Crédit individuel", ["PERSON"])
    solidarity = product("GRP", "Crédit groupe solidaire", ["GROUP"], unit="WEEKS", every=2)
    ask_for_file(individual)
    made = [
        lending.submit_application(
            acting("loan_officer"),
            client_id=client_id,
            product_id=product_id,
            amount=Money(amount, "XOF"),
            instalment_count=12,
            purpose="Achat de stock pour le marché avant la Tabaski.",
        )
        for client_id, product_id, amount in (
            (persons[0], individual, 600_000),
            (group_id, solidarity, 3_000_000),
            (persons[1], individual, 250_000),
            (persons[2], individual, 400_000),
            (persons[3], individual, 800_000),
            (persons[4], individual, 2_500_000),
        )
    ]
    file_of(made[0], individual)
    budget(made[0])
    guarantees(made[0], persons)
    for place, outcome in ((2, "RETURNED"), (3, "APPROVED"), (4, "APPROVED")):
        lending.decide_application(
            acting("branch_manager"),
            application_id=made[place],
            outcome=outcome,
            reason="Joindre la facture pro forma." if outcome == "RETURNED" else "",
        )
    lending.decide_application(
        acting("general_manager"), application_id=made[4], outcome="APPROVED"
    )
    lending.decide_application(
        acting("general_manager"),
        application_id=made[0],
        outcome="APPROVED",
        amount=Money(500_000, "XOF"),
        instalment_count=10,
        conditions="Facture pro forma du grossiste avant le décaissement.",
    )
    lending.draw_contract(acting("loan_officer"), application_id=made[4])
    committee(made[1], made[5])
