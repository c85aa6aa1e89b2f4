"""Indexes of rates: what each is and was, defining one, stating a value."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import DateField, KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Link, Page, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.views.products.fee_rows import AmountOrPercentField
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.wording import percent_words
from nafa.lending.commands import rate_indexes as commands
from nafa.lending.queries import rate_indexes as queries
from nafa.lending.queries.rate_indexes import IndexRow

DEFINE = "lending.define_product"
FIELD_OF_CODE = {
    "lending.index_code_taken": "code",
    "lending.index_backdated": "effective_date",
    "lending.index_stated": "effective_date",
    "lending.index_above_usury": "percent",
}


class IndexForm(KeyedForm):
    """A refusal stands beside its field."""

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        name = FIELD_OF_CODE.get(error.code)
        if name in self.fields and name is not None:
            return name, error.message
        return super().field_at_fault(error)


class NewIndexForm(IndexForm):
    """A code, a name, who publishes it."""

    code = forms.CharField(label=_("Code"), max_length=12)
    name = forms.CharField(label=_("Name"), max_length=120)
    source = forms.CharField(label=_("Published by"), max_length=200)


class ValueForm(IndexForm):
    """What the index is from a day on."""

    effective_date = DateField(label=_("In force from"))
    percent = AmountOrPercentField(
        label=_("Value in percent a year"), max_digits=9, decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Where it was read"), max_length=300,
        help_text=_("The notice or bulletin, with its date."),
    )  # fmt: skip


def _trail(here: Words = "") -> tuple[Link, ...]:
    steps = (
        Link(_("Products"), reverse("web:products")),
        Link(_("Indexes of rates"), reverse("web:indexes")),
    )
    return (*steps, Link(here)) if here else (*steps[:1], Link(_("Indexes of rates")))


@page("lending.view")
def index_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Every index with its values, the latest first."""
    may = ctx.may(DEFINE)
    panels = [_panel(one, may_state=may) for one in queries.indexes()] or [
        Panel(
            title=_("Indexes of rates"),
            empty=_("No index yet. A product may let its rate follow one."),
        )
    ]
    head = Page(
        title=gettext("Indexes of rates"),
        section="products",
        trail=_trail(),
        action=Action(_("New index"), reverse("web:index-new")) if may else None,
    )
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


def _panel(one: IndexRow, *, may_state: bool) -> Panel:
    followed = ngettext(
        "%(count)s running loan follows it.", "%(count)s running loans follow it.", one.loan_count
    ) % {"count": one.loan_count}
    table = Table(
        caption=_("Values of %(code)s") % {"code": one.code},
        columns=[
            Column(name="from", title=_("In force from"), kind=Kind.DATE),
            Column(name="percent", title=_("Value"), kind=Kind.NUMBER),
            Column(name="source", title=_("Where it was read"), on_phone=False),
            Column(name="who", title=_("Stated by"), on_phone=False),
        ],
        rows=[
            Row(
                str(value.effective_date),
                {
                    "from": value.effective_date,
                    "percent": percent_words(value.percent),
                    "source": value.source,
                    "who": value.stated_by,
                },
            )
            for value in one.values
        ],
        empty=Empty(_("No value yet"), _("No loan can be made before one is stated.")),
    )
    state = Action(_("State a value"), reverse("web:index-value", args=[one.code]))
    return Panel(
        title=f"{one.code} · {one.name}",
        words=f"{one.source}. {followed}",
        table=table,
        actions=[state] if may_state else [],
    )


@page(DEFINE)
def new_index(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Make an index known."""
    return _form(
        request, ctx, NewIndexForm(request.POST or None), gettext("New index"),
        lambda keyed, values: commands.define_index(keyed, **values),
        lambda _code: gettext("The index is known. State its value."),
    )  # fmt: skip


@page(DEFINE)
def new_value(request: HttpRequest, ctx: Context, code: str) -> HttpResponse:
    """State what an index is from a day on."""

    def told(count: int) -> str:
        return ngettext(
            "The value is stated. %(count)s running loan takes it at its next due date.",
            "The value is stated. %(count)s running loans take it at their next due date.",
            count,
        ) % {"count": count}

    return _form(
        request, ctx,
        ValueForm(request.POST or None, initial={"effective_date": ctx.business_date}),
        gettext("Value of %(code)s") % {"code": code},
        lambda keyed, values: commands.state_index(keyed, code=code, **values), told,
    )  # fmt: skip


def _form(
    request: HttpRequest, ctx: Context, form: KeyedForm, title: str, run: Any, told: Any
) -> HttpResponse:
    back = reverse("web:indexes")
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(title=title, section="products", trail=_trail(title)),
        template="web/form.html",
        run=run,
        done=lambda made: Done(back, told(made)),
        values={"cancel_url": back},
    )
