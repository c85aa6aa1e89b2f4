"""Keys and checkpoints: gapless, growing, signed by the key of their time."""

from nafa.ledger.calc.tlog.checkpoint import Checkpoint, read_checkpoint
from nafa.ledger.calc.tlog.note import NoteInvalid, Verifier, read_note
from nafa.ledger.queries.log import state
from nafa.ledger.queries.verification.findings import Finding


def checkpoint_findings(*, after: int, limit: int) -> list[Finding]:
    """What is wrong with the checkpoints after a number."""
    found: list[Finding] = []
    keys = state.log_keys()
    before = state.checkpoint(after) if after else None
    number, size = after, before.size if before else 0
    while rows := state.checkpoints(after=number):
        for row in rows:
            if row.number != number + 1:
                found.append(Finding("checkpoint", str(number + 1), "deleted"))
            fault = _fault(row, keys, size)
            if fault:
                found.append(Finding("checkpoint", str(row.number), fault))
            if len(found) >= limit:
                return found
            number, size = row.number, row.size
    return found


def _fault(row: state.CheckpointRow, keys: list[state.LogKey], size: int) -> str:
    """The stable word of what is wrong with one checkpoint, or nothing."""
    signers = _signers(row.number, keys)
    try:
        note = read_note(row.note)
        found = read_checkpoint(note.text)
        if not signers or set(note.signed_by(signers)) != set(signers):
            return "signature"
    except NoteInvalid:
        return "signature"
    if found != Checkpoint(signers[0].name, row.size, row.root):
        return "changed"
    return "smaller" if row.size < size else ""


def _signers(number: int, keys: list[state.LogKey]) -> list[Verifier]:
    """The key of that time, and at a rotation the one before it as well."""
    at = [place for place, key in enumerate(keys) if key.first_checkpoint <= number]
    if not at:
        return []
    last = at[-1]
    is_turn = last > 0 and keys[last].first_checkpoint == number
    return [key.verifier for key in keys[last - is_turn : last + 1]]


def outside_findings(note: str, vkey: str) -> list[Finding]:
    """Whether a checkpoint that somebody kept outside is one of this log's past.

    Raises NoteInvalid when the note is not of the form or not signed by the key.
    """
    known = [Verifier.from_vkey(vkey)] if vkey else [key.verifier for key in state.log_keys()]
    held = read_note(note)
    held.signed_by(known)
    found, last = read_checkpoint(held.text), state.latest_checkpoint()
    if last is None or found.size > last.size:
        return [Finding("checkpoint", str(found.size), "lost", str(last.size if last else 0))]
    if state.root_at(found.size) != found.root or found.origin != state.origin():
        return [Finding("checkpoint", str(found.size), "outside")]
    return []
