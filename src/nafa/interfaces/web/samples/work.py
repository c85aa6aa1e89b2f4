"""A dashboard, long work, a confirmation with its receipt."""

from django.http import QueryDict

from nafa.interfaces.web.charts import Chart, Series
from nafa.interfaces.web.parts import (
    Action,
    Confirmation,
    Fact,
    Figure,
    Link,
    Page,
    Person,
    Progress,
    Receipt,
    ReceiptProof,
    Tone,
)
from nafa.interfaces.web.samples.house import AT, DAY, Sample, here, say, xof
from nafa.interfaces.web.samples.loans import loan_columns, loan_rows
from nafa.interfaces.web.tables import Empty, Table, chips_for
from nafa.interfaces.web.written import unit_text


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


def dashboard_sample(query: QueryDict) -> Sample:
    page = Page(
        title=say("Pilotage", "Steering"),
        section="steering",
        facts=(
            Fact(say("Période", "Period"), say("novembre 2026", "November 2026")),
            Fact(say("Données au", "Data as of"), AT),
        ),
    )
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


def progress_sample(_query: QueryDict) -> Sample:
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


def confirmation_sample(_query: QueryDict) -> Sample:
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
        proof=ReceiptProof(code="7K3M-9QXA-TR5V-2H"),
    )
