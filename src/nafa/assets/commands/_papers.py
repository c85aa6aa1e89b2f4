"""Documents of a contract: scans and PDFs, sealed on the disk."""

from uuid import UUID

from nafa.assets import errors
from nafa.assets.calc.kinds import PaperKind
from nafa.assets.models import Contract, Paper
from nafa.assets.queries.state import find_contract
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.kernel.scans import ScanRefused, as_scan
from nafa.kernel.secrets.files import store_file


def keep_paper(ctx: Context, contract: Contract, kind: PaperKind, content: bytes) -> UUID:
    """Keep a document inside a command. Refuses: PaperMissing (not a picture or PDF)."""
    try:
        kept, media_type = as_scan(content)
    except ScanRefused:
        raise errors.PaperMissing(paper=kind.value) from None
    paper = Paper.objects.create(
        id=ctx.new_id(), contract=contract, kind=kind.value,
        file_id=store_file(ctx, content=kept, media_type=media_type),
        recorded_date=ctx.business_date, recorded_by_id=ctx.actor_id,
    )  # fmt: skip
    return paper.id


@command(permission="assets.propose")
def add_paper(ctx: Context, *, contract_id: UUID, kind: str, content: bytes) -> UUID:
    """Put a document into the file: a promise, a mandate of agency, a policy.

    Refuses: NotFound, OtherBranch, InvalidInput (no such kind), PaperMissing.
    """
    contract = find_contract(ctx, contract_id, lock=True)
    if kind not in PaperKind.__members__:
        raise InvalidInput(field="kind", reason=kind)
    paper_id = keep_paper(ctx, contract, PaperKind(kind), content)
    ctx.concerns("contract", contract.id)
    return paper_id
