"""A wrong value in the environment stops start-up; a right one is typed."""

import base64
import os
import stat
from pathlib import Path

import pytest

from nafa.runtime.configuration.data_folder import default_data_folder, make_data_folder
from nafa.runtime.configuration.databases import database_settings
from nafa.runtime.configuration.environment import Environment, read_environment
from nafa.runtime.configuration.secret_files import (
    make_missing_secrets,
    require_lasting_secrets,
    with_kept_secrets,
)
from nafa.runtime.refusals import Refused

KEY = bytes(range(32))
EXTERNAL = "postgresql://awa:pass%40word@db.example:5433/nafa?sslmode=require"


def environment(tmp_path: Path, **more: str) -> Environment:
    return read_environment({"HOME": str(tmp_path), "NAFA_DATA": str(tmp_path / "data"), **more})


def test_nothing_said_means_embedded_in_french(tmp_path: Path) -> None:
    read = environment(tmp_path)

    assert read.is_embedded
    assert (read.host, read.port, read.language, read.debug) == ("127.0.0.1", 8000, "fr", False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NAFA_PORT", "eighty"),
        ("NAFA_PORT", "0"),
        ("NAFA_PORT", "65536"),
        ("NAFA_PORT", "²"),
        ("NAFA_DATABASE_PORT", "-1"),
        ("NAFA_DATABASE_URL", "mysql://localhost/nafa"),
        ("NAFA_DATABASE_URL", "postgresql://localhost"),
        ("NAFA_DATABASE_ROLE", "root"),
        ("NAFA_DEBUG", "maybe"),
        ("NAFA_LANGUAGE", "de"),
        ("NAFA_DATA", "relative/folder"),
        ("NAFA_SECRET_KEY", "short"),
        ("NAFA_MASTER_KEY", "not base64 at all"),
        ("NAFA_MASTER_KEY", base64.b64encode(b"31 bytes are not enough").decode()),
        ("NAFA_MASTER_KEY_FILE", "/does/not/exist"),
        ("NAFA_WEB_WORKERS", "0"),
        ("NAFA_KEY_TOKEN", "libsofthsm2.so:nafa"),
        ("NAFA_KMS_KEY", "alias/nafa"),
        ("NAFA_OLD_KMS_KEYS", "mrk-1, alias/nafa"),
        ("NAFA_KMS_ENDPOINT", "http://kms.example.org"),
        ("NAFA_FULL_CHECK", "weekly"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_with_advice(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(Refused) as refusal:
        environment(tmp_path, **{name: value})

    assert name in refusal.value.words
    assert refusal.value.advice


@pytest.mark.parametrize(
    ("given", "advised"),
    [
        ({"NAFA_KEY_TOKEN": "/lib/p11.so:nafa", "NAFA_KMS_KEY": "mrk-1"}, "NAFA_OLD_KMS_KEYS"),
        ({"NAFA_KMS_KEY": "mrk-1"}, "NAFA_KMS_REGION"),
        ({"NAFA_OLD_KMS_KEYS": "mrk-1"}, "NAFA_KMS_REGION"),
        ({"NAFA_KMS_SECRET_KEY": "s"}, "NAFA_KMS_ACCESS_KEY"),
    ],
)
def test_a_holder_of_the_master_key_that_is_half_said_is_refused(
    tmp_path: Path, given: dict[str, str], advised: str
) -> None:
    with pytest.raises(Refused) as refusal:
        environment(tmp_path, **given)

    assert advised in refusal.value.advice


def test_a_refused_secret_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        environment(tmp_path, NAFA_SECRET_KEY="too-short-secret")

    assert "too-short-secret" not in f"{refusal.value.words} {refusal.value.advice}"


def test_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(base64.b64encode(KEY).decode() + "\n")

    assert environment(tmp_path, NAFA_MASTER_KEY_FILE=str(file)).master_key == KEY


def test_an_external_database_acts_as_the_application_and_migrates_as_its_log_in(
    tmp_path: Path,
) -> None:
    app = database_settings(environment(tmp_path, NAFA_DATABASE_URL=EXTERNAL))
    owner = database_settings(
        environment(tmp_path, NAFA_DATABASE_URL=EXTERNAL, NAFA_DATABASE_ROLE="owner")
    )

    assert (app["NAME"], app["HOST"], app["PORT"]) == ("nafa", "db.example", "5433")
    assert app["PASSWORD"] == "pass@word"
    assert app["OPTIONS"]["sslmode"] == "require"
    assert app["OPTIONS"]["options"] == "-c role=nafa_app"
    assert "options" not in owner["OPTIONS"]


def test_migrations_may_have_a_log_in_of_their_own(tmp_path: Path) -> None:
    both = {
        "NAFA_DATABASE_URL": EXTERNAL,
        "NAFA_DATABASE_OWNER_URL": "postgresql://chief@db.example/nafa",
    }

    assert database_settings(environment(tmp_path, **both))["USER"] == "awa"
    owner = database_settings(environment(tmp_path, **both, NAFA_DATABASE_ROLE="owner"))
    assert owner["USER"] == "chief"


def test_secrets_are_made_once_and_closed(tmp_path: Path) -> None:
    read = environment(tmp_path)
    make_data_folder(read.data)

    make_missing_secrets(read)
    first = with_kept_secrets(read)
    make_missing_secrets(read)

    assert with_kept_secrets(read) == first
    require_lasting_secrets(read)
    for file in (read.data / "secrets").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_beside_an_external_database_missing_secrets_are_refused(tmp_path: Path) -> None:
    read = environment(tmp_path, NAFA_DATABASE_URL=EXTERNAL)

    make_missing_secrets(read)

    with pytest.raises(Refused, match="NAFA_SECRET_KEY"):
        require_lasting_secrets(read)
    assert not read.data.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has two default folders")
def test_root_with_a_closed_home_keeps_data_where_other_users_can_pass(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    assert default_data_folder({"HOME": str(closed)}) == Path("/var/lib/nafa")
    assert default_data_folder({"HOME": "/srv"}) == Path("/srv/.local/share/nafa")
