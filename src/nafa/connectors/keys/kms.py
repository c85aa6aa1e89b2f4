"""The master key in a key service that speaks the protocol of AWS KMS.

The key never leaves the service: it encrypts and decrypts data keys of 32 bytes, each with its
place as encryption context, so that a wrapped key moved to another row is not read. A process asks
once for each data key and keeps it, so that the service may be away for a while.
"""

import logging
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from nafa.kernel.errors import SecretUnreadable, Unavailable

CONNECT_SECONDS = 3
READ_SECONDS = 5
ATTEMPTS = 3
CONTEXT = "nafa-place"
NOT_THIS_KEY = {"InvalidCiphertextException", "IncorrectKeyException"}
MAY_PASS = {
    "DependencyTimeoutException", "KMSInternalException", "KeyUnavailableException",
    "InternalFailure", "RequestLimitExceeded", "ServiceUnavailable", "SlowDown", "Throttling",
    "ThrottlingException",
}  # fmt: skip


@dataclass(frozen=True)
class KmsAccess:
    """Where the service is and how one proves oneself; the operator's settings.

    Without an endpoint it is the one of the region; without a key of access, what the machine is
    given (a role, a profile) counts.
    """

    endpoint: str
    region: str
    access_key: str
    secret_key: str


class KmsMaster:
    """A symmetric key of the service, by its id or ARN."""

    def __init__(self, access: KmsAccess, *, key_id: str) -> None:
        self._access, self._key_id = access, key_id

    @property
    def name(self) -> str:
        return f"kms:{self._key_id}"

    def wrap(self, key: bytes, place: str) -> bytes:
        """Encrypt a data key in the service. Raises Unavailable."""
        answer = self._ask("encrypt", place, Plaintext=key)
        return bytes(answer["CiphertextBlob"])

    def unwrap(self, wrapped: bytes, place: str) -> bytes:
        """Decrypt one. Refuses: SecretUnreadable (spoilt, of another key, for another place);
        raises Unavailable."""
        answer = self._ask("decrypt", place, CiphertextBlob=wrapped)
        return bytes(answer["Plaintext"])

    def _ask(self, act: str, place: str, **values: bytes) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._service, act)(
                KeyId=self._key_id, EncryptionContext={CONTEXT: place}, **values
            )
        except ClientError as fault:
            code = str(fault.response.get("Error", {}).get("Code", ""))
            if code in NOT_THIS_KEY:
                raise SecretUnreadable() from None
            raise Unavailable(f"KMS: {code}", permanent=code not in MAY_PASS) from None
        except BotoCoreError as fault:
            raise Unavailable(f"KMS: {type(fault).__name__}") from None
        return answer

    @cached_property
    def _service(self) -> Any:
        """One client a process; it may be used by several threads."""
        for name in ("boto3", "botocore", "urllib3"):  # they log what they send: data keys
            logging.getLogger(name).setLevel(logging.WARNING)
        given = self._access
        try:
            return boto3.session.Session().client(
                "kms",
                endpoint_url=given.endpoint or None,
                region_name=given.region or None,
                aws_access_key_id=given.access_key or None,
                aws_secret_access_key=given.secret_key or None,
                config=Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=READ_SECONDS,
                    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
                ),
            )
        except (BotoCoreError, ValueError) as fault:
            raise Unavailable(f"KMS: {type(fault).__name__}", permanent=True) from None
