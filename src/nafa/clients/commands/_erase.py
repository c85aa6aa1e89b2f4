"""Erasing who a client was; the numbers of the books stay, without a person behind them."""

from uuid import UUID

from django.db.models import Q

from nafa.clients.models import (
    Client,
    Connection,
    Contact,
    IdentityDocument,
    InsiderMark,
    Interaction,
    Restriction,
)
from nafa.clients.queries import get_client
from nafa.kernel.audit.erasure import erase_commands
from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.secrets.files import erase_file

GONE = "—"


@command(permission="clients.erase")
def erase_client(ctx: Context, *, client_id: UUID) -> UUID:
    """Take everything that names a person out of the file, its papers, and past commands.

    Whether the law lets is asked before (`journeys.erase_person`). Refuses: NotFound, OtherBranch.
    """
    get_client(ctx, client_id)
    papers = IdentityDocument.objects.filter(client_id=client_id)
    files = [scan for scan in papers.values_list("scan_id", flat=True) if scan]
    client = Client.objects.get(id=client_id)
    files += [client.photo_id] if client.photo_id else []
    Contact.objects.filter(client_id=client_id).delete()
    papers.delete()
    Interaction.objects.filter(client_id=client_id).delete()
    for one in Restriction.objects.filter(client_id=client_id):
        one.reason = GONE
        one.save(update_fields=["reason"])
    Connection.objects.filter(Q(first_id=client_id) | Q(second_id=client_id)).update(reason=b"")
    InsiderMark.objects.filter(client_id=client_id).update(reason=b"")
    client.family_name, client.given_names, client.birth_date, client.address = GONE, "", "", ""
    client.locality = client.activity = client.marital_status = client.sex = ""
    client.monthly_income_minor = client.monthly_expense_minor = None
    client.household_size = client.dependants = client.photo_id = None
    client.status, client.erased_at, client.search_tokens = Client.Status.EXITED, ctx.now, []
    client.save()
    erase_commands("client", client_id)
    for file_id in files:
        erase_file(file_id)
    ctx.concerns("client", client_id)
    return client_id
