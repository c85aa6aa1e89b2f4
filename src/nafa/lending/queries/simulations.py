"""What a loan would cost, for somebody who is not known: product, amount, instalments."""

from datetime import date
from typing import NamedTuple

from nafa.lending.calc.terms import Terms
from nafa.lending.documents.simulation import simulation_pdf
from nafa.lending.queries.offers import Offer
from nafa.lending.queries.products import ProductRow, products
from nafa.lending.queries.wishes import preview_offer
from nafa.lib.money import Money


class Simulation(NamedTuple):
    """A product with the terms and the offer of one loan."""

    product: ProductRow
    terms: Terms
    offer: Offer

    def pdf(self, *, language: str) -> bytes:
        """The simulation on paper."""
        return simulation_pdf(
            product=self.product.name, terms=self.terms, offer=self.offer, language=language
        )


def simulated_products() -> list[ProductRow]:
    """The products that anybody may ask for."""
    return [one for one in products(active_only=True) if not one.rules.is_staff_only]


def simulate(product: ProductRow, *, amount: Money, instalment_count: int, on: date) -> Simulation:
    """The loan paid out on a day. Refuses: ProductInactive, AmountOutOfRange, CountOutOfRange,
    TermsNotPossible."""
    terms, offer = preview_offer(
        product_id=product.id,
        client_kind=product.rules.client_kinds[0],
        amount=amount,
        instalment_count=instalment_count,
        on=on,
    )
    return Simulation(product, terms, offer)
