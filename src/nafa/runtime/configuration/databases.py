"""How Django reaches PostgreSQL: the application acts as `nafa_app`, migrations as the owner."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

from nafa.runtime.configuration.environment import Environment
from nafa.runtime.embedded_postgres.credentials import APP, OWNER, read_credentials

_CONNECTION_SECONDS = 600
_DJANGO_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


def connection_url(environment: Environment) -> str | None:
    """Where to connect; None before the embedded server was ever started."""
    if environment.acts_as_owner and environment.database_owner_url:
        return environment.database_owner_url
    if environment.database_url:
        return environment.database_url
    credentials = read_credentials(environment.data / "database.json")
    if credentials is None:
        return None
    return credentials.url(role=OWNER if environment.acts_as_owner else APP)


def database_settings(environment: Environment) -> dict[str, Any]:
    """Django's description of the connection.

    With an external server the log-in may be any that is a member of `nafa_app`; the session
    then acts as that role, which can neither change nor remove a posted entry.
    """
    known = conninfo_to_dict(connection_url(environment) or "postgresql:///nafa")
    settings: dict[str, Any] = {
        django: str(known.pop(name, "")) for name, django in _DJANGO_NAMES.items()
    }
    options: dict[str, Any] = {"connect_timeout": 10, "application_name": "nafa", **known}
    if not environment.acts_as_owner and not environment.is_embedded:
        options["options"] = f"{options.get('options', '')} -c role={APP}".strip()
    return {
        **settings,
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": _CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
