"""The rules of a loan product: bounds, who it is for, and the terms all its loans share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from nafa.lending.calc import plain as plain_data
from nafa.lending.calc.blocks import block_of
from nafa.lending.calc.choices import JointLiability
from nafa.lending.calc.line import LineRule, line_from_plain, line_to_plain
from nafa.lending.calc.rate_index import IndexRule, check_indexed, index_from_plain, index_to_plain
from nafa.lending.calc.terms import Terms, TermsRefused, Tranche
from nafa.lending.calc.terms_plain import terms_of_product, terms_to_plain
from nafa.lending.calc.tranches import TrancheRule, rule_from_plain, rule_to_plain
from nafa.lib.currency import UnknownCurrency
from nafa.lib.money import Money

CLIENT_KINDS = ("PERSON", "GROUP")
SAMPLE_DATE = date(2026, 1, 1)
_OF_ONE_LOAN = (
    "principal", "count", "disbursement_date", "first_due_date", "tranches", "free_principals",
    "penalties_from", "most_tranches",
)  # fmt: skip
_NEEDED = {"currency", "lowest_amount", "highest_amount", "lowest_count", "highest_count",
           "client_kinds", "terms"}  # fmt: skip
_KNOWN = _NEEDED | {"approval", "guarantees", "index", "inherits", "is_staff_only", "line",
                    "parent", "tranches"}  # fmt: skip
_GUARANTEES: dict[str, plain_data.Read] = {
    "coverage_percent": plain_data.number, "guarantors": plain_data.whole,
    "joint_liability": plain_data.choice(JointLiability),
}  # fmt: skip
_APPROVAL: dict[str, plain_data.Read] = {"risk": plain_data.text}


@dataclass(frozen=True, slots=True)
class ProductRules:
    """Amounts and counts a product allows, the kinds of client, the shared terms (plain).

    `inherits` names the blocks that are the `parent`'s; they are written out here all the same.
    `tranches` says whether the money may leave in parts, `line` whether loans are drawn under a
    ceiling, `index` what the rate follows.
    """

    lowest_amount: Money
    highest_amount: Money
    lowest_count: int
    highest_count: int
    client_kinds: tuple[str, ...]
    shared: Mapping[str, Any]
    parent: str = ""
    inherits: tuple[str, ...] = ()
    guarantees: Mapping[str, Any] = field(default_factory=dict)
    approval: Mapping[str, Any] = field(default_factory=dict)
    is_staff_only: bool = False
    tranches: TrancheRule | None = None
    line: LineRule | None = None
    index: IndexRule | None = None

    def terms(
        self,
        *,
        principal: Money,
        instalment_count: int,
        disbursement_date: date,
        first_due_date: date | None = None,
        tranches: Sequence[Tranche] = (),
        rate: Decimal | None = None,
    ) -> Terms:
        """The terms of one loan of this product, with the tranches foreseen; at a rate of its own
        where the product's follows an index. Refuses: TermsRefused.
        """
        return terms_of_product(
            self.shared if rate is None else {**self.shared, "rate": str(rate)},
            {
                "principal": {"amount": str(principal.major), "currency": principal.currency},
                "count": instalment_count,
                "disbursement_date": disbursement_date.isoformat(),
                "first_due_date": first_due_date.isoformat() if first_due_date else None,
                "tranches": [
                    {"expected_date": one.expected_date.isoformat(), "amount": one.amount}
                    for one in tranches
                ],
                "most_tranches": self.tranches.most if self.tranches else 1,
            },
        )


def rules_from_plain(plain: Mapping[str, Any]) -> ProductRules:
    """Rules of plain data, tried on the smallest and the largest loan. Refuses: TermsRefused."""
    for name in sorted(plain.keys() - _KNOWN):
        raise TermsRefused("terms.field_unknown", name)
    for name in sorted(_NEEDED - plain.keys()):
        raise TermsRefused("terms.field_missing", name)
    currency = str(plain["currency"])
    lowest, highest = (
        _money(plain, name, currency) for name in ("lowest_amount", "highest_amount")
    )
    fewest, most = (_count(plain, name) for name in ("lowest_count", "highest_count"))
    if not Money.zero(currency) < lowest <= highest:
        raise TermsRefused("terms.range_empty", "highest_amount", value=highest, lowest=lowest)
    if not 1 <= fewest <= most:
        raise TermsRefused("terms.range_empty", "highest_count", value=most, lowest=fewest)
    kinds = tuple(kind for kind in CLIENT_KINDS if kind in plain["client_kinds"])
    if not kinds:
        raise TermsRefused("terms.field_missing", "client_kinds")
    rules = ProductRules(
        lowest, highest, fewest, most, kinds, dict(plain["terms"]),
        **_parentage(plain),
        guarantees=_data(plain, "guarantees", _GUARANTEES),
        approval=_data(plain, "approval", _APPROVAL),
        is_staff_only=plain_data.truth(plain.get("is_staff_only", False), "is_staff_only"),
        index=index_from_plain(plain_data.mapping(plain.get("index") or {}, "index")),
        line=line_from_plain(plain_data.mapping(plain.get("line") or {}, "line")),
        tranches=rule_from_plain(plain_data.mapping(plain.get("tranches") or {}, "tranches")),
    )  # fmt: skip
    if rules.line is not None and rules.tranches is not None:
        raise TermsRefused("terms.not_with_tranches", "line")
    for amount in (lowest, highest):
        for count in (fewest, most):
            terms = rules.terms(
                principal=amount, instalment_count=count, disbursement_date=SAMPLE_DATE
            )
            if rules.index is not None:
                check_indexed(terms)
    return rules


def _parentage(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The parent and the blocks that are its own. Refuses: TermsRefused."""
    parent = plain_data.text(plain.get("parent") or "", "parent").strip()
    blocks = [plain_data.text(one, "inherits") for one in plain.get("inherits") or ()]
    if blocks and not parent:
        raise TermsRefused("terms.parent_wanted", "parent")
    return {"parent": parent, "inherits": tuple(block_of(one).value for one in blocks)}


def _data(
    plain: Mapping[str, Any], name: str, readers: dict[str, plain_data.Read]
) -> dict[str, Any]:
    """A block that is kept as it is given, its fields known. Refuses: TermsRefused."""
    given = plain_data.mapping(plain.get(name) or {}, name)
    plain_data.fields(given, readers, required=frozenset(), inside=f"{name}.")
    return {key: value for key, value in given.items() if value is not None}


def rules_to_plain(rules: ProductRules) -> dict[str, Any]:
    """The rules as JSON holds them, every shared term present."""
    sample = rules.terms(
        principal=rules.highest_amount,
        instalment_count=rules.highest_count,
        disbursement_date=SAMPLE_DATE,
    )
    shared = terms_to_plain(sample)
    for name in _OF_ONE_LOAN:
        shared.pop(name, None)
    return {
        "currency": rules.lowest_amount.currency,
        "lowest_amount": str(rules.lowest_amount.major),
        "highest_amount": str(rules.highest_amount.major),
        "lowest_count": rules.lowest_count,
        "highest_count": rules.highest_count,
        "client_kinds": list(rules.client_kinds),
        "terms": shared,
        **{
            name: value
            for name, value in (
                ("parent", rules.parent),
                ("inherits", list(rules.inherits)),
                ("guarantees", dict(rules.guarantees)),
                ("approval", dict(rules.approval)),
                ("is_staff_only", rules.is_staff_only),
                ("tranches", rule_to_plain(rules.tranches)),
                ("line", line_to_plain(rules.line)),
                ("index", index_to_plain(rules.index)),
            )
            if value
        },
    }


def _money(plain: Mapping[str, Any], name: str, currency: str) -> Money:
    try:
        return Money.of(Decimal(str(plain[name])), currency)
    except UnknownCurrency:
        raise TermsRefused("terms.currency_unknown", "currency", value=currency) from None
    except (InvalidOperation, ValueError):
        raise TermsRefused("terms.number_wanted", name, value=plain[name]) from None


def _count(plain: Mapping[str, Any], name: str) -> int:
    value = plain[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise TermsRefused("terms.whole_number_wanted", name, value=value)
    return value
