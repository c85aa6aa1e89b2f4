"""Lists and files of invented loans."""

from datetime import date, timedelta

from django.http import QueryDict

from nafa.interfaces.web.parts import (
    Action,
    Fact,
    Happening,
    Link,
    Page,
    Person,
    Phone,
    State,
    Tab,
    Tone,
)
from nafa.interfaces.web.samples.house import AT, DAY, Sample, here, say, xof
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table, chips_for
from nafa.interfaces.web.written import unit_text
from nafa.lib.money import Money

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


def list_sample(query: QueryDict) -> Sample:
    page = Page(
        title=say("Crédits", "Loans"),
        section="loans",
        action=Action(say("Nouvelle demande", "New application"), here("form")),
    )
    table = loan_table(query, rows=loan_rows())
    return Sample("web/gallery/list.html", {"page": page, "table": table})


def empty_sample(_query: QueryDict) -> Sample:
    page = Page(title=say("Crédits en retard", "Loans in arrears"), section="loans")
    table = loan_table(QueryDict("state=late"), rows=[])
    return Sample("web/gallery/list.html", {"page": page, "table": table})


def values_sample(_query: QueryDict) -> Sample:
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


def file_sample(_query: QueryDict) -> Sample:
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
            Tab(say("Pièces", "Documents"), here("list-empty")),
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


def print_sample(_query: QueryDict) -> Sample:
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
