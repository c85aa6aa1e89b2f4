"""Consents, masks, restriction, erasure: what may be done with a person's data, and what not."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.db import connection

from factories.goods import make_goods
from factories.house import House, francs
from factories.typed_words import tell_about_a_borrower
from nafa.assets.models import Contract
from nafa.clients import commands as clients
from nafa.clients import queries
from nafa.clients.errors import (
    ClientRestricted,
    ErasureTooEarly,
    NoConsent,
    NotRestricted,
    RestrictedAlready,
    StillAClient,
)
from nafa.clients.models import Client, Contact, IdentityDocument, Interaction
from nafa.journeys.personal_data import duty_to_keep, erase_person, person_file
from nafa.journeys.retention import preview
from nafa.kernel.audit.reading import Asked, changes_of, search
from nafa.kernel.errors import InvalidInput, NotPermitted
from nafa.kernel.models import CommandRecord, Institution
from nafa.kernel.secrets import unseal
from nafa.kernel.secrets.rotation import sealed_columns
from nafa.lending.models import Loan
from nafa.savings import commands as savings
from nafa.savings.models import SavingsAccount

pytestmark = pytest.mark.django_db


@pytest.fixture
def awa(house: House) -> UUID:
    return clients.register_person(
        house.ctx("ibra"), given_names="Awa", family_name="Ndiaye", phone="+221771234567",
        document_kind="NATIONAL_ID", document_number="1752199001", address="12 rue Verte",
    )  # fmt: skip


def test_a_consent_counts_until_it_is_withdrawn(house: House, awa: UUID) -> None:
    clients.give_consent(
        house.ctx("ibra"), client_id=awa, purpose="MARKETING", text_version="2026-01"
    )
    assert queries.agrees_to(awa, "MARKETING")
    assert not queries.agrees_to(awa, "PARTNERS")

    clients.withdraw_consent(house.ctx("ibra"), client_id=awa, purpose="MARKETING")

    assert not queries.agrees_to(awa, "MARKETING")
    assert [row.kind for row in queries.consents_of(awa)] == ["WITHDRAWN", "GIVEN"]
    assert {row.text_version for row in queries.consents_of(awa)} == {"2026-01"}


def test_what_was_not_given_is_not_withdrawn(house: House, awa: UUID) -> None:
    with pytest.raises(NoConsent):
        clients.withdraw_consent(house.ctx("ibra"), client_id=awa, purpose="MARKETING")
    with pytest.raises(InvalidInput):
        clients.give_consent(house.ctx("ibra"), client_id=awa, purpose="SPAM", text_version="1")
    with pytest.raises(InvalidInput):
        clients.give_consent(house.ctx("ibra"), client_id=awa, purpose="MESSAGES", text_version=" ")
    with pytest.raises(NotPermitted):
        clients.give_consent(
            house.ctx("moussa"), client_id=awa, purpose="MESSAGES", text_version="1"
        )


def test_without_the_right_a_file_is_masked_and_with_it_not(house: House, awa: UUID) -> None:
    hidden = queries.get_client(house.ctx("moussa"), awa)
    seen = queries.get_client(house.ctx("ibra"), awa)

    assert (hidden.name, hidden.phone, hidden.address) == ("A. NDI•••", "+2•••67", "12•••te")
    assert hidden.document.endswith("01")
    assert "752199" not in hidden.document
    assert (seen.name, seen.phone) == ("Awa NDIAYE", "+221771234567")
    row = queries.list_clients(house.ctx("moussa"))[0]
    assert (row.name, row.phone) == ("A. NDI•••", "+2•••67")
    assert queries.search(house.ctx("moussa"), "Ndiaye")[0].phone == "+2•••67"
    paper = queries.documents_of(awa, ctx=house.ctx("moussa"))[0]
    assert paper.number == "17•••01"


def test_seeing_what_is_masked_needs_a_reason_and_is_on_the_trail(house: House, awa: UUID) -> None:
    with pytest.raises(InvalidInput):
        clients.reveal_personal(house.ctx("moussa"), client_id=awa, reason=" ")
    with pytest.raises(NotPermitted):
        clients.reveal_personal(house.ctx("awa"), client_id=awa, reason="appel")

    clients.reveal_personal(house.ctx("moussa"), client_id=awa, reason="appel du client")

    row = search(Asked(subject_id=awa))[0]
    assert (row.name, row.actor_id) == ("clients.reveal_personal", house.people["moussa"])
    record = CommandRecord.objects.get(id=row.command_id)
    told = unseal(bytes(record.sealed_inputs), f"command.inputs|{record.id}").decode()
    assert "appel du client" in told


def test_a_change_keeps_before_and_after(house: House, awa: UUID) -> None:
    clients.update_person(house.ctx("ibra"), client_id=awa, changes={"address": "3 rue Bleue"})

    row = search(Asked(subject_id=awa, kind="change"))[0]
    assert changes_of(row.command_id) == {"address": ["12 rue Verte", "3 rue Bleue"]}
    assert b"rue Bleue" not in bytes(row.sealed or b"")


def _protector(house: House) -> object:
    ctx = house.ctx("ibra")
    return replace(ctx, permissions=ctx.permissions | {"clients.protect"})


def test_a_restricted_file_is_read_only_and_not_in_lists(house: House, awa: UUID) -> None:
    clients.restrict_processing(_protector(house), client_id=awa, reason="contestation")

    with pytest.raises(ClientRestricted):
        clients.update_person(house.ctx("ibra"), client_id=awa, changes={"address": "x"})
    with pytest.raises(RestrictedAlready):
        clients.restrict_processing(_protector(house), client_id=awa, reason="encore")
    assert awa not in {row.id for row in queries.list_clients(house.ctx("ibra"))}
    assert queries.search(house.ctx("ibra"), "Ndiaye") == []
    assert awa in {row.id for row in queries.list_clients(_protector(house))}
    assert queries.get_client(house.ctx("ibra"), awa).number

    clients.lift_restriction(_protector(house), client_id=awa)

    clients.update_person(house.ctx("ibra"), client_id=awa, changes={"address": "x"})
    assert awa in {row.id for row in queries.list_clients(house.ctx("ibra"))}
    with pytest.raises(NotRestricted):
        clients.lift_restriction(_protector(house), client_id=awa)


def test_erasure_is_refused_by_the_name_of_the_duty_until_its_day(house: House, awa: UUID) -> None:
    ctx = house.ctx("system")
    with pytest.raises(ErasureTooEarly) as refused:
        erase_person(ctx, client_id=awa)

    assert refused.value.values["until"] == date(2036, 1, 5)
    assert refused.value.values["duty"] == "client_retention_years"
    assert queries.get_client(house.ctx("ibra"), awa).name == "Awa NDIAYE"


def test_after_the_duty_nothing_names_the_person(house: House, awa: UUID) -> None:
    clients.record_interaction(house.ctx("ibra"), client_id=awa, kind="NOTE", text="Awa est venue")
    Institution.objects.filter(id=1).update(business_date=date(2036, 1, 5))
    assert awa in preview(house.ctx("system")).clients

    erase_person(house.ctx("system"), client_id=awa)

    gone = Client.objects.get(id=awa)
    assert (str(gone.family_name), str(gone.given_names), gone.search_tokens) == ("—", "", [])
    assert not Contact.objects.filter(client_id=awa).exists()
    assert not IdentityDocument.objects.filter(client_id=awa).exists()
    assert not Interaction.objects.filter(client_id=awa).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT command_id FROM kernel_commandsubject WHERE subject_id = %s", [awa])
        for (command_id,) in cursor.fetchall():
            record = CommandRecord.objects.get(id=command_id)
            told = unseal(bytes(record.sealed_inputs), f"command.inputs|{record.id}")
            assert b"Ndiaye" not in told
    assert awa not in preview(house.ctx("system")).clients


def test_what_people_typed_about_somebody_goes_with_the_file(house: House) -> None:
    said: list[str] = []

    def words(what: str) -> str:
        said.append(f"{what} de Gningueba")
        return said[-1]

    told = tell_about_a_borrower(house, words)
    other = tell_about_another(house)
    assert len(said) >= 17
    assert len(readable("Gningueba")) >= len(said)
    Loan.objects.filter(client_id=told.client_id).update(status="CLOSED")
    SavingsAccount.objects.filter(client_id=told.client_id).update(
        status="CLOSED", closed_date=date(2026, 1, 5)
    )
    Institution.objects.filter(id=1).update(business_date=date(2037, 1, 5))

    erase_person(house.ctx("system"), client_id=told.client_id)

    assert readable("Gningueba") == []
    assert readable("Sarrbou") == other


def tell_about_another(house: House) -> list[tuple[str, str]]:
    """Words about somebody whose file stays; where they can be read."""
    account = savings.open_account(
        house.ctx("ibra"), client_id=house.client(not_a_duplicate_because="autre Sarrbou")
    )
    savings.deposit(house.ctx("awa"), account_id=account, amount=francs(5_000), memo="pour Sarrbou")
    found = readable("Sarrbou")
    assert {name for name, _ in found} >= {
        "kernel_commandrecord.sealed_inputs",
        "ledger_wording.text",
    }
    return found


def readable(word: str) -> list[tuple[str, str]]:
    """Where a word can be read with the keys: column and row of every sealed value."""
    found = []
    for one in sealed_columns():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(one.keys)}, {one.column} FROM {one.table}"
                f" WHERE length({one.column}) > 0"
            )
            for *key, sealed in cursor.fetchall():
                if word.encode() in unseal(bytes(sealed), one.place(tuple(key))):
                    found.append((one.name, str(key)))
    return sorted(found)


def test_a_contract_about_goods_keeps_the_file(house: House) -> None:
    contract = Contract.objects.get(id=make_goods(house).proposed("QARD"))
    Institution.objects.filter(id=1).update(business_date=date(2040, 1, 5))

    with pytest.raises(StillAClient) as refused:
        erase_person(house.ctx("system"), client_id=contract.client_id)
    assert refused.value.values["contract"] == contract.number


def test_the_day_before_it_is_still_refused(house: House, awa: UUID) -> None:
    Institution.objects.filter(id=1).update(business_date=date(2036, 1, 4))

    with pytest.raises(ErasureTooEarly):
        erase_person(house.ctx("system"), client_id=awa)


def test_a_copy_of_the_data_needs_its_right(house: House, awa: UUID) -> None:
    with pytest.raises(NotPermitted):
        person_file(house.ctx("ibra"), awa)

    told = person_file(house.ctx("ousmane"), awa)

    assert told["person"]["phone"] == "+221771234567"
    assert told["documents"][0]["number"] == "1752199001"
    assert duty_to_keep(house.ctx("ousmane"), awa).until == date(2036, 1, 5)
