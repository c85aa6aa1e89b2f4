"""The gate: once by key, by right, whole or not at all."""

import threading
from datetime import date

import pytest
from django.db import connection

from conftest import FreshDatabase
from factories.house import House, francs, make_house
from nafa.kernel import errors
from nafa.kernel.identity.contexts import context_for
from nafa.kernel.models import CommandRecord, CommandSubject, Institution, OutboxEvent, User
from nafa.kernel.secrets import unseal
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.payments import commands as payments
from nafa.payments.errors import AmountNotPositive

DAY = date(2026, 1, 5)


def test_a_command_sent_twice_happens_once(house: House) -> None:
    loan_id = house.loan()
    cash_before = house.net("1011")

    first = lending.repay(house.ctx("awa", key="phone-7/1"), loan_id=loan_id, amount=francs(5_000))
    again = lending.repay(house.ctx("awa", key="phone-7/1"), loan_id=loan_id, amount=francs(5_000))

    assert again == first
    assert house.net("1011") == cash_before + 5_000


def test_a_key_with_other_inputs_is_refused_and_changes_nothing(house: House) -> None:
    loan_id = house.loan()
    lending.repay(house.ctx("awa", key="k"), loan_id=loan_id, amount=francs(5_000))
    cash_before = house.net("1011")

    with pytest.raises(errors.KeyReused):
        lending.repay(house.ctx("awa", key="k"), loan_id=loan_id, amount=francs(6_000))

    assert house.net("1011") == cash_before


def test_a_refusal_is_final_for_its_key(house: House) -> None:
    loan_id = house.loan()
    with pytest.raises(AmountNotPositive):
        lending.repay(house.ctx("awa", key="k"), loan_id=loan_id, amount=francs(-5))

    with pytest.raises(errors.StoredRefusal) as told:
        lending.repay(house.ctx("awa", key="k"), loan_id=loan_id, amount=francs(-5))

    assert told.value.code == "payments.amount_not_positive"
    assert "-5" in told.value.message
    assert told.value.next_step


def test_two_people_may_use_the_same_key(house: House) -> None:
    house.open_till()
    lending.define_product(
        house.ctx("babacar", key="same"), code="A", name="A", rules=_plain_rules()
    )

    client_id = house.client()

    assert CommandRecord.objects.filter(key="same").count() == 1
    assert client_id


def _plain_rules() -> dict[str, object]:
    from factories.house import rules

    return rules()


def test_without_the_right_nothing_happens_but_a_trace(house: House) -> None:
    loan_id = house.loan()
    cash_before = house.net("1011")

    with pytest.raises(errors.NotPermitted) as told:
        lending.repay(house.ctx("ibra", key="k"), loan_id=loan_id, amount=francs(5_000))

    assert house.net("1011") == cash_before
    assert told.value.values == {"permission": "lending.repay"}
    trace = CommandRecord.objects.get(key="k")
    assert (trace.outcome, trace.refusal_code) == ("REFUSED", "kernel.not_permitted")


def test_what_a_refused_command_began_is_rolled_back(house: House) -> None:
    entries_before = len(books.journal(limit=200))

    with pytest.raises(errors.DomainError):
        payments.transfer_cash(
            house.ctx("ousmane"), from_till_id=house.till_id, to_till_id=house.vault_id,
            amount=francs(99_000_000),
        )  # fmt: skip

    assert len(books.journal(limit=200)) == entries_before
    assert books.differences(on=DAY) == []


def test_the_trace_tells_who_when_where_and_what_but_sealed(house: House) -> None:
    client_id = house.client(given_names="Coumba", family_name="Sarr", phone="77 123 45 67")

    trace = CommandRecord.objects.get(name="clients.register_person")

    assert trace.actor_id == house.people["ibra"]
    assert trace.channel == "web"
    assert trace.business_date == DAY
    assert b"Coumba" not in bytes(trace.sealed_inputs)
    assert "Coumba" in unseal(bytes(trace.sealed_inputs), f"command.inputs|{trace.id}").decode()
    assert CommandSubject.objects.filter(
        kind="client", subject_id=client_id, command=trace
    ).exists()
    assert OutboxEvent.objects.filter(
        command=trace, name="clients.client_registered", relayed_at=None
    ).exists()


def test_while_the_day_is_closing_commands_wait(house: House) -> None:
    Institution.objects.update(is_closing=True)

    with pytest.raises(errors.DayClosing):
        house.client()


def test_a_person_of_one_branch_does_not_reach_into_another(house: House) -> None:
    with pytest.raises(errors.OtherBranch):
        context_for(
            User.objects.get(id=house.people["awa"]), channel="web", key="k",
            branch_id=house.other_branch_id,
        )  # fmt: skip
    with pytest.raises(errors.OtherBranch):
        house.client(branch_id=house.other_branch_id)


def test_the_same_key_from_two_threads_happens_once(fresh_database: FreshDatabase) -> None:
    house = make_house()
    results: list[object] = []
    barrier = threading.Barrier(4)

    def send() -> None:
        ctx = house.ctx("system", key="race")
        barrier.wait()
        results.append(
            ledger.record_journal(
                ctx, value_date=DAY, memo="Course", branch_id=house.branch_id,
                lines=[
                    ledger.JournalLine("1141", 700, 0, "XOF"),
                    ledger.JournalLine("57111", 0, 700, "XOF"),
                ],
            )
        )  # fmt: skip
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(results) == 4
    assert len(set(results)) == 1
    assert house.net("57111") == -90_000_700
