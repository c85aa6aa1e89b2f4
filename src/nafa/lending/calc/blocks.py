"""The rules of a product in blocks: what each holds, and how a product takes one from another.

Every rule belongs to exactly one block. A product that inherits a block has the parent's rules of
it; a version keeps them as they were when it was made, so that a contract needs no parent.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from nafa.lending.calc.refusals import TermsRefused

Rules = Mapping[str, Any]


class Block(StrEnum):
    """A part of a product's rules that is taken over as a whole."""

    AMOUNT_AND_TERM = "amount_and_term"
    INTEREST = "interest"
    SCHEDULE = "schedule"
    FEES = "fees"
    PENALTIES = "penalties"
    ALLOCATION = "allocation"
    GUARANTEES = "guarantees"
    ELIGIBILITY = "eligibility"
    APPROVAL = "approval"
    ACCOUNTING = "accounting"


OF_RULES: Mapping[Block, tuple[str, ...]] = {
    Block.AMOUNT_AND_TERM: (
        "lowest_amount",
        "highest_amount",
        "lowest_count",
        "highest_count",
        "tranches",
        "line",
    ),
    Block.INTEREST: ("index",),
    Block.GUARANTEES: ("guarantees",),
    Block.ELIGIBILITY: ("client_kinds", "is_staff_only"),
    Block.APPROVAL: ("approval",),
}
OF_TERMS: Mapping[Block, tuple[str, ...]] = {
    Block.AMOUNT_AND_TERM: (
        "down_payment_percent", "down_payment_is_automatic", "each_tranche_has_full_term",
        "fixed_length", "compulsory_deposit_percent",
    ),
    Block.INTEREST: (
        "interest", "rate", "rate_unit", "interest_period", "counts_part_periods",
        "counts_odd_first", "days_in_month", "days_in_year", "leap_rule", "bears_first_day",
        "interest_free", "recalculates", "rest", "prepayment", "precision", "guard_digits",
        "rounding",
    ),
    Block.SCHEDULE: (
        "kind", "amortisation", "level", "every", "unit", "month_days", "weekdays", "month_end",
        "roll", "multiple", "currency_multiple", "grace_principal", "grace_interest",
        "deferred_interest",
    ),
    Block.FEES: ("charges", "charges_count_from_their_day"),
    Block.PENALTIES: ("penalty", "overdue_wait_days"),
    Block.ALLOCATION: ("allocation", "settlement"),
    Block.ACCOUNTING: ("posts_accrual_activity", "accrual_rounding"),
}  # fmt: skip


def in_blocks(rules: Rules) -> dict[str, dict[str, Any]]:
    """The rules sorted into their blocks; a rule that says nothing is left out."""
    found: dict[str, dict[str, Any]] = {}
    for block in Block:
        held = {name: rules.get(name) for name in OF_RULES.get(block, ())}
        held |= {name: rules["terms"].get(name) for name in OF_TERMS.get(block, ())}
        found[block.value] = {
            name: value for name, value in held.items() if value not in (None, {})
        }
    return found


def from_blocks(blocks: Mapping[str, Any]) -> dict[str, Any]:
    """Rules of their blocks. Refuses: TermsRefused, naming a block or a rule nobody knows."""
    rules: dict[str, Any] = {"terms": {}}
    for name, held in blocks.items():
        block = block_of(name)
        if not isinstance(held, Mapping):
            raise TermsRefused("terms.fields_wanted", name)
        for rule, value in held.items():
            if rule in OF_TERMS.get(block, ()):
                rules["terms"][rule] = value
            elif rule in OF_RULES.get(block, ()):
                rules[rule] = value
            else:
                raise TermsRefused("terms.field_unknown", f"{name}.{rule}")
    return rules


def block_of(name: str) -> Block:
    """The block of a name. Refuses: TermsRefused."""
    for block in Block:
        if block.value == name:
            return block
    raise TermsRefused("terms.block_unknown", "inherits", value=name)


def taken_over(rules: Rules, parent: Rules, blocks: Iterable[str]) -> dict[str, Any]:
    """The rules with these blocks as the parent has them. Refuses: TermsRefused."""
    found, terms = dict(rules), dict(rules.get("terms", {}))
    for name in blocks:
        block = block_of(name)
        for rule in OF_RULES.get(block, ()):
            found[rule] = parent.get(rule)
        for rule in OF_TERMS.get(block, ()):
            terms[rule] = parent["terms"].get(rule)
    if parent["currency"] != rules["currency"]:
        raise TermsRefused("terms.currency_of_parent", "parent", value=parent["currency"])
    kept = {name: value for name, value in found.items() if value is not None}
    return {**kept, "terms": {name: value for name, value in terms.items() if value is not None}}
