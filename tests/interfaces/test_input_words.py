"""What a request that waits shows: words, days and names, and no secret."""

import inspect
from datetime import date
from uuid import UUID

import pytest
from django.utils import translation

import nafa.runtime.urls  # noqa: F401 - every command is known
from factories.house import House
from nafa.interfaces.web.control.shown import input_facts
from nafa.interfaces.web.door.policy_form import PolicyForm
from nafa.interfaces.web.wording.inputs import INPUTS
from nafa.kernel.commands import registered


def test_every_input_of_every_command_has_a_word_and_no_word_is_left_over() -> None:
    wanted = {
        name
        for spec in registered().values()
        for name in list(inspect.signature(spec.function).parameters)[1:]
        if spec.function.__module__.startswith("nafa.")
    }

    assert sorted(wanted - set(INPUTS)) == []
    assert sorted(set(INPUTS) - wanted) == []


@pytest.mark.django_db
def test_what_was_entered_is_told_as_people_say_it(house: House) -> None:
    client_id = house.client()
    unknown = UUID(int=0xABCDEF01)
    entered = {
        "value_date": "2026-01-05", "client_id": str(client_id), "amount": ["12500", "XOF"],
        "officer_id": str(house.people["ibra"]), "role_code": "teller", "is_active": True,
        "password": "un-mot-de-passe-tout-neuf", "loan_id": str(unknown), "memo": "",
        "lines": [{"code": "1141", "debit_minor": 5, "credit_minor": 0, "currency": "XOF"}],
    }  # fmt: skip
    with translation.override("fr"):
        told = {str(one.name): str(one.value) for one in input_facts(entered)}

    assert told["Date de valeur"] == str(date(2026, 1, 5))
    assert told["Client"] == "C0000001 · Aïssatou NDIAYE"
    assert told["Agent"] == "Ibra"
    assert told["Rôle"] == "Caissier"
    assert told["En service"] == "Oui"
    assert told["Mot de passe"] == "••••••"
    assert told["Crédit"] == str(unknown)[-8:]
    assert told["Lignes"].startswith("1141 · Débit")
    assert "un-mot-de-passe-tout-neuf" not in str(told)


RULES = {
    "idle_minutes": {"*": 5, "teller": 3},
    "hours": {"teller": [{"days": [0, 1, 2, 3, 4, 6], "from": "07:30", "until": "18:00"}]},
    "networks": {"branch_manager": ["10.0.0.0/8"]},
}


def sent(**changes: str) -> dict[str, str]:
    return {"idle": "5", "key": str(UUID(int=7)), **changes}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_policy_names_roles_and_days_and_reads_them_back(house: House, language: str) -> None:
    with translation.override(language):
        form = PolicyForm(rules=RULES, currency="XOF")
        shown = {
            name: str(form.fields[name].initial) for name in ("idle_minutes", "hours", "networks")
        }
        again = PolicyForm(sent(**shown), rules=RULES, currency="XOF")

        assert "teller" not in shown["hours"]
        assert ("lun-ven,dim" if language == "fr" else "mon-fri,sun") in shown["hours"]
        assert again.is_valid(), again.errors
        assert {name: again.rules[name] for name in RULES} == RULES


@pytest.mark.django_db
def test_a_role_that_there_is_not_is_refused_with_the_roles_that_there_are(house: House) -> None:
    with translation.override("fr"):
        form = PolicyForm(sent(hours="Cassier lun-ven 08:00-18:00"), rules={}, currency="XOF")

        assert not form.is_valid()
        (said,) = form.errors["hours"]
        assert "Cassier" in said and "Caissier" in said and "Chef d’agence" in said


@pytest.mark.django_db
def test_codes_and_numbers_of_days_are_still_read(house: House) -> None:
    form = PolicyForm(sent(hours="teller 0-4 08:00-18:00"), rules={}, currency="XOF")

    assert form.is_valid(), form.errors
    assert form.rules["hours"]["teller"][0]["days"] == [0, 1, 2, 3, 4]
