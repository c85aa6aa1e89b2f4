"""From a form to one command and back: log-in, rights, keys, refusals."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from nafa.interfaces.web.forms import new_key
from nafa.kernel.identity.commands import assign_role, create_user
from nafa.kernel.identity.contexts import system_context
from nafa.kernel.models import Branch, Institution

pytestmark = [pytest.mark.django_db, pytest.mark.urls("interfaces.web.branch_pages")]
PASSWORD = "une-longue-phrase-d-essai"
NEW = "/agences/nouvelle/"

Enter = Callable[[str], Client]


@pytest.fixture
def enter() -> Enter:
    """A person of a role who has logged in, in the institution that the test database holds."""

    def log_in(role: str) -> Client:
        user_id = create_user(
            system_context(key=f"user/{role}"),
            username=role,
            full_name="Ndèye Fatou Sarr",
            password=PASSWORD,
        )
        assign_role(
            system_context(key=f"role/{role}"), user_id=user_id, role_code=role, branch_id=None
        )
        client = Client()
        client.post("/connexion/", {"username": role, "password": PASSWORD})
        return client

    return log_in


def branch(code: str, key: str) -> dict[str, str]:
    return {"code": code, "name": "Dakar Médina", "key": key}


def test_who_is_not_logged_in_goes_to_the_log_in_and_back():
    found = Client().get(f"{NEW}?from=list")

    assert found.status_code == 302
    address = urlsplit(found["Location"])
    assert address.path == "/connexion/"
    assert parse_qs(address.query)["next"] == [f"{NEW}?from=list"]


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_log_in_never_leads_to_another_house(enter, away):
    enter("teller")

    found = Client().post("/connexion/", {"username": "teller", "password": PASSWORD, "next": away})

    assert found["Location"] == "/"


def test_a_wrong_password_does_not_say_what_was_wrong(enter):
    enter("teller")

    wrong = Client().post("/connexion/", {"username": "teller", "password": "x"})
    unknown = Client().post("/connexion/", {"username": "nobody", "password": "x"})

    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_a_page_without_the_right_is_refused_with_its_code(enter):
    found = enter("teller").get(NEW)

    assert found.status_code == 403
    assert "kernel.not_permitted" in found.content.decode()


def test_a_missing_thing_is_a_page_not_found(enter):
    assert enter("teller").get("/perdu/").status_code == 404


def test_a_sent_form_runs_its_command_and_goes_on(enter):
    client = enter("administrator")

    found = client.post(NEW, branch("DKR", new_key()))

    assert found.status_code == 303
    made = Branch.objects.get(code="DKR")
    assert found["Location"] == f"/agences/{made.id}/"
    after = client.get(NEW).content.decode()
    assert "Agence ouverte." in after
    assert f'data-done="{NEW}"' in after


def test_the_same_form_sent_twice_does_it_once(enter):
    client, key = enter("administrator"), new_key()

    first = client.post(NEW, branch("DKR", key))
    again = client.post(NEW, branch("DKR", key))

    assert again["Location"] == first["Location"]
    assert Branch.objects.filter(code="DKR").count() == 1


def test_the_same_key_with_other_values_is_refused(enter):
    client, key = enter("administrator"), new_key()
    client.post(NEW, branch("DKR", key))

    found = client.post(NEW, branch("THS", key))

    assert found.status_code == 409
    assert "kernel.key_reused" in found.content.decode()
    assert Branch.objects.filter(code="DKR").count() == 1


def test_a_refusal_says_first_what_happened_and_keeps_what_was_typed(enter):
    client, key = enter("administrator"), new_key()
    client.post(NEW, branch("DKR", new_key()))

    found = client.post(NEW, branch("DKR", key))

    shown = found.content.decode()
    assert found.status_code == 409
    assert shown.index("Rien n’a été créé.") < shown.index("kernel.branch_exists")
    assert 'value="Dakar Médina"' in shown
    assert key not in shown


def test_an_incomplete_form_keeps_its_key_and_runs_nothing(enter):
    client, key = enter("administrator"), new_key()

    found = client.post(NEW, {"code": "DKR", "name": "", "key": key})

    assert found.status_code == 422
    assert key in found.content.decode()
    assert not Branch.objects.filter(code="DKR").exists()


def test_while_the_day_is_closing_the_form_is_refused_and_the_frame_says_so(enter):
    client = enter("administrator")
    Institution.objects.update(is_closing=True)

    found = client.post(NEW, branch("DKR", new_key()))

    assert found.status_code == 409
    assert "kernel.day_closing" in found.content.decode()
    assert "tone-warning" in found.content.decode()


def test_a_form_without_its_token_is_refused_in_words(enter):
    enter("administrator")
    client = Client(enforce_csrf_checks=True)

    found = client.post("/connexion/", {"username": "administrator", "password": PASSWORD})

    assert found.status_code == 403


def test_only_known_languages_themes_and_branches_are_chosen(enter):
    client = enter("administrator")

    assert client.post("/langue/", {"language": "en"}).cookies["django_language"].value == "en"
    assert client.post("/theme/", {"theme": "dark"}).cookies["nafa_theme"].value == "dark"
    for address, values in (
        ("/langue/", {"language": "xx"}),
        ("/theme/", {"theme": "pink"}),
        ("/agence/", {"branch": "018f3a52-0000-7000-8000-000000000000"}),
    ):
        assert client.post(address, values).status_code == 400


def test_the_gallery_is_for_those_who_have_the_right(enter):
    assert Client().get("/galerie/").status_code == 302
    assert enter("administrator").get("/galerie/").status_code == 200
    client = Client()
    teller = create_user(
        system_context(key="user/t"), username="t", full_name="T", password=PASSWORD
    )
    assign_role(system_context(key="role/t"), user_id=teller, role_code="teller", branch_id=None)
    client.post("/connexion/", {"username": "t", "password": PASSWORD})
    assert client.get("/galerie/").status_code == 403


def test_the_institutions_colour_is_a_style_sheet_and_nothing_else():
    sheet = Client().get("/couleur/7a1f5c.css")

    assert sheet["Content-Type"].startswith("text/css")
    assert "--brand" in sheet.content.decode()
    assert Client().get("/couleur/7a1f5g.css").status_code == 404


def test_an_amount_is_said_in_words_while_one_types():
    words = Client(headers={"accept-language": "fr"})
    address = "/montant-en-lettres/?field=amount&currency="

    said = words.get(f"{address}XOF&amount=45 000").content.decode()

    assert said == "quarante-cinq mille francs CFA"
    for rest in ("XOF&amount=4x", "XXX&amount=45", "XOF"):
        assert words.get(address + rest).content == b""
