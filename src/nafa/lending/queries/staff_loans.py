"""Loans to the staff and to other insiders, apart from the rest, with the limit on them."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.lending.calc.origination.exposure import Exposure, Limit
from nafa.lending.queries.loans import LoanRow, loans
from nafa.lending.queries.origination.exposures import exposures
from nafa.lib.money import Money

MOST = 500


class StaffLoanRow(NamedTuple):
    """A loan of a member of staff; `person` is empty where the log-in was not named."""

    loan: LoanRow
    client_number: str
    person: str


def staff_loans(ctx: Context) -> list[StaffLoanRow]:
    """Loans of clients who are staff today, running ones and contracts first, by client.

    Of one's branch only, for a person of one branch.
    """
    found = [
        StaffLoanRow(loan, one.number, one.person)
        for one in clients.staff()
        for loan in loans(ctx, client_id=one.client_id, limit=MOST)
    ]
    return sorted(found, key=lambda row: row.loan.status not in ("ACTIVE", "CONTRACTED"))


def insiders_exposure(*, currency: str, on: date) -> Exposure | None:
    """What is lent to all insiders together, against the most that may be; none without one."""
    marked = sorted(clients.insiders())
    if not marked:
        return None
    found = exposures(marked[0], asked=Money.zero(currency), on=on)
    return next((one for one in found if one.limit is Limit.INSIDERS), None)


def staff_without_log_in() -> list[UUID]:
    """Clients marked as staff whose log-in nobody named: the rule on own loans cannot hold."""
    return [one.client_id for one in clients.staff() if one.user_id is None]
