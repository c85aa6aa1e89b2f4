"""What clients agreed to; what of a file is shown to whom."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from nafa.clients.models import Client, Consent
from nafa.kernel.context import Context
from nafa.kernel.permissions import declare

SEE_PERSONAL = declare("clients.see_personal")
PROTECT = "clients.protect"
DOTS = "•••"
SHOWN_DIGITS = 2


class ConsentRow(NamedTuple):
    """What a client said of a use of their data, and when."""

    purpose: str
    kind: str
    text_version: str
    channel: str
    said_date: date
    recorded_at: datetime
    recorded_by: str


def consents_of(client_id: UUID) -> list[ConsentRow]:
    """Everything that was said, newest first."""
    found = Consent.objects.select_related("recorded_by").filter(client_id=client_id)
    return [
        ConsentRow(
            c.purpose, c.kind, c.text_version, c.channel, c.said_date, c.recorded_at,
            c.recorded_by.full_name if c.recorded_by else "",
        )
        for c in found.order_by("-recorded_at", "-id")
    ]  # fmt: skip


def standing_consents(client_id: UUID) -> dict[str, ConsentRow]:
    """What counts now, by purpose."""
    return {row.purpose: row for row in reversed(consents_of(client_id))}


def agrees_to(client_id: UUID, purpose: str) -> bool:
    """Whether the client agrees to a use now: to be asked by every sender."""
    row = standing_consents(client_id).get(purpose)
    return row is not None and row.kind == Consent.Kind.GIVEN


def is_restricted(client_id: UUID) -> bool:
    """Whether the file is only kept."""
    return Client.objects.filter(id=client_id, is_restricted=True).exists()


def is_masked(ctx: Context) -> bool:
    """Whether personal data are masked for the actor. Commands always work on the whole."""
    return ctx.command_id is None and not ctx.may(SEE_PERSONAL)


def masked(text: str) -> str:
    """`+22177•••45`: enough to tell two apart, not enough to use."""
    if len(text) <= 2 * SHOWN_DIGITS:
        return DOTS if text else ""
    return f"{text[:SHOWN_DIGITS]}{DOTS}{text[-SHOWN_DIGITS:]}"


def masked_name(given_names: str, family_name: str) -> str:
    """`A. NDI•••`: initial and beginning."""
    initial = f"{given_names[:1]}. " if given_names else ""
    return f"{initial}{family_name[:3].upper()}{DOTS}"


def is_hidden(ctx: Context, client: Client) -> bool:
    """Whether a restricted file is kept from the actor's lists."""
    return client.is_restricted and not ctx.may(PROTECT)
