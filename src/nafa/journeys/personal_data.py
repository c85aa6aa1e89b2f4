"""What the law gives a person over their data: a copy, erasure once nothing bars it any more."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from nafa.assets import queries as assets
from nafa.assets.commands import forgetting as of_goods
from nafa.clients import commands as register
from nafa.clients import queries as clients
from nafa.clients.errors import ErasureTooEarly, StillAClient
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.history import history
from nafa.kernel.identity.contexts import institution
from nafa.ledger import commands as ledger
from nafa.lending import queries as lending
from nafa.lending.commands import forgetting as of_loans
from nafa.lending.queries.origination.bureau import consent_of as bureau_consent_of
from nafa.lib.periods import add_months
from nafa.payments.commands import forgetting as of_payouts
from nafa.recovery.commands import forgetting as of_recovery
from nafa.savings import queries as savings
from nafa.savings.commands import forgetting as of_savings

DUTY = "client_retention_years"
OPEN_LOANS, OPEN_SAVINGS = ("CONTRACTED", "ACTIVE"), "OPEN"
ENDED_CONTRACTS = ("CLOSED", "REFUSED", "CANCELLED")
ALL = 100_000


class Duty(NamedTuple):
    """The file must be kept until a day, by which rule; `open_contract` says what has not ended."""

    until: date | None
    rule: str
    open_contract: str


def duty_to_keep(ctx: Context, client_id: UUID) -> Duty:
    """Until when the law has the file kept: years after the last thing that the parties did."""
    client = clients.get_client(ctx, client_id)
    dates = [client.joined_date, *_ends(ctx, client_id)]
    pack = institution_pack()
    years = pack.client_retention_years(ctx.business_date)
    return Duty(add_months(max(dates), 12 * years), DUTY, _open_contract(ctx, client_id))


def _ends(ctx: Context, client_id: UUID) -> list[date]:
    loans = [row.maturity_date for row in lending.loans(ctx, client_id=client_id, limit=ALL)]
    accounts = [
        row.closed_date or row.opened_date for row in savings.accounts(ctx, client_id=client_id)
    ]
    done = [row.business_date for row in history("client", client_id, limit=1)]
    return [*loans, *accounts, *done]


def _open_contract(ctx: Context, client_id: UUID) -> str:
    loans = [
        row.number
        for row in lending.loans(ctx, client_id=client_id, limit=ALL)
        if row.status in OPEN_LOANS
    ]
    accounts = [row.number for row in _own_accounts(ctx, client_id) if row.status == OPEN_SAVINGS]
    contracts = [
        row.number
        for row in assets.contracts(ctx, client_id=client_id, limit=ALL)
        if row.status not in ENDED_CONTRACTS
    ]
    return next(iter([*loans, *accounts, *contracts]), "")


def _own_accounts(ctx: Context, client_id: UUID) -> list[savings.AccountRow]:
    """Accounts that the person holds, not those held for others."""
    found = savings.accounts(ctx, client_id=client_id, limit=ALL)
    return [row for row in found if row.client_id == client_id]


@command(permission="clients.erase")
def erase_person(ctx: Context, *, client_id: UUID) -> UUID:
    """Erase a file, unless a contract runs or a duty to keep it.

    Refuses: NotFound, OtherBranch, StillAClient, ErasureTooEarly (names the duty and the day).
    """
    client = clients.get_client(ctx, client_id)
    duty = duty_to_keep(ctx, client_id)
    if duty.open_contract:
        raise StillAClient(number=client.number, contract=duty.open_contract)
    if duty.until is not None and ctx.business_date < duty.until:
        raise ErasureTooEarly(number=client.number, until=duty.until, duty=duty.rule)
    owners = [row.id for row in lending.loans(ctx, client_id=client_id, limit=ALL)]
    owners += [row.id for row in _own_accounts(ctx, client_id)]
    owners += [row.id for row in assets.contracts(ctx, client_id=client_id, limit=ALL)]
    ledger.forget_wordings(ctx, kind="client", subject_id=client_id, owner_ids=owners)
    for module in (of_loans, of_goods, of_recovery, of_savings, of_payouts):
        module.forget_typed_words(ctx, client_id=client_id)
    return register.erase_client(ctx.under("client"), client_id=client_id)


def erasable(ctx: Context, *, limit: int = 500) -> list[UUID]:
    """Persons whose file nothing keeps any more, for the preview and the job of retention."""
    found: list[UUID] = []
    before = ""
    while len(found) < limit:
        rows = clients.list_clients(ctx, kind="PERSON", before=before, limit=200)
        for row in rows:
            duty = duty_to_keep(ctx, row.id)
            is_over = duty.until is not None and duty.until <= ctx.business_date
            if is_over and not duty.open_contract:
                found.append(row.id)
        if len(rows) < 200:
            break
        before = rows[-1].number
    return found[:limit]


@command(permission="clients.export_person")
def export_person(ctx: Context, *, client_id: UUID) -> UUID:
    """Note that a person was given a copy of their data. Refuses: NotFound, OtherBranch."""
    clients.get_client(ctx, client_id)
    ctx.concerns("client", client_id)
    return client_id


def person_file(ctx: Context, client_id: UUID) -> dict[str, Any]:
    """Everything the institution holds of a person, as plain values.

    Refuses: NotFound, OtherBranch, NotPermitted.
    """
    ctx.demand("clients.export_person")
    client = clients.get_client(ctx, client_id)
    return {
        "institution": institution().name,
        "on": ctx.business_date,
        "person": {k: v for k, v in client._asdict().items() if k not in ("photo_id",)},
        "documents": [row._asdict() for row in clients.documents_of(client_id)],
        "visits_and_notes": [row._asdict() for row in clients.interactions_of(client_id)],
        "groups": [row._asdict() for row in clients.groups_of(client_id)],
        "consents": [row._asdict() for row in clients.consents_of(client_id)],
        "bureau_consent": bureau._asdict() if (bureau := bureau_consent_of(client_id)) else None,
        "loans": [row._asdict() for row in lending.loans(ctx, client_id=client_id)],
        "applications": [row._asdict() for row in lending.applications(ctx, client_id=client_id)],
        "savings": [
            {
                **row._asdict(),
                "movements": [
                    line._asdict() for line in savings.account_view(ctx, row.id).operations
                ],
            }
            for row in savings.accounts(ctx, client_id=client_id)
        ],
        "kept_until": duty_to_keep(ctx, client_id)._asdict(),
    }
