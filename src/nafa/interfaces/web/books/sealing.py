"""What proves a printed receipt: its short code, and the picture that verifies offline."""

from contextlib import suppress
from uuid import UUID

import segno

from nafa.interfaces.web.parts import ReceiptProof
from nafa.ledger import commands
from nafa.ledger.errors import LogBusy
from nafa.ledger.queries.log.receipts import seal_of

PATIENCE_SECONDS = 1.5
QUIET_ZONE, DOTS_A_MODULE = 2, 3


def receipt_proof(entry_id: UUID) -> ReceiptProof:
    """Take the entry into the log and prove it; while the log is busy the receipt has its code
    only and says so."""
    with suppress(LogBusy):
        commands.extend_log(wait_seconds=PATIENCE_SECONDS)
    seal = seal_of(entry_id)
    return ReceiptProof(code=seal.code, picture=picture_of(seal.payload) if seal.payload else "")


def picture_of(payload: str) -> str:
    """The QR code of a payload as the address of a picture that lies in the page itself."""
    made = segno.make(payload, error="l", micro=False)
    return str(made.png_data_uri(scale=DOTS_A_MODULE, border=QUIET_ZONE))
