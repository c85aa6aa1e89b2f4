"""Loans of the staff: who may have them, nobody acts on one's own, insiders are limited, a list."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from factories.browsing import browser_of, keyed, text_of
from factories.house import House, francs, rules
from factories.staff import hire, level, set_policy, submit
from interfaces.api.test_api import Call, call
from nafa.clients import commands as clients
from nafa.clients import queries as register
from nafa.clients.errors import StaffLinked
from nafa.kernel.errors import NotFound
from nafa.lending import commands as lending
from nafa.lending import errors, origination_errors
from nafa.lending.commands.lines import open_line
from nafa.lending.commands.origination.own_funds import state_own_funds
from nafa.lending.commands.origination.sessions import (
    convene_committee,
    open_committee,
    put_on_agenda,
)
from nafa.lending.commands.origination.voting import vote
from nafa.lending.models import AgendaItem, Application
from nafa.lending.queries.simulations import simulated_products
from nafa.lending.queries.staff_loans import staff_loans

__all__ = ["call"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed(house: House) -> House:
    hire(house, "dieynaba", "general_manager", limit=9_000_000)
    hire(house, "penda", "compliance_officer")
    return house


def person(house: House, name: str, **changes: Any) -> UUID:
    return house.client(given_names=name, not_a_duplicate_because="essai", **changes)


def mark(house: House, client_id: UUID, *, who: str = "", kind: str = "STAFF") -> UUID:
    return clients.declare_insider(
        house.ctx("penda"), client_id=client_id, kind=kind, reason="Contrat de travail",
        user_id=house.people[who] if who else None,
    )  # fmt: skip


def staff_product(house: House, code: str = "PERS") -> UUID:
    plain = {**rules(rate="6"), "is_staff_only": True}
    return lending.define_product(
        house.ctx("babacar"), code=code, name=f"Crédit {code}", rules=plain
    )


def approve(house: House, application_id: UUID, by: str = "ousmane") -> None:
    lending.decide_application(house.ctx(by), application_id=application_id, outcome="APPROVED")


def test_a_staff_product_is_for_those_marked_as_staff_and_no_others(staffed: House) -> None:
    product_id = staff_product(staffed)
    moussa, awa = person(staffed, "Moussa"), person(staffed, "Awa")
    mark(staffed, moussa, who="moussa")
    mark(staffed, awa, kind="RELATED", who="moussa")

    application_id = submit(staffed, client_id=moussa, product_id=product_id)
    for other in (awa, person(staffed, "Khady")):
        with pytest.raises(errors.StaffOnly):
            submit(staffed, client_id=other, product_id=product_id)

    application = Application.objects.get(id=application_id)
    assert application.terms["rate"] == "6"
    assert [one.code for one in simulated_products()] == []


def test_the_rule_of_a_product_survives_its_revision_and_its_file(staffed: House) -> None:
    from nafa.lending import queries as loans

    product_id = staff_product(staffed)
    text = loans.product_toml(product_id)
    lending.import_product(staffed.ctx("babacar"), text=text.replace('"PERS"', '"COPIE"'))

    kept = {one.code: one.rules.is_staff_only for one in loans.products()}
    assert "is_staff_only = true" in text
    assert kept == {"PERS": True, "COPIE": True}


def test_nobody_submits_a_loan_of_their_own_or_of_one_tied_to_them(staffed: House) -> None:
    own, brother, friend = (person(staffed, name) for name in ("Ibra", "Omar", "Samba"))
    mark(staffed, own, who="ibra")
    mark(staffed, brother, who="ibra", kind="RELATED")
    clients.connect_clients(
        staffed.ctx("penda"), client_id=own, reason="Un commerce",
        number=register.get_client(staffed.ctx("penda"), friend).number,
    )  # fmt: skip
    product_id = staffed.product()

    for client_id in (own, brother, friend):
        with pytest.raises(errors.OwnLoan):
            submit(staffed, client_id=client_id, product_id=product_id)
    submit(staffed, client_id=person(staffed, "Autre"), product_id=product_id)

    assert Application.objects.count() == 1


def test_a_group_with_oneself_in_it_is_ones_own(staffed: House) -> None:
    own = person(staffed, "Ibra")
    mark(staffed, own, who="ibra")
    group = clients.register_group(
        staffed.ctx("ousmane"), name="GIE Takku",
        member_ids=[own, person(staffed, "Awa"), person(staffed, "Khady")],
        branch_id=staffed.branch_id,
    )  # fmt: skip

    with pytest.raises(errors.OwnLoan):
        submit(staffed, client_id=group)


def test_nobody_decides_draws_up_or_pays_out_a_loan_of_their_own(staffed: House) -> None:
    hire(staffed, "coumba", "branch_manager", limit=2_000_000)
    client_id, product_id = person(staffed, "Ousmane"), staffed.product()
    mark_id = mark(staffed, client_id, who="ousmane")
    application_id = submit(staffed, client_id=client_id, product_id=product_id)

    for outcome in ("APPROVED", "REFUSED", "RETURNED"):
        with pytest.raises(errors.OwnLoan):
            lending.decide_application(
                staffed.ctx("ousmane"), application_id=application_id, outcome=outcome, reason="x"
            )
    approve(staffed, application_id, by="coumba")
    with pytest.raises(errors.OwnLoan):
        lending.draw_contract(staffed.ctx("ousmane"), application_id=application_id)
    loan_id = lending.draw_contract(staffed.ctx("ibra"), application_id=application_id)

    clients.end_insider(staffed.ctx("penda"), mark_id=mark_id)
    mark(staffed, client_id, who="awa", kind="RELATED")
    staffed.open_till()
    with pytest.raises(errors.OwnLoan):
        lending.disburse(staffed.ctx("awa"), loan_id=loan_id)
    clients.end_insider(
        staffed.ctx("penda"), mark_id=register.ties_of(staffed.ctx("penda"), client_id).insider.id
    )  # type: ignore[union-attr]
    lending.disburse(staffed.ctx("awa"), loan_id=loan_id)


def test_nobody_lets_off_a_debt_of_their_own(staffed: House) -> None:
    client_id = person(staffed, "Ousmane")
    loan_id = staffed.loan(client_id=client_id)
    asked = {"kind": "DEFERMENT", "asked": {"periods": 1}, "reason": "Congé"}
    request_id = lending.ask_change(staffed.ctx("ibra"), loan_id=loan_id, **asked)
    mark(staffed, client_id, who="ousmane")

    with pytest.raises(errors.OwnLoan):
        lending.accept_change(staffed.ctx("ousmane"), request_id=request_id)
    with pytest.raises(errors.OwnLoan):
        lending.refuse_change(staffed.ctx("ousmane"), request_id=request_id, reason="Non")
    mark(staffed, person(staffed, "Ibra"), who="ibra")
    with pytest.raises(errors.OwnLoan):
        lending.ask_change(
            staffed.ctx("ibra"), reason="Congé", kind="DEFERMENT", asked={"periods": 1},
            loan_id=own_loan(staffed, "ibra"),
        )  # fmt: skip


def own_loan(house: House, who: str) -> UUID:
    """A loan that was paid out before its borrower was known to be one of the staff."""
    client_id = person(house, "Avant")
    loan_id = house.loan(client_id=client_id, product_id=house.product("AVANT"))
    mark(house, client_id, who=who, kind="RELATED")
    return loan_id


def test_nobody_opens_or_draws_on_a_line_of_their_own(staffed: House) -> None:
    client_id = person(staffed, "Ibra")
    application_id = submit(staffed, client_id=client_id)
    approve(staffed, application_id)
    mark(staffed, client_id, who="ibra")

    with pytest.raises(errors.OwnLoan):
        open_line(staffed.ctx("ibra"), application_id=application_id)


def test_a_member_of_the_committee_does_not_vote_on_their_own_loan(staffed: House) -> None:
    hire(staffed, "fatou", "committee_member")
    set_policy(
        staffed,
        level("Comité", "committee_member", "branch_manager", quorum=2, is_committee=True),
    )
    client_id = person(staffed, "Fatou")
    mark(staffed, client_id, who="fatou")
    application_id = submit(staffed, client_id=client_id)
    chair, member = staffed.people["ousmane"], staffed.people["fatou"]
    session_id = convene_committee(
        staffed.ctx("ousmane"), held_date=staffed.ctx("ousmane").business_date, chair_id=chair,
        secretary_id=chair, member_ids=[chair, member], quorum=2, place="Siège",
    )  # fmt: skip
    put_on_agenda(staffed.ctx("ousmane"), session_id=session_id, application_ids=[application_id])
    open_committee(staffed.ctx("ousmane"), session_id=session_id, present_ids=[chair, member])
    item = AgendaItem.objects.get(application_id=application_id)

    with pytest.raises(errors.OwnLoan):
        vote(staffed.ctx("fatou"), item_id=item.id, choice="FOR")


def test_loans_to_the_staff_count_among_those_to_insiders(staffed: House) -> None:
    state_own_funds(
        staffed.ctx("dieynaba"), as_of_date=staffed.ctx("ibra").business_date,
        amount=francs(8_000_000), source="Bilan",
    )  # fmt: skip
    product_id, found = staffed.product(), []
    for name, who in (("Moussa", "moussa"), ("Aminata", "aminata")):
        client_id = person(staffed, name)
        mark(staffed, client_id, who=who)
        found.append(submit(staffed, client_id=client_id, amount=500_000, product_id=product_id))
    approve(staffed, found[0])
    lending.draw_contract(staffed.ctx("ibra"), application_id=found[0])

    with pytest.raises(origination_errors.InsidersExceeded):
        approve(staffed, found[1])


def test_a_person_is_one_client_and_must_exist(staffed: House) -> None:
    mark(staffed, person(staffed, "Moussa"), who="moussa")

    with pytest.raises(StaffLinked):
        mark(staffed, person(staffed, "Faux"), who="moussa")
    with pytest.raises(NotFound):
        clients.declare_insider(
            staffed.ctx("penda"), client_id=person(staffed, "X"), kind="STAFF", reason="r",
            user_id=staffed.branch_id,
        )  # fmt: skip
    mark(staffed, person(staffed, "Cousin"), who="moussa", kind="RELATED")


def test_loans_of_the_staff_are_listed_apart(staffed: House, call: Call) -> None:
    product_id = staff_product(staffed)
    moussa = person(staffed, "Moussa")
    mark(staffed, moussa, who="moussa")
    mark(staffed, person(staffed, "SansCompte"))
    loan_id = staffed.loan(client_id=moussa, product_id=product_id, amount=300_000)
    staffed.loan(client_id=person(staffed, "Khady"), product_id=staffed.product())

    (row,) = staff_loans(staffed.ctx("dieynaba"))
    page = text_of(browser_of(staffed, "dieynaba").get(reverse("web:staff-loans")))
    listed = call("penda", "GET", "/staff-loans").json()

    assert (row.loan.id, row.person) == (loan_id, "Moussa")
    assert "Moussa NDIAYE" in page
    assert "Khady" not in page
    assert "Personnel dont l’identifiant n’est pas indiqué" in page
    assert [one["loan_id"] for one in listed] == [str(loan_id)]
    assert call("ibra", "GET", "/staff-loans").status_code == 403
    assert browser_of(staffed, "ibra").get(reverse("web:staff-loans")).status_code == 403


def test_the_mark_names_the_log_in_on_its_page(staffed: House) -> None:
    client_id = person(staffed, "Moussa")
    number = register.get_client(staffed.ctx("penda"), client_id).number
    browser = browser_of(staffed, "penda")

    sent = browser.post(
        reverse("web:tie-insider", args=[number]),
        keyed(kind="STAFF", user_id=str(staffed.people["moussa"]), reason="Contrat de travail"),
    )

    assert sent.status_code == 303
    assert register.staff_behind(client_id) == {staffed.people["moussa"]}
    assert "Identifiant de" in text_of(browser.get(reverse("web:ties", args=[number])))
