"""The trail: who did, read or was refused what, for whom, from where."""

import csv
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nafa.clients import queries as clients
from nafa.interfaces.web import labels
from nafa.interfaces.web.addresses import address_of_file
from nafa.interfaces.web.administration.views import trail
from nafa.interfaces.web.forms import read_day
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Link, Page, State
from nafa.interfaces.web.tables import PAGE_ROWS, Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.clients.lists import csv_answer, plain_cell
from nafa.interfaces.web.wording.trail import KINDS, OBJECTS, name_word
from nafa.kernel.audit.reading import Asked, TrailRow, search
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.models import User

EXPORT_ROWS = 20_000
NOBODY = UUID(int=0)


def asked_in(ctx: Context, query: QueryDict) -> Asked:
    """What the address asks for. What it names and nobody knows finds nothing."""
    kind = query.get("kind", "")
    return Asked(
        actor_id=_identifier(query.get("person", "")),
        subject_id=_object(query.get("object", "").strip()),
        kind=kind if kind in KINDS else "",
        since=_begin(query.get("since", "")),
        until=_end(query.get("until", "")),
        branch_id=ctx.branch_id,
        before=_place(query.get("after", "")),
    )


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return NOBODY


def _object(text: str) -> UUID | None:
    """An identifier, or the number of a client."""
    found = _identifier(text)
    if found != NOBODY:
        return found
    try:
        return clients.client_id_of(text)
    except DomainError:
        return NOBODY


def _begin(text: str) -> datetime | None:
    day = read_day(text)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


def _end(text: str) -> datetime | None:
    begin = _begin(text)
    return begin + timedelta(days=1) if begin else None


def _place(text: str) -> tuple[datetime, int] | None:
    at, _sign, number = text.rpartition("_")
    try:
        return (datetime.fromisoformat(at), int(number)) if at else None
    except ValueError:
        raise Http404 from None


def columns() -> list[Column]:
    """The columns of the trail, on the page and in the file."""
    return [
        Column(name="state", title=_("Kind"), kind=Kind.STATE),
        Column(name="what", title=_("What"), on_phone=False),
        Column(name="at", title=_("When")),
        Column(name="who", title=_("Who")),
        Column(name="object", title=_("For"), on_phone=False),
        Column(name="channel", title=_("From"), on_phone=False),
    ]


def shown(row: TrailRow, numbers: dict[UUID, tuple[str, str]]) -> Row:
    """One row; a command opens its record, the rest the object that was read."""
    words, tone = KINDS[row.kind]
    known = numbers.get(row.subject_id or NOBODY)
    number = known[0] if known else str(row.subject_id or "")[-8:]
    return Row(
        str(row.number),
        {
            "what": name_word(row.name),
            "at": row.at,
            "who": row.actor or _("the institution"),
            "object": f"{OBJECTS.get(row.subject_kind, row.subject_kind)} {number}".strip(),
            "channel": " · ".join(
                one for one in (str(labels.channel_word(row.channel)), row.address) if one
            ),
            "state": State(words, tone),
        },
        reverse("web:audit-record", args=[row.command_id]) if row.command_id else _url(row),
    )


def _url(row: TrailRow) -> str:
    if row.subject_id is None or row.subject_kind not in ("client", "loan"):
        return ""
    return address_of_file(f"web:{row.subject_kind}", row.subject_id)


def _numbers(rows: list[TrailRow]) -> dict[UUID, tuple[str, str]]:
    return clients.names_of(
        row.subject_id for row in rows if row.subject_kind == "client" and row.subject_id
    )


@page("audit.view")
def audit(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Everything that was done, read and refused, the newest first."""
    found = search(asked_in(ctx, request.GET), limit=PAGE_ROWS + 1)
    rows = found[:PAGE_ROWS]
    last, numbers = (rows[-1] if len(found) > PAGE_ROWS else None), _numbers(rows)
    table = Table(
        caption=_("Trail"),
        query=request.GET,
        columns=columns(),
        rows=[shown(row, numbers) for row in rows],
        after_key=f"{last.at.isoformat()}_{last.number}" if last else "",
        empty=Empty(_("Nothing here"), _("Nothing in the trail fits these filters.")),
        export_url=reverse("web:audit-export"),
    )
    values = {
        "table": table,
        "people": User.objects.order_by("full_name"),
        "kinds": [(name, words) for name, (words, _tone) in KINDS.items()],
        "asked": request.GET,
    }
    head = Page(title=_("Trail"), section="audit", trail=trail(Link(_("Trail"))))
    return render_page(request, ctx, "web/administration/audit.html", head, values=values)


@page("audit.view")
def audit_export(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The same rows as a table for a spreadsheet. With proof: `nafa audit export`."""
    response = csv_answer(f"trail-{ctx.business_date}.csv")
    sheet = csv.writer(response, delimiter=";")
    sheet.writerow([str(column.title) for column in columns()])
    found = search(asked_in(ctx, request.GET), limit=EXPORT_ROWS)
    numbers = _numbers(found)
    for row in found:
        cells = shown(row, numbers).cells
        told = {**cells, "at": row.at.isoformat(timespec="seconds"), "state": cells["state"].word}
        sheet.writerow([plain_cell(str(told[column.name])) for column in columns()])
    return response
