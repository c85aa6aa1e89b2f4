"""Inputs of commands and names of roles in words."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from nafa.clients import queries as clients
from nafa.interfaces.web import labels
from nafa.interfaces.web.parts import Fact, Words
from nafa.interfaces.web.wording.inputs import INPUTS, SECRET_INPUTS
from nafa.interfaces.web.wording.rights import right_words
from nafa.interfaces.web.written import money_text
from nafa.kernel.models import Branch, Role, User
from nafa.lib.currency import MINOR_DIGITS
from nafa.lib.money import Money

LONGEST = 300
IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LINE_WORDS: Mapping[str, Words] = {"debit_minor": _("Debit"), "credit_minor": _("Credit")}


def role_words(codes: Iterable[str]) -> str:
    """The names of roles, in the reader's language."""
    wanted = list(codes)
    found = {
        role.code: labels.local(role.label_fr, role.label_en)
        for role in Role.objects.filter(code__in=wanted)
    }
    return ", ".join(found.get(code, code) for code in wanted)


def input_facts(inputs: Mapping[str, Any]) -> list[Fact]:
    """What was entered, in words; people, clients and branches by their names, days as days."""
    return [Fact(INPUTS.get(name, name), _written(name, value)) for name, value in inputs.items()]


def _written(name: str, value: Any) -> Any:
    if value is None or value == "":
        return "–"
    if name in SECRET_INPUTS:
        return "••••••"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return _listed(name, value)
    if isinstance(value, str):
        value = _told(name, value)
    text = str(value)
    if isinstance(value, date):
        return value
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _listed(name: str, value: list[Any]) -> str:
    if value and isinstance(value[0], dict):
        return "; ".join(_record(one) for one in value)
    if len(value) == 2 and str(value[1]) in MINOR_DIGITS:
        return money_text(Money(value[0], value[1]))
    text = ", ".join(str(_told(name.removesuffix("s"), str(one))) for one in value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _told(name: str, value: str) -> Any:
    """A text as people read it: a day, a role, a right, or who an identifier is of."""
    if name.endswith("_date") or name == "effective_from":
        return date.fromisoformat(value)
    if name == "role_code":
        return role_words([value])
    if name == "permission":
        return right_words(value)
    return _name_of(name, UUID(value)) if IDENTIFIER.fullmatch(value) else value


def _record(one: Mapping[str, Any]) -> str:
    """A line of an entry or a sheet: its fields by name, amounts in its currency."""
    currency = str(one.get("currency", ""))
    parts = []
    for name, value in one.items():
        if name == "currency" or value in (None, "", 0):
            continue
        if name.endswith("_minor") and currency in MINOR_DIGITS:
            word = LINE_WORDS.get(name, "")
            parts.append(f"{word} {money_text(Money(value, currency))}".strip())
        else:
            parts.append(str(value))
    return " · ".join(parts)


def _name_of(name: str, found_id: UUID) -> str:
    """Who or what an identifier is of; its end where no name is kept, as the trail shows it."""
    if name.endswith("branch_id"):
        branch = Branch.objects.filter(id=found_id).first()
        return branch.name if branch else str(found_id)[-8:]
    if name.endswith(("user_id", "officer_id", "collector_id")):
        user = User.objects.filter(id=found_id).first()
        return user.full_name if user else str(found_id)[-8:]
    known = clients.names_of([found_id]).get(found_id)
    return " · ".join(known) if known else str(found_id)[-8:]
