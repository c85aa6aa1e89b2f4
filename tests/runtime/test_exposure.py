"""Personal data crosses no wire in clear, whatever the operator says."""

import os
import socket
import ssl
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from nafa.runtime.cli import serve
from nafa.runtime.configuration.environment import Environment, read_environment
from nafa.runtime.configuration.exposure import LOOPBACK, refuse_plain_http
from nafa.runtime.refusals import Refused


@pytest.fixture
def certificate(tmp_path: Path) -> dict[str, str]:
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("x")
    return {
        "NAFA_TLS_CERTIFICATE": str(tmp_path / "cert.pem"),
        "NAFA_TLS_KEY": str(tmp_path / "key.pem"),
    }


def read(tmp_path: Path, **more: str) -> Environment:
    return read_environment({"HOME": str(tmp_path), **more})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_this_machine_may_speak_plainly(tmp_path: Path, host: str) -> None:
    refuse_plain_http(read(tmp_path).exposure, host=host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "nafa.example.org"])
@pytest.mark.parametrize(
    "said", [{}, {"NAFA_HTTPS": "yes"}, {"NAFA_PROXIES": "10.0.0.0/8"}, {"NAFA_HTTPS": "no"}]
)
def test_others_are_not_served_plainly(tmp_path: Path, host: str, said: dict[str, str]) -> None:
    with pytest.raises(Refused, match="HTTP"):
        refuse_plain_http(read(tmp_path, **said).exposure, host=host)


def test_a_proxy_or_a_certificate_opens_the_house(
    tmp_path: Path, certificate: dict[str, str]
) -> None:
    proxy = {"NAFA_HTTPS": "yes", "NAFA_PROXIES": "10.0.0.0/8"}
    refuse_plain_http(read(tmp_path, **proxy).exposure, host="0.0.0.0")
    refuse_plain_http(read(tmp_path, **certificate).exposure, host="0.0.0.0")


def test_whose_word_is_taken(tmp_path: Path, certificate: dict[str, str]) -> None:
    assert read(tmp_path).exposure.trusted_proxies == ()
    assert read(tmp_path, **certificate).exposure.trusted_proxies == ()
    assert read(tmp_path, NAFA_HTTPS="yes").exposure.trusted_proxies == LOOPBACK
    named = read(tmp_path, NAFA_HTTPS="yes", NAFA_PROXIES="10.0.0.0/8").exposure
    assert [str(one) for one in named.trusted_proxies] == ["10.0.0.0/8"]


@pytest.mark.parametrize(
    "said",
    [
        {"NAFA_TLS_CERTIFICATE": "/nowhere/cert.pem"},
        {"NAFA_METRICS_TOKEN": "short"},
        {"NAFA_API_RATE": "many"},
        {"NAFA_API_RATE": "-1"},
        {"NAFA_PROXIES": "nobody"},
    ],
)
def test_a_wrong_value_stops_start_up(tmp_path: Path, said: dict[str, str]) -> None:
    with pytest.raises(Refused):
        read(tmp_path, **said)


def test_a_certificate_needs_its_key(tmp_path: Path, certificate: dict[str, str]) -> None:
    del certificate["NAFA_TLS_KEY"]
    with pytest.raises(Refused, match="certificat"):
        read(tmp_path, **certificate)


@pytest.mark.parametrize("name", ["NAFA_BUREAU_URL", "NAFA_S3_ENDPOINT"])
@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("https://partner.example", True),
        ("http://127.0.0.1:9000", True),
        ("http://partner.example", False),
        ("http://169.254.169.254", False),
        ("ftp://partner.example", False),
    ],
)
def test_what_is_called_is_called_by_tls(
    tmp_path: Path, name: str, address: str, is_taken: bool
) -> None:
    if is_taken:
        read(tmp_path, **{name: address})
        return
    with pytest.raises(Refused):
        read(tmp_path, **{name: address})


def test_cookies_are_bound_to_this_host_behind_tls(tmp_path: Path) -> None:
    said = {
        **os.environ, "NAFA_HTTPS": "yes", "NAFA_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "nafa.runtime.settings",
    }  # fmt: skip
    asked = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_SAMESITE, s.SECURE_HSTS_SECONDS >= 31536000)"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked], env=said, capture_output=True, text=True, check=True
    ).stdout.split()

    assert told == ["__Host-nafa_session", "__Host-nafa_csrf", *["True"] * 3, "Lax", "True"]


def a_certificate(folder: Path) -> dict[str, str]:
    """One for this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "c.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "k.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    return {
        "NAFA_TLS_CERTIFICATE": str(folder / "c.pem"), "NAFA_TLS_KEY": str(folder / "k.pem"),
    }  # fmt: skip


def handshake(port: int, version: ssl.TLSVersion) -> str | None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as line,
        context.wrap_socket(line) as safe,
    ):
        return safe.version()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_our_own_tls_speaks_nothing_old(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = serve._web_command(read(tmp_path, **a_certificate(tmp_path)), port)
    server = subprocess.Popen([*command[:-1], "wsgiref.simple_server:demo_app"])
    try:
        for _ in range(100):
            try:
                assert handshake(port, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        assert handshake(port, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
        for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            with pytest.raises(OSError):
                handshake(port, old)
    finally:
        server.terminate()
        server.wait(10)
