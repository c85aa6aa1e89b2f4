"""A dump of the database, the files and the log hold nothing that names a client."""

import logging
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from conftest import FreshDatabase
from factories.browsing import browser_of
from factories.house import House, francs, make_house
from factories.typed_words import tell_about_a_borrower, tell_the_books
from nafa.clients import commands as clients
from nafa.clients.errors import PhoneInvalid, ProbableDuplicate
from nafa.clients.models import Client
from nafa.kernel.control.deciding import reject_waiting
from nafa.kernel.control.defining import define_control_rules
from nafa.kernel.control.delegating import delegate_right
from nafa.kernel.control.emergencies import (
    give_emergency_back,
    review_emergency,
    take_emergency_role,
)
from nafa.kernel.control.errors import WaitsForApproval
from nafa.kernel.identity.commands import assign_role
from nafa.ledger import commands as ledger
from nafa.lending import commands as lending
from nafa.runtime.embedded_postgres import bundled_program
from nafa.savings import commands as savings

FAMILY = ("Sagnamane", "Dioufaye", "Keitanga", "Ndiayeku", "Traorebo", "Camarasso", "Toureval")
GIVEN = ("Aissatourou", "Mamadouba", "Fatoumatine")
PAPER = "1752199001{:03}4"


def _strings(house: House) -> list[str]:
    """Register people with all that the file takes; what identifies them."""
    found = []
    for number, family in enumerate(FAMILY):
        given, phone = GIVEN[number % 3] + family[:2], f"+2217712345{number:02}"
        address, note = (
            f"{number} rue de la Mosquee-Verte",
            f"connue de {given} Sokhnadiarra{number}",
        )
        client_id = clients.register_person(
            house.ctx("ibra"), given_names=given, family_name=family, phone=phone,
            birth_date=None, address=address, document_kind="NATIONAL_ID",
            document_number=PAPER.format(number), not_a_duplicate_because=f"verifie {number}",
        )  # fmt: skip
        clients.record_interaction(house.ctx("ibra"), client_id=client_id, kind="NOTE", text=note)
        moved = f"{number} allee Thierno-Kandji"
        clients.update_person(house.ctx("ibra"), client_id=client_id, changes={"address": moved})
        found += [given, family, phone, phone[4:], address, PAPER.format(number), note, moved]
    return found


def _refused(house: House) -> list[str]:
    """Refusals tell what was typed; kept for the repeated key, they must not tell it in clear."""
    typed = "77 99"
    with pytest.raises(PhoneInvalid):
        clients.register_person(
            house.ctx("ibra"), given_names="Refusee", family_name="Horscadre", phone=typed
        )
    with pytest.raises(ProbableDuplicate):
        clients.register_person(
            house.ctx("ibra"), given_names=GIVEN[0] + FAMILY[0][:2], family_name=FAMILY[0],
            phone="+221771234500", document_number=PAPER.format(0),
        )  # fmt: skip
    return [typed, "Refusee", "Horscadre"]


def _typed(house: House) -> list[str]:
    """Reasons, notes and wordings that people type name people; what each of them said."""
    said: list[str] = []

    def words(what: str) -> str:
        said.append(f"{what} de Madame Gningueba{len(said):02}")
        return said[-1]

    loan_id = house.loan()
    today = house.ctx("system").business_date
    tell_about_a_borrower(house, words)
    entry_id = tell_the_books(house, words)
    ledger.reverse_entry(house.ctx("aminata"), entry_id=entry_id, reason=words("Erreur"))
    saver = savings.open_account(
        house.ctx("ibra"), client_id=house.client(not_a_duplicate_because="autre")
    )
    paid = savings.deposit(
        house.ctx("awa"), account_id=saver, amount=francs(9_000), memo=words("Versement")
    )
    savings.reverse_operation(
        house.ctx("ousmane"), operation_id=paid.operation_id, reason=words("Retour")
    )
    asked = {"name": "Frais", "amount": "500", "due_date": today.isoformat()}
    charge = lending.charge_loan(
        house.ctx("ousmane"), loan_id=loan_id, asked=asked, reason=words("Copie")
    )
    lending.take_back(house.ctx("ousmane"), fact_id=charge.fact_id, reason=words("Reprise"))
    waiver = lending.ask_change(
        house.ctx("ibra"), loan_id=loan_id, kind="DEFERMENT", reason=words("Report"),
        asked={"periods": 1, "bears_interest": False},
    )  # fmt: skip
    lending.refuse_change(house.ctx("ousmane"), request_id=waiver, reason=words("Refus"))
    delegate_right(
        house.ctx("ousmane"), to_user_id=house.people["ibra"], permission="till.view_all",
        start_date=today, end_date=today, reason=words("Conge"),
    )  # fmt: skip
    define_control_rules(house.ctx("system"), rules={
        "emergency": {"roles": ["head_teller"], "hours": 2},
        "approvals": [{"command": "savings.withdraw", "above": 0, "expires_after_days": 5,
                       "levels": [{"roles": ["branch_manager"]}]}],
    })  # fmt: skip
    assign_role(
        house.ctx("system"), user_id=house.people["aminata"], role_code="internal_controller",
        branch_id=None,
    )  # fmt: skip
    taken = take_emergency_role(
        house.ctx("ousmane"), role_code="head_teller", reason=words("Absence"), hours=1
    )
    give_emergency_back(house.ctx("ousmane"), emergency_id=taken)
    review_emergency(house.ctx("aminata"), emergency_id=taken, finding=words("Constat"))
    with pytest.raises(WaitsForApproval) as waits:
        savings.withdraw(
            house.ctx("awa"), account_id=saver, amount=francs(100), memo=words("Retrait")
        )
    reject_waiting(house.ctx("ousmane"), waiting_id=waits.value.waiting_id, reason=words("Rejet"))
    other = Client.objects.get(id=house.client(not_a_duplicate_because="deux"))
    clients.connect_clients(
        house.ctx("ousmane"), client_id=house.client(not_a_duplicate_because="un"),
        number=other.number, reason=words("Lien"),
    )  # fmt: skip
    return said


def _dump(database: FreshDatabase) -> str:
    program = bundled_program().commands / "pg_dump"
    if not program.exists():
        pytest.skip("pg_dump of the server's own version is not installed")
    return subprocess.run(
        [program, "--dbname", database.url], capture_output=True, text=True, check=True
    ).stdout


def test_a_dump_files_and_log_name_no_client(
    fresh_database: FreshDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    house = make_house()
    with caplog.at_level(logging.DEBUG):
        known = _strings(house) + _refused(house)
        typed = _typed(house)
        browser = browser_of(house, "ibra")
        browser.get("/recherche/", {"q": FAMILY[0]})
        browser.get("/clients/", {"q": FAMILY[1]})
    clients.set_photo(
        house.ctx("ibra"), client_id=Client.objects.filter(kind="PERSON")[0].id, content=_png()
    )

    dump = _dump(fresh_database).casefold()
    files = b"".join(p.read_bytes() for p in Path(settings.NAFA_FILES).rglob("*") if p.is_file())

    assert len(known) >= 50 and len(typed) >= 32
    known += typed
    assert [one for one in known if one.casefold() in dump] == []
    assert [one for one in known if one.casefold() in _log(caplog)] == []
    assert [one for one in known if one.encode() in files] == []
    assert files
    assert b"JFIF" not in files


def test_the_search_of_the_dump_would_find_a_leak(fresh_database: FreshDatabase) -> None:
    house = make_house()
    client = Client.objects.get(id=house.client())
    Client.objects.filter(id=client.id).update(locality="Sagnamanville")

    assert "sagnamanville" in _dump(fresh_database).casefold()


def _log(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("nafa")
    ).casefold()


def _png() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, "PNG")
    return out.getvalue()
