"""From the address of a mail server to Django's settings."""

from typing import Any
from urllib.parse import unquote, urlsplit

from nafa.runtime.configuration.environment import Environment

_PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 587}


def mail_settings(environment: Environment) -> dict[str, Any]:
    """`smtp://` in the clear, `smtps://` inside TLS, `smtp+tls://` turned into TLS; without a
    server, mails are printed in the log of the process."""
    found: dict[str, Any] = {"DEFAULT_FROM_EMAIL": environment.mail_from}
    if environment.mail_server is None:
        return found | {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(environment.mail_server)
    return found | {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }
