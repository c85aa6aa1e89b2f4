"""`nafa loan replay` from outside: the judge of the shared cases, help, refusals, exit codes."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parents[4] / "shared" / "cases"
NAFA = [sys.executable, "-m", "nafa.runtime.cli.main"]
DISBURSED = {
    "id": "one",
    "terms": {
        "schedule_type": "PROGRESSIVE",
        "interest_type": "DECLINING_BALANCE",
        "number_of_repayments": 2,
        "repay_every": {"every": 1, "unit": "MONTHS"},
        "rate": "0",
        "principal": "100",
    },
    "disburse": {"date": "2026-01-01", "amount": "100"},
}
WANTED = {
    "1 gate": (1.0, 1.0),
    "unit": (1.0, 1.0),
    "hand": (1.0, 1.0),
    "2": (0.94, 0.94),
}


def nafa(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it, with no database in its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NAFA_")}
    environ = {**kept, "NAFA_LANGUAGE": "en", "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [*NAFA, *arguments], env=environ, capture_output=True, text=True, check=False, timeout=120
    )


def replayed(folder: Path, *cases: object, **tables: object) -> list[dict[str, object]]:
    path = folder / "cases.json"
    path.write_text(json.dumps({**tables, "cases": list(cases)}))
    done = nafa("loan", "replay", str(path))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.skipif(not CASES.is_dir(), reason="THE SHARED CASES ARE NOT BESIDE THE PROJECT")
def test_the_judge_finds_the_rates_that_were_reached():
    judged = subprocess.run(
        [
            sys.executable,
            str(CASES / "judge_loan_cases.py"),
            str(CASES / "loan_cases.json"),
            "--",
            *NAFA,
            "loan",
            "replay",
        ],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=300,
    )

    rates = json.loads(judged.stdout.splitlines()[-1])
    reached = {
        tier: (found["schedule"] / found["cases"], found["all"] / found["cases"])
        for tier, found in rates.items()
    }
    for tier, (schedules, everything) in WANTED.items():
        assert reached[tier][0] >= schedules, (tier, judged.stdout)
        assert reached[tier][1] >= everything, (tier, judged.stdout)


def test_an_answer_is_a_line_of_json(tmp_path: Path):
    (answer,) = replayed(tmp_path, DISBURSED)

    assert (answer["id"], answer["error"]) == ("one", None)
    (snapshot,) = answer["snapshots"]  # type: ignore[misc]
    assert [row[5] for row in snapshot["schedule"]] == [None, "50", "50"]


def test_a_packed_file_is_read_too(tmp_path: Path):
    path = tmp_path / "cases.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"cases": [DISBURSED]}).encode()))

    done = nafa("loan", "replay", str(path))

    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"rate": "abc"}, "cases.number_wanted: rate = 'abc'"),
        ({"rate": "-1"}, "terms.out_of_range (rate)"),
        ({"number_of_repayments": "1.5"}, "cases.whole_number_wanted: number_of_repayments"),
        ({"interest_type": "ROUND"}, "cases.word_unknown: interest_type = 'ROUND'"),
        ({"repay_every": "monthly"}, "cases.object_wanted: repay_every = 'monthly'"),
        ({"principal": "100.001"}, "cases.amount_too_fine: principal"),
        ({"grace_on_principal_payment": 2}, "terms.grace_too_long (grace_principal)"),
        ({"tranches": 3}, "cases.list_wanted: tranches"),
    ],
)
def test_a_case_that_cannot_be_says_why_and_the_others_go_on(
    tmp_path: Path, change: dict[str, object], error: str
):
    wrong = {**DISBURSED, "id": "wrong", "terms": {**DISBURSED["terms"], **change}}  # type: ignore[dict-item]

    first, second = replayed(tmp_path, wrong, DISBURSED)

    assert str(first["error"]).startswith(error)
    assert second["error"] is None


@pytest.mark.parametrize(
    ("steps", "error"),
    [
        ([{"op": "dance"}], "cases.step_unknown: op = 'dance'"),
        ([{"op": "approve", "date": "2026-01-01", "amount": "1"}], "cases.loan_missing"),
        ([{"op": "create_loan", "loan": {"product": "X"}}], "cases.product_unknown: product"),
        ([{"op": "business_date", "date": "yesterday"}], "cases.date_wanted: date = 'yesterday'"),
    ],
)
def test_steps_that_cannot_be_say_why(tmp_path: Path, steps: list[object], error: str):
    (answer,) = replayed(tmp_path, {"id": "x", "steps": steps}, products={})

    assert str(answer["error"]).startswith(error)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    done = nafa("loan", "replay", str(tmp_path / "none.json"))

    assert done.returncode == 1
    assert "cannot be read" in done.stderr
    assert "→ Check the name of the file" in done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ("[]", "holds no list of cases (cases.object_wanted)"),
        ("{}", "holds no list of cases (cases.list_wanted)"),
        ('{"cases": [1]}', "holds no list of cases (cases.list_wanted)"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, words: str):
    path = tmp_path / "cases.json"
    path.write_text(text)

    done = nafa("loan", "replay", str(path))

    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr


def test_wrong_usage_is_two_and_help_is_zero():
    assert nafa("loan").returncode == 2
    assert nafa("loan", "replay").returncode == 2
    shown = nafa("loan", "replay", "--help")
    assert (shown.returncode, "CASES.json" in shown.stdout) == (0, True)
