"""Products made before the one engine are read by it and lay out the same schedule."""

import json
from datetime import date
from importlib import import_module
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from conftest import an_empty_database
from nafa.lending.calc.schedule import build_schedule
from nafa.lending.calc.terms_plain import terms_from_plain
from nafa.lending.queries.products import latest_version, rules_of
from nafa.lib.money import Money
from nafa.runtime.database import migrate

converted = import_module("nafa.lending.migrations.0020_engine_terms").converted
TERMS = {
    "method": "FLAT",
    "rate": "2",
    "rate_unit": "MONTH",
    "frequency": "FORTNIGHTLY",
    "grace_interest": 1,
    "interest_grace": "WAIVED",
    "day_count": "30/360",
    "instalment_multiple": 5,
    "fees": [
        {"code": "Dossier", "kind": "FIXED", "value": "5000"},
        {
            "code": "Assurance",
            "kind": "PERCENT_OF_PRINCIPAL",
            "value": "1",
            "when": "WITH_INSTALMENTS",
            "is_tax": True,
        },
    ],
    "allocation_order": ["INTEREST", "PRINCIPAL", "FEE", "PENALTY"],
    "allocation_strategy": "BY_COMPONENT",
    "early_settlement": "FULL_INTEREST",
    "penalty": {"base": "OVERDUE_TOTAL", "percent_per_year": "12", "grace_days": 3},
}
RULES = {
    "currency": "XOF",
    "lowest_amount": "50000",
    "highest_amount": "1000000",
    "lowest_count": 4,
    "highest_count": 24,
    "client_kinds": ["PERSON"],
    "terms": TERMS,
}
MADE = """
INSERT INTO lending_product (id, code, name, is_active) VALUES (%(product)s, 'IND', 'Crédit', true);
INSERT INTO lending_productversion (id, product_id, number, rules, made_at)
    VALUES (%(version)s, %(product)s, 1, %(rules)s, now());
"""


@pytest.mark.django_db
@pytest.mark.slow
def test_an_old_product_is_read_after_the_migration(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), an_empty_database():
        call_command("migrate", "lending", "0003_entry_by_id", verbosity=0)
        with connection.cursor() as cursor:
            values = {"product": uuid4(), "version": uuid4(), "rules": json.dumps(RULES)}
            cursor.execute(MADE, values)

        migrate()

        rules = rules_of(latest_version("IND"))
        terms = rules.terms(
            principal=Money(300_000, "XOF"), instalment_count=6, disbursement_date=date(2026, 1, 1)
        )
        first, second, *_ = build_schedule(terms)
        assert (first.due_date, second.due_date) == (date(2026, 1, 15), date(2026, 1, 29))
        assert (first.interest.minor, first.fee.minor) == (0, 3_000)
        assert second.interest.minor == 2_800 and second.sum.minor % 5 == 0


def test_terms_that_the_engine_names_already_stay() -> None:
    once = converted({**TERMS, "instalment_count": 6})

    assert converted(once) == once
    assert (once["interest_free"], once["grace_interest"], once["count"]) == (1, 0, 6)
    assert [one["measure"] for one in once["charges"]] == ["FLAT", "PERCENT_OF_LOAN"]
    assert once["allocation"]["direction"] == "BY_COMPONENT_OF_DUE"
    assert once["settlement"] == "WHOLE_TERM"


def test_a_contract_keeps_its_dates() -> None:
    contract = {
        **TERMS,
        "principal": {"amount": "300000", "currency": "XOF"},
        "instalment_count": 6,
        "disbursement_date": "2026-01-01",
        "first_due_date": "2026-02-01",
    }

    terms = terms_from_plain(converted(contract))

    assert terms.principal == Money(300_000, "XOF")
    assert (terms.count, terms.first_due_date) == (6, date(2026, 2, 1))
