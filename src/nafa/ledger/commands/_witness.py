"""Witnesses: who they are, and their cosignatures under our checkpoints."""

from datetime import UTC, datetime

from django.db import connection, transaction

from nafa.kernel import clock
from nafa.ledger import errors
from nafa.ledger.calc.tlog.checkpoint import read_checkpoint
from nafa.ledger.calc.tlog.note import COSIGNATURE, INSTANT_BYTES, NoteInvalid, Verifier, read_note
from nafa.ledger.queries.log import state


def add_witness(vkey: str) -> str:
    """Know a witness by its public key (of the cosignature kind); its name.

    Refuses: CheckpointRefused (the key is not of that kind).
    """
    try:
        key = Verifier.from_vkey(vkey)
    except NoteInvalid as fault:
        raise errors.CheckpointRefused(reason=str(fault)) from fault
    if key.algorithm != COSIGNATURE:
        raise errors.CheckpointRefused(reason="key kind")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_witness (name, public_key, known_at) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [key.name, key.public_key, clock.now()],
        )
    return key.name


def keep_cosignatures(note: str) -> list[str]:
    """Keep the cosignatures of known witnesses under one of our checkpoints; their names.

    Refuses: CheckpointRefused (no checkpoint of ours, or a false signature), WitnessUnknown.
    """
    try:
        held = read_note(note)
        found = read_checkpoint(held.text)
        row = _ours(found.size, held.text)
        known = [one.verifier for one in state.witnesses()]
        names = {(one.name, one.id) for one in known}
        if not any((one.name, one.key_id) in names for one in held.signatures):
            raise errors.WitnessUnknown()
        signers = {(one.name, one.id): one for one in held.signed_by(known)}
    except NoteInvalid as fault:
        raise errors.CheckpointRefused(reason=str(fault)) from fault
    kept: list[str] = []
    with transaction.atomic(), connection.cursor() as cursor:
        for signature in held.signatures:
            signer = signers.get((signature.name, signature.key_id))
            if signer is None:
                continue
            seconds = int.from_bytes(signature.body[:INSTANT_BYTES], "big")
            cursor.execute(
                "INSERT INTO ledger_cosignature (checkpoint_number, witness_name, public_key,"
                " signed_at, line) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [
                    row.number,
                    signer.name,
                    signer.public_key,
                    datetime.fromtimestamp(seconds, UTC),
                    signature.line,
                ],
            )
            kept.append(signer.name)
    return kept


def _ours(size: int, text: str) -> state.CheckpointRow:
    row = state.checkpoint_of_size(size)
    if row is None or read_note(row.note).text != text:
        raise NoteInvalid("not a checkpoint of this log")
    return row
