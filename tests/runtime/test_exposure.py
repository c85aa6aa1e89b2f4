"""Personal data crosses no wire in clear, whatever the operator says."""

from pathlib import Path

import pytest

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
