"""Opening accounts: chart account × currency × branch × owner, found or made."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.kernel.context import Context
from nafa.ledger import errors
from nafa.ledger.models import ChartAccount
from nafa.lib.currency import MINOR_DIGITS


class AccountKey(NamedTuple):
    """What makes an account the same account, with its name and limit when it is new."""

    code: str
    currency: str
    branch_id: UUID | None = None
    owner_kind: str = ""
    owner_id: UUID | None = None
    name: str = ""
    minimum_minor: int | None = None
    maximum_minor: int | None = None


_OPEN = """
INSERT INTO ledger_account (id, chart_code, currency, branch_id, owner_kind, owner_id, name,
                            minimum_minor, maximum_minor, opened_at)
SELECT k.*, %s FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::text[], %s::uuid[],
                           %s::text[], %s::bigint[], %s::bigint[]) AS k
ON CONFLICT (owner_id, chart_code, currency, branch_id, owner_kind) DO NOTHING
"""

_FIND = """
SELECT k.place, a.id
FROM unnest(%s::text[], %s::text[], %s::uuid[], %s::text[], %s::uuid[])
     WITH ORDINALITY AS k (code, currency, branch_id, owner_kind, owner_id, place)
CROSS JOIN LATERAL (
    SELECT o.id, o.branch_id FROM ledger_account o
    WHERE k.owner_id IS NOT NULL AND o.owner_id = k.owner_id AND o.chart_code = k.code
        AND o.currency = k.currency AND o.owner_kind = k.owner_kind
    UNION ALL
    SELECT o.id, o.branch_id FROM ledger_account o
    WHERE k.owner_id IS NULL AND o.owner_id IS NULL AND o.chart_code = k.code
        AND o.currency = k.currency AND o.owner_kind = k.owner_kind) a
WHERE a.branch_id IS NOT DISTINCT FROM k.branch_id
"""


def account_for(ctx: Context, key: AccountKey) -> UUID:
    """The id of the account, opened now if there is none. Refuses as `open_accounts`."""
    return open_accounts(ctx, [key])[0]


def open_accounts(ctx: Context, keys: Sequence[AccountKey]) -> list[UUID]:
    """The ids of the accounts in the order of the keys; those that are missing are opened.

    Refuses: ChartCodeUnknown (no such leaf), CurrencyUnknown.
    """
    found = _find(keys)
    missing = [key for place, key in enumerate(keys) if place not in found]
    if missing:
        _check(missing)
        _open(ctx, missing)
        found = _find(keys)
    return [found[place] for place in range(len(keys))]


def _find(keys: Sequence[AccountKey]) -> dict[int, UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            [
                [k.code for k in keys],
                [k.currency for k in keys],
                [k.branch_id for k in keys],
                [k.owner_kind for k in keys],
                [k.owner_id for k in keys],
            ],
        )
        return {place - 1: account_id for place, account_id in cursor.fetchall()}


def _check(keys: Sequence[AccountKey]) -> None:
    codes = {key.code for key in keys}
    known = set(
        ChartAccount.objects.filter(code__in=codes, is_leaf=True).values_list("code", flat=True)
    )
    for code in sorted(codes - known):
        raise errors.ChartCodeUnknown(code=code)
    for currency in sorted({key.currency for key in keys} - MINOR_DIGITS.keys()):
        raise errors.CurrencyUnknown(currency=currency)


def _open(ctx: Context, keys: Sequence[AccountKey]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            [
                ctx.now,
                [ctx.new_id() for _ in keys],
                [k.code for k in keys],
                [k.currency for k in keys],
                [k.branch_id for k in keys],
                [k.owner_kind for k in keys],
                [k.owner_id for k in keys],
                [k.name for k in keys],
                [k.minimum_minor for k in keys],
                [k.maximum_minor for k in keys],
            ],
        )
