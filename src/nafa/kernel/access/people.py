"""What the door needs to know of a person: roles, branches, factors, what is still missing."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from django.db import connection

from nafa.kernel.access.passwords import check_password
from nafa.kernel.access.policy import Policy, policy_written
from nafa.kernel.models import Institution, User


class Standing(NamedTuple):
    """A person at the door, and the policy that holds for them."""

    policy: Policy
    roles: tuple[str, ...]
    branches: tuple[str, ...]
    has_app: bool
    has_passkey: bool
    chose_password: bool

    @property
    def has_factor(self) -> bool:
        return self.has_app or self.has_passkey

    @property
    def needs_factor(self) -> bool:
        return self.policy.needs_second_factor(self.roles)

    @property
    def missing(self) -> "Missing | None":
        """What must be done before anything else."""
        if self.policy.chosen_password and not self.chose_password:
            return Missing.PASSWORD
        return Missing.FACTOR if self.needs_factor and not self.has_factor else None


class Missing(StrEnum):
    """What a person must do before the first page."""

    PASSWORD = "PASSWORD"  # noqa: S105 - a step
    FACTOR = "FACTOR"


_STANDING = """
SELECT (SELECT p.rules::text FROM kernel_securitypolicy p
        ORDER BY p.defined_at DESC, p.id DESC LIMIT 1),
    EXISTS (SELECT FROM kernel_codeapp a WHERE a.user_id = %(user)s
        AND a.removed_at IS NULL AND a.confirmed_at IS NOT NULL),
    EXISTS (SELECT FROM kernel_passkey k WHERE k.user_id = %(user)s AND k.revoked_at IS NULL),
    ARRAY(SELECT DISTINCT r.code FROM kernel_assignment g JOIN kernel_role r ON r.id = g.role_id
        WHERE g.user_id = %(user)s ORDER BY r.code),
    ARRAY(SELECT DISTINCT b.code FROM kernel_assignment g JOIN kernel_branch b ON b.id = g.branch_id
        WHERE g.user_id = %(user)s ORDER BY b.code),
    EXISTS (SELECT FROM kernel_assignment g WHERE g.user_id = %(user)s AND g.branch_id IS NULL)
"""


def standing_of(user: User) -> Standing:
    """The person's standing now: roles and factors count from the moment they change."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"user": user.id})
        rules, has_app, has_passkey, roles, branches, is_everywhere = cursor.fetchone()
    return Standing(
        policy=policy_written(rules) if rules else Policy(),
        roles=tuple(roles),
        branches=() if is_everywhere else tuple(branches),
        has_app=has_app,
        has_passkey=has_passkey,
        chose_password=user.password_chosen_at is not None,
    )


def checked_password(password: str, *, person: Iterable[str], is_only_factor: bool) -> str:
    """The password to hash for a person of this institution. Refuses: as `check_password`."""
    house = Institution.objects.filter(id=1).first()
    names = [*person, *((house.name, house.legal_name) if house else ())]
    return check_password(password, is_only_factor=is_only_factor, names=names)
