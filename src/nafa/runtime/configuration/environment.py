"""The one reader of the environment: every value typed, a wrong one stops start-up.

A secret is given as a value or, with `_FILE` behind the name, as the path of a file.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from nafa.runtime.configuration.data_folder import default_data_folder
from nafa.runtime.configuration.exposure import Exposure, read_exposure, yes_no
from nafa.runtime.configuration.key_holders import KeyHolders, read_key_holders
from nafa.runtime.refusals import Refused
from nafa.runtime.words import LANGUAGES
from nafa.runtime.words import gettext as _

T = TypeVar("T")
DEFAULT_PORT = 8000
MASTER_KEY_BYTES = 32
_SHORTEST_SECRET = 32
CHECK_DAYS = (
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "daily", "never",
)  # fmt: skip


@dataclass(frozen=True)
class Environment:
    """What the operator decided. None means: not said."""

    data: Path
    database_url: str | None
    database_owner_url: str | None
    database_port: int | None
    acts_as_owner: bool
    secret_key: str | None
    master_key: bytes | None
    old_master_keys: tuple[bytes, ...]
    key_holders: KeyHolders
    host: str
    port: int
    web_workers: int
    debug: bool
    exposure: Exposure
    allowed_hosts: tuple[str, ...]
    passkey_domain: str
    origins: tuple[str, ...]
    language: str
    log_folder: Path | None
    log_mail: tuple[str, ...]
    full_check: str
    backup: str | None
    backup_keep: int
    mail_server: str | None
    mail_from: str
    bureau_url: str | None
    bureau_token: str | None
    sms_url: str | None
    sms_sender: str
    has_public_simulator: bool

    @property
    def is_embedded(self) -> bool:
        """No other PostgreSQL was named, so ours runs in the data folder."""
        return self.database_url is None


def read_environment(environ: Mapping[str, str]) -> Environment:
    """Refuses: a value that is not what its name asks for."""
    reader = _Reader(environ)
    data = reader.value("NAFA_DATA", _folder)
    hosts = tuple(environ.get("NAFA_ALLOWED_HOSTS", "").replace(",", " ").split())
    port = reader.value("NAFA_PORT", _port) or DEFAULT_PORT
    here = tuple(f"http://{name}:{port}" for name in ("localhost", "127.0.0.1"))
    return Environment(
        data=data or default_data_folder(environ),
        database_url=reader.value("NAFA_DATABASE_URL", _postgresql_url),
        database_owner_url=reader.value("NAFA_DATABASE_OWNER_URL", _postgresql_url),
        database_port=reader.value("NAFA_DATABASE_PORT", _port),
        acts_as_owner=reader.value("NAFA_DATABASE_ROLE", _is_owner) or False,
        secret_key=reader.secret("NAFA_SECRET_KEY", _secret_key),
        master_key=reader.secret("NAFA_MASTER_KEY", master_key_bytes),
        old_master_keys=reader.secret("NAFA_OLD_MASTER_KEYS", _master_keys) or (),
        key_holders=read_key_holders(reader),
        host=environ.get("NAFA_HOST") or "127.0.0.1",
        port=port,
        web_workers=reader.value("NAFA_WEB_WORKERS", _count) or 1,
        debug=reader.value("NAFA_DEBUG", yes_no) or False,
        exposure=read_exposure(reader),
        allowed_hosts=hosts,
        passkey_domain=environ.get("NAFA_PASSKEY_DOMAIN") or (hosts[0] if hosts else "localhost"),
        origins=reader.value("NAFA_ORIGINS", _origins)
        or (tuple(f"https://{host}" for host in hosts) or here),
        language=reader.value("NAFA_LANGUAGE", _language) or "fr",
        log_folder=reader.value("NAFA_LOG_FOLDER", _folder),
        log_mail=reader.value("NAFA_LOG_MAIL", _addresses) or (),
        full_check=reader.value("NAFA_FULL_CHECK", _check_day) or "sunday",
        backup=reader.secret("NAFA_BACKUP", _place_of_copies),
        backup_keep=reader.value("NAFA_BACKUP_KEEP", _count) or 7,
        mail_server=reader.secret("NAFA_MAIL_SERVER", _mail_server),
        mail_from=environ.get("NAFA_MAIL_FROM") or "nafa@localhost",
        bureau_url=reader.value("NAFA_BUREAU_URL", _outside_url),
        bureau_token=reader.secret("NAFA_BUREAU_TOKEN", str),
        has_public_simulator=reader.value("NAFA_PUBLIC_SIMULATOR", yes_no) or False,
        sms_url=reader.secret("NAFA_SMS_URL", _message_centre),
        sms_sender=reader.value("NAFA_SMS_SENDER", _message_sender) or "NAFA",
    )


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def value(self, name: str, parse: Callable[[str], T]) -> T | None:
        """The parsed value; None when the variable is empty or missing."""
        text = self._environ.get(name, "").strip()
        return _parsed(name, text, parse, shown=text) if text else None

    def secret(self, name: str, parse: Callable[[str], T]) -> T | None:
        """As `value`, also from a file; the value is never shown."""
        file = self._environ.get(f"{name}_FILE", "").strip()
        if not file:
            text = self._environ.get(name, "").strip()
            return _parsed(name, text, parse, shown="…") if text else None
        try:
            text = Path(file).read_text().strip()
        except OSError as error:
            raise Refused(
                _("%(name)s names a file that cannot be read: %(error)s")
                % {"name": f"{name}_FILE", "error": error},
                _("Correct the path or the rights of the file."),
            )
        return _parsed(f"{name}_FILE", text, parse, shown="…")


def _parsed(name: str, text: str, parse: Callable[[str], T], *, shown: str) -> T:
    try:
        return parse(text)
    except ValueError as error:
        raise Refused(
            _("The value of %(name)s (%(value)s) is not valid.") % {"name": name, "value": shown},
            str(error),
        )


def master_key_bytes(text: str) -> bytes:
    """A master key written in base64. Refuses: anything but 32 bytes."""
    advice = _("Give 32 random bytes in base64, for example from: openssl rand -base64 32")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError(advice)
    if len(key) != MASTER_KEY_BYTES:
        raise ValueError(advice)
    return key


def _master_keys(text: str) -> tuple[bytes, ...]:
    return tuple(master_key_bytes(part) for part in text.replace(",", " ").split())


def _secret_key(text: str) -> str:
    if len(text) < _SHORTEST_SECRET:
        raise ValueError(_("Give at least 32 random characters."))
    return text


def _folder(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_absolute():
        raise ValueError(_("Give an absolute path."))
    if path.exists() and not path.is_dir():
        raise ValueError(_("Give a folder, not a file."))
    return path


def _postgresql_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ValueError(_("Give an address such as postgresql://user:password@host:5432/nafa"))
    return text


def _mail_server(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("smtp", "smtps", "smtp+tls") or not parts.hostname:
        raise ValueError(_("Give an address such as smtp+tls://user:password@host:587"))
    return text


def _outside_url(text: str) -> str:
    """What is said to a program outside is read by nobody on the way."""
    parts = urlsplit(text)
    if parts.scheme == "https" and parts.hostname:
        return text
    if parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"):
        return text
    raise ValueError(_("Give an address that begins with https:// (http:// on this machine only)."))


def _message_centre(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("smpp", "smpps") or not parts.hostname:
        raise ValueError(_("Give an address such as smpps://user:password@host:3550"))
    return text


def _message_sender(text: str) -> str:
    if not 1 <= len(text) <= 11 or not text.isascii() or not text.replace(" ", "").isalnum():
        raise ValueError(_("Give 1 to 11 letters or figures without accents."))
    return text


def _place_of_copies(text: str) -> str:
    parts = urlsplit(text)
    is_server = parts.scheme == "sftp" and parts.hostname and parts.username
    if text.startswith("/") or is_server or (parts.scheme == "s3" and parts.hostname):
        return text
    raise ValueError(_("Give an absolute folder, sftp://user@host/folder or s3://bucket/prefix."))


def _addresses(text: str) -> tuple[str, ...]:
    found = tuple(text.replace(",", " ").split())
    if not all(0 < one.find("@") < len(one) - 1 for one in found):
        raise ValueError(_("Give e-mail addresses, separated by commas."))
    return found


def _origins(text: str) -> tuple[str, ...]:
    found = tuple(text.replace(",", " ").split())
    for one in found:
        parts = urlsplit(one)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
            raise ValueError(_("Give addresses such as https://nafa.example.org"))
    return found


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ValueError(_("Give a number from 1 to 65535."))
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise ValueError(_("Give a number from 1 to 64."))
    return int(text)


def _check_day(text: str) -> str:
    if text.lower() not in CHECK_DAYS:
        raise ValueError(_("Give a day such as sunday, or daily, or never."))
    return text.lower()


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(_("Give fr or en."))
    return text


def _is_owner(text: str) -> bool:
    if text not in ("owner", "app"):
        raise ValueError(_("Give owner or app."))
    return text == "owner"
