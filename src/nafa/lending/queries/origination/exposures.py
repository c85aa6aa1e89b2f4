"""What is lent to one borrower and to insiders, against the limits of the jurisdiction."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from nafa.clients import queries as clients
from nafa.jurisdictions.queries import institution_pack
from nafa.lending.calc.origination.exposure import Exposure, Limit, ceiling_of
from nafa.lending.models import OwnFundsStatement
from nafa.lending.ports import engaged_elsewhere
from nafa.lib.money import Money

# Contracts not yet paid out, and what may still be drawn, are commitments: they count as if paid.
_LENT = """
SELECT (SELECT coalesce(sum(CASE WHEN l.status = 'CONTRACTED' THEN l.principal_minor
                         ELSE coalesce(b.debit_minor - b.credit_minor, 0)
                              + CASE WHEN l.draw_until_date IS NOT NULL
                                     THEN coalesce(p.undrawn_minor, 0) ELSE 0 END END), 0)::bigint
FROM lending_loan l
LEFT JOIN lending_loanprogress p ON p.loan_id = l.id
LEFT JOIN ledger_balance b ON b.account_id = p.principal_account_id
WHERE l.status IN ('CONTRACTED', 'ACTIVE') AND l.currency = %(currency)s
    AND l.client_id = ANY (%(people)s)
    AND (l.application_id IS NULL OR l.application_id IS DISTINCT FROM %(application)s::uuid)
    AND NOT (l.status = 'CONTRACTED' AND l.line_id IS NOT NULL)
    AND (l.line_id IS NULL OR l.line_id NOT IN (
        SELECT id FROM lending_creditline WHERE application_id = %(application)s::uuid)))
  + (SELECT coalesce(sum(greatest(bc.debit_minor - bc.credit_minor, 0)), 0)
     FROM lending_creditline c JOIN ledger_balance bc ON bc.account_id = c.commitment_account_id
     WHERE c.currency = %(currency)s AND c.client_id = ANY (%(people)s)
        AND c.application_id IS DISTINCT FROM %(application)s::uuid)
"""


class OwnFunds(NamedTuple):
    """Own funds on a date, and where the figure is from."""

    as_of_date: date
    amount: Money
    source: str
    recorded_by: str


def own_funds_statements() -> list[OwnFunds]:
    """What was stated, the latest date first."""
    rows = OwnFundsStatement.objects.select_related("recorded_by").order_by(
        "-as_of_date", "-recorded_at"
    )
    return [
        OwnFunds(
            one.as_of_date,
            Money(one.amount_minor, one.currency),
            one.source,
            one.recorded_by.full_name if one.recorded_by else "",
        )
        for one in rows
    ]


def exposures(
    client_id: UUID, *, asked: Money, on: date, application_id: UUID | None = None
) -> list[Exposure]:
    """The borrower with all who count as one with them; insiders together, where one is among them.

    Loans, lines and contracts about goods count alike. A contract of the application itself is not
    counted a second time.
    """
    pack, funds = institution_pack(), _own_funds(on, asked.currency)
    group, marked = clients.one_borrower(client_id), clients.insiders()
    held = [(Limit.SINGLE_BORROWER, group, pack.single_borrower_percent(on))]
    if group & marked:
        held.append((Limit.INSIDERS, group | marked, pack.insiders_percent(on)))
    return [
        Exposure(
            limit, _lent(people, asked.currency, application_id), asked, ceiling_of(funds, percent)
        )
        for limit, people, percent in held
    ]


def _own_funds(on: date, currency: str) -> Money | None:
    found = (
        OwnFundsStatement.objects.filter(as_of_date__lte=on, currency=currency)
        .order_by("-as_of_date", "-recorded_at")
        .first()
    )
    return Money(found.amount_minor, currency) if found else None


def _lent(people: Collection[UUID], currency: str, application_id: UUID | None) -> Money:
    with connection.cursor() as cursor:
        cursor.execute(
            _LENT,
            {"currency": currency, "people": list(people), "application": application_id},
        )
        loans = Money(int(cursor.fetchone()[0]), currency)
    return loans + engaged_elsewhere(people, currency)
