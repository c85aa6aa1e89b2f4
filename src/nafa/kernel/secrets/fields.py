"""A text column that only ever reaches the database sealed."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import models

from nafa.kernel.secrets.keyring import seal, unseal


def place_of(start: str, keys: Sequence[Any]) -> str:
    """What a value is bound to: table and column, and what tells the row."""
    return f"{start}|{'/'.join(str(one) for one in keys)}"


class _Unsealing:
    """Keeps what the database gave until somebody reads it, then unseals it for this row."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname)
        if isinstance(value, bytes | memoryview):
            sealed = bytes(value)
            text = unseal(sealed, self.field.place(instance)).decode() if sealed else ""
            value = self.field.read(text)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text for people, AES-256-GCM in the row, bound to table, column and primary key.

    Needs a primary key that is known before the row is written (a UUID), and never changes; or
    `row`, the fields that tell a row instead. No text is no bytes: that there is none is seen.
    """

    def __init__(self, *arguments: Any, row: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.row = tuple(row)

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, **({"row": self.row} if self.row else {})}

    def place(self, instance: models.Model) -> str:
        keys = [getattr(instance, name) for name in self.row] or [instance.pk]
        return place_of(f"{self.model._meta.db_table}.{self.column}", keys)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        text = self.written(value)
        return seal(text.encode(), self.place(model_instance)) if text else b""

    def written(self, value: Any) -> str:
        """The text that is sealed for a value."""
        return str(value)

    def read(self, text: str) -> Any:
        """The value that a text was sealed for."""
        return text

    def get_default(self) -> Any:
        return "" if not self.null else None

    def value_to_string(self, obj: models.Model) -> str:
        return str(getattr(obj, self.attname))

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.attname, _Unsealing(self))


class SealedJSONField(SealedTextField):
    """Plain data of text and numbers, sealed whole; nothing is an empty table."""

    def get_default(self) -> Any:
        return {}

    def written(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if value else ""

    def read(self, text: str) -> Any:
        return json.loads(text) if text else {}
