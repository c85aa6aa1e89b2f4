"""A product as a TOML file and back, block by block."""

import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

from nafa.lending.calc.blocks import block_of, from_blocks, in_blocks
from nafa.lending.calc.refusals import TermsRefused
from nafa.lib import toml_text as toml

HEAD = ("code", "name", "currency", "parent", "inherits")


class ProductFile(NamedTuple):
    """What a file says of a product: its code, its name and its rules."""

    code: str
    name: str
    rules: dict[str, Any]


def product_text(*, code: str, name: str, rules: Mapping[str, Any]) -> str:
    """The product as TOML. Blocks it inherits are named, not written."""
    inherits = list(rules.get("inherits") or ())
    head = {"code": code, "name": name, "currency": rules["currency"]}
    if rules.get("parent"):
        head |= {"parent": rules["parent"], "inherits": inherits}
    lines = [f"{key} = {toml.value(value)}" for key, value in head.items()]
    for block, held in in_blocks(rules).items():
        if held and block not in inherits:
            lines += ["", *toml.table(block, held)]
    return "\n".join(lines) + "\n"


def product_file(text: str) -> ProductFile:
    """The product of a file. Refuses: TermsRefused (no TOML, a block or rule nobody knows)."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise TermsRefused("terms.file_unreadable", "file", value=str(cause)) from None
    for key in ("code", "name", "currency"):
        if not isinstance(given.get(key), str) or not given[key].strip():
            raise TermsRefused("terms.field_missing", key)
    rules = from_blocks({key: held for key, held in given.items() if key not in HEAD})
    rules["currency"] = given["currency"]
    if "parent" in given:
        rules["parent"] = given["parent"]
        rules["inherits"] = [block_of(one).value for one in given.get("inherits", ())]
    return ProductFile(given["code"].strip(), given["name"].strip(), rules)
