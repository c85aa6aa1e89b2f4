"""Inputs of commands and names of roles in words."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nafa.interfaces.web import labels
from nafa.interfaces.web.parts import Fact
from nafa.interfaces.web.written import money_text
from nafa.kernel.models import Branch, Role, User
from nafa.lib.currency import MINOR_DIGITS
from nafa.lib.money import Money

LONGEST = 300


def role_words(codes: Iterable[str]) -> str:
    """The names of roles, in the reader's language."""
    wanted = list(codes)
    found = {
        role.code: labels.local(role.label_fr, role.label_en)
        for role in Role.objects.filter(code__in=wanted)
    }
    return ", ".join(found.get(code, code) for code in wanted)


def input_facts(inputs: Mapping[str, Any]) -> list[Fact]:
    """What was entered, name by name; people and branches by their names."""
    return [Fact(name.removesuffix("_id"), _written(name, value)) for name, value in inputs.items()]


def _written(name: str, value: Any) -> Any:
    if value is None or value == "":
        return "–"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "; ".join(_record(one) for one in value)
    if isinstance(value, list) and len(value) == 2 and str(value[1]) in MINOR_DIGITS:
        return money_text(Money(value[0], value[1]))
    if name.endswith(("user_id", "branch_id")) and isinstance(value, str):
        return _name_of(name, UUID(value))
    if isinstance(value, list):
        value = ", ".join(str(one) for one in value)
    text = str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _record(one: Mapping[str, Any]) -> str:
    """A line of an entry or a sheet: its fields by name, amounts in its currency."""
    currency = str(one.get("currency", ""))
    parts = []
    for name, value in one.items():
        if name == "currency" or value in (None, "", 0):
            continue
        if name.endswith("_minor") and currency in MINOR_DIGITS:
            parts.append(f"{name.removesuffix('_minor')} {money_text(Money(value, currency))}")
        else:
            parts.append(str(value))
    return " · ".join(parts)


def _name_of(name: str, found_id: UUID) -> str:
    if name.endswith("branch_id"):
        branch = Branch.objects.filter(id=found_id).first()
        return branch.name if branch else str(found_id)
    user = User.objects.filter(id=found_id).first()
    return user.full_name if user else str(found_id)
