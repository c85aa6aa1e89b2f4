"""What every command needs first: a data folder, secrets, a running database, Django."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from nafa.runtime.configuration.data_folder import make_data_folder
from nafa.runtime.configuration.environment import Environment
from nafa.runtime.configuration.secret_files import make_missing_secrets, require_lasting_secrets
from nafa.runtime.embedded_postgres import Server, bundled_program, server_in
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

COMMAND = (sys.executable, "-m", "nafa.runtime.cli.main")


@contextmanager
def database_ready(environment: Environment) -> Iterator[None]:
    """The data folder and its database, until the block ends.

    An embedded server that this call started is stopped afterwards, unless others use it.
    """
    try:
        make_data_folder(environment.data)
        make_missing_secrets(environment)
    except OSError as error:
        raise Refused(
            _("The data folder cannot be written: %(error)s") % {"error": error},
            _("Choose another data folder with NAFA_DATA."),
        )
    require_lasting_secrets(environment)
    os.environ["NAFA_DATA"] = str(environment.data)
    if not environment.is_embedded:
        yield
        return
    server = embedded_server(environment)
    started = False
    try:
        with server.in_use():
            started = server.start()
            yield
    finally:
        if started:
            server.stop_when_unneeded()


def embedded_server(environment: Environment) -> Server:
    """The PostgreSQL of this data folder."""
    return server_in(environment.data, program=bundled_program(), port=environment.database_port)


def set_up_django() -> None:
    """Load the settings and the modules."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nafa.runtime.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(os.environ["NAFA_LANGUAGE"])


def bring_up_to_date(environment: Environment) -> None:
    """Apply missing migrations. Refuses: an external database, where a person decides when."""
    from django.db import OperationalError, ProgrammingError, connection

    from nafa.runtime.database import is_up_to_date

    try:
        if is_up_to_date():
            return
    except (OperationalError, ProgrammingError) as error:
        if environment.is_embedded:
            raise
        raise Refused(
            _("The database cannot be used: %(error)s") % {"error": str(error).strip()},
            _("Check NAFA_DATABASE_URL, then run: nafa migrate"),
        )
    finally:
        connection.close()
    if not environment.is_embedded:
        raise Refused(_("The database is not up to date."), _("Run: nafa migrate"))
    subprocess.run([*COMMAND, "migrate", "--quiet"], check=True)
