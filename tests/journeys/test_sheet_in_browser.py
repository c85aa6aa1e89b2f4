"""A collection sheet entered by keys in a browser: less, absent, paid for another, counted."""

import pytest
from playwright.sync_api import expect

from factories.groups import Group, form_group, lend_to
from journeys.test_loan_in_browser import Town, press, town
from nafa.clients.models import Client
from nafa.lending.models import CollectionSheet
from nafa.lending.queries.solidarity.groups import loans_of_group

__all__ = ["town"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def lent(town: Town) -> tuple[Group, str]:
    """The group's loan runs, its first instalment is due, Awa holds the till again."""
    group = lend_to(town.house, form_group(town.house))
    town.house.close_days_until(town.house.ctx("ibra").business_date.replace(day=12))
    town.house.open_till()
    return group, Client.objects.get(id=group.id).number


def test_a_sheet_is_entered_counted_and_saved(town: Town) -> None:
    group, number = lent(town)
    teller = town.log_in("awa")
    teller.goto(f"{town.url}/collecte/feuille/?group={number}")
    amounts = teller.locator("tr [data-take]")
    expect(amounts).to_have_count(4)
    expect(amounts.first).not_to_have_value("")

    amounts.first.focus()
    for keys in ("15000", "10000", "0"):
        teller.keyboard.press("Control+A")
        teller.keyboard.type(keys)
        teller.keyboard.press("Enter")
    teller.locator("[data-absent]").nth(3).check()
    expect(amounts.nth(3)).to_have_value("")
    teller.get_by_text("Payé pour un autre membre").click()
    cover = teller.locator(".cover-line").first
    cover.locator("select").first.select_option(label="Astou FALL")
    cover.locator("select").last.select_option(label="Coumba FALL")
    cover.locator("input").fill("5000")
    expect(teller.locator("[data-sum]")).to_have_text("30\u00a0000")

    teller.locator("[name=counted]").fill("29000")
    expect(teller.locator("[data-difference]")).to_have_text("−1\u00a0000")
    press(teller, "Enregistrer la feuille")
    expect(teller.locator("main")).to_contain_text("lending.count_differs")
    expect(amounts.first).to_have_value("15\u00a0000")
    teller.locator("[name=counted]").fill("30000")
    press(teller, "Enregistrer la feuille")
    expect(teller.locator("main")).to_contain_text("est enregistrée")

    (sheet,) = CollectionSheet.objects.all()
    assert sheet.collected_minor == 30_000
    (loan,) = loans_of_group(town.house.ctx("ibra"), group.id)
    paid = {one.member_id: one.paid.minor for one in loan.members}
    assert [paid[group.members[name]] for name in ("Astou", "Binta", "Coumba", "Dieynaba")] == [
        15_000, 10_000, 5_000, 0,
    ]  # fmt: skip
    assert [(one.debtor_id, one.amount.minor) for one in loan.debts] == [
        (group.members["Coumba"], 5_000)
    ]
