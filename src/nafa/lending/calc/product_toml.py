"""A product as a TOML file and back, block by block."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from nafa.lending.calc.blocks import block_of, from_blocks, in_blocks
from nafa.lending.calc.refusals import TermsRefused

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
    lines = [f"{key} = {_value(value)}" for key, value in head.items()]
    for block, held in in_blocks(rules).items():
        if held and block not in inherits:
            lines += ["", *_table(block, held)]
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


def _table(name: str, held: Mapping[str, Any]) -> Iterator[str]:
    """A table: plain values first, then the tables inside it."""
    inner = {key: value for key, value in held.items() if isinstance(value, Mapping)}
    listed = {key: value for key, value in held.items() if _is_list_of_tables(value)}
    yield f"[{name}]"
    for key, value in held.items():
        if value is not None and key not in inner and key not in listed:
            yield f"{key} = {_value(value)}"
    for key, value in inner.items():
        yield ""
        yield from _table(f"{name}.{key}", value)
    for key, rows in listed.items():
        for row in rows:
            yield ""
            yield f"[[{name}.{key}]]"
            yield from (f"{field} = {_value(one)}" for field, one in row.items())


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    marks = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(marks.get(letter, letter) for letter in str(value)) + '"'
