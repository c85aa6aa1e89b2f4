"""Photos, identity papers with scans, visits and notes."""

import io
from datetime import date
from uuid import UUID

from PIL import Image, UnidentifiedImageError

from nafa.clients import errors
from nafa.clients.commands._register import refresh_tokens
from nafa.clients.models import Client, IdentityDocument, Interaction
from nafa.clients.queries import get_client
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.kernel.secrets.files import store_file

LIMIT_MB = 8
PHOTO_PIXELS = 640
SCAN_PIXELS = 2000
PDF_HEAD = b"%PDF-"


@command(permission="clients.update")
def set_photo(ctx: Context, *, client_id: UUID, content: bytes) -> UUID:
    """Keep a portrait, drawn anew as JPEG. Refuses: NotFound, OtherBranch, FileNotAccepted."""
    get_client(ctx, client_id)
    file_id = store_file(ctx, content=_redrawn(content, PHOTO_PIXELS), media_type="image/jpeg")
    Client.objects.filter(id=client_id).update(photo_id=file_id)
    ctx.concerns("client", client_id)
    return file_id


@command(permission="clients.update")
def add_document(
    ctx: Context,
    *,
    client_id: UUID,
    kind: str,
    number: str,
    issued_date: date | None = None,
    expires_date: date | None = None,
    scan: bytes = b"",
) -> UUID:
    """Record an identity paper, with its scan when there is one (picture or PDF).

    Refuses: NotFound, OtherBranch, InvalidInput (no number, expired before issued),
    FileNotAccepted.
    """
    get_client(ctx, client_id)
    if not number.strip():
        raise InvalidInput(field="number", reason="empty")
    if issued_date and expires_date and expires_date <= issued_date:
        raise InvalidInput(field="expires_date", reason="before_issue")
    document = IdentityDocument.objects.create(
        id=ctx.new_id(),
        client_id=client_id,
        kind=kind or "OTHER",
        number=number.strip(),
        issued_date=issued_date,
        expires_date=expires_date,
        scan_id=_keep_scan(ctx, scan) if scan else None,
        recorded_at=ctx.now,
    )
    refresh_tokens(client_id)
    ctx.concerns("client", client_id)
    return document.id


@command(permission="clients.update")
def record_interaction(ctx: Context, *, client_id: UUID, kind: str, text: str) -> UUID:
    """Write down a visit, a call or a note. Refuses: NotFound, OtherBranch, InvalidInput."""
    get_client(ctx, client_id)
    if not text.strip():
        raise InvalidInput(field="text", reason="empty")
    interaction = Interaction.objects.create(
        id=ctx.new_id(),
        client_id=client_id,
        kind=Interaction.Kind(kind),
        text=text.strip(),
        at=ctx.now,
        actor_id=ctx.actor_id,
        command_id=ctx.command_id,
    )
    ctx.concerns("client", client_id)
    return interaction.id


def _keep_scan(ctx: Context, scan: bytes) -> UUID:
    if scan.startswith(PDF_HEAD) and len(scan) <= LIMIT_MB * 2**20:
        return store_file(ctx, content=scan, media_type="application/pdf")
    return store_file(ctx, content=_redrawn(scan, SCAN_PIXELS), media_type="image/jpeg")


def _redrawn(content: bytes, pixels: int) -> bytes:
    """The picture drawn anew: smaller, without hidden data. Refuses: FileNotAccepted."""
    if len(content) > LIMIT_MB * 2**20:
        raise errors.FileNotAccepted(limit=LIMIT_MB)
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            drawn = picture.convert("RGB")
            drawn.thumbnail((pixels, pixels))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise errors.FileNotAccepted(limit=LIMIT_MB) from None
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=85)
    return out.getvalue()
