"""The master key in a real PKCS#11 token: SoftHSM2. Skipped, and counted, where it is not there."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import FreshDatabase
from factories.house import make_house
from nafa.clients import queries
from nafa.clients.models import Client
from nafa.kernel.errors import SecretUnreadable, Unavailable
from nafa.kernel.secrets import data_keys, rotation
from nafa.kernel.secrets.master import bind_master

LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
LIBRARY = next((path for path in LIBRARIES if Path(path).exists()), "")
pytestmark = pytest.mark.skipif(
    not LIBRARY
    or shutil.which("softhsm2-util") is None
    or importlib.util.find_spec("pkcs11") is None,
    reason="SoftHSM2 is not installed: the master key in a token was NOT tried",
)
PIN = "1234"


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "nafa-test", "--pin", PIN,
         "--so-pin", "87654321"],
        check=True, capture_output=True,
    )  # fmt: skip
    from nafa.connectors.keys.pkcs11 import TokenMaster

    TokenMaster(LIBRARY, token="nafa-test", pin=PIN).make_key()
    yield "nafa-test"
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


def _master(token: str, pin: str = PIN):  # type: ignore[no-untyped-def]
    from nafa.connectors.keys.pkcs11 import TokenMaster

    return TokenMaster(LIBRARY, token=token, pin=pin)


def test_what_the_token_wrapped_only_the_token_unwraps_for_its_place(token: str) -> None:
    master = _master(token)
    wrapped = master.wrap(b"k" * 32, "place|1")

    assert master.unwrap(wrapped, "place|1") == b"k" * 32
    with pytest.raises(SecretUnreadable):
        master.unwrap(wrapped, "place|2")
    with pytest.raises(SecretUnreadable):
        master.unwrap(wrapped[:-1] + bytes([wrapped[-1] ^ 1]), "place|1")


def test_a_wrong_pin_or_token_is_no_key(token: str) -> None:
    with pytest.raises(Unavailable):
        _master(token, "0000").wrap(b"k" * 32, "x")
    with pytest.raises(Unavailable):
        _master("not there").wrap(b"k" * 32, "x")


def test_the_master_key_moves_into_the_token_and_data_stay_readable(
    token: str, fresh_database: FreshDatabase
) -> None:
    data_keys.forget()
    house = make_house()
    data_keys.ensure_data_keys()
    client_id = house.client()
    try:
        bind_master(_master(token))
        assert data_keys.rewrap() == len(data_keys.PURPOSES)
        data_keys.forget()

        assert {row.master for row in data_keys.key_rows()} == {"pkcs11:nafa-test:nafa"}
        assert queries.get_client(house.ctx("ibra"), client_id).family_name == "Ndiaye"
        rotation.begin_rotation()
        rotation.continue_rotation()
        data_keys.forget()
        assert str(Client.objects.get(id=client_id).family_name) == "Ndiaye"
    finally:
        bind_master(None)
        data_keys.forget()
