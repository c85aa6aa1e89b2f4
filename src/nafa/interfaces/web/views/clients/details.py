"""What is added to a file: identity documents with scans, the photo, visits and notes."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nafa.clients import commands
from nafa.clients import queries as clients
from nafa.interfaces.web.forms import DateField
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Page
from nafa.interfaces.web.views.clients.people_forms import FileForm
from nafa.interfaces.web.views.clients.reading import client_called, client_url, trail_to
from nafa.interfaces.web.wording import clients as words
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.secrets.files import read_file

PICTURES = "image/jpeg,image/png,image/webp"


def _bytes_of(upload: Any) -> bytes:
    return upload.read() if upload else b""


class DocumentForm(FileForm):
    """An identity document, with its scan when there is one."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of document"))
    number = forms.CharField(label=gettext_lazy("Document number"), max_length=60)
    issued_date = DateField(label=gettext_lazy("Issued on"), required=False)
    expires_date = DateField(label=gettext_lazy("Valid until"), required=False)
    content = forms.FileField(
        label=gettext_lazy("Scan"),
        required=False,
        widget=forms.FileInput(attrs={"accept": f"{PICTURES},application/pdf"}),
        help_text=gettext_lazy("A picture or a PDF of at most 8 MB. It is kept sealed."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["kind"].choices = words.document_kinds()  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        scan = _bytes_of(entered.pop("content"))
        return {**entered, "scan": scan}


class PhotoForm(FileForm):
    """A portrait, from the camera of the machine or a file."""

    content = forms.FileField(
        label=gettext_lazy("Photo"),
        widget=forms.FileInput(attrs={"accept": PICTURES, "capture": "user"}),
        help_text=gettext_lazy("The face from the front, in good light. At most 8 MB."),
    )

    @property
    def values(self) -> dict[str, Any]:
        return {"content": _bytes_of(super().values["content"])}


class InteractionForm(FileForm):
    """A visit, a call or a note."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What was it"),
        widget=forms.RadioSelect,
        choices=list(words.INTERACTIONS.items()),
        initial="VISIT",
    )
    text = forms.CharField(
        label=gettext_lazy("What was seen or said"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Facts, promises and dates. Colleagues read this later."),
    )


@page("clients.update")
def add_document(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Record an identity document."""
    shown = client_called(ctx, client)
    return command_page(
        request,
        ctx,
        form=DocumentForm(request.POST or None, request.FILES or None),
        page=Page(
            title=_("Add an identity document"),
            section="clients",
            trail=trail_to(shown, _("Add a document")),
        ),
        template="web/form.html",
        run=lambda ctx, entered: commands.add_document(ctx, client_id=shown.id, **entered),
        done=lambda _id: Done(client_url(shown, "documents"), _("The document is on file.")),
        values={"cancel_url": client_url(shown, "documents")},
    )


@page("clients.update")
def set_photo(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Keep the portrait of a client."""
    shown = client_called(ctx, client)
    return command_page(
        request,
        ctx,
        form=PhotoForm(request.POST or None, request.FILES or None),
        page=Page(title=_("Take the photo"), section="clients", trail=trail_to(shown, _("Photo"))),
        template="web/form.html",
        run=lambda ctx, entered: commands.set_photo(ctx, client_id=shown.id, **entered),
        done=lambda _id: Done(client_url(shown), _("The photo is on file.")),
        values={"cancel_url": client_url(shown)},
    )


@page("clients.update")
def record_interaction(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Write down a visit, a call or a note."""
    shown = client_called(ctx, client)
    return command_page(
        request,
        ctx,
        form=InteractionForm(request.POST or None),
        page=Page(
            title=_("Visit, call or note"),
            section="clients",
            trail=trail_to(shown, _("Write a note")),
        ),
        template="web/form.html",
        run=lambda ctx, entered: commands.record_interaction(ctx, client_id=shown.id, **entered),
        done=lambda _id: Done(client_url(shown, "contacts"), _("It is written down.")),
        values={"cancel_url": client_url(shown, "contacts")},
    )


@page("clients.view")
def photo(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:  # noqa: ARG001
    """The portrait itself. Refuses: NotFound, OtherBranch."""
    shown = client_called(ctx, client)
    if shown.photo_id is None:
        raise NotFound(kind="photo", id=shown.number)
    return sealed_file(shown.photo_id, name=f"photo-{shown.number}")


@page("clients.view")
def document_scan(
    request: HttpRequest,  # noqa: ARG001
    ctx: Context,
    client: str,
    document_id: UUID,
) -> HttpResponse:
    """The scan of one of the client's documents. Refuses: NotFound, OtherBranch."""
    shown = client_called(ctx, client)
    ctx.demand("clients.see_personal")
    for paper in clients.documents_of(shown.id):
        if paper.id == document_id and paper.scan_id is not None:
            return sealed_file(paper.scan_id, name=f"{paper.kind}-{shown.number}")
    raise NotFound(kind="scan", id=document_id)


ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


def sealed_file(file_id: UUID, *, name: str) -> HttpResponse:
    """A kept file, shown and never stored on the way. Refuses: NotFound, SecretUnreadable."""
    content, media_type = read_file(file_id)
    response = HttpResponse(content, content_type=media_type)
    ending = ENDINGS.get(media_type, "bin")
    response["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
