"""The contract as PDF, in French: goods, price, rents or shares; never a return on time."""

from datetime import date
from pathlib import Path
from typing import Any

from num2words import num2words

from nafa.assets.calc.dues import Due, dues_of
from nafa.assets.calc.kinds import ContractKind
from nafa.assets.calc.terms import Terms
from nafa.assets.models import Asset, Contract
from nafa.assets.queries.offers import teg_of
from nafa.assets.queries.state import terms_of
from nafa.clients import queries as clients
from nafa.kernel.context import Context
from nafa.kernel.documents import render_pdf
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import date_words, money_figures, money_words, percent_words

TEMPLATE = Path(__file__).parent / "contract_fr.typ"
FRENCH = "fr"
TITLES = {
    ContractKind.LEASE: "Contrat de location",
    ContractKind.MURABAHA: "Contrat de vente (murabaha)",
    ContractKind.IJARA: "Contrat de location (ijara)",
    ContractKind.MUSHARAKA: "Copropriété dégressive (musharaka)",
    ContractKind.SALAM: "Contrat de vente à livrer (salam)",
    ContractKind.QARD: "Contrat de prêt gracieux (qard hassan)",
}


def contract_pdf(ctx: Context, *, contract: Contract, asset: Asset | None) -> bytes:
    """The contract with its goods, amounts, instalments and signature lines."""
    return render_pdf(TEMPLATE, contract_data(ctx, contract=contract, asset=asset))


def contract_data(ctx: Context, *, contract: Contract, asset: Asset | None) -> dict[str, Any]:
    """Everything the template prints, as written words."""
    house, client = institution(), clients.get_client(ctx, contract.client_id)
    terms, day = terms_of(contract), contract.signed_date or ctx.business_date
    dues = dues_of(terms, start=day)
    teg = teg_of(contract.product, terms, on=day)
    return {
        "title": TITLES[terms.kind],
        "kind": terms.kind.value,
        "number": contract.number,
        "institution": house.name,
        "address": house.address,
        "date": date_words(day, language=FRENCH),
        "client": client.name,
        "client_number": client.number,
        "client_address": client.address or client.locality,
        "document": client.document or "",
        "board_approval": contract.board_approval,
        "pool": contract.pool.name,
        "thing": _thing(asset, terms),
        "teg": percent_words(teg, language=FRENCH) if teg is not None else "",
        "in_words": num2words(int(terms.price.major), lang=FRENCH),
        "count": len(dues),
        "start": "à compter de la mise à disposition du bien" if terms.rent_minor else "",
        "transfer": terms.transfer.value,
        "late": _late_words(terms),
        "rows": _rows(dues, terms),
        **_amounts(terms, dues),
        **_dates(terms, asset),
    }


def _written(minor: int, terms: Terms) -> str:
    return money_words(terms.money(minor), language=FRENCH)


def _amounts(terms: Terms, dues: tuple[Due, ...]) -> dict[str, str]:
    rents = sum(due.rent_minor for due in dues)
    named = {
        "cost": terms.cost_minor, "markup": terms.markup_minor, "price": terms.price.minor,
        "rent": terms.rent_minor, "rents": rents, "residual": terms.residual_minor,
        "deposit": terms.deposit_minor, "fee": terms.fee_minor, "share": terms.share.minor,
        "unit_price": terms.unit_price_minor, "value": terms.cost_minor,
        "client_share": max(terms.cost_minor - terms.share.minor, 0),
    }  # fmt: skip
    written = {name: _written(minor, terms) if minor else "" for name, minor in named.items()}
    return {
        **written,
        "units": str(terms.units),
        "units_per_period": str(terms.units_per_period),
        "rent_percent": percent_words(terms.rent_percent, language=FRENCH),
        "quantity": str(terms.quantity),
        "goods": terms.goods,
        "place": terms.delivery_place,
    }


def _dates(terms: Terms, asset: Asset | None) -> dict[str, str]:
    def shown(day: date | None) -> str:
        return date_words(day, language=FRENCH) if day else ""

    return {
        "delivery_date": shown(terms.delivery_date),
        "purchased": shown(asset.purchased_date if asset else None),
        "possessed": shown(asset.possessed_date if asset else None),
    }


def _thing(asset: Asset | None, terms: Terms) -> str:
    if asset is None:
        return terms.goods
    marks = [f"n° de série {asset.serial_number}"] if asset.serial_number else []
    marks += [f"immatriculation {asset.plate_number}"] if asset.plate_number else []
    return ", ".join([asset.description, *marks])


def _late_words(terms: Terms) -> str:
    if not terms.donation_minor:
        return "Aucune somme n'est due en raison d'un retard."
    amount = _written(terms.donation_minor, terms)
    grace = f" de plus de {terms.grace_days} jours" if terms.grace_days else ""
    if terms.kind is ContractKind.LEASE:
        return f"Chaque loyer en retard{grace} entraîne des frais de {amount}."
    return (
        f"Le client s'engage à donner {amount} pour chaque échéance en retard{grace}. "
        "Ce don est versé à une œuvre ; il n'est jamais un produit de l'institution."
    )


def _rows(dues: tuple[Due, ...], terms: Terms) -> list[list[str]]:
    left, rows = sum(due.minor for due in dues), []
    is_shared = terms.kind is ContractKind.MUSHARAKA
    for due in dues:
        left -= due.minor
        parts = [due.rent_minor, due.price_minor] if is_shared else []
        amounts = [*parts, due.minor, left]
        day = f"{due.due_date:%d/%m/%Y}" if not terms.rent_minor else f"mois {due.number}"
        rows.append(
            [str(due.number), day]
            + [money_figures(terms.money(minor), language=FRENCH) for minor in amounts]
        )
    return rows
