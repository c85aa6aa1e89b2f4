"""Roles, rights and migrations: the owner builds the tables, `nafa_app` works in them.

The rights of `nafa_app` are set as defaults before the first table exists; a module that takes
one away again (the journal: no update, no delete) does so in its own migration, afterwards.
"""

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from nafa.kernel.secrets.data_keys import ensure_data_keys
from nafa.runtime.embedded_postgres.credentials import APP
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

OLDEST_MAJOR = 15
_ROLES_LOCK = 0x6E616661  # "nafa"


def migrate(*, verbosity: int = 0) -> None:
    """Bring the database up to date. To be called on a connection that acts as the owner.

    Refuses: a server older than PostgreSQL 15, a log-in that may not make the role `nafa_app`.
    """
    _check_server()
    _prepare_app_role()
    call_command("migrate", verbosity=verbosity, interactive=False)
    if settings.ENVIRONMENT.master_key is not None:
        ensure_data_keys()


def empty_unfinished_demo() -> None:
    """Drop every table of a demo whose making was cut short. Refuses: anything else."""
    from nafa.runtime.demo import Made, made_so_far

    if made_so_far() is not Made.PART:
        raise Refused(
            _("This database does not hold an unfinished demo."),
            _("Nothing was removed. Run without --afresh: nafa migrate"),
        )
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def is_up_to_date() -> bool:
    """Whether every migration of this program was applied."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _check_server() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        major = int(cursor.fetchone()[0]) // 10_000
    if major < OLDEST_MAJOR:
        raise Refused(
            _("The database server is PostgreSQL %(major)s.") % {"major": major},
            _("Nafa needs PostgreSQL 15 or later: name such a server in NAFA_DATABASE_URL."),
        )


def _prepare_app_role() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_ROLES_LOCK])
            try:
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE ROLE {APP}")
                cursor.execute("SELECT current_user = %s OR pg_has_role(%s, 'MEMBER')", [APP, APP])
                if not settings.ENVIRONMENT.is_embedded and not cursor.fetchone()[0]:
                    cursor.execute(f"GRANT {APP} TO CURRENT_USER")
                for statement in _grants(str(connection.settings_dict["NAME"])):
                    cursor.execute(statement)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ROLES_LOCK])
    except ProgrammingError as error:
        if not isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
            raise
        raise Refused(
            _("This log-in may not make the role %(role)s.") % {"role": APP},
            _("Ask the database administrator: CREATE ROLE nafa_app; GRANT nafa_app TO <log-in>;"),
        )


def _grants(database: str) -> tuple[sql.Composed, ...]:
    """Rights of today's tables and sequences, and of those that the owner makes later."""
    rows, counters = "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT, UPDATE"
    later = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT"
    return tuple(
        sql.SQL(text).format(database=sql.Identifier(database), app=sql.Identifier(APP))
        for text in (
            "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {app}",
            "GRANT USAGE ON SCHEMA public TO {app}",
            f"{later} {rows} ON TABLES TO {{app}}",
            f"{later} {counters} ON SEQUENCES TO {{app}}",
        )
    )
