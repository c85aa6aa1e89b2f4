"""Photos, identity papers with scans, visits and notes."""

from datetime import date
from uuid import UUID

from nafa.clients import errors
from nafa.clients.commands._register import refresh_tokens
from nafa.clients.models import Client, IdentityDocument, Interaction
from nafa.clients.queries import get_client
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput
from nafa.kernel.scans import LIMIT_MB, ScanRefused, as_scan, redrawn
from nafa.kernel.secrets.files import store_file

PHOTO_PIXELS = 640


@command(permission="clients.update")
def set_photo(ctx: Context, *, client_id: UUID, content: bytes) -> UUID:
    """Keep a portrait, drawn anew as JPEG. Refuses: NotFound, OtherBranch, FileNotAccepted."""
    get_client(ctx, client_id)
    try:
        drawn = redrawn(content, pixels=PHOTO_PIXELS)
    except ScanRefused:
        raise errors.FileNotAccepted(limit=LIMIT_MB) from None
    file_id = store_file(ctx, content=drawn, media_type="image/jpeg")
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
    try:
        content, media_type = as_scan(scan)
    except ScanRefused:
        raise errors.FileNotAccepted(limit=LIMIT_MB) from None
    return store_file(ctx, content=content, media_type=media_type)
