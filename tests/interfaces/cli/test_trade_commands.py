"""`nafa init`, `day-close`, `import`, `ledger verify` and `report`, as a terminal calls them."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.utils import translation
from python_calamine import CalamineWorkbook

from factories.house import FIRST_DAY, House, make_house
from journeys.importing import berka_like
from nafa.kernel.identity.contexts import business_date, context_for, institution
from nafa.kernel.models import Branch, Institution, User
from nafa.ledger import queries as books
from nafa.runtime.cli.main import main

Nafa = Callable[..., tuple[int, str, str]]
INIT = ("init", "--name", "Jappoo", "--jurisdiction", "uemoa/senegal", "--currency", "XOF",
        "--branch", "Médina", "--opened", "2026-01-05", "--generate-password")  # fmt: skip


@pytest.fixture
def nafa(
    fresh_database: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Nafa]:
    """Run a command in English: exit code, standard output, standard error."""
    monkeypatch.setenv("NAFA_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")
    for name in ("NAFA_DATA", "NAFA_SECRET_KEY", "NAFA_MASTER_KEY"):
        monkeypatch.setenv(name, fresh_database.environment()[name])

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(list(arguments))
        except SystemExit as wrong_usage:
            code = int(str(wrong_usage.code))
        said = capsys.readouterr()
        return code, said.out, said.err

    with translation.override("en"):
        yield run


@pytest.fixture
def bank(nafa: Nafa, tmp_path: Path) -> Path:
    folder = berka_like.write(tmp_path / "bank")
    assert nafa("import", str(folder), "--mapping", "berka")[0] == 0
    return folder


@pytest.fixture
def furnished(nafa: Nafa) -> House:
    return make_house()


def test_init_makes_an_institution_with_an_administrator_who_can_log_in(nafa: Nafa) -> None:
    code, out, _err = nafa(*INIT, "--admin", "babacar", "--json")

    told = json.loads(out)
    assert code == 0
    assert (institution().name, business_date()) == ("Jappoo", date(2026, 1, 5))
    assert Branch.objects.get().name == "Médina"
    user = authenticate(username=told["username"], password=told["password"])
    assert isinstance(user, User)
    assert context_for(user, channel="web", key="x").may("identity.manage")


def test_init_is_refused_for_a_second_institution_and_for_what_is_unknown(nafa: Nafa) -> None:
    for wrong, word in (("uemoa/atlantide", "jurisdiction"), ("XXX", "currency")):
        right = "XOF" if word == "currency" else "uemoa/senegal"
        arguments = [wrong if one == right else one for one in INIT]
        code, _out, err = nafa(*arguments)
        assert (code, word in err) == (1, True)
        assert not Institution.objects.exists()
    assert nafa(*INIT)[0] == 0

    code, _out, err = nafa(*INIT)

    assert code == 1
    assert "kernel.institution_exists" in err
    assert User.objects.count() == 1


def test_commands_without_an_institution_say_what_to_do(nafa: Nafa) -> None:
    for command in (["day-close"], ["ledger", "verify"], ["report", "TRIAL_BALANCE"]):
        code, _out, err = nafa(*command)

        assert code == 1
        assert "nafa init" in err


def test_the_journal_is_written_for_another_program_up_to_a_date(
    nafa: Nafa, furnished: House, tmp_path: Path
) -> None:
    code, out, _err = nafa("ledger", "export", "--format", "beancount")
    in_file = nafa("ledger", "export", str(tmp_path / "books.beancount"), "--until", "2031-01-01")
    before = nafa("ledger", "export", "--until", "2026-01-04")
    wrong = nafa("ledger", "export", "--format", "gnucash")

    assert (code, in_file, before[0], wrong[0]) == (0, (0, "", ""), 0, 2)
    assert 'option "title" "Jappoo"' in out
    assert '2026-01-05 * "journal.manual" "Capital"' in out
    assert "2026-01-06 balance Assets:1141:" in out
    assert (tmp_path / "books.beancount").read_text() == out
    assert " * " not in before[1]


def test_day_close_moves_the_date_and_a_closed_date_is_only_said(
    nafa: Nafa, furnished: House
) -> None:
    code, out, _err = nafa("day-close", "--date", "2026-01-07", "--json")
    again = nafa("day-close", "--date", "2026-01-07")

    assert code == 0
    assert json.loads(out) == {
        "closed": ["2026-01-05", "2026-01-06", "2026-01-07"],
        "business_date": "2026-01-08",
    }
    assert (again[0], "closed already" in again[1]) == (0, True)
    assert business_date() == date(2026, 1, 8)
    assert nafa("day-close")[0] == 0
    assert business_date() == date(2026, 1, 9)


def test_day_close_waits_for_an_open_till_and_then_goes_on(nafa: Nafa, furnished: House) -> None:
    furnished.open_till()

    code, _out, err = nafa("day-close")

    assert code == 1
    assert "payments.tills_still_open" in err
    assert business_date() == FIRST_DAY
    furnished.close_till()
    assert nafa("day-close")[0] == 0


def test_import_tells_faults_for_people_and_for_programs(nafa: Nafa, tmp_path: Path) -> None:
    folder = berka_like.write(tmp_path / "bank", **berka_like.spoilt("trans", "2500.50", "2x00.50"))

    code, out, _err = nafa("import", str(folder), "--mapping", "berka")
    assert code == 1
    assert "trans.asc, line 7, column amount: “2x00.50” not a number (import.not_a_number)" in out
    code, out, _err = nafa("import", str(folder), "--mapping", "berka", "--json")

    assert code == 1
    assert json.loads(out)["faults"] == [
        {
            "file": "trans.asc", "line": 7, "column": "amount", "value": "2x00.50",
            "code": "import.not_a_number", "reason": "not a number",
        }
    ]  # fmt: skip
    assert not Institution.objects.exists()


def test_import_reports_what_it_did_and_a_second_run_says_nothing_is_new(
    nafa: Nafa, bank: Path
) -> None:
    code, out, err = nafa("import", str(bank), "--mapping", "berka")
    as_json = json.loads(nafa("import", str(bank), "--mapping", "berka", "--json")[1])

    assert (code, "nothing new was imported" in out) == (0, True)
    assert "trans.asc" in err
    assert (as_json["outcome"], as_json["imported"], as_json["rows"]) == ("unchanged", 0, 23)
    assert as_json["sums"]["net"] == {"amount": "1787.95", "currency": "CZK"}


def test_import_refuses_an_unknown_mapping_and_wrong_usage(nafa: Nafa, tmp_path: Path) -> None:
    code, _out, err = nafa("import", str(tmp_path), "--mapping", "nowhere")

    assert (code, "berka, standard" in err) == (1, True)
    assert nafa("import", str(tmp_path))[0] == 2


def test_sound_books_are_verified(nafa: Nafa, bank: Path) -> None:
    code, out, _err = nafa("ledger", "verify", "--json")

    told = json.loads(out)
    assert (code, told["is_sound"], told["entries"], told["lines"]) == (0, True, 8, 16)
    assert told["totals"][0]["debit_minor"] == told["totals"][0]["credit_minor"]


@pytest.mark.parametrize(
    ("damage", "record", "fault"),
    [
        ("UPDATE ledger_balance SET credit_minor = credit_minor + 1 WHERE account_id ="
         " (SELECT account_id FROM savings_savingsaccount WHERE former_number = '20')",
         "account", "balance"),
        ("UPDATE ledger_line SET debit_minor = debit_minor + 1 WHERE debit_minor > 0 AND entry_id ="
         " (SELECT id FROM ledger_entry WHERE reference = 'berka:6')", "entry", "unbalanced"),
        ("UPDATE ledger_entry SET line_count = 3 WHERE reference = 'berka:6'",
         "entry", "line_count"),
        ("UPDATE ledger_entry SET value_date = '1993-01-14' WHERE reference = 'berka:6'",
         "entry", "value_date"),
    ],
)  # fmt: skip
def test_a_damaged_record_is_named(
    nafa: Nafa, bank: Path, damage: str, record: str, fault: str
) -> None:
    with connection.cursor() as cursor:
        table = damage.split()[1]
        cursor.execute(f"SET ROLE NONE; ALTER TABLE {table} DISABLE TRIGGER USER")  # the owner can
        cursor.execute(damage)
        assert cursor.rowcount == 1
        cursor.execute("SELECT number FROM ledger_entry WHERE reference = 'berka:6'")
        number = cursor.fetchone()[0]
        cursor.execute("SET ROLE nafa_app")

    code, out, _err = nafa("ledger", "verify", "--json")

    first = json.loads(out)["first"]
    assert (code, first["record"], first["fault"]) == (1, record, fault)
    assert first["name"] == (str(number) if record == "entry" else "251 E0000002")
    said = nafa("ledger", "verify")
    assert (said[0], f"First wrong record: {record} {first['name']}" in said[1]) == (1, True)


def test_the_trial_balance_is_the_same_in_every_format(
    nafa: Nafa, bank: Path, tmp_path: Path
) -> None:
    asked = ("report", "trial_balance", "--date", "1993-08-31", "--format")
    told = json.loads(nafa(*asked, "json", "--output", str(tmp_path / "x.json"))[1] or "{}")
    assert told == {}
    told = json.loads((tmp_path / "x.json").read_text())
    table = nafa(*asked, "csv", "--output", str(tmp_path / "x.csv"))
    nafa(*asked, "xlsx", "--output", str(tmp_path / "x.xlsx"))

    rows = {row["code"]: row for row in told["rows"]}
    assert rows["251"]["credit_balance"] == {"amount": "1888.20", "currency": "CZK"}
    assert told["totals"][0]["debit"] == told["totals"][0]["credit"]
    lines = (tmp_path / "x.csv").read_text().splitlines()
    assert table[0] == 0
    assert lines[0] == "code,label,debit,credit,debit_balance,credit_balance"
    assert any(line.startswith("251,Sight deposits,") for line in lines)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO((tmp_path / "x.xlsx").read_bytes()))
    cells = sheet.get_sheet_by_index(0).to_python()
    assert [row[5] for row in cells if row[0] == "251"] == [1888.2]
    assert books.differences(on=date(1993, 8, 31)) == []


def test_the_portfolio_is_reported_once_a_day_was_closed(nafa: Nafa, furnished: House) -> None:
    furnished.loan(amount=500_000)
    furnished.close_till()
    before = nafa("report", "PORTFOLIO", "--format", "json")
    nafa("day-close")

    told = json.loads(nafa("report", "PORTFOLIO", "--format", "json")[1])

    assert (before[0], "reporting.day_not_closed" in before[2]) == (1, True)
    assert told["as_of_date"] == FIRST_DAY.isoformat()
    rows = [(row["branch"], row["loans"], row["outstanding"]["amount"]) for row in told["rows"]]
    assert rows == [("Médina", 1, "500000")]
    assert told["totals"][0]["outstanding"]["amount"] == "500000"


def test_a_report_of_tomorrow_or_of_no_name_is_refused(nafa: Nafa, furnished: House) -> None:
    assert "reporting.date_not_reached" in nafa("report", "PORTFOLIO", "--date", "2030-01-01")[2]
    code, _out, err = nafa("report", "NOTHING")

    assert (code, "TRIAL_BALANCE, PORTFOLIO" in err) == (1, True)


def test_a_product_is_written_and_brought_in(furnished: House, nafa: Nafa, tmp_path: Path) -> None:
    furnished.product("IND")
    path = tmp_path / "ind.toml"

    written = nafa("product", "export", "IND", str(path))
    path.write_text(path.read_text().replace('rate = "18"', 'rate = "15"'))
    brought = nafa("product", "import", str(path))
    printed = nafa("product", "export", "IND")

    assert (written[0], brought[:2]) == (0, (0, "IND: version 2 is in force.\n"))
    assert 'rate = "15"' in printed[1]


def test_a_product_that_cannot_be_brought_in_says_why(
    furnished: House, nafa: Nafa, tmp_path: Path
) -> None:
    furnished.product("IND")
    path = tmp_path / "ind.toml"
    nafa("product", "export", "IND", str(path))
    path.write_text(path.read_text().replace('rate = "18"', 'rate = "1001"'))

    refused = nafa("product", "import", str(path))
    missing = nafa("product", "import", str(tmp_path / "none.toml"))
    unknown = nafa("product", "export", "NONE")

    assert refused[0] == 1 and "rate (terms.out_of_range)" in refused[2]
    assert (missing[0], unknown[0]) == (1, 1)
