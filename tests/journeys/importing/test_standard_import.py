"""Nafa's own template in a workbook, into an institution that is at work."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from factories.house import FIRST_DAY, House, francs
from nafa.clients import queries as clients
from nafa.journeys.importing.mapping import load_mapping
from nafa.journeys.importing.running import import_portfolio
from nafa.lending import queries as loans
from nafa.savings import queries as savings

pytestmark = pytest.mark.django_db
HEADS = {
    "Clients": "numero type prenoms nom sexe naissance telephone adresse localite activite agence"
    " adhesion",
    "Epargne": "numero client type ouverture minimum",
    "Credits": "numero client montant echeances taux_annuel methode frequence decaissement"
    " premiere_echeance etat",
    "Mouvements": "numero compte date sens nature montant libelle",
}
SHEETS: dict[str, list[list[Any]]] = {
    "Clients": [
        ["A-1", "P", "Rokhaya", "Diop", "F", date(1980, 5, 17), "77 123 45 67", "", "Pikine",
         "Couture", "01", date(2019, 2, 1)],
        ["A-2", "G", "", "Takku Liggey", "", "", "", "", "Thiès", "", "02", "15/06/2020"],
    ],
    "Epargne": [
        ["L-1", "A-1", "LIVRET", date(2019, 2, 1), 1000],
        ["L-2", "A-2", "VUE", "16/06/2020", ""],
    ],
    "Credits": [
        ["K-1", "A-1", 300000, 6, 18, "DEGRESSIF", "MOIS", date(2025, 11, 3), "", "en cours"],
    ],
    "Mouvements": [
        [1, "L-1", date(2025, 12, 31), "E", "REPRISE", 45_500.0, "Solde repris"],
        [2, "L-2", "31/12/2025", "E", "REPRISE", 120000, "Solde repris"],
        [3, "L-2", FIRST_DAY, "S", "ESPECES", 20000, ""],
    ],
}  # fmt: skip


def workbook(folder: Path, **changed: list[list[Any]]) -> Path:
    path = folder / "portefeuille.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in {**SHEETS, **changed}.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate([HEADS[name].split(), *rows]):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(line, place, cell, day)
                    else:
                        sheet.write(line, place, cell)
    return path


def test_a_workbook_becomes_clients_accounts_contracts_and_balances(
    house: House, tmp_path: Path
) -> None:
    report = import_portfolio(workbook(tmp_path), load_mapping("standard"))

    assert [fault for fault in report.faults] == []
    assert [(one.kind, one.imported) for one in report.files] == [
        ("client", 2), ("savings_account", 2), ("loan", 1), ("transaction", 3),
    ]  # fmt: skip
    ctx = house.ctx("system")
    rokhaya = clients.get_client(ctx, clients.search(ctx, "rokhaya diop")[0].id)
    assert (rokhaya.phone, rokhaya.birth_date) == ("+221771234567", date(1980, 5, 17))
    assert (rokhaya.joined_date, rokhaya.branch_id) == (date(2019, 2, 1), house.branch_id)
    group = savings.account_by_number(ctx, "L-2")
    assert group is not None
    assert (group.client, group.branch, group.balance) == ("Takku Liggey", "Thiès", francs(100_000))
    booklet = savings.account_by_number(ctx, "L-1")
    assert booklet is not None
    assert (booklet.kind, booklet.minimum) == ("PASSBOOK", francs(1_000))
    owners = savings.account_view(ctx, booklet.id).holders
    assert [(h.client, h.role, h.since_date) for h in owners] == [
        ("Rokhaya DIOP", "OWNER", date(2019, 2, 1))
    ]
    loan = loans.loan_view(ctx, loans.loans(ctx)[0].id)
    assert (loan.row.status, len(loan.folded.schedule)) == ("CONTRACTED", 6)
    assert loan.folded.schedule[0].interest == francs(4_500)
    assert abs(loan.teg_percent - 18) < Decimal("0.01")  # proportional in Senegal
    again = import_portfolio(tmp_path, load_mapping("standard"))
    assert again.outcome == "unchanged"


@pytest.mark.parametrize(
    ("sheet", "line", "place", "value", "code"),
    [
        ("Clients", 0, 6, "12", "phone_invalid"),
        ("Clients", 0, 10, "09", "reference_unknown"),
        ("Clients", 1, 3, "", "empty"),
        ("Clients", 0, 5, date(2030, 1, 1), "date_ahead"),
        ("Epargne", 1, 2, "TERME", "code_unknown"),
        ("Credits", 0, 4, -1, "negative"),
        ("Credits", 0, 3, 2.5, "not_whole"),
        ("Credits", 0, 3, 900, "terms_refused"),
        ("Mouvements", 0, 5, 0.5, "too_fine"),
        ("Mouvements", 2, 2, date(2026, 1, 6), "date_ahead"),
        ("Mouvements", 2, 1, "L-9", "reference_unknown"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_kept(
    house: House, tmp_path: Path, sheet: str, line: int, place: int, value: Any, code: str
) -> None:
    rows = [list(row) for row in SHEETS[sheet]]
    rows[line][place] = value

    report = import_portfolio(workbook(tmp_path, **{sheet: rows}), load_mapping("standard"))

    assert (report.faults[0].file, report.faults[0].line) == (
        f"portefeuille.xlsx [{sheet}]",
        line + 2,
    )
    assert report.faults[0].code == code
    assert savings.accounts(house.ctx("system")) == []


def test_sheets_that_are_not_there_are_left_out_but_clients_are_wanted(
    house: House, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "portefeuille.xlsx") as book:
        book.add_worksheet("Autre").write(0, 0, "rien")

    report = import_portfolio(tmp_path, load_mapping("standard"))

    assert [(fault.file, fault.code) for fault in report.faults] == [
        ("portefeuille.xlsx [Clients]", "sheet_missing")
    ]


def test_a_file_that_is_no_workbook_is_refused(house: House, tmp_path: Path) -> None:
    (tmp_path / "portefeuille.xlsx").write_bytes(b"PK nothing of the kind")

    report = import_portfolio(tmp_path, load_mapping("standard"))

    assert {fault.code for fault in report.faults} == {"file_unreadable"}
