"""Pages of clients, products and applications: rights, refusals, what is kept and shown."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from PIL import Image

from factories.browsing import come_in
from factories.house import House, francs, rules
from nafa.clients import commands as clients
from nafa.clients import queries as register
from nafa.kernel.models import User
from nafa.lending import commands as lending
from nafa.lending import queries as loans

pytestmark = pytest.mark.django_db


def as_person(house: House, name: str) -> Browser:
    """A browser in which the person is logged in, reading English."""
    browser = Browser(headers={"accept-language": "en"})
    come_in(browser, User.objects.get(id=house.people[name]))
    browser.cookies["django_language"] = "en"
    return browser


def key() -> str:
    return str(uuid4())


def person(**changes: Any) -> dict[str, Any]:
    return {
        "key": key(), "given_names": "Aïssatou", "family_name": "Ndiaye", "sex": "F",
        "birth_date": "02/03/1988", "phone": "77 123 45 67", **changes,
    }  # fmt: skip


def scan() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 40), (10, 20, 30)).save(out, "PNG")
    return out.getvalue()


def application(house: House, *, amount: int = 500_000, client_id: Any = None) -> str:
    application_id = lending.submit_application(
        house.ctx("ibra"),
        client_id=client_id or house.client(not_a_duplicate_because="essai"),
        product_id=house.product(f"P{uuid4().hex[-6:].upper()}"),
        amount=francs(amount),
        instalment_count=12,
        purpose="Stock de tissus",
    )
    return loans.application_view(house.ctx("ibra"), application_id).row.number


# Rights ----------------------------------------------------------------------------------------


def test_a_page_asks_for_the_log_in(house: House) -> None:
    answer = Browser().get(reverse("web:clients"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("web:login"))


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("awa", "web:client-new"),
        ("moussa", "web:group-new"),
        ("awa", "web:approvals"),
        ("ibra", "web:product-new"),
        ("ibra", "web:approvals"),
        ("babacar", "web:application-new"),
    ],
)
def test_a_page_is_refused_without_its_right(house: House, name: str, page: str) -> None:
    answer = as_person(house, name).get(reverse(page))

    assert answer.status_code == 403
    assert b"kernel.not_permitted" in answer.content


def test_a_file_of_another_branch_is_refused(house: House) -> None:
    client_id = clients.register_person(
        house.ctx("system"), given_names="Penda", family_name="Sow",
        branch_id=house.other_branch_id, officer_id=house.people["ibra"],
    )  # fmt: skip

    answer = as_person(house, "ibra").get(reverse("web:client", args=[client_id]))

    assert answer.status_code == 403
    assert b"kernel.other_branch" in answer.content


# Clients ---------------------------------------------------------------------------------------


def test_a_person_is_registered_and_found_again(house: House) -> None:
    browser = as_person(house, "ibra")

    answer = browser.post(reverse("web:client-new"), person(), follow=True)

    assert "Aïssatou NDIAYE" in answer.content.decode()
    found = browser.get(reverse("web:search"), {"q": "njay aissatu"})
    assert "Aïssatou NDIAYE" in found.content.decode()


def test_a_probable_double_needs_a_reason_and_nothing_typed_is_lost(house: House) -> None:
    browser = as_person(house, "ibra")
    browser.post(reverse("web:client-new"), person())

    refused = browser.post(reverse("web:client-new"), person(activity="Couture"))
    accepted = browser.post(
        reverse("web:client-new"),
        person(activity="Couture", not_a_duplicate_because="Homonyme, vue avec sa propre pièce"),
    )

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "clients.probable_duplicate" in page
    assert 'value="Couture"' in page and 'name="not_a_duplicate_because"' in page
    assert accepted.status_code == 303


def test_an_impossible_birth_date_is_said_beside_its_field(house: House) -> None:
    answer = as_person(house, "ibra").post(
        reverse("web:client-new"), person(birth_date="02/03/2024")
    )

    assert answer.status_code == 409
    assert 'id="id_birth_date-error"' in answer.content.decode()


def test_the_same_form_sent_twice_registers_once(house: House) -> None:
    browser, sent = as_person(house, "ibra"), person()

    first = browser.post(reverse("web:client-new"), sent)
    second = browser.post(reverse("web:client-new"), sent)

    assert first["Location"] == second["Location"]
    assert len(register.list_clients(house.ctx("ibra"))) == 1


def test_editing_changes_only_what_differs(house: House) -> None:
    client = register.get_client(house.ctx("ibra"), house.client(activity="Couture"))
    browser = as_person(house, "ibra")
    address = reverse("web:client-edit", args=[client.number])

    answer = browser.post(address, person(phone="", activity="Broderie", officer_id=""))

    after = register.get_client(house.ctx("ibra"), client.id)
    assert answer.status_code == 303
    assert (after.activity, after.officer_id, after.birth_date) == (
        "Broderie", client.officer_id, date(1988, 3, 2),
    )  # fmt: skip


def test_a_scan_is_kept_and_shown_but_never_stored_on_the_way(house: House) -> None:
    client = register.get_client(house.ctx("ibra"), house.client())
    browser = as_person(house, "ibra")
    upload = SimpleUploadedFile("cni.png", scan(), "image/png")

    browser.post(
        reverse("web:document-add", args=[client.number]),
        {"key": key(), "kind": "CNI", "number": "1 234 567", "content": upload},
    )

    paper = register.documents_of(client.id)[0]
    answer = browser.get(reverse("web:document-scan", args=[client.number, paper.id]))
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]


def test_a_scan_is_not_shown_under_another_client(house: House) -> None:
    mine = house.client()
    other = house.client(given_names="Moussa", family_name="Faye", sex="M")
    paper = clients.add_document(
        house.ctx("ibra"), client_id=mine, kind="CNI", number="99887766", scan=scan()
    )

    answer = as_person(house, "ibra").get(reverse("web:document-scan", args=[other, paper]))

    assert answer.status_code == 404


def test_a_file_that_is_no_picture_is_refused_beside_the_field(house: House) -> None:
    client = register.get_client(house.ctx("ibra"), house.client())
    upload = SimpleUploadedFile("photo.jpg", b"not a picture", "image/jpeg")

    answer = as_person(house, "ibra").post(
        reverse("web:photo-set", args=[client.number]), {"key": key(), "content": upload}
    )

    assert answer.status_code == 409
    assert 'id="id_content-error"' in answer.content.decode()


def test_a_group_is_registered_with_its_members_and_one_leaves(house: House) -> None:
    mine = house.client()
    other = house.client(given_names="Khady", family_name="Seck")
    browser = as_person(house, "ousmane")

    answer = browser.post(
        reverse("web:group-new"),
        {"key": key(), "name": "GIE Takku", "member": [str(mine), str(other)]},
    )
    group = register.search(house.ctx("ousmane"), "Takku")[0]
    left = browser.post(reverse("web:member-remove", args=[group.number, other]), {"key": key()})

    assert (answer.status_code, left.status_code) == (303, 303)
    assert [one.client_id for one in register.members_of(group.id)] == [mine]


def test_the_export_holds_no_formula(house: House) -> None:
    house.client(family_name="=cmd()", given_names="=1")

    answer = as_person(house, "ibra").get(reverse("web:clients-export"))

    assert "'=1 =CMD()" in answer.content.decode()


def test_the_picker_adds_and_takes_out(house: House) -> None:
    mine = house.client()
    browser = as_person(house, "ousmane")

    added = browser.post(reverse("web:member-picker"), {"add": str(mine)})
    taken = browser.post(reverse("web:member-picker"), {"member": str(mine), "remove": str(mine)})

    assert f'name="member" value="{mine}"' in added.content.decode()
    assert 'name="member"' not in taken.content.decode()


# Products --------------------------------------------------------------------------------------


def product(**changes: Any) -> dict[str, Any]:
    return {
        "key": key(), "code": "NEW", "name": "Crédit neuf", "client_kinds": ["PERSON"],
        "interest": "FLAT", "rate": "10", "rate_unit": "YEAR", "unit": "MONTHS", "every": "1",
        "interest_period": "SAME_AS_REPAYMENT", "day_count": "ACTUAL/DAYS_365",
        "amortisation": "EQUAL_INSTALMENTS", "first_day": "1", "second_day": "16",
        "month_end": "LAST_DAY", "interest_free": "0",
        "lowest_amount": "50 000", "highest_amount": "500 000", "lowest_count": "3",
        "highest_count": "12", "grace_principal": "0", "grace_interest": "0",
        "deferred_interest": "SPREAD_AFTER", "multiple": "5", "roll": "FOLLOWING",
        "settlement": "UNTIL_THE_DAY",
        "allocation_order": "PENALTY,FEE,INTEREST,PRINCIPAL",
        "direction": "BY_INSTALMENT", "penalty_base": "OVERDUE_TOTAL",
        "penalty_percent": "12", "penalty_grace_days": "3", "fees": "1",
        "fee-0-name": "Dossier", "fee-0-measure": "PERCENT_OF_PRINCIPAL", "fee-0-value": "1,5",
        "fee-0-time": "AT_DISBURSEMENT", "fee-0-nature": "TEG", **changes,
    }  # fmt: skip


def test_a_product_is_defined_with_all_its_rules(house: House) -> None:
    answer = as_person(house, "babacar").post(reverse("web:product-new"), product())

    made = loans.product_of(loans.product_id_of("NEW"))
    assert answer.status_code == 303
    assert made.rules.shared["charges"][0]["value"] == "1.5"
    assert made.rules.shared["penalty"]["percent_per_year"] == "12"


def test_rules_that_make_no_loan_are_refused_beside_the_field(house: House) -> None:
    browser = as_person(house, "babacar")

    grace = browser.post(reverse("web:product-new"), product(grace_principal="3"))
    fee = browser.post(reverse("web:product-new"), product(**{"fee-0-value": "101"}))

    assert 'id="id_grace_principal-error"' in grace.content.decode()
    assert "This value is outside what is possible." in fee.content.decode()
    assert (grace.status_code, fee.status_code) == (409, 409)
    assert loans.products() == []


def test_a_product_whose_every_loan_is_usurious_is_refused_at_the_rate(house: House) -> None:
    dear = as_person(house, "babacar").post(reverse("web:product-new"), product(rate="40"))

    assert dear.status_code == 409
    assert 'id="id_rate-error"' in dear.content.decode()
    assert "Every loan of these rules is above the usury ceiling." in dear.content.decode()


def test_the_preview_warns_above_the_usury_ceiling(house: House) -> None:
    browser = as_person(house, "babacar")

    fair = browser.post(reverse("web:product-preview"), product())
    dear = browser.post(reverse("web:product-preview"), product(rate="40"))

    assert "Under the usury ceiling" in fair.content.decode()
    assert "Above the usury ceiling" in dear.content.decode()


def test_rows_of_fees_come_and_go_and_keep_what_was_typed(house: House) -> None:
    browser = as_person(house, "babacar")

    more = browser.post(reverse("web:product-fees"), product(add_fee="1")).content.decode()
    less = browser.post(reverse("web:product-fees"), product(take_fee="0")).content.decode()

    assert 'name="fees" value="2"' in more and 'value="Dossier"' in more
    assert 'name="fees" value="0"' in less


def test_a_revision_is_a_new_version(house: House) -> None:
    product_id = house.product("IND")
    address = reverse("web:product-revise", args=["IND"])

    answer = as_person(house, "babacar").post(address, product(rate="8", is_active="on"))

    assert answer.status_code == 303
    assert [one.number for one in loans.versions_of(product_id)] == [2, 1]


# Applications ----------------------------------------------------------------------------------


def test_the_offer_is_shown_before_anything_is_submitted(house: House) -> None:
    client = register.get_client(house.ctx("ibra"), house.client())
    product_id = house.product()
    wish = {"product_id": str(product_id), "amount": "600 000", "instalment_count": "12"}

    answer = as_person(house, "ibra").post(
        reverse("web:application-preview", args=[client.number]), wish
    )

    assert "Effective rate (TEG)" in answer.content.decode()
    assert loans.applications(house.ctx("ibra")) == []


def test_an_amount_outside_the_product_is_refused_beside_the_field(house: House) -> None:
    client = register.get_client(house.ctx("ibra"), house.client())
    product_id = house.product()

    answer = as_person(house, "ibra").post(
        reverse("web:application-new") + f"?client={client.number}",
        {
            "key": key(), "product_id": str(product_id), "amount": "9 000 000",
            "instalment_count": "12", "purpose": "Stock",
        },
    )  # fmt: skip

    assert answer.status_code == 409
    assert 'id="id_amount-error"' in answer.content.decode()
    assert "Stock" in answer.content.decode()


def test_a_rate_above_the_ceiling_is_refused(house: House) -> None:
    client = register.get_client(house.ctx("ibra"), house.client())
    product_id = lending.define_product(
        house.ctx("babacar"), code="CHER", name="Cher",
        rules=rules(charges=[{"name": "Frais", "measure": "PERCENT_OF_PRINCIPAL", "value": "5"}]),
    )  # fmt: skip

    answer = as_person(house, "ibra").post(
        reverse("web:application-new") + f"?client={client.number}",
        {
            "key": key(), "product_id": str(product_id), "amount": "500 000",
            "instalment_count": "12", "purpose": "Stock",
        },
    )  # fmt: skip

    assert answer.status_code == 409
    assert "lending.rate_usurious" in answer.content.decode()


def test_the_limit_is_said_before_the_button(house: House) -> None:
    browser = as_person(house, "ousmane")

    small = browser.get(reverse("web:application-decide", args=[application(house)]))
    large = browser.get(
        reverse("web:application-decide", args=[application(house, amount=3_000_000)])
    )

    assert 'value="approve"' in small.content.decode()
    assert 'value="approve"' not in large.content.decode()
    assert "is above your limit of" in large.content.decode()


def test_the_own_application_has_no_buttons(house: House) -> None:
    client_id = house.client()
    application_id = lending.submit_application(
        house.ctx("ousmane"), client_id=client_id, product_id=house.product(),
        amount=francs(100_000), instalment_count=6, purpose="Stock",
    )  # fmt: skip

    page = as_person(house, "ousmane").get(reverse("web:application-decide", args=[application_id]))

    assert 'name="decision"' not in page.content.decode()
    assert "Another person must decide it." in page.content.decode()


def test_a_refusal_without_reason_decides_nothing(house: House) -> None:
    number = application(house)
    browser = as_person(house, "ousmane")
    address = reverse("web:application-decide", args=[number])

    refused = browser.post(address, {"key": key(), "decision": "refuse", "reason": ""})

    assert refused.status_code == 409
    assert "Nothing was decided." in refused.content.decode()
    assert loans.waiting_counts(house.ctx("ousmane")) == {"SUBMITTED": 1}


def test_an_application_goes_to_its_contract(house: House) -> None:
    number = application(house)
    manager, officer = as_person(house, "ousmane"), as_person(house, "ibra")

    manager.post(
        reverse("web:application-decide", args=[number]),
        {"key": key(), "decision": "approve", "reason": ""},
    )
    officer.post(reverse("web:contract-draw", args=[number]), {"key": key()})

    contract = officer.get(reverse("web:contract", args=[number]))
    assert contract["Content-Type"] == "application/pdf"
    assert contract.content.startswith(b"%PDF-")
    assert "no-store" in contract["Cache-Control"]


def test_a_contract_of_an_application_that_waits_is_refused(house: House) -> None:
    number = application(house)

    answer = as_person(house, "ibra").post(
        reverse("web:contract-draw", args=[number]), {"key": key()}
    )

    assert answer.status_code == 409
    assert b"lending.application_not_approved" in answer.content


def test_the_count_of_approvals_is_what_the_reader_may_approve(house: House) -> None:
    application(house)
    application(house, amount=4_000_000)

    page = as_person(house, "ousmane").get(reverse("web:approvals")).content.decode()

    waiting = re.search(r'class="waiting".*?<span class="count">(\d+)</span>', page, re.S)
    assert waiting is not None and waiting.group(1) == "1"
    assert "Above your limit" in page and "For you to decide" in page


def test_an_application_is_withdrawn_with_a_reason(house: House) -> None:
    number = application(house)
    browser = as_person(house, "ibra")
    address = reverse("web:application-withdraw", args=[number])

    empty = browser.post(address, {"key": key(), "reason": " "})
    done = browser.post(address, {"key": key(), "reason": "Le client renonce."})

    assert (empty.status_code, done.status_code) == (422, 303)
    assert loans.waiting_counts(house.ctx("ibra")) == {"WITHDRAWN": 1}


def test_a_product_goes_out_as_a_file_and_comes_back_as_another(house: House) -> None:
    browser = as_person(house, "babacar")
    browser.post(reverse("web:product-new"), product())

    file = browser.get(reverse("web:product-export", args=["NEW"])).content
    other = SimpleUploadedFile("x.toml", file.replace(b'"NEW"', b'"NEW2"'))
    answer = browser.post(reverse("web:product-import"), {"key": key(), "text": other})

    assert answer.status_code == 303
    assert loans.product_of(loans.product_id_of("NEW2")).rules.shared["interest"] == "FLAT"


def test_a_file_with_a_wrong_rule_is_refused_naming_it(house: House) -> None:
    browser = as_person(house, "babacar")
    browser.post(reverse("web:product-new"), product())
    file = browser.get(reverse("web:product-export", args=["NEW"])).content

    wrong = SimpleUploadedFile(
        "x.toml", file.replace(b"grace_principal = 0", b"grace_principal = 3")
    )
    refused = browser.post(reverse("web:product-import"), {"key": key(), "text": wrong})
    binary = SimpleUploadedFile("x.toml", b"\xff\xfe")
    unread = browser.post(reverse("web:product-import"), {"key": key(), "text": binary})

    assert refused.status_code == 409
    assert "grace_principal: The grace must be shorter" in refused.content.decode()
    assert "Choose a text file" in unread.content.decode()


def test_a_product_takes_blocks_from_another_in_the_form_and_the_preview(house: House) -> None:
    browser = as_person(house, "babacar")
    browser.post(reverse("web:product-new"), product())
    child = product(code="CHILD", rate="40", parent="NEW", inherits=["interest"])

    previewed = browser.post(reverse("web:product-preview"), child).content.decode()
    browser.post(reverse("web:product-new"), child)
    loop = product(parent="CHILD", inherits=["interest"], is_active="on")
    refused = browser.post(reverse("web:product-revise", args=["NEW"]), loop)

    assert "Under the usury ceiling" in previewed
    assert loans.product_of(loans.product_id_of("CHILD")).rules.shared["rate"] == "10"
    assert refused.status_code == 409 and 'id="id_parent-error"' in refused.content.decode()
