"""`nafa ledger verify-receipt`: is what a receipt says in the log, unaltered."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from nafa.interfaces.cli.output import add_json_switch, print_json, print_lines
from nafa.interfaces.cli.shape import Commands
from nafa.kernel.wording import date_words, money_words
from nafa.ledger import errors
from nafa.ledger.calc import receipt
from nafa.ledger.calc.leaves import EntryLeaf, LeafInvalid
from nafa.ledger.calc.receipt import Proven
from nafa.ledger.calc.tlog.merkle import ProofInvalid
from nafa.ledger.calc.tlog.note import NoteInvalid, Verifier
from nafa.ledger.calc.tlog.proof import HEAD, LogProof, read_proof
from nafa.ledger.queries.log import state
from nafa.ledger.queries.log.receipts import proof_by_code
from nafa.lib.money import Money


def register_receipts(actions: Commands) -> None:
    """Add the command."""
    summary = _("prove a receipt by its code, or by its QR code and the public key alone")
    verify = actions.add_parser("verify-receipt", help=summary, description=summary)
    verify.add_argument(
        "receipt", metavar="RECEIPT", help=_("short code, text of the QR code, or a file with it")
    )
    verify.add_argument(
        "--key",
        action="append",
        metavar="KEY",
        help=_("public key of the log; with it no database is needed"),
    )
    verify.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help=_("a checkpoint that you hold yourself")
    )
    add_json_switch(verify)
    verify.set_defaults(run=run_verify_receipt)


def run_verify_receipt(args: argparse.Namespace) -> int:
    """0 when the receipt is proven. Refuses: ReceiptRefused."""
    try:
        held = args.checkpoint.read_text(encoding="utf-8") if args.checkpoint else ""
        proven = receipt.verify(_proof(args.receipt), _keys(args.key), checkpoint=held)
    except (receipt.ReceiptInvalid, NoteInvalid, ProofInvalid, LeafInvalid, OSError) as fault:
        raise errors.ReceiptRefused(reason=str(fault)) from fault
    if args.json:
        print_json(_plain(proven))
    else:
        print_lines(_told(proven))
    return 0


def _keys(given: list[str] | None) -> tuple[Verifier, ...]:
    if given:
        return tuple(Verifier.from_vkey(one) for one in given)
    return tuple(key.verifier for key in state.log_keys())


def _proof(text: str) -> LogProof:
    path = Path(text)
    if len(text) < 200 and path.is_file():
        text = path.read_text(encoding="utf-8")
    if receipt.PREFIX in text.upper():
        return receipt.read_payload(text)
    if text.startswith(HEAD):
        return read_proof(text)
    return proof_by_code(receipt.read_code(text))


def _plain(proven: Proven) -> dict[str, object]:
    leaf = proven.leaf
    found: dict[str, object] = {
        "is_proven": True,
        "position": proven.position,
        "origin": proven.checkpoint.origin,
        "size": proven.checkpoint.size,
        "signed_by": [one.vkey for one in proven.signers],
    }
    if isinstance(leaf, EntryLeaf):
        entry = leaf._asdict()
        entry["lines"] = [line._asdict() for line in leaf.lines]
        return {**found, "entry": entry}
    return {**found, "balance": leaf._asdict()}


def _told(proven: Proven) -> list[str]:
    leaf = proven.leaf
    lines = [
        _("Proven: place %(position)d of the log %(origin)s, %(size)d entries.")
        % {
            "position": proven.position,
            "origin": proven.checkpoint.origin,
            "size": proven.checkpoint.size,
        }
    ]
    if isinstance(leaf, EntryLeaf):
        lines.append(
            _("Entry %(number)d of %(day)s, %(kind)s %(reference)s")
            % {
                "number": leaf.number,
                "day": date_words(leaf.booked_date),
                "kind": leaf.kind,
                "reference": leaf.reference,
            }
        )
        for line in leaf.lines:
            amount = money_words(Money(line.debit_minor or line.credit_minor, line.currency))
            side = _("debit") if line.debit_minor else _("credit")
            lines.append(f"  {side}  {amount}  {line.account_id}")
    lines.append(_("Compare date, number and amount with the paper."))
    return lines
