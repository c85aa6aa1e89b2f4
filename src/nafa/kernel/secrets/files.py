"""Files in the data folder, each sealed for its own id and checked by its digest."""

import hashlib
import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound, SecretUnreadable
from nafa.kernel.models import StoredFile
from nafa.kernel.secrets.keyring import seal, unseal


def _path(file_id: UUID) -> Path:
    return Path(settings.NAFA_FILES) / file_id.hex[-2:] / file_id.hex


def store_file(ctx: Context, *, content: bytes, media_type: str) -> UUID:
    """Keep a file; inside a command. The file is on the disk before its row is committed."""
    file_id = ctx.new_id()
    path = _path(file_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    waiting = path.with_suffix(".new")
    with waiting.open("wb") as out:
        out.write(seal(content, f"file|{file_id}"))
        out.flush()
        os.fsync(out.fileno())
    waiting.replace(path)
    StoredFile.objects.create(
        id=file_id,
        media_type=media_type,
        size_bytes=len(content),
        digest=hashlib.sha256(content).digest(),
        created_at=ctx.now,
    )
    return file_id


def erase_file(file_id: UUID) -> None:
    """Take the content away after the commit; the row says that there was a file."""
    transaction.on_commit(lambda: _path(file_id).unlink(missing_ok=True))


def read_file(file_id: UUID) -> tuple[bytes, str]:
    """Content and media type. Refuses: NotFound, SecretUnreadable (spoilt on the disk)."""
    row = StoredFile.objects.filter(id=file_id).first()
    if row is None or not _path(file_id).exists():
        raise NotFound(kind="file", id=file_id)
    content = unseal(_path(file_id).read_bytes(), f"file|{file_id}")
    if hashlib.sha256(content).digest() != bytes(row.digest):
        raise SecretUnreadable()
    return content, row.media_type
