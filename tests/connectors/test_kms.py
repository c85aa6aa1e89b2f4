"""The master key in a key service: moto's server over a socket, and one that refuses."""

import base64
import json
import logging
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3
import pytest
from django.test import override_settings
from django.utils import translation
from moto.server import ThreadedMotoServer

from conftest import FreshDatabase
from factories.house import make_house
from nafa.clients import queries
from nafa.clients.models import Client
from nafa.connectors.keys.kms import ATTEMPTS, KmsAccess, KmsMaster
from nafa.interfaces.cli.keys import run_status
from nafa.kernel.errors import KeyHolderAway, SecretUnreadable, Unavailable
from nafa.kernel.secrets import data_keys, rotation
from nafa.kernel.secrets.keyring import seal, unseal
from nafa.kernel.secrets.master import bind_master
from nafa.runtime.adapters import bind_adapters
from nafa.runtime.configuration.environment import read_environment

REGION = "eu-west-3"
SECRET = "un-mot-que-personne-ne-lit"
KEY = b"clef de donnees, trente-deux oct"


@pytest.fixture(scope="module")
def service() -> Iterator[KmsAccess]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield KmsAccess(f"http://{host}:{port}", REGION, "nafa", SECRET)
    server.stop()


def new_key(service: KmsAccess) -> str:
    """A key that its keeper makes in the service."""
    keeper = boto3.session.Session().client(
        "kms", endpoint_url=service.endpoint, region_name=REGION, aws_access_key_id="keeper",
        aws_secret_access_key="keeper",
    )  # fmt: skip
    return str(keeper.create_key()["KeyMetadata"]["KeyId"])


class Refusing:
    """A service that answers every call with one fault; counts the calls."""

    def __init__(self, code: str, status: int = 400) -> None:
        self.calls = 0
        refusing = self

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                refusing.calls += 1
                self.rfile.read(int(self.headers["Content-Length"]))
                body = json.dumps({"__type": code, "message": f"arn:aws:kms {SECRET}"}).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.master = KmsMaster(
            KmsAccess(f"http://127.0.0.1:{self.server.server_port}", REGION, "nafa", SECRET),
            key_id="k",
        )

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def test_what_a_key_wrapped_only_that_key_unwraps_for_its_place(service: KmsAccess) -> None:
    master = KmsMaster(service, key_id=new_key(service))
    wrapped = master.wrap(KEY, "place|1")

    assert KEY not in wrapped
    assert master.unwrap(wrapped, "place|1") == KEY
    with pytest.raises(SecretUnreadable):
        master.unwrap(wrapped, "place|2")
    with pytest.raises(SecretUnreadable):
        master.unwrap(wrapped[:-1] + bytes([wrapped[-1] ^ 1]), "place|1")


def test_a_key_that_is_not_there_is_told_and_not_tried_again(service: KmsAccess) -> None:
    with pytest.raises(Unavailable, match="KMS: NotFoundException") as fault:
        KmsMaster(service, key_id="00000000-0000-0000-0000-000000000000").wrap(KEY, "x")
    assert fault.value.permanent


@pytest.mark.parametrize(
    ("code", "status", "calls", "permanent"),
    [
        ("DisabledException", 400, 1, True),
        ("KMSInvalidStateException", 400, 1, True),
        ("AccessDeniedException", 400, 1, True),
        ("ThrottlingException", 400, ATTEMPTS, False),
        ("KMSInternalException", 500, ATTEMPTS, False),
    ],
)
def test_a_refusal_is_told_by_its_code_and_tried_again_only_if_it_may_pass(
    code: str, status: int, calls: int, permanent: bool
) -> None:
    refusing = Refusing(code, status)
    try:
        with pytest.raises(Unavailable) as fault:
            refusing.master.unwrap(b"wrapped", "x")
    finally:
        refusing.close()

    assert str(fault.value) == f"KMS: {code}"
    assert fault.value.permanent is permanent
    assert refusing.calls == calls


def test_a_service_of_which_the_key_is_another_reads_nothing() -> None:
    refusing = Refusing("IncorrectKeyException")
    try:
        with pytest.raises(SecretUnreadable):
            refusing.master.unwrap(b"wrapped", "x")
    finally:
        refusing.close()


def test_a_service_that_does_not_answer_is_away(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        where = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Unavailable, match="KMS: EndpointConnectionError") as fault:
            KmsMaster(KmsAccess(where, REGION, "nafa", SECRET), key_id="k").wrap(KEY, "x")
    assert not fault.value.permanent
    assert fault.value.__suppress_context__


def test_nothing_secret_is_logged(service: KmsAccess, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        master = KmsMaster(service, key_id=new_key(service))
        assert master.unwrap(master.wrap(KEY, "x"), "x") == KEY

    for secret in (KEY.decode(), base64.b64encode(KEY).decode(), SECRET):
        assert secret not in caplog.text


def test_the_master_key_moves_into_the_service_to_another_key_and_back(
    service: KmsAccess, fresh_database: FreshDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (KmsMaster(service, key_id=new_key(service)) for _ in range(2))
    data_keys.forget()
    house = make_house()
    data_keys.ensure_data_keys()
    client_id = house.client()

    def moved(master: KmsMaster | None, *earlier: KmsMaster) -> None:
        bind_master(master, earlier=earlier)
        assert data_keys.wrapping().old == len(data_keys.key_rows())
        assert data_keys.rewrap() == len(data_keys.key_rows())
        data_keys.forget()
        found = queries.get_client(house.ctx("ibra"), client_id)
        assert found.family_name == "Ndiaye"
        assert data_keys.wrapping().old == 0 and data_keys.wrapping().fault == ""

    try:
        moved(first)
        rotation.begin_rotation()
        rotation.continue_rotation()
        moved(second, first)
        with translation.override("en"):
            assert run_status(_Arguments()) == 0
        assert f"Master key {second.name}" in capsys.readouterr().out
        moved(None, second)
        assert all(row.master.startswith("local:") for row in data_keys.key_rows())
        data_keys.forget()
        assert str(Client.objects.get(id=client_id).family_name) == "Ndiaye"
    finally:
        bind_master(None)
        data_keys.forget()


def test_while_the_service_is_away_known_keys_serve_and_others_are_refused_with_advice(
    service: KmsAccess, fresh_database: FreshDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    master = KmsMaster(service, key_id=new_key(service))
    away = Refusing("DisabledException")
    try:
        data_keys.forget()
        bind_master(master)
        data_keys.ensure_data_keys()
        data_keys.rewrap()
        sealed = seal(b"mot", "a.b|1")
        away_master = KmsMaster(away.master._access, key_id=master._key_id)
        bind_master(away_master)

        assert unseal(sealed, "a.b|1") == b"mot"  # this process has asked before
        data_keys.forget()
        with pytest.raises(KeyHolderAway) as refusal:
            unseal(sealed, "a.b|1")
        assert refusal.value.frees_key
        assert master.name in refusal.value.message
        assert "DisabledException" in refusal.value.message
        assert SECRET not in str(refusal.value)
        assert run_status(_Arguments()) == 1
        assert "kernel.key_holder_away" in capsys.readouterr().out
    finally:
        away.close()
        bind_master(None)
        data_keys.forget()


def test_the_settings_bind_the_service(
    service: KmsAccess, fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("kms") / "secret"
    secret.write_text(SECRET)
    key_id = new_key(service)
    given = read_environment(
        {
            "NAFA_DATA": str(secret.parent), "NAFA_KMS_KEY": key_id, "NAFA_KMS_REGION": REGION,
            "NAFA_KMS_ENDPOINT": service.endpoint, "NAFA_KMS_ACCESS_KEY": "nafa",
            "NAFA_KMS_SECRET_KEY_FILE": str(secret),
        }
    ).key_holders  # fmt: skip
    try:
        with override_settings(NAFA_KEY_HOLDERS=given):
            bind_adapters()
        data_keys.forget()
        data_keys.ensure_data_keys()
        data_keys.rewrap()
        assert {row.master for row in data_keys.key_rows()} == {f"kms:{key_id}"}
        assert data_keys.wrapping().fault == ""
    finally:
        bind_adapters()
        data_keys.forget()


class _Arguments:
    json = False
