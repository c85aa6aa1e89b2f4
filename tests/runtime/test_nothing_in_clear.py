"""A dump of the database, the files and the log hold nothing that names a client."""

import logging
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from conftest import FreshDatabase
from factories.browsing import browser_of
from factories.house import House, make_house
from nafa.clients import commands as clients
from nafa.clients.errors import PhoneInvalid, ProbableDuplicate
from nafa.clients.models import Client
from nafa.runtime.embedded_postgres import bundled_program

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
        browser = browser_of(house, "ibra")
        browser.get("/recherche/", {"q": FAMILY[0]})
        browser.get("/clients/", {"q": FAMILY[1]})
    clients.set_photo(
        house.ctx("ibra"), client_id=Client.objects.filter(kind="PERSON")[0].id, content=_png()
    )

    dump = _dump(fresh_database).casefold()
    files = b"".join(p.read_bytes() for p in Path(settings.NAFA_FILES).rglob("*") if p.is_file())

    assert len(known) >= 50
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
