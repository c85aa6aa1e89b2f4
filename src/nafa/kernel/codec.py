"""Values of commands as plain JSON, and back: for the audit row, the key's hash and the result."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from nafa.lib.money import Money


def to_plain(value: Any) -> Any:  # noqa: PLR0911 - one line a kind of value
    """The value as JSON can hold it. Bytes become their digest: files are not stored twice."""
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Money):
        return [value.minor, value.currency]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return "sha256:" + hashlib.sha256(value).hexdigest()
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    return _container_to_plain(value)


def _container_to_plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: to_plain(getattr(value, name)) for name in value._fields}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(to_plain(item) for item in value)
    raise TypeError(f"a command takes plain values, not {type(value).__name__}")


def digest_of(name: str, plain: Any) -> bytes:
    """The hash of a command's name and inputs, equal for equal requests."""
    canonical = json.dumps([name, plain], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).digest()


_SIMPLE: dict[Any, Any] = {
    UUID: UUID,
    Decimal: Decimal,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}


def from_plain(kind: Any, plain: Any) -> Any:  # noqa: PLR0911 - one line a kind of value
    """The value of the given type that `to_plain` wrote."""
    if plain is None or kind in (int, str, bool, NoneType, Any):
        return plain
    if kind in _SIMPLE:
        return _SIMPLE[kind](plain)
    if kind is Money:
        return Money(plain[0], plain[1])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return from_plain(next(a for a in get_args(kind) if a is not NoneType), plain)
    if origin is not None:
        return _container_from_plain(origin, get_args(kind), plain)
    hints = get_type_hints(kind)
    return kind(**{name: from_plain(hints[name], item) for name, item in plain.items()})


def _container_from_plain(origin: Any, kinds: tuple[Any, ...], plain: Any) -> Any:
    if issubclass(origin, Mapping):
        return {from_plain(kinds[0], key): from_plain(kinds[1], plain[key]) for key in plain}
    if origin is tuple and kinds[1:] and kinds[1] is not Ellipsis:
        return tuple(from_plain(kind, item) for kind, item in zip(kinds, plain, strict=True))
    items = [from_plain(kinds[0], item) for item in plain]
    return items if origin is list else frozenset(items) if origin is frozenset else tuple(items)
