"""The application's role works in the tables and owns none of them."""

import psycopg
import pytest
from django.db import ProgrammingError, connection

from conftest import FreshDatabase

pytestmark = pytest.mark.django_db


def test_the_tests_act_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")

        assert cursor.fetchone() == ("nafa_app",)


def test_the_application_cannot_make_or_drop_tables() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE own (id int)")


def test_the_application_cannot_empty_a_table() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE django_session")


def test_a_fresh_database_keeps_what_is_committed(fresh_database: FreshDatabase) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session VALUES ('key', 'data', '2026-11-21 00:00:00+00')"
        )

    with psycopg.connect(fresh_database.url) as another:
        row = another.execute("SELECT session_data FROM django_session").fetchone()

    assert row == ("data",)
