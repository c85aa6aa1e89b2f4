"""Of what the program is made, and what is known against it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from nafa.runtime.cli import sbom
from nafa.runtime.cli.weaknesses import read
from nafa.runtime.refusals import Refused

LOCK = sbom.LOCK.read_text()


def test_the_bill_is_valid_names_every_package_and_is_the_same_every_time() -> None:
    bill, again = (json.dumps(sbom.bill_of(LOCK), sort_keys=True) for _ in range(2))

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    assert bill == again
    named = {one["name"] for one in json.loads(bill)["components"]}
    assert {"django", "psycopg", "cryptography", "granian"} <= named
    assert len(named) == LOCK.count("\n    # via") or len(named) >= 40


def test_another_lock_is_another_bill() -> None:
    other = sbom.bill_of(LOCK.replace("django==5", "django==4"))

    assert other["serialNumber"] != sbom.bill_of(LOCK)["serialNumber"]


def test_a_package_without_a_digest_is_refused() -> None:
    with pytest.raises(Refused, match="django"):
        sbom.bill_of("django==5.2.19\n")


def test_the_command_writes_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nafa.runtime.cli.main", "sbom"], capture_output=True, text=True
    )
    assert json.loads(done.stdout)["bomFormat"] == "CycloneDX"
    missing = subprocess.run(
        [sys.executable, "-m", "nafa.runtime.cli.main", "sbom", "--lock", str(tmp_path / "x")],
        capture_output=True, text=True,
    )  # fmt: skip
    assert missing.returncode == 1


def test_a_known_weakness_fails_and_silence_is_told() -> None:
    sound = {"name": "a", "version": "1", "vulns": []}
    weak = {"name": "b", "version": "2", "vulns": [{"id": "CVE-2026-1"}]}
    unknown = {"name": "c", "skip_reason": "not found"}

    assert read([sound]) == ([], [])
    assert read([sound, weak]).faults == ["b 2: CVE-2026-1"]
    assert len(read([sound, unknown]).notices) == 1
    assert len(read([unknown, unknown]).notices) == 1
    assert len(read([]).notices) == 1
