"""People for approvals: everyone with a role in the branch, and the levels they decide at."""

from typing import Any
from uuid import UUID

from factories.house import PASSWORD, House, francs
from nafa.kernel.identity.commands import assign_role, create_user
from nafa.lending import commands as lending
from nafa.lending.commands.origination.policies import define_approval_policy


def hire(house: House, name: str, role: str, *, limit: int | None = None) -> UUID:
    """A person with a role in the house's branch."""
    user_id = create_user(
        house.ctx("system"), username=name, full_name=name.title(), password=PASSWORD
    )
    house.people[name] = user_id
    assign_role(
        house.ctx("system"), user_id=user_id, role_code=role, branch_id=house.branch_id,
        approval_limit_minor=limit,
    )  # fmt: skip
    return user_id


def level(name: str, *roles: str, **bounds: Any) -> dict[str, Any]:
    """A level of approval as plain data."""
    return {"name": name, "roles": list(roles), **bounds}


BRANCH = level("Agence", "branch_manager", up_to_minor=500_000)
PAIR = level("Siège", "branch_manager", "general_manager", quorum=2, up_to_minor=2_000_000)
COMMITTEE = level("Comité", "committee_member", "branch_manager", quorum=2, is_committee=True)


def set_policy(house: House, *levels: dict[str, Any], **days: int) -> UUID:
    """The institution's policy: a branch level, a pair, the committee, unless others are given."""
    return define_approval_policy(
        house.ctx("babacar"),
        rules={
            "application_days": 30,
            "approval_days": 20,
            **days,
            "levels": list(levels or (BRANCH, PAIR, COMMITTEE)),
        },
    )


def submit(house: House, *, amount: int = 400_000, code: str = "IND", **changes: Any) -> UUID:
    """An application of Aïssatou, submitted and followed by Ibra."""
    values: dict[str, Any] = {
        "client_id": house.client(not_a_duplicate_because="essai"),
        "amount": francs(amount),
        "instalment_count": 12,
        "purpose": "Stock de tissus",
        **changes,
    }
    if "product_id" not in values:
        values["product_id"] = house.product(code)
    return lending.submit_application(house.ctx("ibra"), **values)
