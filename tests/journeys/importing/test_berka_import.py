"""The Berka mapping on PostgreSQL: what comes in, what is refused with nothing kept, again."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from journeys.importing import berka_like
from nafa.clients import queries as clients
from nafa.journeys.importing import errors
from nafa.journeys.importing.mapping import load_mapping
from nafa.journeys.importing.running import Report, import_portfolio
from nafa.kernel.identity.contexts import institution, system_context
from nafa.kernel.models import Branch, Institution
from nafa.ledger import queries as books
from nafa.lending import queries as loans
from nafa.lib.money import Money
from nafa.savings import queries as savings

REAL = Path(__file__).parents[4] / "shared" / "data" / "berka"
TABLES = ("kernel_institution", "kernel_branch", "kernel_commandrecord", "clients_client",
          "savings_savingsaccount", "savings_holder", "savings_card", "savings_standingorder",
          "lending_loan", "lending_instalment", "ledger_entry", "ledger_account")  # fmt: skip


def czk(amount: str) -> Money:
    return Money.of(amount, "CZK")


def bring(folder: Path, **options: Any) -> Report:
    return import_portfolio(folder, load_mapping("berka"), **options)


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}', count(*) FROM {t}" for t in TABLES))
        return dict(cursor.fetchall())


def account(number: str) -> savings.AccountView:
    ctx = system_context(key="reading")
    row = savings.account_by_number(ctx, number)
    assert row is not None
    return savings.account_view(ctx, row.id)


@pytest.fixture
def imported(fresh_database: Any, tmp_path: Path) -> Report:
    return bring(berka_like.write(tmp_path / "bank"))


def test_an_empty_database_becomes_the_bank(imported: Report) -> None:
    assert (imported.outcome, imported.founded) == ("imported", True)
    assert [(f.file, f.rows, f.imported) for f in imported.files] == [
        ("district.asc", 2, 2), ("client.asc", 3, 3), ("account.asc", 2, 2), ("disp.asc", 3, 3),
        ("card.asc", 1, 1), ("order.asc", 2, 2), ("loan.asc", 2, 2), ("trans.asc", 8, 8),
    ]  # fmt: skip
    assert (institution().currency, institution().jurisdiction) == ("CZK", "generic")
    assert institution().business_date == date(1994, 4, 1)
    assert list(Branch.objects.values_list("code", "name")) == [("1", "Praha"), ("2", "Benesov")]


def test_birth_numbers_give_sex_and_birth_date_and_clients_are_found(imported: Report) -> None:
    ctx = system_context(key="reading")

    found = {row.name: clients.get_client(ctx, row.id) for row in clients.search(ctx, "Client")}

    assert {name: (c.sex, c.birth_date) for name, c in found.items()} == {
        "Client 1": ("F", date(1970, 12, 13)),
        "Client 2": ("M", date(1945, 2, 4)),
        "Client 3": ("F", date(1940, 10, 9)),
    }


def test_every_movement_is_posted_against_the_account_of_its_nature(imported: Report) -> None:
    rows = savings.statement(system_context(key="reading"), account("10").row.id)

    assert [(r.kind, r.paid_in - r.paid_out, r.reference) for r in rows] == [
        ("savings.deposit", czk("700.00"), "berka:1"),
        ("savings.interest", czk("3.40"), "berka:2"),
        ("savings.fee", czk("-14.60"), "berka:3"),
        ("savings.loan", czk("-800.00"), "berka:4"),
        ("savings.penalty", czk("-1.10"), "berka:5"),
    ]
    nets = {row.code: row.closing_net for row in books.trial_balance(on=date(1994, 3, 31))}
    assert nets == {
        "101": 70000 - 50000,
        "102": 250050 - 10025,
        "251": -(-11230 + 190025),
        "302": -80000,
        "601": 340,
        "702": -110,
        "703": -1460,
    }
    assert books.verify().findings == ()


def test_holders_cards_and_orders_are_kept(imported: Report) -> None:
    view = account("20")

    assert view.row.client == "Client 2"
    assert [(h.client, h.role, h.cards) for h in view.holders] == [
        ("Client 2", "OWNER", ()),
        ("Client 3", "PROXY", (("GOLD", date(1993, 11, 7)),)),
    ]
    assert [(o.amount, o.payee_account, o.purpose) for o in view.orders] == [
        (czk("3372.70"), "89597016", "")
    ]
    assert account("10").orders[0].purpose == "HOUSEHOLD"


def test_loans_are_contracts_with_schedules_and_no_invented_money(imported: Report) -> None:
    rows = loans.loans(system_context(key="reading"))

    assert {row.status for row in rows} == {"CONTRACTED"}
    assert all(row.outstanding == czk("0") for row in rows)
    first = next(row for row in rows if row.principal == czk("96396"))
    folded = loans.loan_view(system_context(key="reading"), first.id).folded
    assert [i.sum for i in folded.schedule] == [czk("8033")] * 12
    assert folded.schedule[0].due_date == date(1993, 8, 5)
    origin = loans.origin_of(first.id)
    assert origin is not None
    assert (origin.former_number, origin.reported_status, origin.savings_number) == (
        "5314", "B", "10",
    )  # fmt: skip


def test_sums_are_those_of_the_rows_and_printed_differences_are_told(imported: Report) -> None:
    assert imported.sums is not None
    told = imported.sums.plain()

    assert account("10").row.balance == czk("-112.30")
    assert account("20").row.balance == czk("1900.25")
    assert (told["net"], told["accounts"]) == (czk("1787.95"), 2)
    assert (told["printed_compared"], told["printed_within_10_minor"]) == (2, 2)


def test_a_second_run_brings_nothing_and_a_longer_file_only_what_is_new(
    imported: Report, tmp_path: Path
) -> None:
    before = counts()

    again = bring(tmp_path / "bank")

    assert (again.outcome, again.imported, again.founded) == ("unchanged", 0, False)
    assert counts() == before
    longer = berka_like.FILES["trans.asc"] + '9;20;940401;"PRIJEM";"VKLAD";1.00;1901.30;"";;\n'
    more = bring(berka_like.write(tmp_path / "more", trans=longer))
    assert more.imported == 1
    assert account("20").row.balance == czk("1901.25")


def test_a_killed_run_is_taken_up(
    fresh_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = berka_like.write(tmp_path / "bank")

    def power_cut(progress: Any) -> None:
        if (progress.file, progress.phase) == ("loan.asc", "keep"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(folder, watch=power_cut)
    assert counts()["lending_loan"] == 0
    rest = bring(folder)

    assert (rest.outcome, rest.imported) == ("imported", 2 + 8)
    assert counts()["ledger_entry"] == 8
    assert books.verify().findings == ()


def test_a_dry_run_checks_all_and_keeps_nothing(fresh_database: Any, tmp_path: Path) -> None:
    report = bring(berka_like.write(tmp_path / "bank"), dry_run=True)

    assert (report.outcome, report.rows) == ("checked", 23)
    assert not Institution.objects.exists()


SPOILT = [
    ("trans", "930131", "930231", [("trans.asc", 3, "date", "930231", "not_a_date")]),
    ("trans", "6;20;", "6;99;", [("trans.asc", 7, "account_id", "99", "reference_unknown")]),
    ("trans", "2500.50", "2x00.50", [("trans.asc", 7, "amount", "2x00.50", "not_a_number")]),
    ("trans", ";2500.50;2500.50", ";;2500.50", [("trans.asc", 7, "amount", "", "empty")]),
    ("trans", ";500.00", ";-500.00", [("trans.asc", 8, "amount", "-500.00", "not_positive")]),
    ("trans", ";500.00", ";500.005", [("trans.asc", 8, "amount", "500.005", "too_fine")]),
    ("trans", ";500.00", ";1e30", [("trans.asc", 8, "amount", "1e30", "too_large")]),
    ("trans", ";500.00", ";NaN", [("trans.asc", 8, "amount", "NaN", "not_a_number")]),
    ("trans", '"VYBER";"VYBER"', '"VYBOR";"VYBER"',
     [("trans.asc", 8, "type", "VYBOR", "code_unknown")]),
    ("trans", "7;20", "6;20", [("trans.asc", 8, "trans_id", "6", "key_twice")]),
    ("trans", '"DUCHOD"', '"DŮCHOD"',
     [("trans.asc", 7, "k_symbol", "D\\xc5\\xaeCHOD", "wrong_encoding")]),
    ("trans", ';"EF";2', ';"EF"', [("trans.asc", 7, "", "", "cell_count")]),
    ("client", "706213", "701313", [("client.asc", 2, "birth_number", "701313", "birth_number")]),
    ("client", '"406009";2', '"406009";9',
     [("client.asc", 4, "district_id", "9", "reference_unknown")]),
    ("loan", "8033.00", "8030.00",
     [("loan.asc", 2, "payments", "8030.00", "instalment_differs")]),
    ("loan", ";36;", ";0;", [("loan.asc", 3, "duration", "0", "not_positive")]),
    ("card", "201", "999", [("card.asc", 2, "disp_id", "999", "lookup_failed")]),
    ("account", "10;1;", "11;1;", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "expected"), SPOILT)
def test_a_spoilt_copy_is_refused_and_nothing_is_kept(
    fresh_database: Any, tmp_path: Path, name: str, old: str, new: str, expected: Any
) -> None:
    before = counts()

    report = bring(berka_like.write(tmp_path / "bank", **berka_like.spoilt(name, old, new)))

    found = [(f.file, f.line, f.column, f.value, f.code) for f in report.faults]
    assert report.outcome == "refused"
    assert all(fault.words for fault in report.faults)
    assert counts() == before
    if expected is not None:
        assert found == expected
    else:  # account 10 is gone: everything that belongs to it is named
        assert {f[0] for f in found} == {
            "account.asc", "disp.asc", "order.asc", "loan.asc", "trans.asc",
        }  # fmt: skip


def test_all_faults_of_all_files_are_listed_at_once(fresh_database: Any, tmp_path: Path) -> None:
    changes = {
        **berka_like.spoilt("client", "450204", "4502"),
        "trans": berka_like.FILES["trans.asc"].replace("930131", "93-01-31").replace("1.10", "x"),
    }

    report = bring(berka_like.write(tmp_path / "bank", **changes))

    assert [(f.file, f.line, f.column) for f in report.faults] == [
        ("client.asc", 3, "birth_number"),
        ("trans.asc", 3, "date"), ("trans.asc", 4, "date"), ("trans.asc", 6, "amount"),
    ]  # fmt: skip


def test_a_missing_column_names_it_and_what_depends_on_the_file_is_not_judged(
    fresh_database: Any, tmp_path: Path
) -> None:
    folder = berka_like.write(
        tmp_path / "bank", **berka_like.spoilt("account", '"district_id"', '"okres"')
    )

    report = bring(folder)

    assert (report.faults[0].column, report.faults[0].code) == ("district_id", "column_missing")
    assert {f.code for f in report.faults[1:]} == {"not_checked"}
    assert not Institution.objects.exists()


def test_a_missing_file_and_another_encoding_are_refused(
    fresh_database: Any, tmp_path: Path
) -> None:
    folder = berka_like.write(tmp_path / "bank")
    (folder / "order.asc").unlink()
    (folder / "trans.asc").write_bytes(berka_like.FILES["trans.asc"].encode("utf-16"))

    report = bring(folder)

    codes = {(f.file, f.code) for f in report.faults}
    assert ("order.asc", "file_missing") in codes
    assert ("trans.asc", "column_missing") in codes
    assert counts()["clients_client"] == 0


@pytest.mark.django_db
def test_an_institution_of_another_currency_is_left_alone(house: Any, tmp_path: Path) -> None:
    with pytest.raises(errors.ImportCurrencyOther):
        bring(berka_like.write(tmp_path / "bank"))
    with pytest.raises(errors.PathMissing):
        bring(tmp_path / "nowhere")


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="the Berka data is not beside the repository")
def test_the_whole_bank_comes_in_and_a_second_run_changes_nothing(fresh_database: Any) -> None:
    first = bring(REAL)

    found = counts()
    assert first.faults == []
    assert {f.kind: f.imported for f in first.files} == {
        "branch": 77, "client": 5_369, "savings_account": 4_500, "holder": 5_369, "card": 892,
        "standing_order": 6_471, "loan": 682, "transaction": 49_102,
    }  # fmt: skip
    assert found["ledger_entry"] == 49_102
    assert first.sums is not None
    told = first.sums.plain()
    assert told["net"] == czk("39246142.80")
    assert told["printed_compared"] == 1_229
    assert told["printed_within_10_minor"] == 1_063
    assert len(told["printed_differences"]) == 166
    sight = [row for row in books.trial_balance(on=date(1994, 3, 31)) if row.code == "251"]
    assert sight[0].closing_net == -told["net"].minor
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.former_number, b.credit_minor - b.debit_minor FROM savings_savingsaccount s"
            " JOIN ledger_balance b ON b.account_id = s.account_id"
            " WHERE b.debit_minor + b.credit_minor > 0"
        )
        assert dict(cursor.fetchall()) == first.sums.net
    assert books.verify().findings == ()

    second = bring(REAL)

    assert (second.outcome, second.imported) == ("unchanged", 0)
    assert counts() == found
