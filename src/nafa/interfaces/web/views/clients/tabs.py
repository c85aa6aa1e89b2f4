"""The tabs of a client's file."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from nafa.clients import queries as clients
from nafa.clients.queries import ClientView, DocumentView
from nafa.interfaces.web.addresses import address_of_file
from nafa.interfaces.web.parts import Action, Happening, Link, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.wording import clients as words
from nafa.interfaces.web.wording.lending import application_state, loan_state
from nafa.interfaces.web.written import unit_text
from nafa.kernel.context import Context
from nafa.kernel.identity.contexts import institution
from nafa.lending import queries as lending


def loans_tab(ctx: Context, client: ClientView) -> dict[str, Any]:
    """Every loan of the client."""
    unit = unit_text(institution().currency)
    rows = [
        Row(
            str(loan.id),
            {
                "number": loan.number,
                "product": loan.product,
                "principal": loan.principal,
                "outstanding": loan.outstanding,
                "overdue": loan.overdue,
                "day": loan.disbursement_date,
                "state": loan_state(loan.status, loan.days_late),
            },
            address_of_file("web:loan", loan.id),
        )
        for loan in lending.loans(ctx, client_id=client.id)
    ]
    columns = [
        Column(name="number", title=_("Loan")),
        Column(name="product", title=_("Product"), on_phone=False),
        Column(name="day", title=_("Disbursed"), kind=Kind.DATE, on_phone=False),
        Column(name="principal", title=_("Lent"), kind=Kind.MONEY, unit=unit, on_phone=False),
        Column(name="outstanding", title=_("Outstanding"), kind=Kind.MONEY, unit=unit),
        Column(name="overdue", title=_("Overdue"), kind=Kind.MONEY, unit=unit, on_phone=False),
        Column(name="state", title=_("State"), kind=Kind.STATE),
    ]
    empty = Empty(_("No loan yet"), _("A loan appears here once its contract is drawn up."))
    return {"table": Table(caption=_("Loans"), columns=columns, rows=rows, empty=empty)}


def applications_tab(ctx: Context, client: ClientView) -> dict[str, Any]:
    """Every application of the client."""
    unit = unit_text(institution().currency)
    rows = [
        Row(
            str(one.id),
            {
                "number": one.number,
                "product": one.product,
                "amount": one.amount,
                "count": one.instalment_count,
                "day": one.submitted_date,
                "state": application_state(one.status),
            },
            reverse("web:application", args=[one.number]),
        )
        for one in lending.applications(ctx, client_id=client.id)
    ]
    columns = [
        Column(name="number", title=_("Application")),
        Column(name="product", title=_("Product"), on_phone=False),
        Column(name="day", title=_("Submitted"), kind=Kind.DATE, on_phone=False),
        Column(name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit),
        Column(name="count", title=_("Instalments"), kind=Kind.NUMBER, on_phone=False),
        Column(name="state", title=_("State"), kind=Kind.STATE),
    ]
    ask = Action(_("Apply for a loan"), f"{reverse('web:application-new')}?client={client.number}")
    empty = Empty(
        _("No application yet"),
        _("This client has not asked for a loan."),
        ask if ctx.may("lending.apply") else None,
    )
    return {"table": Table(caption=_("Applications"), columns=columns, rows=rows, empty=empty)}


def _document_state(ctx: Context, paper: DocumentView) -> State:
    if paper.expires_date is None:
        return State(_("No end of validity"), Tone.NEUTRAL)
    if paper.expires_date < ctx.business_date:
        return State(_("Expired"), Tone.LATE)
    return State(_("Valid"), Tone.GOOD)


def documents_tab(ctx: Context, client: ClientView) -> dict[str, Any]:
    """Identity documents with their scans."""
    rows = [
        Row(
            str(paper.id),
            {
                "kind": words.document_label(paper.kind),
                "number": paper.number,
                "issued": paper.issued_date,
                "expires": paper.expires_date,
                "state": _document_state(ctx, paper),
                "scan": Link(
                    _("See the scan"), reverse("web:document-scan", args=[client.number, paper.id])
                )
                if paper.scan_id
                else "",
            },
        )
        for paper in clients.documents_of(client.id, ctx=ctx)
    ]
    columns = [
        Column(name="kind", title=_("Document")),
        Column(name="number", title=_("Number")),
        Column(name="issued", title=_("Issued"), kind=Kind.DATE, on_phone=False),
        Column(name="expires", title=_("Valid until"), kind=Kind.DATE, on_phone=False),
        Column(name="state", title=_("State"), kind=Kind.STATE, on_phone=False),
        Column(name="scan", title=_("Scan")),
    ]
    add = Action(_("Add a document"), reverse("web:document-add", args=[client.number]))
    empty = Empty(
        _("No document on file"),
        _("Identity documents prove who the client is; their scans are kept sealed."),
        add if ctx.may("clients.update") else None,
    )
    table = Table(caption=_("Identity documents"), columns=columns, rows=rows, empty=empty)
    return {"table": table, "tab_action": add if ctx.may("clients.update") and rows else None}


def members_tab(ctx: Context, client: ClientView) -> dict[str, Any]:
    """Members of a group, or the groups of a person."""
    is_group = client.kind == "GROUP"
    found = clients.members_of(client.id) if is_group else clients.groups_of(client.id)
    may = is_group and ctx.may("clients.manage_group")
    rows = [
        Row(
            str(one.membership_id),
            {
                "name": one.name,
                "number": one.number,
                "role": words.label(words.GROUP_ROLES, one.role),
                "since": one.joined_date,
                "leave": Link(
                    _("Let leave"), reverse("web:member-remove", args=[client.number, one.number])
                )
                if may
                else "",
                "replace": Link(
                    _("Replace"), reverse("web:member-replace", args=[client.number, one.number])
                )
                if may
                else "",
            },
            reverse("web:client", args=[one.number]),
        )
        for one in found
    ]
    columns = [
        Column(name="name", title=_("Member") if is_group else _("Group")),
        Column(name="number", title=_("Number"), on_phone=False),
        Column(name="role", title=_("Role")),
        Column(name="since", title=_("Since"), kind=Kind.DATE, on_phone=False),
        *([Column(name="leave", title=_("Change"))] if may else []),
        *([Column(name="replace", title=_("By another"), on_phone=False)] if may else []),
    ]
    add = Action(_("Add a member"), reverse("web:member-add", args=[client.number]))
    empty = (
        Empty(_("No member yet"), _("Add the persons who form this group."), add if may else None)
        if is_group
        else Empty(_("No group"), _("This person belongs to no group."))
    )
    title = _("Members") if is_group else _("Groups")
    table = Table(caption=title, columns=columns, rows=rows, empty=empty)
    return {"table": table, "tab_action": add if may and rows else None}


def contacts_tab(ctx: Context, client: ClientView) -> dict[str, Any]:
    """Visits, calls and notes, newest first."""
    past = [
        Happening(
            what=words.label(words.INTERACTIONS, one.kind),
            at=one.at,
            who=one.actor or _("The institution"),
            detail=one.text,
        )
        for one in clients.interactions_of(client.id)
    ]
    add = Action(_("Write a note"), reverse("web:interaction-add", args=[client.number]))
    return {"past": past, "tab_action": add if ctx.may("clients.update") else None}
