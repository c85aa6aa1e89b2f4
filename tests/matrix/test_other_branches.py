"""Files of one branch are not reached from another by changing an identifier.

A person who holds every right, in the other branch only, asks for the files of the first branch
at every address that names one: no page and no route shows or changes anything.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from factories.house import PASSWORD, House, francs
from matrix.places import RIGHTS, Place, browser, caller, pages, routes
from nafa.kernel.control.defining import define_control_rules
from nafa.kernel.control.errors import WaitsForApproval
from nafa.kernel.identity.commands import assign_role, create_user
from nafa.kernel.models import CommandRecord, Role
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lending.models import Loan
from nafa.lib.ids import named_id

KEPT_APART = (403, 404)
# Refused before a file is looked at: nothing of it is told.
BEFORE_THE_FILE = {
    "lending.bureau_not_connected", "lending.messages_not_connected", "payments.no_open_session",
    "payments.no_open_till",
}  # fmt: skip
# Sent forms whose refusal is shown on the page they came from, with 409.
ASKED_LATER = {"till-open", "loan-code-send"}

# Addresses that name no file of a branch: the institution's own, or the reader's own things.
OF_NOBODY = {
    "index-value", "chart-account", "brand", "log-checkpoint", "product-clauses", "product",
    "product-contract", "product-export", "product-revise", "product-demand", "gallery-sample",
    "simulation-shared", "simulation-shared-pdf", "financing-preview", "financing-charity",
    "read-notice", "my-device-forget", "my-session-end", "my-passkey", "delegation-revoke",
    "user", "user-access", "user-door", "person-rights", "person-leaves", "person-moves",
    "access-review", "access-review-line", "emergency", "emergency-back", "role-edit",
    "bureau-file", "bureau-file-send",
    "bureau-file-download", "supplier", "supplier-pay", "weather", "weather-withdraw",
}  # fmt: skip
ROUTES_OF_NOBODY = {
    "code", "product_id", "language", "proof_id", "file_id", "supplier_id", "pool_id", "event_id",
    "officer_id",
}  # fmt: skip


@pytest.fixture
def files(house: House) -> Mapping[str, Any]:
    """One file of each kind in the first branch, by the name it has in addresses."""
    loan_id = house.loan()
    loan = Loan.objects.get(id=loan_id)
    receipt = lending.repay(house.ctx("awa"), loan_id=loan_id, amount=francs(50_000))
    rule = {"command": "lending.reverse_repayment", "levels": [{"roles": ["chief_accountant"]}]}
    define_control_rules(house.ctx("system"), rules={"approvals": [rule]})
    with pytest.raises(WaitsForApproval) as waits:
        lending.reverse_repayment(house.ctx("ousmane"), fact_id=receipt.fact_id, reason="x")
    command = CommandRecord.objects.filter(name="lending.repay").latest("at")
    account = next(one.account_id for one in books.journal(limit=1)[0].lines)
    return {
        "loan_id": loan_id, "loan": loan_id, "client": loan.client_id, "client_id": loan.client_id,
        "application": loan.application_id, "application_id": loan.application_id,
        "fact_id": receipt.fact_id, "operation_id": receipt.fact_id, "till_id": house.till_id,
        "command_id": command.id, "waiting_id": waits.value.waiting_id, "account_id": account,
        "entry_id": receipt.entry_id,
    }  # fmt: skip


@pytest.fixture
def stranger(house: House) -> UUID:
    """Somebody who may everything, in the other branch."""
    role = Role.objects.create(
        id=named_id("role/everything"), code="everything", label_fr="T", label_en="E",
        home="branch", permissions=sorted(frozenset().union(*RIGHTS.values())),
    )  # fmt: skip
    user_id = create_user(
        house.ctx("system"), username="stranger", full_name="Stranger", password=PASSWORD
    )
    assign_role(
        house.ctx("system"), user_id=user_id, role_code=role.code,
        branch_id=house.other_branch_id,
    )  # fmt: skip
    return user_id


def _tried(files: Mapping[str, Any]) -> list[Place]:
    """The pages whose first named file exists in the first branch."""
    return [
        one for one in pages()
        if one.arguments and one.name not in OF_NOBODY and next(iter(one.arguments)) in files
    ]  # fmt: skip


@pytest.mark.slow
def test_no_page_shows_a_file_of_another_branch(
    house: House, files: Mapping[str, Any], stranger: UUID
) -> None:
    client, faults = browser(stranger), []
    own = browser(house.people["aminata"])
    tried = _tried(files)
    assert len(tried) > 70
    assert own.get(f"/credits/{files['loan_id']}/").status_code == 200

    for place in tried:
        url = place.url(**files)
        status = client.get(url).status_code
        if status == 405:
            status = client.post(url, {"key": f"branch/{place.name}"}).status_code
            if place.name in ASKED_LATER:
                continue
        if status not in KEPT_APART:
            faults.append(f"{place.name}: {status}")

    assert not faults, "\n".join(faults)


def test_no_route_shows_or_changes_a_file_of_another_branch(
    house: House, files: Mapping[str, Any], stranger: UUID
) -> None:
    assert stranger
    client, faults, tried = caller("stranger"), [], 0
    for route in routes():
        if not route.arguments or next(iter(route.arguments)) not in files:
            continue
        tried += 1
        answer = route.call(client, key=f"branch/{route.name}", **files)
        told = answer.json() if answer.status_code >= 400 else {}
        if answer.status_code not in KEPT_APART and told.get("code") not in BEFORE_THE_FILE:
            faults.append(f"{route.name}: {answer.status_code} {told.get('code')}")

    assert tried > 35
    assert not faults, "\n".join(faults)
