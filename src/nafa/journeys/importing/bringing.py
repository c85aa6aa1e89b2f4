"""From checked records to the commands that keep them. The same record always has the same id."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from nafa.clients import commands as clients
from nafa.clients import queries as register
from nafa.journeys.importing.checking import Record
from nafa.journeys.importing.records import Kind
from nafa.kernel.context import Context
from nafa.kernel.identity.commands import open_branch
from nafa.kernel.identity.contexts import institution, system_context
from nafa.kernel.models import Branch
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lending import queries as loans
from nafa.lib.ids import named_id
from nafa.savings import commands as savings
from nafa.savings import queries as accounts

KNOWN: dict[Kind, Callable[[Sequence[UUID]], set[UUID]]] = {
    Kind.CLIENT: register.known_clients,
    Kind.ACCOUNT: accounts.known_accounts,
    Kind.HOLDER: accounts.known_holders,
    Kind.CARD: accounts.known_cards,
    Kind.ORDER: accounts.known_orders,
    Kind.LOAN: loans.known_loans,
    Kind.TRANSACTION: books.known_entries,
}


@lru_cache(maxsize=50_000)
def _id_of(source: str, kind: str, key: str) -> UUID:
    return named_id(f"import/{source}/{kind}/{key}")


class Bringer:
    """Brings records of one origin in, chunk by chunk; records that are there are left alone."""

    def __init__(self, source: str, *, with_holders: bool) -> None:
        self.source, self.with_holders = source, with_holders
        self._branches: dict[str, UUID] = {}
        self._brings: dict[Kind, Callable[[Context, Sequence[Record]], int]] = {
            Kind.BRANCH: self._bring_branches,
            Kind.CLIENT: self._bring_clients,
            Kind.ACCOUNT: self._bring_accounts,
            Kind.HOLDER: self._bring_holders,
            Kind.CARD: self._bring_cards,
            Kind.ORDER: self._bring_orders,
            Kind.LOAN: self._bring_loans,
            Kind.TRANSACTION: self._bring_movements,
        }

    def id_of(self, kind: Kind, key: str) -> UUID:
        """The id of a record: derived from where it comes from and its key there."""
        return _id_of(self.source, kind.value, key)

    def holder_id(self, account: str, client: str) -> UUID:
        """A holder is known by account and person."""
        return self.id_of(Kind.HOLDER, f"{account}/{client}")

    def record_id(self, kind: Kind, record: Record) -> UUID:
        """The id under which a record is kept."""
        if kind is Kind.HOLDER:
            return self.holder_id(record.values["account"], record.values["client"])
        return self.id_of(kind, record.key)

    def is_known(self, kind: Kind, key: str) -> bool:
        """Whether the institution already has what a key means."""
        if kind is Kind.BRANCH:
            return Branch.objects.filter(code=key).exists()
        return bool(KNOWN[kind]([self.id_of(kind, key)]))

    def bring(self, kind: Kind, records: Sequence[Record]) -> int:
        """Keep those records that are new; how many. One command, with a key of its content."""
        fresh = self._fresh(kind, records)
        if not fresh:
            return 0
        keys = hashlib.sha256("\n".join(record.key for record in fresh).encode()).hexdigest()
        key = f"import/{self.source}/{kind.value}/{keys}"
        return self._brings[kind](system_context(key=key, channel="import"), fresh)

    def _fresh(self, kind: Kind, records: Sequence[Record]) -> list[Record]:
        if kind is Kind.BRANCH:
            codes = set(Branch.objects.values_list("code", flat=True))
            return [record for record in records if record.key not in codes]
        ids = [self.record_id(kind, record) for record in records]
        known = KNOWN[kind](ids)
        return [one for one, found in zip(records, ids, strict=True) if found not in known]

    def _branch(self, code: str) -> UUID:
        if code not in self._branches:
            self._branches = dict(Branch.objects.values_list("code", "id"))
        return self._branches[code]

    def _bring_branches(self, ctx: Context, records: Sequence[Record]) -> int:
        for record in records:
            values = record.values
            open_branch(
                ctx.under(record.key), code=record.key, name=values["name"], city=values["city"]
            )
        return len(records)

    def _bring_clients(self, ctx: Context, records: Sequence[Record]) -> int:
        opened = institution().opened_date
        return clients.import_clients(
            ctx,
            rows=[
                clients.ImportedClient(
                    id=self.id_of(Kind.CLIENT, record.key),
                    former_number=record.key,
                    kind=values["kind"],
                    given_names=values["given_names"],
                    family_name=values["family_name"],
                    sex=values["sex"],
                    birth_date=values["birth_date"],
                    phone=values["phone"],
                    address=values["address"],
                    locality=values["locality"],
                    activity=values["activity"],
                    branch_id=self._branch(values["branch"]),
                    joined_date=values["joined"] or opened,
                )
                for record in records
                for values in (record.values,)
            ],
        )

    def _branch_of(self, records: Sequence[Record]) -> Callable[[Record], UUID]:
        """The branch a record names, else its client's."""
        silent = {r.values["client"] for r in records if not r.values["branch"]}
        homes = register.branches_of(self.id_of(Kind.CLIENT, key) for key in silent)

        def branch_of(record: Record) -> UUID:
            code = record.values["branch"]
            return (
                self._branch(code)
                if code
                else homes[self.id_of(Kind.CLIENT, record.values["client"])]
            )

        return branch_of

    def _bring_accounts(self, ctx: Context, records: Sequence[Record]) -> int:
        branch_of = self._branch_of(records)
        brought = savings.import_accounts(
            ctx,
            rows=[
                savings.ImportedAccount(
                    id=self.id_of(Kind.ACCOUNT, record.key),
                    former_number=record.key,
                    client_id=self.id_of(Kind.CLIENT, record.values["client"]),
                    branch_id=branch_of(record),
                    kind=record.values["kind"],
                    opened_date=record.values["opened"],
                    minimum_minor=record.values["minimum"],
                )
                for record in records
            ],
        )
        if not self.with_holders:
            owners = [
                self._holder(record.key, record.values["client"], "OWNER", record.values["opened"])
                for record in records
            ]
            savings.import_holders(ctx.under("owners"), rows=owners)
        return brought

    def _holder(self, account: str, client: str, role: str, since: date) -> savings.ImportedHolder:
        return savings.ImportedHolder(
            id=self.holder_id(account, client),
            account_id=self.id_of(Kind.ACCOUNT, account),
            client_id=self.id_of(Kind.CLIENT, client),
            role=role,
            since_date=since,
        )

    def _bring_holders(self, ctx: Context, records: Sequence[Record]) -> int:
        ids = [self.id_of(Kind.ACCOUNT, r.values["account"]) for r in records]
        opened = accounts.opening_dates(ids)
        return savings.import_holders(
            ctx,
            rows=[
                self._holder(
                    record.values["account"],
                    record.values["client"],
                    record.values["role"],
                    record.values["since"] or opened[account_id],
                )
                for record, account_id in zip(records, ids, strict=True)
            ],
        )

    def _bring_cards(self, ctx: Context, records: Sequence[Record]) -> int:
        return savings.import_cards(
            ctx,
            rows=[
                savings.ImportedCard(
                    id=self.id_of(Kind.CARD, record.key),
                    holder_id=self.holder_id(record.values["account"], record.values["client"]),
                    kind=record.values["kind"],
                    issued_date=record.values["issued"],
                )
                for record in records
            ],
        )

    def _bring_orders(self, ctx: Context, records: Sequence[Record]) -> int:
        return savings.import_orders(
            ctx,
            rows=[
                savings.ImportedOrder(
                    id=self.id_of(Kind.ORDER, record.key),
                    account_id=self.id_of(Kind.ACCOUNT, record.values["account"]),
                    amount_minor=record.values["amount"],
                    payee_bank=record.values["payee_bank"],
                    payee_account=record.values["payee_account"],
                    purpose=record.values["purpose"],
                )
                for record in records
            ],
        )

    def _bring_loans(self, ctx: Context, records: Sequence[Record]) -> int:
        branch_of = self._branch_of(records)
        return lending.import_loans(
            ctx,
            rows=[
                lending.ImportedLoan(
                    id=self.id_of(Kind.LOAN, record.key),
                    former_number=record.key,
                    client_id=self.id_of(Kind.CLIENT, values["client"]),
                    branch_id=branch_of(record),
                    principal_minor=values["amount"],
                    yearly_rate_percent=values["rate"],
                    method=values["method"],
                    frequency=values["frequency"],
                    instalment_count=values["instalments"],
                    disbursement_date=values["disbursed"],
                    first_due_date=values["first_due"],
                    reported_status=values["status"],
                    savings_number=values["account"] or "",
                )
                for record in records
                for values in (record.values,)
            ],
        )

    def _bring_movements(self, ctx: Context, records: Sequence[Record]) -> int:
        return savings.import_movements(
            ctx,
            rows=[
                savings.ImportedMovement(
                    id=self.id_of(Kind.TRANSACTION, record.key),
                    account_id=self.id_of(Kind.ACCOUNT, values["account"]),
                    direction=values["direction"],
                    nature=values["nature"],
                    amount_minor=values["amount"],
                    value_date=values["date"],
                    reference=f"{self.source}:{record.key}",
                    memo=values["memo"],
                )
                for record in records
                for values in (record.values,)
            ],
        )
