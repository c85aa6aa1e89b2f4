"""What a receipt carries, out of the log as it stands."""

from typing import NamedTuple
from uuid import UUID

from nafa.ledger.calc.leaves import encode
from nafa.ledger.calc.receipt import ReceiptInvalid, ShortCode, write_payload
from nafa.ledger.calc.tlog.merkle import leaf_hash
from nafa.ledger.calc.tlog.proof import LogProof
from nafa.ledger.queries.log import state


class ReceiptSeal(NamedTuple):
    """The short code of an entry; the payload of the QR code once the entry is in the log."""

    code: str
    payload: str
    position: int | None


def seal_of(entry_id: UUID) -> ReceiptSeal:
    """What proves an entry on paper. Refuses: NotFound."""
    leaf = state.entry_leaf(entry_id)
    proof = state.proof_of(leaf)
    position = proof.position if proof else None
    code = ShortCode.of(leaf_hash(encode(leaf)), position).written
    return ReceiptSeal(code, write_payload(proof) if proof else "", position)


def proof_by_code(code: ShortCode) -> LogProof:
    """The proof of the entry that a short code names. Raises ReceiptInvalid when there is none."""
    entry_id = None if code.position is None else state.entry_at(code.position)
    proof = state.proof_of(state.entry_leaf(entry_id)) if entry_id else None
    if proof is None or not code.fits(leaf_hash(proof.extra)):
        raise ReceiptInvalid("no such entry")
    return proof
