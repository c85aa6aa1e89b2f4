"""Protected values: sealed with AES-256-GCM, found by keyed blind tokens."""

from nafa.kernel.secrets.fields import SealedJSONField, SealedTextField
from nafa.kernel.secrets.keyring import blind_token, blind_tokens, keyed_digest, seal, unseal

__all__ = [
    "SealedJSONField",
    "SealedTextField",
    "blind_token",
    "blind_tokens",
    "keyed_digest",
    "seal",
    "unseal",
]
