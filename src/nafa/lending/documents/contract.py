"""The loan contract as PDF, in the client's language."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from num2words import num2words

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.documents import paper_language, render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_figures, money_words, percent_words
from nafa.lending.calc.clauses import Clause
from nafa.lending.calc.schedule import instalment_charges, payout_charges
from nafa.lending.calc.solidarity.shares import Share, member_schedules
from nafa.lending.calc.terms import Terms
from nafa.lending.documents.contract_words import contract_words
from nafa.lending.documents.wording import (
    index_words,
    method_words,
    penalty_words,
    rate_words,
    rhythm_words,
    tranche_words,
)
from nafa.lending.models import Loan
from nafa.lending.queries.clauses import clauses_of
from nafa.lending.queries.offers import Offer
from nafa.lending.queries.products import rules_of
from nafa.lending.queries.solidarity.standing import shares_of
from nafa.lib.money import Money

TEMPLATE = Path(__file__).parent / "contract.typ"
MEMBERS_A_PAGE = 5
NOTHING_MORE: Mapping[str, Any] = {
    "tranches": "", "tranche_rows": [], "index": "", "members": [],
}  # fmt: skip


class Party(NamedTuple):
    """The borrower as the contract names them."""

    name: str
    number: str
    address: str = ""
    document: str = ""


def contract_pdf(ctx: Context, *, loan: Loan, terms: Terms, offer: Offer) -> bytes:
    """The contract with schedule, costs, effective rate, clauses and signature lines."""
    return render_pdf(TEMPLATE, contract_data(ctx, loan=loan, terms=terms, offer=offer))


def contract_data(ctx: Context, *, loan: Loan, terms: Terms, offer: Offer) -> dict[str, Any]:
    """Everything the template prints, as written words."""
    client, product = clients.get_client(ctx, loan.client_id), loan.version.product
    language = paper_language(client.language)
    kept = clauses_of(product.id, language)
    party = Party(
        client.name, client.number, client.address or client.locality, client.document or ""
    )
    data = written_contract(
        party, number=loan.number, product=product.name, terms=terms, offer=offer,
        clauses=kept.clauses if kept else (), language=language,
    )  # fmt: skip
    return {
        **data,
        **tranche_data(loan, terms, language=language),
        "index": _index(loan, language),
        "members": member_pages(loan, offer, language=language),
    }


def _index(loan: Loan, language: str) -> str:
    """The clause of a rate that follows an index; nothing for a fixed rate."""
    with translation.override(language):
        return index_words(rules_of(loan.version).index, language=language)


def tranche_data(loan: Loan, terms: Terms, *, language: str) -> dict[str, Any]:
    """The clause of tranches and those that are foreseen; nothing for a loan paid out at once."""
    rows = [
        [
            date_words(one.expected_date, language=language),
            money_figures(Money(one.amount, terms.currency), language=language),
        ]
        for one in terms.tranches
    ]
    if not terms.is_drawn or loan.draw_until_date is None:
        return {"tranches": "", "tranche_rows": rows}
    with translation.override(language):
        told = tranche_words(
            most=terms.most_tranches, is_foreseen=bool(rows),
            until=date_words(loan.draw_until_date, language=language),
        )  # fmt: skip
    return {"tranches": told, "tranche_rows": rows}


def sample_contract_pdf(
    *, product: str, terms: Terms, offer: Offer, clauses: Sequence[Clause], language: str
) -> bytes:
    """What a contract of a product looks like, for nobody in particular."""
    with translation.override(language):
        party = Party(_("Name of the client"), "C0000000")
    data = written_contract(
        party, number="P0000000", product=product, terms=terms, offer=offer, clauses=clauses,
        language=language,
    )  # fmt: skip
    return render_pdf(TEMPLATE, {**data, **NOTHING_MORE})


def written_contract(
    party: Party,
    *,
    number: str,
    product: str,
    terms: Terms,
    offer: Offer,
    clauses: Sequence[Clause],
    language: str,
) -> dict[str, Any]:
    """The contract in words of a language, without the annex of a group."""
    with translation.override(language):
        values = _values(party, number, product, terms, offer, language)
        return {
            **values,
            "language": language,
            "address": institution().address,
            "client_address": party.address,
            "document": party.document,
            "fees": [
                [charge.name, money_words(amount, language=language)]
                for charge, amount in (
                    *payout_charges(terms, offer.schedule),
                    *instalment_charges(terms, offer.schedule[-1]),
                )
            ],
            "penalty": penalty_words(terms.penalty, language=language),
            "rows": _rows(terms, offer, language),
            "total": _totals(terms, offer, language),
            "clauses": [list(one.filled(values)) for one in clauses],
            "words": contract_words(values),
        }


def _values(
    party: Party, number: str, product: str, terms: Terms, offer: Offer, language: str
) -> dict[str, str]:
    """The values that sentences and clauses name; `clauses.PLACES` are among them."""
    principal, is_franc = terms.principal, terms.currency in ("XOF", "XAF")
    spelt = num2words(int(principal.major), lang=language)
    return {
        "institution": institution().name,
        "number": number,
        "date": date_words(terms.disbursement_date, language=language),
        "client": party.name,
        "client_number": party.number,
        "amount": money_words(principal, language=language),
        "amount_in_words": _("%(words)s francs") % {"words": spelt}
        if is_franc else f"{spelt} {principal.currency}",
        "product": product,
        "method": method_words(terms),
        "rate": rate_words(terms, language=language),
        "teg": percent_words(offer.teg_percent, language=language),
        "ceiling": percent_words(offer.ceiling_percent, language=language)
        if offer.ceiling_percent else "",
        "count": str(len(offer.schedule)),
        "frequency": rhythm_words(terms),
        "first_due": date_words(offer.schedule[0].due_date, language=language),
        "last_due": date_words(offer.schedule[-1].due_date, language=language),
        "net_paid": money_words(principal - offer.upfront_fees, language=language),
        "interest": money_words(offer.total_interest, language=language),
        "cost": money_words(offer.total_cost, language=language),
        "currency": "F CFA" if is_franc else principal.currency,
    }  # fmt: skip


def _totals(terms: Terms, offer: Offer, language: str) -> list[str]:
    later_fees = offer.total_fees - offer.upfront_fees
    return [
        money_figures(amount, language=language)
        for amount in (
            terms.principal,
            offer.total_interest,
            later_fees,
            terms.principal + offer.total_interest + later_fees,
        )
    ]


def _rows(terms: Terms, offer: Offer, language: str) -> list[list[str]]:
    left = terms.principal
    rows = []
    for row in offer.schedule:
        left = left - row.principal
        amounts = (row.principal, row.interest, row.fee, row.sum, left)
        rows.append(
            [
                str(row.number),
                f"{row.due_date:%d/%m/%Y}",
                *(money_figures(amount, language=language) for amount in amounts),
            ]
        )
    return rows


def member_pages(loan: Loan, offer: Offer, *, language: str) -> list[dict[str, Any]]:
    """The members' shares and schedules for the annex, so many on a page; none for a person."""
    shares = shares_of([loan.application_id] if loan.application_id else []).get(
        loan.application_id or loan.id, []
    )
    if not shares:
        return []
    names = clients.names_of(UUID(share.member_id) for share in shares)
    rows = member_schedules(shares, offer.schedule)

    def figures(minor: int) -> str:
        return money_figures(Money(minor, loan.currency), language=language)

    return [
        {
            "people": [
                {
                    "name": names[UUID(share.member_id)][1],
                    "number": names[UUID(share.member_id)][0],
                    "share": figures(share.amount),
                    "whole": figures(sum(row.sum for row in rows[share.member_id])),
                }
                for share in page
            ],
            "rows": [
                [
                    f"{instalment.due_date:%d/%m/%Y}",
                    *(figures(rows[share.member_id][at].sum) for share in page),
                ]
                for at, instalment in enumerate(offer.schedule)
            ],
        }
        for page in batched_shares(shares)
    ]


def batched_shares(shares: Sequence[Share]) -> list[Sequence[Share]]:
    """Shares by as many as stand side by side on a page."""
    return [shares[at : at + MEMBERS_A_PAGE] for at in range(0, len(shares), MEMBERS_A_PAGE)]
