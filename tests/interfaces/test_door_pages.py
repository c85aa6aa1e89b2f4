"""The door over HTTP: sessions that end, hours and places, first steps, the administrator."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from factories.authenticator import Authenticator
from factories.browsing import browser_of, come_in, keyed, text_of
from factories.house import PASSWORD, House
from nafa.kernel import clock
from nafa.kernel.access import codes, commands, passkeys, sessions, trail
from nafa.kernel.models import Device, LogInSession, SecurityEvent, SecurityPolicy, User

MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)
NEW = "une phrase que nul ne sait"


def policy(house: House, **rules: Any) -> None:
    commands.define_security_policy(house.ctx("system"), rules=rules)


def post_log_in(client: Client, name: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post("/connexion/", {"username": name, "password": password}, **extra)


def is_inside(client: Client, path: str = "/credits/") -> bool:
    return client.get(path).status_code == 200


def test_log_in_makes_a_session_of_a_known_device(house: House) -> None:
    client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})

    post_log_in(client, "awa")

    begun = LogInSession.objects.get(user_id=house.people["awa"])
    assert (begun.address, begun.strength) == ("127.0.0.1", "PASSWORD")
    assert begun.device.label == "Firefox, Windows"
    cookie = client.cookies["nafa_device"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie.value.encode() not in bytes(begun.device.digest)


def test_a_log_in_without_a_session_of_ours_opens_nothing(house: House) -> None:
    client = Client()
    client.force_login(User.objects.get(id=house.people["awa"]))

    assert client.get("/credits/").status_code == 302


def test_a_session_that_was_ended_elsewhere_is_over_at_once(house: House) -> None:
    desk, telephone = browser_of(house, "awa"), Client()
    post_log_in(telephone, "awa")
    assert is_inside(desk) and is_inside(telephone)

    desk.post("/securite/sessions/autres/")

    assert is_inside(desk)
    assert not is_inside(telephone)


def test_leaving_ends_the_session_for_whoever_has_its_cookie(house: House) -> None:
    client = Client()
    post_log_in(client, "awa")
    copied = Client()
    copied.cookies.update(client.cookies)
    assert is_inside(copied)

    client.post("/deconnexion/")

    assert not is_inside(copied)


def test_a_working_day_ends_a_session(house: House) -> None:
    with clock.held_at(MONDAY):
        client = browser_of(house, "awa")
    policy(house, idle_minutes={"*": 720})
    with clock.held_at(MONDAY + timedelta(hours=11, minutes=59)):
        assert is_inside(client)
    with clock.held_at(MONDAY + timedelta(hours=12)):
        assert not is_inside(client)


def test_nobody_ends_the_session_or_device_of_somebody_else(house: House) -> None:
    ibra = browser_of(house, "ibra")
    theirs = LogInSession.objects.get(user_id=house.people["ibra"])
    awa = browser_of(house, "awa")

    awa.post(f"/securite/sessions/{theirs.id}/")
    awa.post(f"/securite/appareils/{theirs.device_id}/")

    assert is_inside(ibra)
    assert Device.objects.get(id=theirs.device_id).revoked_at is None


def test_forgetting_a_device_ends_its_sessions(house: House) -> None:
    lost = Client()
    post_log_in(lost, "awa")
    device = Device.objects.get(user_id=house.people["awa"])
    desk = browser_of(house, "awa")

    desk.post(f"/securite/appareils/{device.id}/")

    assert not is_inside(lost)
    assert SecurityEvent.objects.filter(kind="device.revoked").exists()


# Hours and places --------------------------------------------------------------------------------


def test_hours_hold_at_the_door_and_inside(house: House) -> None:
    policy(house, hours={"teller": [{"days": [0, 1, 2, 3, 4], "from": "08:00", "until": "18:00"}]},
           idle_minutes={"*": 720})  # fmt: skip
    with clock.held_at(MONDAY):
        client = browser_of(house, "awa")
        assert is_inside(client)
    with clock.held_at(MONDAY.replace(hour=18)):
        late = client.get("/credits/")
        assert late.status_code == 403
        assert "kernel.outside_hours" in text_of(late)
        assert "kernel" not in text_of(post_log_in(Client(), "ibra"))
        assert not is_inside(client)
    with clock.held_at(MONDAY.replace(day=10)):  # a Saturday
        assert post_log_in(Client(), "awa").status_code == 422
        assert post_log_in(Client(), "ousmane").status_code == 302


@pytest.mark.parametrize(
    ("rules", "address", "status"),
    [
        ({"networks": {"teller": ["10.1.0.0/16"]}}, "10.1.2.3", 302),
        ({"networks": {"teller": ["10.1.0.0/16"]}}, "10.2.2.3", 422),
        ({"networks": {"accountant": ["10.1.0.0/16"]}}, "10.2.2.3", 302),
        ({"networks": {"*": ["2001:db8::/32"]}}, "2001:db8::5", 302),
        ({"branch_networks": {"01": ["10.1.0.0/16"]}}, "10.2.2.3", 422),
        ({"branch_networks": {"02": ["10.1.0.0/16"]}}, "10.2.2.3", 302),
    ],
)
def test_places_by_role_and_branch(
    house: House, rules: dict[str, Any], address: str, status: int
) -> None:
    policy(house, **rules)

    assert post_log_in(Client(), "awa", REMOTE_ADDR=address).status_code == status


def test_an_address_is_believed_from_our_own_proxy_only(house: House, settings: Any) -> None:
    from ipaddress import ip_network

    policy(house, networks={"teller": ["10.1.0.0/16"]})
    told = {"headers": {"x-forwarded-for": "10.1.2.3"}}
    assert post_log_in(Client(**told), "awa", REMOTE_ADDR="203.0.113.7").status_code == 422

    settings.NAFA_PROXIES = (ip_network("203.0.113.7/32"),)
    assert post_log_in(Client(**told), "awa", REMOTE_ADDR="203.0.113.7").status_code == 302
    lied = {"headers": {"x-forwarded-for": "10.1.2.3, 198.51.100.9"}}
    assert post_log_in(Client(**lied), "awa", REMOTE_ADDR="203.0.113.7").status_code == 422


# The locked screen -------------------------------------------------------------------------------


def test_an_idle_screen_is_shut_and_polling_does_not_keep_it_open(house: House) -> None:
    with clock.held_at(MONDAY):
        client = browser_of(house, "aminata")
    for minute in range(1, 5):
        with clock.held_at(MONDAY + timedelta(minutes=minute)):
            asked = client.get(
                "/administration/cloture/avancement/", headers={"hx-request": "true"}
            )
            assert asked.status_code == 200
    with clock.held_at(MONDAY + timedelta(minutes=5)):
        assert client.get("/credits/").status_code == 423
        assert client.get("/credits/", headers={"hx-request": "true"}).content == b""
        assert client.post("/presence/").status_code == 423


def test_being_there_keeps_it_open_and_minutes_go_by_role(house: House) -> None:
    policy(house, idle_minutes={"*": 5, "teller": 2})
    with clock.held_at(MONDAY):
        awa, ibra = browser_of(house, "awa"), browser_of(house, "ibra")
    with clock.held_at(MONDAY + timedelta(minutes=2)):
        assert awa.get("/credits/").status_code == 423
        assert ibra.post("/presence/").status_code == 204
    with clock.held_at(MONDAY + timedelta(minutes=6)):
        assert is_inside(ibra)


def test_a_locked_screen_refuses_every_command_and_opens_to_its_person_only(house: House) -> None:
    client = browser_of(house, "babacar")
    client.post("/verrou/", {"next": "/"})
    sent = keyed(code="09", name="Kaolack", city="Kaolack")

    refused = client.post("/administration/agences/", sent)
    wrong = client.post(
        "/verrou/ouvrir/", {"password": "falsch"}, headers={"x-requested-with": "f"}
    )
    opened = client.post("/verrou/ouvrir/", {"password": PASSWORD, "next": "/credits/"})

    assert refused.status_code == 423
    assert "Kaolack" in text_of(refused)  # kept, to be sent again
    assert wrong.status_code == 422
    assert opened["location"] == "/credits/"
    assert is_inside(client)


def test_secrets_are_not_kept_behind_the_lock(house: House) -> None:
    client = browser_of(house, "awa")
    client.post("/verrou/")

    refused = client.post("/securite/mot-de-passe/", keyed(password=NEW, again=NEW))

    assert refused.status_code == 423
    assert f"password={NEW.split()[0]}" not in text_of(refused)


# First steps -------------------------------------------------------------------------------------


def test_a_first_password_is_replaced_before_anything_else(house: House) -> None:
    policy(house, chosen_password=True)
    client = browser_of(house, "awa")

    assert client.get("/credits/")["location"] == "/securite/mot-de-passe/"
    client.post("/securite/mot-de-passe/", keyed(password=NEW, again=NEW))

    assert is_inside(client)
    assert post_log_in(Client(), "awa", NEW).status_code == 302
    assert post_log_in(Client(), "awa").status_code == 422


def test_a_weak_or_mistyped_new_password_is_refused_beside_its_field(house: House) -> None:
    client = browser_of(house, "awa")

    for password, again, words in (
        ("court", "court", "15"),
        (NEW, NEW + " ", "pas le même"),
        ("jappoo jappoo awa", "jappoo jappoo awa", "nom"),
    ):
        answer = client.post("/securite/mot-de-passe/", keyed(password=password, again=again))
        assert answer.status_code in (409, 422)
        assert words in text_of(answer)
    assert post_log_in(Client(), "awa").status_code == 302


def test_what_changes_a_log_in_asks_again_after_a_quarter_of_an_hour(house: House) -> None:
    policy(house, idle_minutes={"*": 720})
    with clock.held_at(MONDAY):
        client = browser_of(house, "awa")
    with clock.held_at(MONDAY + timedelta(minutes=15)):
        asked = client.get("/securite/application/")
        assert asked.status_code == 423
        assert client.post("/securite/codes/").status_code == 423
        client.post("/verrou/ouvrir/", {"password": PASSWORD})
        assert client.get("/securite/application/").status_code == 200


def test_recovery_codes_are_shown_once(house: House) -> None:
    client = browser_of(house, "awa")
    user = User.objects.get(id=house.people["awa"])

    made = client.post("/securite/codes/")

    assert codes.recovery_codes_left(user) == 10
    assert text_of(made).count("<li><code>") == 10
    assert "<li><code>" not in text_of(client.get("/securite/codes/"))


def test_a_passkey_logs_in_over_http_and_its_challenge_is_of_one_browser(house: House) -> None:
    awa, device = User.objects.get(id=house.people["awa"]), Authenticator()
    asked = passkeys.ask_to_register(awa)
    passkeys.register(
        awa, challenge_id=asked.challenge_id, answer=device.register(asked.options), name="x"
    )
    client, thief = Client(), Client()
    answer = device.sign(client.post("/connexion/cle/").json())

    stolen = thief.post("/connexion/cle/entrer/", {"credential": answer})
    entered = client.post("/connexion/cle/entrer/", {"credential": answer})
    again = client.post("/connexion/cle/entrer/", {"credential": answer})

    assert stolen.status_code == 422
    assert entered.status_code == 302
    assert again.status_code == 422
    assert LogInSession.objects.get(user=awa).strength == "PASSKEY"


# The administrator -------------------------------------------------------------------------------


def test_the_administrator_sees_and_helps_at_the_door(house: House) -> None:
    awa = browser_of(house, "awa")
    with pytest.raises(Exception, match="login_refused"):
        from nafa.kernel.access import entry

        entry.by_password("awa", "falsch", visitor=trail.Visitor("198.51.100.9", b"x"))
    admin = browser_of(house, "babacar")
    path = f"/administration/personnes/{house.people['awa']}/acces/"

    page = text_of(admin.get(path))
    assert "198.51.100.9" in page and "Connexion refusée" in page
    for slug, more in (
        ("delai", {}), ("mot-de-passe", {"password": NEW}), ("facteurs", {"reason": "perdu"}),
        ("sessions", {}),
    ):  # fmt: skip
        assert admin.post(f"{path}{slug}/", keyed(**more)).status_code == 303

    assert not is_inside(awa)
    assert post_log_in(Client(), "awa", NEW).status_code == 302
    assert admin.get(f"{path}nothing/").status_code == 404


def test_others_do_not_reach_the_door_of_colleagues(house: House) -> None:
    path = f"/administration/personnes/{house.people['awa']}/acces/"
    for name in ("awa", "ousmane", "moussa"):
        client = browser_of(house, name)
        assert client.get(path).status_code == 403
        assert client.post(f"{path}sessions/", keyed()).status_code == 403
        assert client.get("/administration/securite/").status_code == 403


def test_the_policy_is_written_in_a_form_and_read_back(house: House) -> None:
    admin = browser_of(house, "babacar")
    sent = keyed(
        second_factor=["accountant"], idle="7", idle_minutes="teller 3",
        hours="teller 0-5 07:30-18:00", networks="teller 10.0.0.0/8\nteller 127.0.0.0/8",
        branch_networks="",
        **{"proof_lending-disburse": "1 000 000", "proof_kernel-assign_role": "0"},
    )  # fmt: skip

    assert admin.post("/administration/securite/", sent).status_code == 303

    rules = SecurityPolicy.objects.get().rules
    assert rules["second_factor"] == ["accountant"]
    assert rules["idle_minutes"] == {"*": 7, "teller": 3}
    assert rules["hours"] == {
        "teller": [{"days": [0, 1, 2, 3, 4, 5], "from": "07:30", "until": "18:00"}]
    }
    assert rules["networks"] == {"teller": ["10.0.0.0/8", "127.0.0.0/8"]}
    assert rules["proofs"] == {"lending.disburse": 1_000_000, "kernel.assign_role": 0}
    assert "Caissier lun-sam 07:30-18:00" in text_of(admin.get("/administration/securite/"))


@pytest.mark.parametrize(
    "line", ["teller", "teller x", "nobody 0 08:00-09:00", "teller 9 08:00-09:00"]
)
def test_a_line_of_the_policy_that_means_nothing_is_refused(house: House, line: str) -> None:
    admin = browser_of(house, "babacar")

    answer = admin.post("/administration/securite/", keyed(idle="5", hours=line))

    assert answer.status_code in (409, 422)
    assert not SecurityPolicy.objects.exists()


def test_another_address_inside_a_session_is_shown(house: House) -> None:
    client = browser_of(house, "awa")
    client.get("/credits/", REMOTE_ADDR="198.51.100.77")

    assert sessions.open_sessions(house.people["awa"])[0].address == "198.51.100.77"
    shown = text_of(client.get("/securite/", REMOTE_ADDR="198.51.100.77"))
    assert "198.51.100.77" in shown


def test_the_gate_of_tests_logs_in_like_people(house: House) -> None:
    client = Client()
    begun = come_in(client, User.objects.get(id=house.people["awa"]))

    assert is_inside(client)
    sessions.end(begun, reason="left")
    assert not is_inside(client)
