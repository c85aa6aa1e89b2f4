"""The loan contract as PDF, in French."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from num2words import num2words

from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.documents import render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_figures, money_words, percent_words
from nafa.lending.calc.choices import NominalUnit, PenaltyBase
from nafa.lending.calc.schedule import instalment_charges, payout_charges
from nafa.lending.calc.solidarity.shares import Share, member_schedules
from nafa.lending.calc.terms import Penalty, Terms
from nafa.lending.documents.wording import method_words, rhythm_words
from nafa.lending.models import Loan
from nafa.lending.queries.offers import Offer
from nafa.lending.queries.solidarity.standing import shares_of
from nafa.lib.money import Money

TEMPLATE = Path(__file__).parent / "contract_fr.typ"
FRENCH = "fr"
MEMBERS_A_PAGE = 5
RATE_UNITS = {
    NominalUnit.DAY: "par jour",
    NominalUnit.MONTH: "par mois",
    NominalUnit.YEAR: "par an",
    NominalUnit.PERIOD: "par période",
    NominalUnit.WHOLE_TERM: "sur toute la durée",
}


def contract_pdf(ctx: Context, *, loan: Loan, terms: Terms, offer: Offer) -> bytes:
    """The contract with schedule, costs, effective rate and signature lines."""
    return render_pdf(TEMPLATE, contract_data(ctx, loan=loan, terms=terms, offer=offer))


def contract_data(ctx: Context, *, loan: Loan, terms: Terms, offer: Offer) -> dict[str, Any]:
    """Everything the template prints, as written words."""
    house, client = institution(), clients.get_client(ctx, loan.client_id)
    principal = terms.principal
    return {
        "institution": house.name,
        "address": house.address,
        "number": loan.number,
        "date": date_words(terms.disbursement_date, language=FRENCH),
        "client": client.name,
        "client_number": client.number,
        "client_address": client.address or client.locality,
        "document": client.document or "",
        "amount": money_words(principal, language=FRENCH),
        "amount_in_words": num2words(int(principal.major), lang=FRENCH),
        "product": loan.version.product.name,
        "method": method_words(terms),
        "rate": f"{percent_words(terms.rate, language=FRENCH)} {RATE_UNITS[terms.rate_unit]}",
        "teg": percent_words(offer.teg_percent, language=FRENCH),
        "ceiling": (
            percent_words(offer.ceiling_percent, language=FRENCH) if offer.ceiling_percent else ""
        ),
        "count": len(offer.schedule),
        "frequency": rhythm_words(terms),
        "first_due": date_words(offer.schedule[0].due_date, language=FRENCH),
        "last_due": date_words(offer.schedule[-1].due_date, language=FRENCH),
        "fees": [
            [charge.name, money_words(amount, language=FRENCH)]
            for charge, amount in (
                *payout_charges(terms, offer.schedule),
                *instalment_charges(terms, offer.schedule[-1]),
            )
        ],
        "net_paid": money_words(principal - offer.upfront_fees, language=FRENCH),
        "interest": money_words(offer.total_interest, language=FRENCH),
        "cost": money_words(offer.total_cost, language=FRENCH),
        "penalty": penalty_words(terms.penalty),
        "rows": _rows(terms, offer),
        **tranche_data(loan, terms),
        "members": member_pages(loan, offer),
        "total": [
            money_figures(amount, language=FRENCH)
            for amount in (
                principal,
                offer.total_interest,
                offer.total_fees - offer.upfront_fees,
                principal + offer.total_interest + offer.total_fees - offer.upfront_fees,
            )
        ],
        "currency": "F CFA" if principal.currency in ("XOF", "XAF") else principal.currency,
    }


def tranche_data(loan: Loan, terms: Terms) -> dict[str, Any]:
    """The clause of tranches and those that are foreseen."""
    rows = [
        [
            date_words(one.expected_date, language=FRENCH),
            money_figures(Money(one.amount, terms.currency), language=FRENCH),
        ]
        for one in terms.tranches
    ]
    return {"tranches": tranche_words(loan, terms), "tranche_rows": rows}


def tranche_words(loan: Loan, terms: Terms) -> str:
    """The clause of tranches in a sentence; nothing for a loan that is paid out at once."""
    if not terms.is_drawn or loan.draw_until_date is None:
        return ""
    last = date_words(loan.draw_until_date, language=FRENCH)
    how = (
        "aux dates et pour les montants ci-dessous"
        if terms.tranches
        else "sur demande de l'emprunteur"
    )
    return (
        f"Le montant est versé en {terms.most_tranches} tranches au plus, {how}, jusqu'au {last}. "
        "L'emprunteur ne doit que ce qui lui est versé : à chaque tranche, les échéances à venir "
        "sont recalculées. Ce qui n'est pas versé à cette date n'est plus dû par le prêteur."
    )


def penalty_words(penalty: Penalty | None) -> str:
    """The penalty clause in a sentence."""
    if penalty is None:
        return "Aucune pénalité de retard n'est due."
    grace = f" après {penalty.grace_days} jours de grâce" if penalty.grace_days else ""
    if penalty.base is PenaltyBase.FLAT:
        flat = money_words(penalty.flat_per_instalment or Money.zero("XOF"), language=FRENCH)
        return f"Chaque échéance impayée entraîne une pénalité de {flat}{grace}."
    base = (
        "du capital échu impayé"
        if penalty.base is PenaltyBase.OVERDUE_PRINCIPAL
        else "des sommes échues impayées"
    )
    rate = percent_words(penalty.percent_per_year, language=FRENCH)
    return f"Tout retard entraîne une pénalité de {rate} par an {base}{grace}."


def _rows(terms: Terms, offer: Offer) -> list[list[str]]:
    left = terms.principal
    rows = []
    for row in offer.schedule:
        left = left - row.principal
        amounts = (row.principal, row.interest, row.fee, row.sum, left)
        rows.append(
            [
                str(row.number),
                f"{row.due_date:%d/%m/%Y}",
                *(money_figures(amount, language=FRENCH) for amount in amounts),
            ]
        )
    return rows


def member_pages(loan: Loan, offer: Offer) -> list[dict[str, Any]]:
    """The members' shares and schedules for the annex, so many on a page; none for a person."""
    shares = shares_of([loan.application_id] if loan.application_id else []).get(
        loan.application_id or loan.id, []
    )
    if not shares:
        return []
    names = clients.names_of(UUID(share.member_id) for share in shares)
    rows = member_schedules(shares, offer.schedule)
    return [
        {
            "people": [
                {
                    "name": names[UUID(share.member_id)][1],
                    "number": names[UUID(share.member_id)][0],
                    "share": _figures(share.amount, loan),
                    "whole": _figures(sum(row.sum for row in rows[share.member_id]), loan),
                }
                for share in page
            ],
            "rows": [
                [
                    f"{instalment.due_date:%d/%m/%Y}",
                    *(_figures(rows[share.member_id][at].sum, loan) for share in page),
                ]
                for at, instalment in enumerate(offer.schedule)
            ],
        }
        for page in batched_shares(shares)
    ]


def batched_shares(shares: Sequence[Share]) -> list[Sequence[Share]]:
    """Shares by as many as stand side by side on a page."""
    return [shares[at : at + MEMBERS_A_PAGE] for at in range(0, len(shares), MEMBERS_A_PAGE)]


def _figures(minor: int, loan: Loan) -> str:
    return money_figures(Money(minor, loan.currency), language=FRENCH)
