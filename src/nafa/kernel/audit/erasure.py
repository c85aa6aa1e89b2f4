"""What past commands and the trail said of an object in sealed form, erased. The rows stay."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from nafa.kernel.audit.writing import PLACE
from nafa.kernel.secrets import seal

NOTHING = b""  # as a sealed column holds no text
ERASED = b'{"erased": true}'
SALTED = bytes(16) + ERASED


def erase_commands_of(kind: str, subject_ids: Iterable[UUID]) -> None:
    """The same for every file of a person."""
    for subject_id in subject_ids:
        erase_commands(kind, subject_id)


def erase_commands(kind: str, subject_id: UUID) -> None:
    """Who did what and when stays provable: the hashes that the chain holds are not touched."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT command_id FROM kernel_commandsubject WHERE kind = %s AND subject_id = %s",
            [kind, subject_id],
        )
        ids = [row[0] for row in cursor.fetchall()]
        sealed = [seal(ERASED, f"command.inputs|{one}") for one in ids]
        cursor.execute(
            "UPDATE kernel_commandrecord c SET sealed_inputs = n.sealed"
            " FROM unnest(%s::uuid[], %s::bytea[]) AS n (id, sealed) WHERE c.id = n.id",
            [ids, sealed],
        )
        cursor.execute(
            "UPDATE kernel_trail SET sealed = %s WHERE subject_id = %s AND sealed IS NOT NULL",
            [seal(SALTED, PLACE), subject_id],
        )
