"""Who works in the demo institution, what it lends, where its clients live and what they do."""

from datetime import date
from typing import Any, NamedTuple

NAME = "Jappoo Microfinance"
ADDRESS = "Avenue Blaise-Diagne, Médina, Dakar"
JURISDICTION = "uemoa/senegal"
CURRENCY = "XOF"
FIRST_DAY = date(2025, 11, 20)
LAST_DAY = date(2026, 11, 20)
PASSWORD = "baobab-teranga-2026"  # noqa: S105 - printed by the demo, good for nothing else
SEED = 20251120


class BranchPlan(NamedTuple):
    """A branch with the towns its clients come from."""

    code: str
    name: str
    city: str
    localities: tuple[str, ...]


class StaffPlan(NamedTuple):
    """A person of the staff; no branch means all of them."""

    username: str
    full_name: str
    job_title: str
    role: str
    branches: tuple[str, ...]
    approval_limit: int | None = None


class ProductPlan(NamedTuple):
    """A product with the sizes its loans usually have."""

    code: str
    name: str
    rules: dict[str, Any]
    usual_amounts: tuple[int, ...]
    usual_counts: tuple[int, ...]
    weight: int


BRANCHES = (
    BranchPlan(
        "01",
        "Médina",
        "Dakar",
        ("Médina", "Gueule Tapée", "Colobane", "Grand Dakar", "Pikine", "Parcelles Assainies"),
    ),
    BranchPlan(
        "02",
        "Thiès",
        "Thiès",
        ("Thiès Nord", "Thiès Sud", "Mbour Route", "Tivaouane", "Pout", "Khombole"),
    ),
)

STAFF = (
    StaffPlan("awa.diop", "Awa Diop", "Caissière", "teller", ("01",)),
    StaffPlan("modou.fall", "Modou Fall", "Chef caissier", "head_teller", ("02",)),
    StaffPlan("ibrahima.ndiaye", "Ibrahima Ndiaye", "Agent de crédit", "loan_officer", ("01",)),
    StaffPlan("mariama.ba", "Mariama Ba", "Agente de terrain", "field_agent", ("02",)),
    StaffPlan(
        "ousmane.sow", "Ousmane Sow", "Chef d’agence", "branch_manager", ("01", "02"), 1_500_000
    ),
    StaffPlan(
        "khady.seck", "Khady Seck", "Membre du comité", "committee_member", ("01", "02"), 3_000_000
    ),
    StaffPlan("moussa.faye", "Moussa Faye", "Comptable", "accountant", ()),
    StaffPlan("aminata.sarr", "Aminata Sarr", "Cheffe comptable", "chief_accountant", ()),
    StaffPlan("cheikh.gueye", "Cheikh Guèye", "Contrôleur interne", "internal_controller", ()),
    StaffPlan("rokhaya.diouf", "Rokhaya Diouf", "Conformité", "compliance_officer", ()),
    StaffPlan(
        "fatou.mbaye", "Fatou Mbaye", "Directrice générale", "general_manager", (), 20_000_000
    ),
    StaffPlan("babacar.cisse", "Babacar Cissé", "Administrateur", "administrator", ()),
)


def _rules(
    *,
    lowest: int,
    highest: int,
    counts: tuple[int, int],
    kinds: list[str],
    guarantees: dict[str, str] | None = None,
    **terms: Any,
) -> dict[str, Any]:
    shared: dict[str, Any] = {
        "rate_unit": "YEAR",
        "roll": "FOLLOWING",
        "rounding": "HALF_UP",
        "multiple": 5,
        "penalty": {
            "base": "OVERDUE_TOTAL",
            "percent_per_year": "12",
            "grace_days": 3,
            "cap_percent": "20",
        },
    }
    return {
        "currency": CURRENCY,
        "lowest_amount": str(lowest),
        "highest_amount": str(highest),
        "lowest_count": counts[0],
        "highest_count": counts[1],
        "client_kinds": kinds,
        "guarantees": guarantees or {},
        "terms": {**shared, **terms},
    }


POLICY: dict[str, Any] = {
    "application_days": 30,
    "approval_days": 45,
    "capacity_percent": 70,
    "haircut_percent": {"PLEDGE": 50, "PERSONAL": 80},
    "levels": [
        {
            "name": "Chef d’agence",
            "roles": ["branch_manager"],
            "up_to_minor": 600_000,
        },
        {
            "name": "Chef d’agence et siège",
            "roles": ["branch_manager", "committee_member", "general_manager"],
            "quorum": 2,
            "up_to_minor": 1_500_000,
        },
        {
            "name": "Comité de crédit",
            "roles": ["branch_manager", "committee_member", "general_manager"],
            "quorum": 2,
            "is_committee": True,
        },
    ],
}


def _criterion(fact: str, *bands: tuple[str, int, str]) -> dict[str, Any]:
    return {
        "fact": fact,
        "otherwise": 0,
        "bands": [
            {"start": start, "points": points, "reason": reason} for start, points, reason in bands
        ],
    }


SCORECARD: dict[str, Any] = {
    "criteria": [
        _criterion("age_years", ("18", 5, "Jeune"), ("25", 15, "Âge actif"), ("60", 8, "Âgé")),
        _criterion(
            "seniority_months",
            ("0", 0, "Nouveau client"),
            ("6", 10, "Client depuis six mois"),
            ("24", 20, "Client fidèle"),
        ),
        _criterion("loans_repaid", ("0", 5, "Premier crédit"), ("1", 25, "Crédit remboursé")),
        _criterion("days_late", ("0", 20, "À jour"), ("1", 5, "En retard"), ("30", 0, "Impayé")),
        _criterion(
            "instalment_to_margin_percent",
            ("0", 20, "Échéance légère"),
            ("50", 8, "Échéance lourde"),
            ("100", 0, "Échéance au-dessus de la marge"),
        ),
    ],
    "classes": [
        {"name": "A", "at_least": 65},
        {"name": "B", "at_least": 45},
        {"name": "C", "at_least": None},
    ],
}
BUDGET: dict[str, Any] = {
    "days": [[70_000, 2], [40_000, 3], [15_000, 1]],
    "goods_percent": 68,
    "season_percent": [100, 100, 110, 100, 120, 100, 70, 60, 70, 90, 100, 150],
    "costs": [["rent", 30_000], ["transport", 25_000], ["fees", 8_000]],
    "household_income": [["spouse", 70_000]],
    "household_expenses": [["food", 110_000], ["school", 25_000], ["housing", 40_000]],
    "debts": [["Tontine du marché", 20_000, 4]],
}
FILE_OF_APPLICATIONS: dict[str, Any] = {
    "questions": [
        {"label": "Ancienneté de l'activité, en mois", "kind": "NUMBER"},
        {"label": "Emplacement", "kind": "CHOICE", "choices": ["Propre", "Loué", "Ambulant"]},
        {"label": "Patente payée cette année", "kind": "YES_NO"},
    ],
    "papers": [{"label": "Facture pro forma"}, {"label": "Photo de l'emplacement"}],
}
ANSWERS = ("84", "Loué", "yes")

PRODUCTS = (
    ProductPlan(
        "IND",
        "Crédit individuel",
        _rules(
            lowest=50_000,
            highest=3_000_000,
            counts=(3, 24),
            kinds=["PERSON"],
            interest="DECLINING",
            amortisation="EQUAL_INSTALMENTS",
            rate="18",
            unit="MONTHS",
            charges=[{"name": "Frais de dossier", "measure": "PERCENT_OF_PRINCIPAL", "value": "1"}],
        ),
        (150_000, 250_000, 400_000, 600_000, 1_000_000, 1_800_000),
        (6, 9, 12, 12, 18),
        5,
    ),
    ProductPlan(
        "COM",
        "Crédit commerce hebdomadaire",
        _rules(
            lowest=25_000,
            highest=500_000,
            counts=(8, 26),
            kinds=["PERSON"],
            interest="FLAT",
            amortisation="EQUAL_INSTALMENTS",
            rate="10",
            unit="WEEKS",
        ),
        (50_000, 75_000, 100_000, 150_000, 250_000),
        (12, 16, 20, 24),
        3,
    ),
    ProductPlan(
        "GRP",
        "Crédit groupe solidaire",
        _rules(
            lowest=300_000,
            highest=5_000_000,
            counts=(6, 24),
            kinds=["GROUP"],
            guarantees={"joint_liability": "SHARES"},
            interest="DECLINING",
            amortisation="EQUAL_PRINCIPAL",
            rate="16",
            every=2,
            unit="WEEKS",
            charges=[{"name": "Frais de dossier", "measure": "FLAT", "value": "5000"}],
        ),
        (600_000, 1_000_000, 1_400_000, 2_000_000),
        (12, 16, 20),
        2,
    ),
    ProductPlan(
        "AGR",
        "Crédit campagne agricole",
        _rules(
            lowest=100_000,
            highest=1_500_000,
            counts=(6, 12),
            kinds=["PERSON", "GROUP"],
            interest="DECLINING",
            amortisation="EQUAL_INSTALMENTS",
            rate="15",
            unit="MONTHS",
            grace_principal=4,
        ),
        (200_000, 300_000, 500_000, 800_000),
        (8, 9, 10),
        1,
    ),
)

WOMEN = (
    "Aïssatou", "Fatou", "Mariama", "Aminata", "Khady", "Awa", "Ndèye", "Rokhaya", "Coumba",
    "Astou", "Bineta", "Dieynaba", "Maïmouna", "Ramatoulaye", "Sokhna", "Adama", "Yacine",
    "Penda", "Oumou", "Seynabou", "Ndella", "Thiané", "Anta", "Marème", "Nafissatou", "Fama",
)  # fmt: skip
MEN = (
    "Mamadou", "Ibrahima", "Ousmane", "Moussa", "Cheikh", "Abdoulaye", "Modou", "Babacar",
    "Alioune", "Amadou", "Pape", "Serigne", "Samba", "Demba", "Assane", "Lamine", "Malick",
    "El Hadji", "Souleymane", "Boubacar", "Youssou", "Idrissa", "Saliou", "Omar", "Habib",
)  # fmt: skip
FAMILIES = (
    "Ndiaye", "Diop", "Fall", "Faye", "Diouf", "Sarr", "Guèye", "Mbaye", "Sow", "Ba", "Diallo",
    "Cissé", "Seck", "Thiam", "Sy", "Kane", "Diagne", "Niang", "Dieng", "Camara", "Mbodj",
    "Sène", "Touré", "Samb", "Badiane", "Kébé", "Ndao", "Lo", "Tall", "Ly", "Wade", "Ngom",
)  # fmt: skip
ACTIVITIES = (
    ("Vente de tissus", "TRADE"), ("Commerce de légumes", "TRADE"), ("Restauration", "SERVICES"),
    ("Couture", "CRAFT"), ("Élevage de moutons", "LIVESTOCK"), ("Maraîchage", "AGRICULTURE"),
    ("Transformation de céréales", "CRAFT"), ("Transport", "TRANSPORT"), ("Coiffure", "SERVICES"),
    ("Vente de poisson séché", "TRADE"), ("Menuiserie", "CRAFT"), ("Culture d'arachide",
    "AGRICULTURE"), ("Quincaillerie", "TRADE"), ("Télécentre et téléphonie", "SERVICES"),
    ("Aviculture", "LIVESTOCK"), ("Savonnerie", "CRAFT"),
)  # fmt: skip
PURPOSES = (
    "Achat de stock pour le marché", "Achat d'une machine à coudre", "Fonds de roulement",
    "Achat de semences et d'engrais", "Réfection de l'étal", "Achat d'un congélateur",
    "Embouche avant la Tabaski", "Achat d'une moto de livraison", "Extension de l'atelier",
)  # fmt: skip
GROUP_NAMES = (
    "Takku Liggéey", "And Jëf", "Bokk Jom", "Deggo", "Jappo Liggéey", "Mbollo", "Soxna Yi",
    "Nafooré", "Kaay Baax", "Suxali Jigéen", "Book Diom", "Wallu Askan", "Rafet Mbay",
    "Teranga", "Yaakaar", "Ndimbal", "Jamm ak Xéewal", "Bamtaare", "Kawral", "Pencum Jigéen",
)  # fmt: skip
EXPENSES = (
    ("6212", "Loyer de l'agence", 350_000),
    ("641", "Salaires du mois", 2_400_000),
    ("642", "Charges sociales du mois", 310_000),
    ("6227", "Téléphone et connexion", 85_000),
    ("6116", "Fournitures de bureau", 60_000),
)
