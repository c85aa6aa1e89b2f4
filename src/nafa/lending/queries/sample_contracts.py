"""What a contract of a product looks like, for nobody in particular."""

from collections.abc import Sequence
from datetime import date

from nafa.lending.calc.clauses import Clause
from nafa.lending.documents.contract import sample_contract_pdf
from nafa.lending.queries.offers import offer_of
from nafa.lending.queries.products import ProductRow


def sample_contract(
    product: ProductRow, *, clauses: Sequence[Clause], language: str, on: date
) -> bytes:
    """The contract of the largest and longest loan of a product as PDF. Refuses: TermsRefused."""
    rules = product.rules
    terms = rules.terms(
        principal=rules.highest_amount, instalment_count=rules.highest_count, disbursement_date=on
    )
    return sample_contract_pdf(
        product=product.name, terms=terms, offer=offer_of(terms, on=on), clauses=clauses,
        language=language,
    )  # fmt: skip
