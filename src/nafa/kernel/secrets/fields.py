"""A text column that only ever reaches the database sealed."""

from typing import Any

from django.db import models

from nafa.kernel.secrets.keyring import seal, unseal


class _Unsealing:
    """Keeps what the database gave until somebody reads it, then unseals it for this row."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname)
        if isinstance(value, bytes | memoryview):
            value = unseal(bytes(value), self.field.place(instance)).decode()
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text for people, AES-256-GCM in the row, bound to table, column and primary key.

    Needs a primary key that is known before the row is written (a UUID), and never changes.
    """

    def place(self, instance: models.Model) -> str:
        return f"{self.model._meta.db_table}.{self.column}|{instance.pk}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002
        value = getattr(model_instance, self.attname)
        return None if value is None else seal(str(value).encode(), self.place(model_instance))

    def get_default(self) -> Any:
        return "" if not self.null else None

    def value_to_string(self, obj: models.Model) -> str:
        return str(getattr(obj, self.attname))

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.attname, _Unsealing(self))
