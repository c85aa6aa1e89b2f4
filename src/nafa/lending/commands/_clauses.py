"""Writing the clauses that a product adds to its contracts."""

from typing import Any
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.documents import PAPER_LANGUAGES
from nafa.kernel.errors import InvalidInput, NotFound
from nafa.lending import errors
from nafa.lending.calc.clauses import ClausesRefused, clauses_from_plain, clauses_to_plain
from nafa.lending.models import ContractClauses, Product


@command(permission="lending.define_product")
def write_clauses(
    ctx: Context, *, product_id: UUID, language: str, blocks: list[dict[str, Any]]
) -> int:
    """Give a product new clauses in a language: a new version, for contracts drawn up from now on.

    Refuses: NotFound, InvalidInput (no language of contracts), ClausesNotPossible (the clause and
    the unknown place are named).
    """
    product = Product.objects.select_for_update().filter(id=product_id).first()
    if product is None:
        raise NotFound(kind="product", id=product_id)
    if language not in PAPER_LANGUAGES:
        raise InvalidInput(field="language", reason=language)
    try:
        clauses = clauses_from_plain(blocks)
    except ClausesRefused as refused:
        raise errors.ClausesNotPossible(
            number=refused.number, reason=refused.code, place=refused.place
        ) from refused
    earlier = ContractClauses.objects.filter(product_id=product_id, language=language)
    number = earlier.count() + 1
    ContractClauses.objects.create(
        id=ctx.new_id(),
        product_id=product_id,
        language=language,
        number=number,
        blocks=clauses_to_plain(clauses),
        made_at=ctx.now,
        made_by_id=ctx.actor_id,
    )
    ctx.concerns("product", product_id)
    return number
