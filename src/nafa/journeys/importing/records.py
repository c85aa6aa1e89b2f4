"""The kinds of records that can be brought in, their fields, and what each field must be."""

from enum import StrEnum
from typing import NamedTuple

from nafa.savings.calc.natures import NATURES


class Kind(StrEnum):
    """Kinds of records, in the order in which they are brought in."""

    BRANCH = "branch"
    CLIENT = "client"
    ACCOUNT = "savings_account"
    HOLDER = "holder"
    CARD = "card"
    ORDER = "standing_order"
    LOAN = "loan"
    TRANSACTION = "transaction"


class Field(NamedTuple):
    """What a field holds: its type, whether it may be left out, and its bounds."""

    type: str = "text"
    required: bool = True
    default: str | None = None
    choices: tuple[str, ...] = ()
    reference: Kind | None = None
    may_be_ahead: bool = True


_OPTIONAL = Field(required=False, default="")
_CLIENT = Field("reference", reference=Kind.CLIENT)
_BRANCH = Field("reference", reference=Kind.BRANCH)
_ACCOUNT = Field("reference", reference=Kind.ACCOUNT)

DEFAULT_TRANSFORMS = {
    "text": "text",
    "choice": "text",
    "reference": "text",
    "date": "date",
    "money": "number",
    "signed_money": "number",
    "rate": "number",
    "whole": "whole",
    "phone": "text",
}

FIELDS: dict[Kind, dict[str, Field]] = {
    Kind.BRANCH: {"key": Field(), "name": Field(), "city": _OPTIONAL},
    Kind.CLIENT: {
        "key": Field(),
        "kind": Field("choice", False, "PERSON", ("PERSON", "GROUP")),
        "given_names": _OPTIONAL,
        "family_name": Field(),
        "sex": Field("choice", False, "", ("", "F", "M")),
        "birth_date": Field("date", False, may_be_ahead=False),
        "phone": Field("phone", False, ""),
        "address": _OPTIONAL,
        "locality": _OPTIONAL,
        "activity": _OPTIONAL,
        "branch": _BRANCH,
        "joined": Field("date", False),
    },
    Kind.ACCOUNT: {
        "key": Field(),
        "client": _CLIENT,
        "branch": _BRANCH._replace(required=False),
        "kind": Field("choice", False, "SIGHT", ("SIGHT", "PASSBOOK", "BOOK")),
        "opened": Field("date"),
        "minimum": Field("signed_money", False),
    },
    Kind.HOLDER: {
        "key": Field(),
        "account": _ACCOUNT,
        "client": _CLIENT,
        "role": Field("choice", False, "OWNER", ("OWNER", "PROXY")),
        "since": Field("date", False),
    },
    Kind.CARD: {
        "key": Field(),
        "account": _ACCOUNT,
        "client": _CLIENT,
        "kind": Field(),
        "issued": Field("date"),
    },
    Kind.ORDER: {
        "key": Field(),
        "account": _ACCOUNT,
        "amount": Field("money"),
        "payee_bank": _OPTIONAL,
        "payee_account": Field(),
        "purpose": _OPTIONAL,
    },
    Kind.LOAN: {
        "key": Field(),
        "client": _CLIENT,
        "branch": _BRANCH._replace(required=False),
        "amount": Field("money"),
        "instalments": Field("whole"),
        "rate": Field("rate", False, "0"),
        "method": Field(
            "choice",
            False,
            "DECLINING_EQUAL_INSTALMENTS",
            ("DECLINING_EQUAL_INSTALMENTS", "DECLINING_EQUAL_PRINCIPAL", "FLAT"),
        ),
        "frequency": Field("choice", False, "MONTHLY", ("MONTHLY", "FORTNIGHTLY", "WEEKLY")),
        "disbursed": Field("date"),
        "first_due": Field("date", False),
        "instalment": Field("money", False),
        "status": _OPTIONAL,
        "account": _ACCOUNT._replace(required=False),
    },
    Kind.TRANSACTION: {
        "key": Field(),
        "account": _ACCOUNT,
        "date": Field("date", may_be_ahead=False),
        "direction": Field("choice", choices=("IN", "OUT")),
        "nature": Field("choice", False, "CASH", tuple(NATURES)),
        "amount": Field("money"),
        "memo": _OPTIONAL,
        "printed_balance": Field("signed_money", False),
    },
}
