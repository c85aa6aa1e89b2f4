"""Bringing loan contracts in from another system, in sets."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.copying import copy_rows
from nafa.kernel.identity.contexts import institution
from nafa.kernel.numbering import next_number
from nafa.lending.calc.imported import IMPORTED_PRODUCT, imported_rules, imported_terms
from nafa.lending.calc.product import rules_from_plain, rules_to_plain
from nafa.lending.calc.schedule import Schedule, build_schedule
from nafa.lending.calc.terms import Terms
from nafa.lending.calc.terms_plain import terms_to_plain
from nafa.lending.commands._contract import term_class
from nafa.lending.commands._take_over import copy_schedules
from nafa.lending.models import Loan, LoanOrigin, Product, ProductVersion
from nafa.lending.queries.offers import effective_rate_of
from nafa.lib.money import Money


class ImportedLoan(NamedTuple):
    """A contract as the other system kept it, and the state that system gave it."""

    id: UUID
    former_number: str
    client_id: UUID
    branch_id: UUID
    principal_minor: int
    yearly_rate_percent: Decimal
    method: str
    frequency: str
    instalment_count: int
    disbursement_date: date
    first_due_date: date | None
    reported_status: str
    savings_number: str


@command(permission="import.run")
def import_loans(ctx: Context, *, rows: Sequence[ImportedLoan]) -> int:
    """Keep contracts with their terms and schedules as CONTRACTED; nothing is posted.

    What the other system said of them stays beside the contract. The money of a loan enters the
    books only by a disbursement that somebody recorded. Refuses: TermsRefused as a bug, since
    terms are checked before.
    """
    version = _version(ctx)
    first = next_number("loan", count=len(rows))
    loans: list[Loan] = []
    schedules: list[Schedule] = []
    for place, row in enumerate(rows):
        terms = _terms(row, institution().currency)
        schedule = build_schedule(terms)
        loans.append(_loan(row, f"P{first + place:07d}", version.id, terms, schedule))
        schedules.append(schedule)
        ctx.concerns("loan", row.id)
        ctx.concerns("client", row.client_id)
    copy_rows(Loan, loans)
    copy_schedules(loans, schedules)
    copy_rows(
        LoanOrigin,
        (
            LoanOrigin(
                loan_id=row.id,
                former_number=row.former_number,
                reported_status=row.reported_status,
                savings_number=row.savings_number,
            )
            for row in rows
        ),
    )
    return len(rows)


def _terms(row: ImportedLoan, currency: str) -> Terms:
    return imported_terms(
        principal=Money(row.principal_minor, currency),
        yearly_rate_percent=row.yearly_rate_percent,
        method=row.method,
        frequency=row.frequency,
        instalment_count=row.instalment_count,
        disbursement_date=row.disbursement_date,
        first_due_date=row.first_due_date,
    )


def _loan(
    row: ImportedLoan, number: str, version_id: UUID, terms: Terms, schedule: Schedule
) -> Loan:
    maturity = schedule[-1].due_date
    on = row.disbursement_date
    return Loan(
        id=row.id,
        number=number,
        client_id=row.client_id,
        branch_id=row.branch_id,
        version_id=version_id,
        status=Loan.Status.CONTRACTED,
        terms=terms_to_plain(terms),
        principal_minor=row.principal_minor,
        currency=terms.currency,
        disbursement_date=on,
        maturity_date=maturity,
        teg_percent=effective_rate_of(terms, on=on, schedule=schedule)
        if terms.rate
        else Decimal(0),
        term_class=term_class(on, maturity),
    )


def _version(ctx: Context) -> ProductVersion:
    """The version of the product for contracts from elsewhere, made when it is missing."""
    version = (
        ProductVersion.objects.filter(product__code=IMPORTED_PRODUCT).order_by("-number").first()
    )
    if version is not None:
        return version
    product = Product.objects.create(
        id=ctx.id_for("product"),
        code=IMPORTED_PRODUCT,
        name="Crédits repris d'un autre système",
        is_active=False,
    )
    return ProductVersion.objects.create(
        id=ctx.id_for("version"),
        product=product,
        number=1,
        rules=rules_to_plain(rules_from_plain(imported_rules(institution().currency))),
        made_at=ctx.now,
        made_by_id=ctx.actor_id,
    )
