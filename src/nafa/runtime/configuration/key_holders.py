"""Who holds the master key besides this program: a token (PKCS#11) or a key service (KMS)."""

from dataclasses import dataclass

from nafa.runtime.configuration.exposure import Reader, https_or_here
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _


@dataclass(frozen=True)
class KeyHolders:
    """The present holder, if there is one, and earlier ones whose data keys are still read."""

    token: str
    earlier_tokens: tuple[str, ...]
    pin: str
    kms_key: str
    earlier_kms_keys: tuple[str, ...]
    kms_endpoint: str
    kms_region: str
    kms_access_key: str
    kms_secret_key: str


def read_key_holders(reader: Reader) -> KeyHolders:
    """Refuses: two present holders, a key without region or endpoint, half of a log-in."""
    found = KeyHolders(
        token=reader.value("NAFA_KEY_TOKEN", _token) or "",
        earlier_tokens=reader.value("NAFA_OLD_KEY_TOKENS", _tokens) or (),
        pin=reader.secret("NAFA_KEY_PIN", str) or "",
        kms_key=reader.value("NAFA_KMS_KEY", _kms_key) or "",
        earlier_kms_keys=reader.value("NAFA_OLD_KMS_KEYS", _kms_keys) or (),
        kms_endpoint=reader.value("NAFA_KMS_ENDPOINT", https_or_here) or "",
        kms_region=reader.value("NAFA_KMS_REGION", str) or "",
        kms_access_key=reader.secret("NAFA_KMS_ACCESS_KEY", str) or "",
        kms_secret_key=reader.secret("NAFA_KMS_SECRET_KEY", str) or "",
    )
    _demand_whole(found)
    return found


def _demand_whole(found: KeyHolders) -> None:
    if found.token and found.kms_key:
        raise Refused(
            _("Two holders of the master key are given: a token and a key service."),
            _(
                "Keep the one that is to be used; name the other in NAFA_OLD_KEY_TOKENS or"
                " NAFA_OLD_KMS_KEYS."
            ),
        )
    if (found.kms_key or found.earlier_kms_keys) and not found.kms_region:
        raise Refused(
            _("The key service is not known: its region is missing."),
            _("Set NAFA_KMS_REGION, and NAFA_KMS_ENDPOINT if the service is not that of AWS."),
        )
    if bool(found.kms_access_key) != bool(found.kms_secret_key):
        raise Refused(
            _("A log-in of the key service has two parts, and one is missing."),
            _("Set NAFA_KMS_ACCESS_KEY and NAFA_KMS_SECRET_KEY together, or neither."),
        )


def _token(text: str) -> str:
    library, _sign, token = text.rpartition(":")
    if not library.startswith("/") or not token:
        raise ValueError(_("Give library and token, such as /usr/lib/softhsm/libsofthsm2.so:nafa"))
    return text


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_token(one) for one in text.replace(",", " ").split())


def _kms_key(text: str) -> str:
    """An alias may be turned to another key, which reads nothing of the first."""
    if "alias/" in text or any(one.isspace() for one in text):
        raise ValueError(_("Give the id or the ARN of a key, not an alias."))
    return text


def _kms_keys(text: str) -> tuple[str, ...]:
    return tuple(_kms_key(one) for one in text.replace(",", " ").split())
