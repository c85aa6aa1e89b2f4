"""Who may log in to the embedded server: three roles with random passwords in a closed file."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

DATABASE = "nafa"
SUPERUSER, OWNER, APP = "postgres", "nafa_owner", "nafa_app"


@dataclass(frozen=True)
class Credentials:
    """Passwords, and where the server listens. `roles_made` is set when the roles exist."""

    superuser_password: str
    owner_password: str
    app_password: str
    socket_folder: str
    port: int
    roles_made: bool = False

    def url(self, *, role: str, database: str = DATABASE) -> str:
        """A connection address over the unix socket."""
        password = {
            SUPERUSER: self.superuser_password,
            OWNER: self.owner_password,
            APP: self.app_password,
        }[role]
        where = urlencode({"host": self.socket_folder, "port": self.port})
        return f"postgresql://{role}:{quote(password)}@/{quote(database)}?{where}"


def new_credentials(*, socket_folder: Path, port: int) -> Credentials:
    """Fresh random passwords."""
    return Credentials(
        superuser_password=secrets.token_urlsafe(32),
        owner_password=secrets.token_urlsafe(32),
        app_password=secrets.token_urlsafe(32),
        socket_folder=str(socket_folder),
        port=port,
    )


def read_credentials(path: Path) -> Credentials | None:
    """What was kept, or None where nothing was yet."""
    try:
        return Credentials(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None


def keep_credentials(path: Path, credentials: Credentials) -> None:
    """Write the file in one step, readable by its owner only."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(credentials), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
