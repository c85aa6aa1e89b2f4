"""The page of the log: how far it reaches, who signs and witnesses it, what one may take along."""

import io
import zipfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import assets
from nafa.interfaces.web.books.views import tabs
from nafa.interfaces.web.pages import page, render_page
from nafa.interfaces.web.parts import Action, Fact, Page, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.ledger.queries import last_verified, standing_finding
from nafa.ledger.queries.log import state

VERIFY_FOLDER = assets.MANIFEST.parent / "verify"
LATEST = 20


@page("ledger.view")
def log(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Size, latest checkpoint, keys, witnesses, the way to verify."""
    latest, keys = state.latest_checkpoint(), state.log_keys()
    verified = last_verified()
    facts = [
        Fact(_("Entries and balances in the log"), latest.size if latest else 0),
        Fact(_("Last checkpoint"), latest.signed_at if latest else None),
        Fact(_("Found sound up to"), verified.size if verified else None),
    ]
    begun = State(_("Signed"), Tone.GOOD) if latest else State(_("Not begun"))
    if found := standing_finding():
        begun = State(_("Altered"), Tone.DANGER)
        facts.append(Fact(_("First record that was altered"), found))
    head = Page(
        title=_("Accounting"),
        section="books",
        state=begun,
        tabs=tabs("web:log"),
        facts=facts,
        action=Action(_("Verify a receipt"), verify_url(keys)),
    )
    values = {
        "note": state.note_of(latest) if latest else "",
        "keys": _keys_table(keys),
        "witnesses": _witness_table(),
        "checkpoints": _checkpoint_table(),
    }
    return render_page(request, ctx, "web/books/log.html", head, values=values)


def verify_url(keys: list[state.LogKey]) -> str:
    """The page that needs no server, given the keys of this log."""
    given = "&".join("key=" + key.verifier.vkey.replace("+", "%2B") for key in keys)
    return static("dist/verify/index.html") + (f"#{given}" if given else "")


def _keys_table(keys: list[state.LogKey]) -> Table:
    return Table(
        caption=_("Public keys"),
        columns=[
            Column(name="key", title=_("Key")),
            Column(name="since", title=_("In use since"), kind=Kind.DATE),
        ],
        rows=[
            Row(str(one.number), {"key": one.verifier.vkey, "since": one.made_at.date()})
            for one in reversed(keys)
        ],
        empty=Empty(_("No key yet"), _("The first key is made with the first entry of the log.")),
    )


def _witness_table() -> Table:
    return Table(
        caption=_("Witnesses"),
        columns=[
            Column(name="name", title=_("Name")),
            Column(name="size", title=_("Cosigned entries"), kind=Kind.NUMBER),
            Column(name="at", title=_("Cosigned on"), kind=Kind.DATE),
        ],
        rows=[
            Row(
                one.verifier.vkey,
                {
                    "name": one.verifier.name,
                    "size": one.size,
                    "at": one.signed_at.date() if one.signed_at else None,
                },
            )
            for one in state.witnesses()
        ],
        empty=Empty(
            _("No witness yet"),
            _("A supervisor or an auditor who cosigns checkpoints proves that all saw the same."),
        ),
    )


def _checkpoint_table() -> Table:
    return Table(
        caption=_("Latest checkpoints"),
        columns=[
            Column(name="number", title=_("Number"), kind=Kind.NUMBER),
            Column(name="size", title=_("Entries and balances"), kind=Kind.NUMBER),
            Column(name="at", title=_("Signed on"), kind=Kind.DATE),
        ],
        rows=[
            Row(
                str(one.number),
                {"number": one.number, "size": one.size, "at": one.signed_at.date()},
                reverse("web:log-checkpoint", args=[one.number]),
            )
            for one in state.latest_checkpoints(LATEST)
        ],
        empty=Empty(_("No checkpoint yet"), _("It is signed when the first entry is in the log.")),
    )


@page("ledger.view")
def checkpoint(request: HttpRequest, ctx: Context, number: int) -> HttpResponse:  # noqa: ARG001
    """One checkpoint as a file, with its cosignatures."""
    row = state.checkpoint(number)
    if row is None:
        raise NotFound(kind="checkpoint", id=number)
    return _file(state.note_of(row).encode(), f"checkpoint-{row.size}.txt", "text/plain")


@page("ledger.view")
def keys(request: HttpRequest, ctx: Context) -> HttpResponse:  # noqa: ARG001
    """The public keys as a file."""
    lines = "".join(f"{key.verifier.vkey}\n" for key in state.log_keys())
    return _file(lines.encode(), "journal-keys.txt", "text/plain")


@page("ledger.view")
def verify_page(request: HttpRequest, ctx: Context) -> HttpResponse:  # noqa: ARG001
    """The page that verifies receipts, to keep on any machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _verify_files():
            archive.writestr(f"nafa-verify/{path.name}", path.read_bytes())
        known = "".join(f"{key.verifier.vkey}\n" for key in state.log_keys())
        archive.writestr("nafa-verify/journal-keys.txt", known)
    return _file(packed.getvalue(), "nafa-verify.zip", "application/zip")


def _verify_files() -> list[Path]:
    names = ("index.html", "verify.css", "verify.js")
    found = [VERIFY_FOLDER / name for name in names]
    if not all(path.is_file() for path in found):
        raise assets.FrontEndMissing()
    return found


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
