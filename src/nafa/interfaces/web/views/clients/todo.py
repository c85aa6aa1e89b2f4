"""What needs doing on a client's file, the most urgent first."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from nafa.clients import queries as clients
from nafa.clients.queries import ClientView
from nafa.interfaces.web.addresses import address_of_file
from nafa.interfaces.web.parts import State, Tone, Words
from nafa.interfaces.web.wording.lending import loan_state
from nafa.interfaces.web.written import money_text
from nafa.kernel.context import Context
from nafa.lending import queries as lending

FEWEST_MEMBERS = 3


class Todo(NamedTuple):
    """One thing to do: the verb and where, why, and how urgent it is."""

    what: Words
    url: str
    why: Words
    state: State


def things_to_do(ctx: Context, client: ClientView) -> list[Todo]:
    """Lateness first, then work on loans, then what the file lacks."""
    found: list[Todo] = []
    if ctx.may("lending.view"):
        found += _loans(ctx, client) + _applications(ctx, client)
    if ctx.may("clients.update"):
        found += _gaps(ctx, client)
    return found


def _loans(ctx: Context, client: ClientView) -> list[Todo]:
    found = []
    for loan in lending.loans(ctx, client_id=client.id):
        url = address_of_file("web:loan", loan.id)
        if loan.status == "ACTIVE" and loan.days_late:
            why = _("%(loan)s: %(amount)s overdue") % {
                "loan": loan.number, "amount": money_text(loan.overdue)
            }  # fmt: skip
            found.append(
                Todo(_("Collect the arrears"), url, why, loan_state("ACTIVE", loan.days_late))
            )
        elif loan.status == "CONTRACTED":
            why = _("%(loan)s: %(amount)s to pay out") % {
                "loan": loan.number, "amount": money_text(loan.principal)
            }  # fmt: skip
            found.append(Todo(_("Disburse the loan"), url, why, loan_state("CONTRACTED")))
    return found


def _applications(ctx: Context, client: ClientView) -> list[Todo]:
    verbs = {
        "RETURNED": (_("Complete the application"), State(_("Returned"), Tone.WARNING)),
        "APPROVED": (_("Draw up the contract"), State(_("Approved"), Tone.GOOD)),
        "SUBMITTED": (_("Follow the decision"), State(_("Waiting"), Tone.INFO)),
    }
    return [
        Todo(
            verbs[one.status][0],
            reverse("web:application", args=[one.number]),
            f"{one.number}, {money_text(one.amount)}",
            verbs[one.status][1],
        )
        for one in lending.applications(ctx, client_id=client.id)
        if one.status in verbs
    ]


def _gaps(ctx: Context, client: ClientView) -> list[Todo]:
    missing = State(_("Missing"), Tone.WARNING)

    def todo(what: str, url_name: str, why: str, state: State = missing) -> Todo:
        return Todo(what, reverse(url_name, args=[client.number]), why, state)

    if client.kind == "GROUP":
        few = len(clients.members_of(client.id)) < FEWEST_MEMBERS
        why = _("A solidarity group has at least three members.")
        return [todo(_("Add members"), "web:member-add", why)] if few else []
    found = []
    papers = clients.documents_of(client.id)
    if not papers:
        why = _("No identity document is on file.")
        found.append(todo(_("Add an identity document"), "web:document-add", why))
    elif all(paper.expires_date and paper.expires_date < ctx.business_date for paper in papers):
        expired = State(_("Expired"), Tone.LATE)
        why = _("Every identity document on file has expired.")
        found.append(todo(_("Renew the identity document"), "web:document-add", why, expired))
    if not client.phone:
        why = _("Without a telephone the client receives no notices.")
        found.append(todo(_("Add a telephone"), "web:client-edit", why))
    if client.photo_id is None:
        why = _("The teller recognises the client by it.")
        found.append(todo(_("Take the photo"), "web:photo-set", why))
    return found
