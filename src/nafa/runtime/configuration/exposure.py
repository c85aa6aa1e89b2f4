"""How the program is reached from outside: TLS, proxies, limits; and who may not reach it plainly.

Personal data crosses no wire in clear: the program serves plain HTTP on this machine only, or to
the proxies that the operator named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from nafa.runtime.backup.s3 import S3Access
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

T = TypeVar("T")
Network = IPv4Network | IPv6Network
API_CALLS_PER_MINUTE = 1_200
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
SHORTEST_TOKEN = 24


class Reader(Protocol):
    """The reader of the environment, as far as it is used here."""

    def value(self, name: str, parse: Callable[[str], T]) -> T | None: ...

    def secret(self, name: str, parse: Callable[[str], T]) -> T | None: ...


@dataclass(frozen=True)
class Exposure:
    """What the operator decided about the outside."""

    certificate: Path | None
    certificate_key: Path | None
    has_proxy_with_tls: bool
    proxies: tuple[Network, ...]
    api_calls_per_minute: int
    metrics_token: str
    drill_days: int
    s3: S3Access

    @property
    def speaks_tls(self) -> bool:
        """Whether browsers reach the program by https, directly or through a proxy."""
        return self.has_proxy_with_tls or self.certificate is not None

    @property
    def trusted_proxies(self) -> tuple[Network, ...]:
        """Whose word about the visitor is taken: the named proxies, else this machine's own."""
        if not self.has_proxy_with_tls:
            return ()
        return self.proxies or LOOPBACK


def read_exposure(reader: Reader) -> Exposure:
    """Refuses: a file that is not there, a certificate without its key, a weak token."""
    certificate = reader.value("NAFA_TLS_CERTIFICATE", _file)
    key = reader.value("NAFA_TLS_KEY", _file)
    if (certificate is None) != (key is None):
        raise Refused(
            _("A certificate needs its key, and a key its certificate."),
            _("Set NAFA_TLS_CERTIFICATE and NAFA_TLS_KEY together."),
        )
    calls = reader.value("NAFA_API_RATE", _whole)
    drill_days = reader.value("NAFA_BACKUP_DRILL", _whole)
    return Exposure(
        certificate=certificate,
        certificate_key=key,
        has_proxy_with_tls=reader.value("NAFA_HTTPS", yes_no) or False,
        proxies=reader.value("NAFA_PROXIES", networks) or (),
        api_calls_per_minute=API_CALLS_PER_MINUTE if calls is None else calls,
        metrics_token=reader.secret("NAFA_METRICS_TOKEN", _token) or "",
        drill_days=30 if drill_days is None else drill_days,
        s3=S3Access(
            endpoint=reader.value("NAFA_S3_ENDPOINT", https_or_here) or "https://s3.amazonaws.com",
            key=reader.secret("NAFA_S3_KEY", str) or "",
            secret=reader.secret("NAFA_S3_SECRET", str) or "",
            region=reader.value("NAFA_S3_REGION", str) or "",
        ),
    )


def refuse_plain_http(exposure: Exposure, *, host: str) -> None:
    """Refuses: an address that others reach, without TLS of our own and without a named proxy."""
    if is_loopback(host) or exposure.certificate is not None:
        return
    if exposure.has_proxy_with_tls and exposure.proxies:
        return
    raise Refused(
        _("Nafa does not serve plain HTTP on %(host)s: others could read what is sent.")
        % {"host": host},
        _(
            "Give a certificate (NAFA_TLS_CERTIFICATE, NAFA_TLS_KEY), or name the proxy that "
            "speaks TLS (NAFA_HTTPS=yes and NAFA_PROXIES), or serve on 127.0.0.1."
        ),
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def networks(text: str) -> tuple[Network, ...]:
    """Networks in CIDR form. Refuses: others."""
    try:
        return tuple(ip_network(one) for one in text.replace(",", " ").split())
    except ValueError:
        raise ValueError(_("Give networks such as 10.0.0.0/8, separated by commas."))


def yes_no(text: str) -> bool:
    """Refuses: anything but yes and no."""
    answers: dict[str, Any] = {"1": True, "yes": True, "true": True}
    answers |= {"0": False, "no": False, "false": False}
    if text.lower() not in answers:
        raise ValueError(_("Give yes or no."))
    return bool(answers[text.lower()])


def _file(text: str) -> Path:
    if not Path(text).is_file():
        raise ValueError(_("Give the path of a file that exists."))
    return Path(text)


def https_or_here(text: str) -> str:
    """The address of a server, read by nobody on the way. Refuses: others, and paths."""
    parts = urlsplit(text)
    is_here = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if not parts.hostname or parts.path.strip("/") or not (parts.scheme == "https" or is_here):
        raise ValueError(
            _("Give an address that begins with https:// (http:// on this machine only).")
        )
    return text


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise ValueError(_("Give a whole number, or 0 for none."))
    return int(text)


def _token(text: str) -> str:
    if len(text) < SHORTEST_TOKEN:
        raise ValueError(_("Give at least 24 characters that nobody guesses."))
    return text
