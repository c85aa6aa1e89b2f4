"""The roles that Nafa ships; the institution holds its own copy in the database."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from nafa.kernel.models import Role
from nafa.lib.ids import named_id


class ShippedRole(NamedTuple):
    """A role as shipped in `roles.toml`."""

    code: str
    label_fr: str
    label_en: str
    home: str
    permissions: tuple[str, ...]


def shipped_roles() -> list[ShippedRole]:
    """The shipped roles in the order of the file."""
    content = tomllib.loads((Path(__file__).parent / "roles.toml").read_text())
    return [
        ShippedRole(
            code, body["label_fr"], body["label_en"], body["home"], tuple(body["permissions"])
        )
        for code, body in content.items()
    ]


def install_roles() -> None:
    """Bring the shipped roles into the database; roles that are there keep their rights."""
    Role.objects.bulk_create(
        [
            Role(
                id=named_id(f"role/{role.code}"),
                code=role.code,
                label_fr=role.label_fr,
                label_en=role.label_en,
                home=role.home,
                permissions=sorted(role.permissions),
            )
            for role in shipped_roles()
        ],
        ignore_conflicts=True,
    )
