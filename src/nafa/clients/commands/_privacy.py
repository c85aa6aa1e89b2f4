"""Consents, restriction of processing, and what is asked to be seen in clear."""

from uuid import UUID

from nafa.clients import errors
from nafa.clients.models import Client, Consent, Restriction
from nafa.clients.queries import get_client, standing_consents
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.errors import InvalidInput


def _record(ctx: Context, client_id: UUID, purpose: str, kind: str, version: str) -> UUID:
    if purpose not in Consent.Purpose.values:
        raise InvalidInput(field="purpose", reason=purpose)
    consent = Consent.objects.create(
        id=ctx.new_id(),
        client_id=client_id,
        purpose=purpose,
        kind=kind,
        text_version=version.strip(),
        channel=ctx.channel,
        said_date=ctx.business_date,
        recorded_at=ctx.now,
        recorded_by_id=ctx.actor_id,
    )
    ctx.concerns("client", client_id)
    return consent.id


@command(permission="clients.record_consent")
def give_consent(ctx: Context, *, client_id: UUID, purpose: str, text_version: str) -> UUID:
    """The client agreed to a use, having read that version of the text.

    Refuses: NotFound, OtherBranch, InvalidInput (unknown purpose, no version), ClientRestricted.
    """
    get_client(ctx, client_id)
    if not text_version.strip():
        raise InvalidInput(field="text_version", reason="empty")
    return _record(ctx, client_id, purpose, Consent.Kind.GIVEN.value, text_version)


@command(permission="clients.record_consent")
def withdraw_consent(ctx: Context, *, client_id: UUID, purpose: str) -> UUID:
    """The client took an agreement back. Refuses: NotFound, OtherBranch, NoConsent."""
    client = get_client(ctx, client_id)
    standing = standing_consents(client_id).get(purpose)
    if standing is None or standing.kind != Consent.Kind.GIVEN:
        raise errors.NoConsent(number=client.number)
    version = standing.text_version
    return _record(ctx, client_id, purpose, Consent.Kind.WITHDRAWN.value, version)


@command(permission="clients.protect")
def restrict_processing(ctx: Context, *, client_id: UUID, reason: str) -> UUID:
    """Only keep the file from now on. Refuses: NotFound, OtherBranch, InvalidInput (no reason),
    RestrictedAlready."""
    client = get_client(ctx, client_id)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    if Restriction.objects.filter(client_id=client_id, until_date=None).exists():
        raise errors.RestrictedAlready(number=client.number)
    row = Restriction.objects.create(
        id=ctx.new_id(),
        client_id=client_id,
        reason=reason.strip(),
        since_date=ctx.business_date,
        recorded_by_id=ctx.actor_id,
    )
    Client.objects.filter(id=client_id).update(is_restricted=True)
    ctx.changed("is_restricted", before=False, after=True)
    ctx.concerns("client", client_id)
    return row.id


@command(permission="clients.protect")
def lift_restriction(ctx: Context, *, client_id: UUID) -> UUID:
    """Work on the file again. Refuses: NotFound, OtherBranch, NotRestricted."""
    client = get_client(ctx, client_id)
    standing = Restriction.objects.filter(client_id=client_id, until_date=None)
    if not standing.update(until_date=ctx.business_date):
        raise errors.NotRestricted(number=client.number)
    Client.objects.filter(id=client_id).update(is_restricted=False)
    ctx.changed("is_restricted", before=True, after=False)
    ctx.concerns("client", client_id)
    return client_id


@command(permission="clients.reveal")
def reveal_personal(ctx: Context, *, client_id: UUID, reason: str) -> UUID:
    """Ask to see in clear what is masked; the reason stays with the act, sealed.

    Refuses: NotFound, OtherBranch, InvalidInput (no reason).
    """
    get_client(ctx, client_id)
    if not reason.strip():
        raise InvalidInput(field="reason", reason="empty")
    ctx.concerns("client", client_id)
    return client_id
