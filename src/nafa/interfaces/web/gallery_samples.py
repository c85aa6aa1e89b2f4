"""Invented data for the gallery: one institution in Dakar, its people, loans and figures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from nafa.interfaces.web.charts import Chart, Series
from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField, PercentField, PhoneField
from nafa.interfaces.web.frame import BranchChoice, Frame
from nafa.interfaces.web.navigation import Item
from nafa.interfaces.web.parts import (
    Action,
    Approval,
    Change,
    Confirmation,
    Fact,
    Figure,
    Happening,
    Link,
    Page,
    Person,
    Phone,
    Progress,
    Receipt,
    Refusal,
    State,
    Step,
    Tab,
    Tone,
)
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table, chips_for
from nafa.interfaces.web.written import language, unit_text
from nafa.lib.money import Money

DAY = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


@dataclass(slots=True)
class Sample:
    template: str
    values: dict[str, Any]
    status: int = 200


def say(french: str, english: str) -> str:
    """Invented words are written here in both languages, not in the catalogue."""
    return french if language() == "fr" else english


def xof(minor: int) -> Money:
    return Money(minor, "XOF")


def here(name: str) -> str:
    return reverse("web:gallery-sample", args=[name])


def frame(current: str) -> Frame:
    """The frame as a branch manager sees it."""
    sections = (
        (say("Accueil", "Home"), "home", "dashboard", None),
        (say("Clients", "Clients"), "clients", "values", None),
        (say("Demandes", "Applications"), "requests", "approval", 14),
        (say("Crédits", "Loans"), "loans", "list", None),
        (say("Caisse", "Till"), "till", "confirmation", 3),
        (say("Comptabilité", "Accounting"), "books", "file", None),
        (say("Administration", "Administration"), "settings", "progress", None),
    )
    return Frame(
        institution="Mutuelle Teranga",
        brand_colour="",
        navigation=[
            Item(label, icon, here(page), page == current, count)
            for label, icon, page, count in sections
        ],
        branch="Dakar Médina",
        branches=[BranchChoice("1", "Dakar Médina", True), BranchChoice("2", "Thiès Nord", False)],
        business_date=DAY,
        is_closing=False,
        person_id="gallery",
        person="Ndèye Fatou Sarr",
        role=say("Cheffe d’agence", "Branch manager"),
        waiting=5,
        waiting_url=here("approval"),
        search_url=here("list"),
        home_url=here("dashboard"),
    )


LOANS = (
    ("PR-2026-000412", "Aïssatou", "Ndiaye", 1_250_000, 842_300, 0, date(2026, 12, 5), 0),
    ("PR-2026-000398", "Mamadou Lamine", "Diallo", 600_000, 411_750, 38_400, date(2026, 11, 9), 12),
    ("PR-2026-000377", "Khady", "Fall", 2_500_000, 2_087_600, 0, date(2026, 12, 1), 0),
    ("PR-2026-000361", "Ousmane", "Ba", 350_000, 96_200, 96_200, date(2026, 8, 14), 99),
    ("PR-2026-000355", "Marième", "Sow", 800_000, 640_000, 0, date(2026, 11, 23), 0),
    ("PR-2026-000341", "Ibrahima", "Gueye", 450_000, 212_900, 45_100, date(2026, 10, 17), 35),
    ("PR-2026-000322", "Awa", "Diop", 1_000_000, 1_000_000, 0, date(2026, 12, 20), 0),
    ("PR-2026-000310", "Cheikh Tidiane", "Mbaye", 275_000, 18_500, 0, date(2026, 11, 28), 0),
    ("PR-2026-000298", "Rokhaya", "Seck", 1_750_000, 1_204_480, 0, date(2026, 12, 3), 0),
    ("PR-2026-000287", "Abdoulaye", "Cissé", 500_000, 301_250, 26_700, date(2026, 11, 16), 5),
    ("PR-2026-000274", "Fatou Binetou", "Thiam", 900_000, 455_900, 0, date(2026, 12, 10), 0),
    ("PR-2026-000265", "Modou", "Faye", 300_000, 61_300, 0, date(2026, 11, 30), 0),
)


def arrears_state(days: int) -> State:
    if days == 0:
        return State(say("À jour", "Up to date"), Tone.GOOD)
    if days < 30:
        return State(say(f"En retard de {days} jours", f"{days} days in arrears"), Tone.WARNING)
    tone = Tone.LATE if days < 90 else Tone.DANGER
    return State(say(f"En retard de {days} jours", f"{days} days in arrears"), tone)


def loan_rows() -> list[Row]:
    return [
        Row(
            number,
            {
                "number": number,
                "client": Person(given, family),
                "granted": xof(granted),
                "outstanding": xof(left),
                "overdue": xof(late),
                "next": due,
                "state": arrears_state(days),
            },
            here("file"),
        )
        for number, given, family, granted, left, late, due, days in LOANS
    ]


def loan_columns() -> list[Column]:
    unit = unit_text("XOF")
    return [
        Column(name="number", title=say("Crédit", "Loan"), sort="number"),
        Column(name="client", title=say("Client", "Client"), sort="client"),
        Column(
            name="granted", title=say("Accordé", "Granted"), kind=Kind.MONEY, unit=unit,
            sort="granted", on_phone=False,
        ),
        Column(
            name="outstanding", title=say("Encours", "Outstanding"), kind=Kind.MONEY, unit=unit,
            sort="outstanding",
        ),
        Column(name="overdue", title=say("Impayé", "Overdue"), kind=Kind.MONEY, unit=unit,
               sort="overdue"),
        Column(name="next", title=say("Échéance", "Due date"), kind=Kind.DATE, sort="next",
               on_phone=False),
        Column(name="state", title=say("État", "State"), kind=Kind.STATE),
    ]  # fmt: skip


def loan_table(query: QueryDict, *, rows: list[Row]) -> Table:
    return Table(
        caption=say("Crédits de l’agence", "Loans of the branch"),
        columns=loan_columns(),
        rows=rows,
        query=query,
        chips=chips_for(
            query,
            "state",
            [
                ("late", say("En retard", "In arrears"), 4),
                ("due", say("Échéance cette semaine", "Due this week"), 18),
                ("new", say("Décaissés ce mois", "Disbursed this month"), 7),
                ("mine", say("Mon portefeuille", "My portfolio"), None),
            ],
        ),
        totals={
            "granted": xof(sum(loan[3] for loan in LOANS)),
            "outstanding": xof(sum(loan[4] for loan in LOANS)),
            "overdue": xof(sum(loan[5] for loan in LOANS)),
        },
        row_count=412,
        after_key="PR-2026-000265",
        export_url=here("list"),
        bulk_actions=[Action(say("Confier à un agent", "Hand to an officer"), here("list"))],
        empty=Empty(
            say("Aucun crédit en retard", "No loan in arrears"),
            say(
                "Cette liste montre les crédits dont une échéance est dépassée. Tous sont à jour.",
                "This list shows loans with an instalment past due. All are up to date.",
            ),
            Action(say("Voir tous les crédits", "See all loans"), here("list")),
        ),
    )


def list_sample(request: HttpRequest) -> Sample:
    page = Page(
        title=say("Crédits", "Loans"),
        section="loans",
        action=Action(say("Nouvelle demande", "New application"), here("form")),
    )
    table = loan_table(request.GET, rows=loan_rows())
    return Sample("web/gallery/list.html", {"page": page, "table": table})


def empty_sample(request: HttpRequest) -> Sample:
    query = QueryDict("state=late")
    page = Page(title=say("Crédits en retard", "Loans in arrears"), section="loans")
    return Sample("web/gallery/list.html", {"page": page, "table": loan_table(query, rows=[])})


def values_sample(request: HttpRequest) -> Sample:
    facts = [
        Fact(say("Montant", "Amount"), xof(1_250_000)),
        Fact(say("Solde négatif", "Negative balance"), xof(-45_000)),
        Fact(say("Euros", "Euros"), Money(125_050, "EUR")),
        Fact(say("Date", "Date"), DAY),
        Fact(say("Instant", "Instant"), AT),
        Fact(say("Téléphone", "Telephone"), Phone("+221771234567")),
        Fact(say("Personne", "Person"), Person("Aïssatou", "Ndiaye")),
        Fact(say("Nombre", "Number"), 12_345),
        Fact(say("Lien", "Link"), Link("PR-2026-000412", here("file"))),
        Fact(say("Vide", "Empty"), None, hint=say("aucune valeur connue", "no value known")),
    ]
    words = {
        Tone.NEUTRAL: say("Brouillon", "Draft"),
        Tone.GOOD: say("Actif", "Active"),
        Tone.INFO: say("En étude", "Under review"),
        Tone.WARNING: say("À compléter", "To complete"),
        Tone.LATE: say("En retard de 12 jours", "12 days in arrears"),
        Tone.DANGER: say("Passé en perte", "Written off"),
    }
    states = [State(word, tone) for tone, word in words.items()]
    return Sample("web/gallery/values.html", {"facts": facts, "states": states})


def happenings() -> list[Happening]:
    guichet = say("guichet", "counter")
    return [
        Happening(
            say("Remboursement encaissé", "Repayment received"),
            AT,
            "Modou FAYE",
            guichet,
            say("38 400 F CFA en espèces", "38,400 F CFA in cash"),
            Tone.GOOD,
            Link("EC-2026-018223", here("values")),
        ),
        Happening(
            say("Échéance impayée", "Instalment missed"),
            AT - timedelta(days=12),
            say("Clôture de journée", "Day close"),
            tone=Tone.LATE,
            detail=say("Pénalité de 1 200 F CFA", "Penalty of 1,200 F CFA"),
        ),
        Happening(
            say("Décaissé en espèces", "Disbursed in cash"),
            AT - timedelta(days=103),
            "Modou FAYE",
            guichet,
            entry=Link("EC-2026-011408", here("values")),
        ),
        Happening(
            say("Approuvé", "Approved"),
            AT - timedelta(days=104),
            "Ndèye Fatou SARR",
            say("bureau", "back office"),
            tone=Tone.INFO,
        ),
    ]


def file_sample(request: HttpRequest) -> Sample:
    page = Page(
        title="PR-2026-000398",
        section="loans",
        trail=(Link(say("Crédits", "Loans"), here("list")), Link("PR-2026-000398")),
        state=arrears_state(12),
        facts=(
            Fact(say("Client", "Client"), Person("Mamadou Lamine", "Diallo"), url=here("values")),
            Fact(say("Encours", "Outstanding"), xof(411_750)),
            Fact(say("Agent", "Officer"), Person("Astou", "Kane")),
        ),
        tabs=(
            Tab(say("Résumé", "Summary"), here("file"), is_current=True),
            Tab(say("Échéancier", "Schedule"), here("list")),
            Tab(say("Opérations", "Transactions"), here("list"), count=9),
            Tab(say("Garanties", "Collateral"), here("list-empty"), count=2),
            Tab(say("Documents", "Documents"), here("list-empty")),
        ),
        action=Action(say("Encaisser", "Receive payment"), here("form")),
        other_actions=(
            Action(
                say("Annuler la dernière opération", "Reverse the last transaction"),
                here("file"),
                posts=True,
                is_danger=True,
                confirm=say(
                    "Le remboursement de 38 400 F CFA sera contre-passé.",
                    "The repayment of 38,400 F CFA will be reversed.",
                ),
            ),
        ),
    )
    facts = [
        Fact(say("Montant accordé", "Amount granted"), xof(600_000)),
        Fact(say("Taux", "Rate"), "24,00 %", hint=say("dégressif, TEG 26,71 %",
             "declining balance, APR 26.71 %")),
        Fact(say("Durée", "Term"), say("12 mensualités", "12 monthly instalments")),
        Fact(say("Décaissé le", "Disbursed on"), date(2026, 8, 10)),
        Fact(say("Téléphone", "Telephone"), Phone("+221771234567")),
    ]  # fmt: skip
    due = [
        Fact(say("Capital échu", "Principal due"), xof(29_100)),
        Fact(say("Intérêts échus", "Interest due"), xof(8_100)),
        Fact(say("Pénalités", "Penalties"), xof(1_200)),
    ]
    return Sample(
        "web/gallery/file.html",
        {"page": page, "facts": facts, "due": due, "due_total": xof(38_400), "past": happenings()},
    )


class RequestForm(KeyedForm):
    """A loan application, as an example of every kind of field."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"] = MoneyField(
            currency="XOF",
            is_large=True,
            label=say("Montant demandé", "Amount asked for"),
            help_text=say("Entre 50 000 et 5 000 000 F CFA.", "From 50,000 to 5,000,000 F CFA."),
        )
        self.fields["rate"] = PercentField(label=say("Taux annuel", "Annual rate"))
        self.fields["first_due"] = DateField(label=say("Première échéance", "First due date"))
        self.fields["phone"] = PhoneField(
            label=say("Téléphone", "Telephone"),
            help_text=say("Le client y reçoit ses avis.", "The client receives notices there."),
        )
        self.fields["product"] = forms.ChoiceField(
            label=say("Produit", "Product"),
            choices=[("c", say("Commerce", "Trade")), ("a", say("Campagne agricole", "Farming"))],
        )
        self.fields["rhythm"] = forms.ChoiceField(
            label=say("Rythme des échéances", "Rhythm of instalments"),
            widget=forms.RadioSelect,
            choices=[
                ("m", say("Chaque mois", "Monthly")),
                ("w", say("Chaque semaine", "Weekly")),
            ],
        )
        self.fields["purpose"] = forms.CharField(
            label=say("Objet", "Purpose"),
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        )
        self.fields["agreed"] = forms.BooleanField(
            label=say("Le client a lu les conditions", "The client has read the terms"),
            required=False,
        )


FILLED = {
    "amount": "1 250 000",
    "rate": "24",
    "first_due": "05/12/2026",
    "phone": "77 123 45 67",
    "product": "c",
    "rhythm": "m",
    "purpose": "Stock de tissus",
    "key": "01936b1e-0000-7000-8000-000000000001",
}


def form_page() -> Page:
    title = say("Nouvelle demande de crédit", "New loan application")
    return Page(
        title=title,
        section="applications",
        trail=(Link(say("Demandes", "Applications"), here("list")), Link(title)),
    )


def form_values(form: KeyedForm) -> dict[str, Any]:
    return {
        "page": form_page(),
        "form": form,
        "send_label": say("Soumettre", "Submit"),
        "cancel_url": here("list"),
    }


def form_sample(request: HttpRequest) -> Sample:
    form = RequestForm(initial={"amount": xof(1_250_000), "first_due": date(2026, 12, 5)})
    return Sample("web/form.html", form_values(form))


def errors_sample(request: HttpRequest) -> Sample:
    form = RequestForm({**FILLED, "amount": "1.250.000", "first_due": "31/02/2026", "phone": "12"})
    form.is_valid()
    return Sample("web/form.html", form_values(form), 422)


def refusal_sample(request: HttpRequest) -> Sample:
    refusal = Refusal(
        money=say("Rien n’a été débité.", "Nothing was debited."),
        why=say(
            "Le taux effectif de 28,40 % dépasse le plafond d’usure de 24,00 %.",
            "The effective rate of 28.40 % is above the usury ceiling of 24.00 %.",
        ),
        next_step=say(
            "Baissez le taux ou les frais de dossier, puis soumettez à nouveau.",
            "Lower the rate or the fees, then submit again.",
        ),
        code="lending.above_usury_ceiling",
    )
    form = RequestForm(FILLED)
    return Sample("web/form.html", {**form_values(form), "refusal": refusal}, 409)


def wizard_sample(request: HttpRequest) -> Sample:
    steps = [
        Step(say("Client", "Client"), here("wizard"), is_done=True),
        Step(say("Activité et revenus", "Activity and income"), here("wizard"), is_done=True),
        Step(say("Montant et durée", "Amount and term"), is_current=True),
        Step(say("Garanties", "Collateral")),
        Step(say("Récapitulatif", "Summary")),
    ]
    form = RequestForm(initial={"amount": xof(1_250_000)})
    return Sample("web/gallery/wizard.html", {**form_values(form), "steps": steps})


def approval_sample(request: HttpRequest) -> Sample:
    waiting = Approval(
        what=say("Rééchelonnement du crédit PR-2026-000341", "Rescheduling of PR-2026-000341"),
        amount=xof(212_900),
        asked_by="Astou KANE",
        asked_at=AT,
        reason=say(
            "Le client a perdu son stock dans l’incendie du marché ; il reprend en décembre.",
            "The client lost the stock in the market fire and resumes in December.",
        ),
        changes=[
            Change(say("Échéance", "Instalment"), xof(45_100), xof(24_300)),
            Change(say("Fin", "End"), date(2027, 2, 17), date(2027, 8, 17)),
            Change(say("Classe", "Class"), arrears_state(35), arrears_state(0)),
        ],
        policy=say(
            "Règle CR-12 : tout rééchelonnement est approuvé par la cheffe d’agence.",
            "Rule CR-12: every rescheduling is approved by the branch manager.",
        ),
        url=here("approval"),
        documents=[Link(say("Constat d’incendie", "Fire report"), here("values"))],
        key="01936b1e-0000-7000-8000-000000000002",
    )
    page = Page(title=say("Approbations", "Approvals"), section="approvals")
    return Sample("web/gallery/approval.html", {"page": page, "waiting": waiting})


def figures() -> list[Figure]:
    unit, millions = unit_text("XOF"), say("M F CFA", "M F CFA")
    return [
        Figure(
            name=say("Encours", "Outstanding"), value="1 284,6", unit=millions,
            change=say("+2,1 % sur un mois", "+2.1 % in a month"), tone=Tone.GOOD,
            target=say("objectif 1 300", "target 1,300"), url=here("list"),
        ),
        Figure(
            name="PAR 30", value="4,8", unit="%",
            change=say("+0,6 point", "+0.6 points"), tone=Tone.LATE,
            target=say("plafond 5,0 %", "limit 5.0 %"), url=here("list"),
        ),
        Figure(
            name=say("Attendu aujourd’hui", "Due today"), value=xof(6_412_500), url=here("list"),
            target=say("143 échéances", "143 instalments"),
        ),
        Figure(
            name=say("Encaissé aujourd’hui", "Collected today"), value=xof(4_108_200),
            change="64 %", tone=Tone.WARNING, url=here("list"),
            target=say("à 14 h 05", "at 14:05"),
        ),
        Figure(
            name=say("Décaissé ce mois", "Disbursed this month"), value="96,3", unit=millions,
            target=say("plan 110", "plan 110"), url=here("list"),
        ),
        Figure(
            name=say("Liquidité", "Liquidity"), value=xof(38_250_000), unit="",
            target=say(f"seuil 25 000 000 {unit}", f"floor 25,000,000 {unit}"), url=here("list"),
        ),
    ]  # fmt: skip


def charts() -> list[Chart]:
    months = [f"{month:02d}/26" for month in range(1, 12)]
    unit = unit_text("XOF")
    return [
        Chart(
            id="par", kind="line", title=say("Portefeuille à risque", "Portfolio at risk"),
            labels=months, label_title=say("Mois", "Month"), unit="%", url=here("list"),
            series=[
                Series("PAR 1", [9, 8, 9, 10, 9, 8, 8, 9, 10, 9, 9], 2),
                Series("PAR 30", [4, 4, 5, 5, 4, 4, 3, 4, 4, 4, 5], 1),
                Series("PAR 90", [2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2], 5),
            ],
            note=say("Situation au 21 nov. 2026", "As of 21 Nov 2026"),
        ),
        Chart(
            id="flows", kind="stacked", title=say("Encaissements", "Collections"),
            labels=months, label_title=say("Mois", "Month"), unit=unit,
            series=[
                Series(say("Capital", "Principal"),
                       [n * 1_000_000 for n in (31, 33, 30, 36, 38, 35, 40, 42, 41, 44, 29)], 1),
                Series(say("Intérêts", "Interest"),
                       [n * 1_000_000 for n in (7, 8, 7, 8, 9, 8, 9, 10, 9, 10, 7)], 2),
                Series(say("Pénalités", "Penalties"),
                       [n * 100_000 for n in (9, 8, 12, 10, 9, 8, 8, 11, 12, 10, 9)], 3),
            ],
        ),
        Chart(
            id="officers", kind="bars", title=say("Encours par agent", "Outstanding by officer"),
            labels=["A. KANE", "M. FAYE", "S. DIENG", "B. NDOUR", "C. SY"],
            label_title=say("Agent", "Officer"), unit=unit,
            series=[Series(say("Encours", "Outstanding"),
                           [312_000_000, 287_500_000, 264_100_000, 241_000_000, 180_000_000], 1)],
        ),
    ]  # fmt: skip


def dashboard_sample(request: HttpRequest) -> Sample:
    page = Page(
        title=say("Pilotage", "Steering"),
        section="steering",
        facts=(
            Fact(say("Période", "Period"), say("novembre 2026", "November 2026")),
            Fact(say("Données au", "Data as of"), AT),
        ),
    )
    query = request.GET
    chips = chips_for(
        query,
        "period",
        [
            ("week", say("Semaine", "Week"), None),
            ("month", say("Mois", "Month"), None),
            ("year", say("Année", "Year"), None),
        ],
    )
    worst = [row for row in loan_rows() if row.cells["overdue"].is_positive]
    table = Table(
        caption=say("Crédits qui font le PAR 30", "Loans behind PAR 30"),
        columns=loan_columns(),
        rows=worst,
        empty=Empty("", ""),
        totals={"overdue": xof(206_400)},
    )
    return Sample(
        "web/gallery/dashboard.html",
        {"page": page, "figures": figures(), "charts": charts(), "table": table, "chips": chips},
    )


def progress_sample(request: HttpRequest) -> Sample:
    works = [
        Progress(
            name=say("Clôture de la journée du 21 nov. 2026", "Closing the day of 21 Nov 2026"),
            done=61_250,
            total=100_000,
            remaining=say("encore 40 secondes environ", "about 40 seconds left"),
            url=here("progress"),
        ),
        Progress(
            name=say("Import de 49 102 opérations", "Import of 49,102 transactions"),
            done=49_102,
            total=49_102,
            failed=3,
            url=here("progress"),
            result_url=here("list"),
        ),
    ]
    return Sample("web/gallery/progress.html", {"works": works})


def confirmation_sample(request: HttpRequest) -> Sample:
    done = Confirmation(
        said=say("Remboursement encaissé", "Repayment received"),
        reference="EC-2026-018223",
        amount=xof(38_400),
        facts=[
            Fact(say("Crédit", "Loan"), Link("PR-2026-000398", here("file"))),
            Fact(say("Reste dû", "Left to pay"), xof(373_350)),
            Fact(say("Solde de la caisse", "Till balance"), xof(1_946_250)),
        ],
        actions=[
            Action(say("Client suivant", "Next client"), here("list")),
            Action(say("Imprimer le reçu", "Print the receipt"), here("print")),
        ],
    )
    page = Page(title=say("Encaissement", "Payment"), section="till")
    return Sample(
        "web/gallery/confirmation.html", {"page": page, "done": done, "receipt": make_receipt()}
    )


def make_receipt() -> Receipt:
    return Receipt(
        institution="Mutuelle Teranga",
        branch="Dakar Médina",
        title=say("Reçu", "Receipt"),
        number="RC-2026-004511",
        day=DAY,
        lines=[
            Fact(say("Client", "Client"), Person("Mamadou Lamine", "Diallo")),
            Fact(say("Crédit", "Loan"), "PR-2026-000398"),
            Fact(say("Capital", "Principal"), xof(29_100)),
            Fact(say("Intérêts", "Interest"), xof(8_100)),
            Fact(say("Pénalités", "Penalties"), xof(1_200)),
        ],
        amount=xof(38_400),
        teller="Modou FAYE",
    )


def print_sample(request: HttpRequest) -> Sample:
    page = Page(title=say("Situation du crédit PR-2026-000398", "Statement of PR-2026-000398"))
    signers = [say("La cheffe d’agence", "The branch manager"), say("Le client", "The client")]
    table = Table(
        caption=say("Crédits", "Loans"),
        columns=loan_columns(),
        rows=loan_rows(),
        empty=Empty("", ""),
        totals={"overdue": xof(206_400)},
    )
    return Sample("web/gallery/print.html", {"page": page, "table": table, "signers": signers})


SAMPLES: dict[str, Callable[[HttpRequest], Sample]] = {
    "values": values_sample,
    "list": list_sample,
    "list-empty": empty_sample,
    "file": file_sample,
    "form": form_sample,
    "form-errors": errors_sample,
    "refusal": refusal_sample,
    "wizard": wizard_sample,
    "approval": approval_sample,
    "dashboard": dashboard_sample,
    "progress": progress_sample,
    "confirmation": confirmation_sample,
    "print": print_sample,
}
