"""The monthly files for the credit bureau: made, sent, downloaded."""

from dataclasses import replace
from datetime import date, timedelta

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nafa.interfaces.web.forms import new_key
from nafa.interfaces.web.pages import Done, go_on, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.bureau import FILES
from nafa.interfaces.web.wording.history import happenings
from nafa.interfaces.web.written import language, unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.contexts import institution
from nafa.kernel.secrets.files import read_file
from nafa.lending.commands.origination.month_file import SEND, make_bureau_file, send_bureau_file
from nafa.lending.ports import connected_bureau
from nafa.lending.queries.origination.bureau import FileRow, bureau_files


def month_words(month: date) -> str:
    """`février 2026`."""
    return format_date(month, "MMMM y", locale=language())


def last_month(on: date) -> date:
    """The first day of the month before."""
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)


def _trail(here: str = "") -> list[Link]:
    steps = [Link(_("Loans"), reverse("web:loans"))]
    if not here:
        return [*steps, Link(_("Files for the credit bureau"))]
    return [*steps, Link(_("Files for the credit bureau"), reverse("web:bureau-files")), Link(here)]


def _table(rows: list[FileRow]) -> Table:
    return Table(
        caption=_("Files for the credit bureau"),
        columns=[
            Column(name="month", title=_("Month")),
            Column(name="number", title=_("Number"), on_phone=False),
            Column(name="loans", title=_("Loans"), kind=Kind.NUMBER),
            Column(name="left", title=_("Left out"), kind=Kind.NUMBER, on_phone=False),
            Column(
                name="owed", title=_("Outstanding"), kind=Kind.MONEY,
                unit=unit_text(institution().currency), on_phone=False,
            ),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "month": month_words(one.month), "number": one.number,
                    "loans": one.loan_count, "left": one.left_out_count,
                    "owed": one.outstanding, "state": FILES[one.status],
                },
                reverse("web:bureau-file", args=[one.number]),
            )
            for one in rows
        ],
        empty=Empty(
            _("No file yet"),
            _("After the last day of a month is closed, its file is made and sent."),
        ),
    )  # fmt: skip


@page(SEND)
def file_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Every monthly file; the last month is made here."""
    rows, month = bureau_files(), last_month(ctx.business_date)
    make = Action(
        _("Make the file of %(month)s") % {"month": month_words(month)},
        reverse("web:bureau-file-make"),
        posts=True,
        values={"key": new_key(), "month": month.isoformat()},
    )
    head = Page(
        title=_("Files for the credit bureau"),
        section="loans",
        trail=_trail(),
        action=None if any(one.month == month for one in rows) else make,
    )
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": _table(rows)})


@require_POST
@page(SEND)
def make(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Make the file of a month."""
    try:
        month = date.fromisoformat(request.POST.get("month", ""))
    except ValueError:
        raise NotFound(kind="month", id=request.POST.get("month", "")) from None
    sending = replace(ctx, key=request.POST.get("key") or new_key())
    made = make_bureau_file(sending, month=month)
    return go_on(
        request, Done(reverse("web:bureau-file", args=[made]), _("The file is made and kept."))
    )


@page(SEND)
def file(request: HttpRequest, ctx: Context, number: str) -> HttpResponse:
    """One file: what it holds, its digest, what the bureau answered."""
    one = _found(number)
    download = Action(_("Download"), reverse("web:bureau-file-download", args=[one.number]))
    send = Action(
        _("Send to the bureau"), reverse("web:bureau-file-send", args=[one.number]), posts=True,
        values={"key": new_key()},
    )  # fmt: skip
    may_send = one.status != "SENT" and connected_bureau() is not None
    facts = [
        Fact(_("Loans"), one.loan_count),
        Fact(_("Borrowers and guarantors"), one.party_count),
        Fact(_("Left out for want of agreement"), one.left_out_count),
        Fact(_("Outstanding"), one.outstanding),
        Fact(_("State of"), one.as_of_date),
        Fact(_("Digest (SHA-256)"), f"{one.digest[:32]}…"),
        *([Fact(_("Receipt of the bureau"), one.receipt)] if one.receipt else []),
        *([Fact(_("Why the bureau refused"), one.refusal)] if one.refusal else []),
    ]
    head = Page(
        title=_("File of %(month)s") % {"month": month_words(one.month)},
        section="loans",
        trail=_trail(one.number),
        state=FILES[one.status],
        action=send if may_send else download,
        other_actions=[download] if may_send else [],
    )
    panels = [
        Panel(title=_("What it holds"), facts=facts),
        Panel(title=_("History"), timeline=happenings("bureau_file", one.id)),
    ]
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


@require_POST
@page(SEND)
def send(request: HttpRequest, ctx: Context, number: str) -> HttpResponse:
    """Hand the file over. Refuses as the command does, on a page of its own."""
    sending = replace(ctx, key=request.POST.get("key") or new_key())
    send_bureau_file(sending, file_id=_found(number).id)
    return go_on(
        request,
        Done(reverse("web:bureau-file", args=[number]), str(FILES[_found(number).status].word)),
    )


@page(SEND)
def download(request: HttpRequest, ctx: Context, number: str) -> HttpResponse:  # noqa: ARG001
    """The bytes that are kept."""
    one = _found(number)
    content, media_type = read_file(one.file_id)
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{one.number}-{one.month:%Y-%m}.jsonl"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _found(number: str) -> FileRow:
    """The file of an identifier or a number. Refuses: NotFound."""
    found = next((one for one in bureau_files() if number in (one.number, str(one.id))), None)
    if found is None:
        raise NotFound(kind="file", id=number)
    return found
