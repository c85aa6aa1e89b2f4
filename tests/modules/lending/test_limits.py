"""Limits of risk: one borrower, all who count with them, and insiders together."""

from datetime import date
from uuid import UUID

import pytest

from factories.house import FIRST_DAY, House, francs
from factories.staff import submit
from nafa.clients import commands as clients
from nafa.clients.models import Client
from nafa.kernel.errors import DomainError
from nafa.lending import commands as lending
from nafa.lending.commands.origination.own_funds import state_own_funds
from nafa.lending.models import Application, Product
from nafa.lending.queries.origination.exposures import exposures

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(house: House) -> House:
    """Own funds of ten millions: one million for one borrower."""
    state(house, 10_000_000)
    return house


def ask(house: House, amount: int, client_id: UUID) -> UUID:
    """An application for the one product of the house."""
    return submit(house, amount=amount, client_id=client_id, product_id=product(house))


def product(house: House) -> UUID:
    known = Product.objects.first()
    return known.id if known else house.product()


def state(house: House, amount: int, *, on: date = FIRST_DAY) -> None:
    state_own_funds(
        house.ctx("aminata"), as_of_date=on, amount=francs(amount), source="Bilan au 31 décembre"
    )


def approve(house: House, application_id: UUID) -> None:
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )


def refused(house: House, application_id: UUID) -> str:
    with pytest.raises(DomainError) as told:
        approve(house, application_id)
    assert Application.objects.get(id=application_id).status == "SUBMITTED"
    return told.value.code


def test_one_borrower_may_owe_a_tenth_of_own_funds_and_no_more(small: House) -> None:
    within = ask(small, 1_000_000, small.client())
    approve(small, within)
    beyond = ask(small, 1_000_001, small.client(not_a_duplicate_because="essai"))

    assert refused(small, beyond) == "lending.single_borrower_exceeded"


def test_what_runs_and_what_is_signed_counts(small: House) -> None:
    client_id = small.client()
    small.loan(amount=600_000, client_id=client_id, product_id=product(small))
    application_id = ask(small, 400_001, client_id)

    assert refused(small, application_id) == "lending.single_borrower_exceeded"
    approve(small, ask(small, 400_000, client_id))


def test_clients_tied_to_each_other_count_as_one(small: House) -> None:
    first = small.client()
    second, third = (small.client(not_a_duplicate_because=name) for name in ("deux", "trois"))
    for one, other in ((first, second), (second, third)):
        clients.connect_clients(
            small.ctx("ousmane"),
            client_id=one,
            number=Client.objects.get(id=other).number,
            reason="Même commerce",
        )
    small.loan(amount=700_000, client_id=first, product_id=product(small))

    application_id = ask(small, 400_000, third)

    assert refused(small, application_id) == "lending.single_borrower_exceeded"


def test_insiders_are_limited_together(small: House) -> None:
    first, second = small.client(), small.client(not_a_duplicate_because="autre")
    small.loan(amount=700_000, client_id=first, product_id=product(small))
    for one, kind in ((first, "DIRECTOR"), (second, "STAFF")):
        clients.declare_insider(
            small.ctx("ousmane"), client_id=one, kind=kind, reason="Procès-verbal"
        )

    application_id = ask(small, 400_000, second)

    assert refused(small, application_id) == "lending.insiders_exceeded"
    assert [one.limit.value for one in exposures(second, asked=francs(1), on=FIRST_DAY)] == [
        "SINGLE_BORROWER",
        "INSIDERS",
    ]


def test_a_tie_that_ended_counts_no_more(small: House) -> None:
    client_id = small.client()
    small.loan(amount=700_000, client_id=client_id, product_id=product(small))
    other = small.client(not_a_duplicate_because="autre")
    tie = clients.connect_clients(
        small.ctx("ousmane"),
        client_id=client_id,
        number=Client.objects.get(id=other).number,
        reason="Caution croisée",
    )
    application_id = ask(small, 400_000, other)
    assert refused(small, application_id) == "lending.single_borrower_exceeded"

    clients.end_connection(small.ctx("ousmane"), connection_id=tie)

    approve(small, application_id)


def test_without_a_figure_nothing_is_refused_and_nothing_is_told(house: House) -> None:
    application_id = ask(house, 1_500_000, house.client())

    approve(house, application_id)

    assert [one.ceiling for one in exposures(house.client(not_a_duplicate_because="x"),
            asked=francs(1), on=FIRST_DAY)] == [None]  # fmt: skip


def test_own_funds_that_shrank_stop_the_money_at_the_till(small: House) -> None:
    application_id = ask(small, 900_000, small.client())
    approve(small, application_id)
    loan_id = lending.draw_contract(small.ctx("ibra"), application_id=application_id)
    small.open_till()
    state(small, 5_000_000)

    with pytest.raises(DomainError) as told:
        lending.disburse(small.ctx("awa"), loan_id=loan_id)

    assert told.value.code == "lending.single_borrower_exceeded"


@pytest.mark.parametrize(
    ("kind", "reason", "code"),
    [("FRIEND", "parce que", "kernel.invalid_input"), ("STAFF", " ", "kernel.invalid_input")],
)
def test_a_mark_takes_a_known_kind_and_a_reason(
    house: House, kind: str, reason: str, code: str
) -> None:
    with pytest.raises(DomainError) as told:
        clients.declare_insider(
            house.ctx("ousmane"), client_id=house.client(), kind=kind, reason=reason
        )

    assert told.value.code == code


def test_who_may_not_declare_or_state(house: House) -> None:
    with pytest.raises(DomainError) as first:
        clients.declare_insider(
            house.ctx("ibra"), client_id=house.client(), kind="STAFF", reason="essai"
        )
    with pytest.raises(DomainError) as second:
        state_own_funds(
            house.ctx("ousmane"), as_of_date=FIRST_DAY, amount=francs(1), source="Bilan"
        )

    assert {first.value.code, second.value.code} == {"kernel.not_permitted"}


def test_a_client_is_marked_and_tied_once(house: House) -> None:
    client_id, other = house.client(), house.client(not_a_duplicate_because="autre")
    number = Client.objects.get(id=other).number
    ctx = house.ctx
    clients.declare_insider(ctx("ousmane"), client_id=client_id, kind="STAFF", reason="a")
    clients.connect_clients(ctx("ousmane"), client_id=client_id, number=number, reason="a")

    with pytest.raises(DomainError) as marked:
        clients.declare_insider(ctx("ousmane"), client_id=client_id, kind="RELATED", reason="b")
    with pytest.raises(DomainError) as tied:
        clients.connect_clients(ctx("ousmane"), client_id=client_id, number=number, reason="b")

    assert marked.value.code == "clients.insider_already"
    assert tied.value.code == "clients.connected_already"
