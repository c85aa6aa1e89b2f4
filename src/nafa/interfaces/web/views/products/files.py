"""A product as a TOML file: taken from its page, or brought in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nafa.interfaces.web.addresses import identifier
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Link, Page, Words
from nafa.interfaces.web.wording.lending import reason_words
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.lending import commands
from nafa.lending import queries as lending

LARGEST_BYTES = 100_000
DEFINE = "lending.define_product"


class TomlField(forms.FileField):
    """A small text file; gives its text."""

    def clean(self, data: Any, initial: Any = None) -> str:
        found: UploadedFile[bytes] = super().clean(data, initial)
        content: bytes = found.read(LARGEST_BYTES + 1)
        try:
            if len(content) <= LARGEST_BYTES:
                return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
        raise ValidationError(_("Choose a text file of at most 100 KB."), "unreadable")


class ImportForm(KeyedForm):
    """The file of a product."""

    text = TomlField(
        label=gettext_lazy("File of the product (TOML)"),
        help_text=gettext_lazy("A product with the same code gets a new version."),
    )

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        """Everything is in the one file: the rule at fault is named before the reason."""
        name = error.values.get("field")
        if name is None:
            return "text", error.message
        return "text", f"{name}: {reason_words(str(error.values.get('reason')))}"


@page("lending.view")
def export(request: HttpRequest, ctx: Context, product: str) -> HttpResponse:
    """The rules in force as a file."""
    del request, ctx
    shown = lending.product_of(identifier(product) or lending.product_id_of(product))
    response = HttpResponse(lending.product_toml(shown.id), content_type="application/toml")
    response["Content-Disposition"] = f'attachment; filename="{shown.code}.toml"'
    return response


@page(DEFINE)
def bring(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Define or revise a product from a file."""
    back = reverse("web:products")
    return command_page(
        request,
        ctx,
        form=ImportForm(request.POST or None, request.FILES or None),
        page=Page(
            title=_("Bring a product in"),
            section="products",
            trail=[Link(_("Products"), back), Link(_("Bring a product in"))],
        ),
        template="web/form.html",
        run=lambda ctx, entered: commands.import_product(ctx, text=entered["text"]),
        done=lambda made: Done(
            reverse("web:product", args=[lending.product_of(made).code]),
            _("The product of the file is in force."),
        ),
        values={"cancel_url": back, "send_label": _("Bring in")},
    )
