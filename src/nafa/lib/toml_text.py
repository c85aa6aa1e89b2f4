"""Plain data as TOML, as people read it: one table or one row of a list after the other.

Whole numbers, texts, truth values, lists and mappings; what is None is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_MARKS = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def table(name: str, held: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a table: plain values first, then the tables inside it."""
    inner = {key: one for key, one in held.items() if isinstance(one, Mapping)}
    listed = {key: one for key, one in held.items() if is_list_of_tables(one)}
    yield f"[{name}]"
    for key, one in held.items():
        if one is not None and key not in inner and key not in listed:
            yield f"{key} = {value(one)}"
    for key, one in inner.items():
        yield ""
        yield from table(f"{name}.{key}", one)
    for key, rows in listed.items():
        yield from list_of_tables(f"{name}.{key}", rows)


def list_of_tables(name: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of a list of tables, an empty line before each; a value takes one line."""
    for row in rows:
        yield ""
        yield f"[[{name}]]"
        yield from (f"{field} = {value(one)}" for field, one in row.items() if one is not None)


def is_list_of_tables(given: object) -> bool:
    """Whether it is a list whose members are mappings."""
    return isinstance(given, list) and bool(given) and isinstance(given[0], Mapping)


def value(given: object) -> str:
    """A value on one line."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, int):
        return str(given)
    if isinstance(given, list):
        return "[" + ", ".join(value(one) for one in given) + "]"
    if isinstance(given, Mapping):
        inside = ", ".join(f"{key} = {value(one)}" for key, one in given.items() if one is not None)
        return "{ " + inside + " }"
    return '"' + "".join(_MARKS.get(letter, letter) for letter in str(given)) + '"'
