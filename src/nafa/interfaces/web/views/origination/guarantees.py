"""Guarantees of an application: what secures it, adding one, blocking savings, releasing."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nafa.clients import queries as clients
from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Page, State, Tone, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.applications.forms import ReasonForm
from nafa.interfaces.web.views.applications.reading import application_called, trail_to
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.guarantees import KINDS, REASONS, STATES
from nafa.interfaces.web.written import money_text, unit_text
from nafa.journeys.blocked_savings import block_savings
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError, NotFound
from nafa.kernel.identity.contexts import institution
from nafa.lending.commands.origination.securing import add_guarantee, release_guarantee
from nafa.lending.queries import ApplicationView
from nafa.lending.queries.origination.guarantees import Cover, GuaranteeRow, cover_of
from nafa.savings import queries as savings

APPLY = "lending.apply"


class GuaranteeForm(KeyedForm):
    """A guarantor, a pledge, a mortgage, a deposit held elsewhere."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(code, word) for code, word in KINDS.items() if code != "SAVINGS"],
    )
    description = forms.CharField(
        label=gettext_lazy("Description"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Make, number, place, land title: what finds it again."),
    )  # fmt: skip
    guarantor = forms.CharField(
        label=gettext_lazy("Number of the client who gives it"), max_length=20, required=False,
        help_text=gettext_lazy("Such as C0000012. Needed for a personal guarantee."),
    )  # fmt: skip
    valued_date = DateField(label=gettext_lazy("Valued on"))
    valued_by = forms.CharField(label=gettext_lazy("Valued by"), max_length=120, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["value"] = MoneyField(
            currency=institution().currency, label=gettext_lazy("Value")
        )
        self.order_fields(["kind", "description", "guarantor", "value"])

    def clean_guarantor(self) -> UUID | None:
        """The client of the number."""
        number = self.cleaned_data["guarantor"].strip().upper()
        if not number:
            return None
        try:
            return clients.client_id_of(number)
        except NotFound as error:
            raise forms.ValidationError(error.message, "unknown") from error

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        entered["guarantor_id"] = entered.pop("guarantor")
        return entered

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "lending.guarantee_not_possible":
            name = str(error.values["field"]).removesuffix("_id")
            return name, REASONS.get(str(error.values["reason"]), error.message)
        return super().field_at_fault(error)


class BlockForm(KeyedForm):
    """Which account, and how much."""

    def __init__(self, choices: list[tuple[str, str]], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["savings_id"] = forms.TypedChoiceField(
            label=gettext_lazy("Savings account"), coerce=UUID, choices=choices
        )
        self.fields["amount"] = MoneyField(
            currency=institution().currency, is_large=True, label=gettext_lazy("Amount to block")
        )

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code in ("ledger.balance_too_low", "lending.guarantee_not_possible"):
            return "amount", error.message
        return super().field_at_fault(error)


def cover_panel(application_id: UUID, cover: Cover, *, may_fill: bool) -> Panel:
    """Coverage in a figure, and each guarantee in a line."""
    add = Action(_("Guarantees"), reverse("web:guarantees", args=[application_id]))
    return Panel(
        title=_("Guarantees"),
        facts=[
            Fact(KINDS[row.kind.value], row.counted, row.guarantor or row.description)
            for row in cover.rows
        ],
        empty=_("Nothing secures this application."),
        state=cover_state(cover),
        actions=[add] if may_fill else [],
    )


def cover_state(cover: Cover) -> State:
    """The coverage against what is asked for, in words."""
    words = {"covered": cover.covered_percent, "wanted": cover.wanted_percent or 0}
    if cover.wanted_percent is None:
        return State(_("Covers %(covered)s %%") % words, Tone.NEUTRAL)
    tone = Tone.GOOD if cover.is_enough else Tone.WARNING
    return State(_("Covers %(covered)s %% of %(wanted)s %% asked for") % words, tone)


def _table(view: ApplicationView, rows: tuple[GuaranteeRow, ...]) -> Table:
    unit = unit_text(view.row.amount.currency)
    return Table(
        caption=_("Guarantees"),
        columns=[
            Column(name="kind", title=_("Kind")),
            Column(name="what", title=_("Description"), kind=Kind.TEXT, on_phone=False),
            Column(name="who", title=_("Given by"), on_phone=False),
            Column(name="value", title=_("Value"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="haircut", title=_("Taken off"), on_phone=False),
            Column(name="counted", title=_("Counts for"), kind=Kind.MONEY, unit=unit),
            Column(name="day", title=_("Valued on"), kind=Kind.DATE, on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(row.id),
                {
                    "kind": KINDS[row.kind.value], "what": row.description, "who": row.guarantor,
                    "value": row.value, "haircut": f"{row.haircut_percent} %",
                    "counted": row.counted, "day": row.valued_date, "state": STATES[row.status],
                },
                reverse("web:guarantee-release", args=[view.row.number, row.id])
                if row.status == "HELD" else "",
            )
            for row in rows
        ],
        empty=Empty(
            _("No guarantee"),
            _("A guarantor, a pledge, a mortgage or blocked savings secure the loan."),
        ),
    )  # fmt: skip


@page(APPLY)
def guarantee_list(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """What secures the application, and what it counts for."""
    view = application_called(ctx, application)
    cover = cover_of(view.row.id, on=ctx.business_date)
    head = Page(
        title=_("Guarantees of %(number)s") % {"number": view.row.number},
        section="applications",
        trail=trail_to(view.row, _("Guarantees")),
        state=cover_state(cover),
        facts=[Fact(_("Amount"), view.row.amount)],
        action=Action(_("Add a guarantee"), reverse("web:guarantee-add", args=[view.row.number])),
        other_actions=[
            Action(_("Block savings"), reverse("web:savings-block", args=[view.row.number]))
        ],
    )
    values = {"table": _table(view, cover.rows)}
    return render_page(request, ctx, "web/origination/list.html", head, values=values)


@page(APPLY)
def new_guarantee(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Write a guarantee down."""
    view = application_called(ctx, application)
    back = reverse("web:guarantees", args=[view.row.number])
    return command_page(
        request,
        ctx,
        form=GuaranteeForm(request.POST or None, initial={"valued_date": ctx.business_date}),
        page=Page(
            title=_("Add a guarantee"),
            section="applications",
            trail=trail_to(view.row, _("Add a guarantee")),
        ),
        template="web/form.html",
        run=lambda ctx, entered: add_guarantee(ctx, application_id=view.row.id, **entered),
        done=lambda _id: Done(back, _("The guarantee is written down.")),
        values={"send_label": _("Add"), "cancel_url": back},
    )


@page(APPLY)
def block(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Block money of a savings account: the client's own, or of who guarantees already."""
    view = application_called(ctx, application)
    back = reverse("web:guarantees", args=[view.row.number])
    guarantors = [row.guarantor_id for row in cover_of(view.row.id, on=ctx.business_date).rows]
    people = dict.fromkeys([view.row.client_id, *(one for one in guarantors if one)])
    choices = [
        (str(one.id), f"{one.number} · {one.client} · {money_text(one.balance)}")
        for person in people
        for one in savings.accounts(ctx, client_id=person, status="OPEN", limit=20)
    ]
    return command_page(
        request,
        ctx,
        form=BlockForm(choices, request.POST or None),
        page=Page(
            title=_("Block savings"),
            section="applications",
            trail=trail_to(view.row, _("Block savings")),
        ),
        template="web/origination/choose.html",
        run=lambda ctx, entered: block_savings(ctx, application_id=view.row.id, **entered),
        done=lambda _id: Done(back, _("The money is blocked until the end of the loan.")),
        money=_("Nothing was blocked."),
        values={
            "send_label": _("Block"),
            "cancel_url": back,
            "has_choices": bool(choices),
            "why_empty": _("The client has no open savings account."),
        },
    )


@page(APPLY)
def release(
    request: HttpRequest, ctx: Context, application: str, guarantee_id: UUID
) -> HttpResponse:
    """Give a guarantee back before the decision, with the reason."""
    view = application_called(ctx, application)
    back = reverse("web:guarantees", args=[view.row.number])
    return command_page(
        request,
        ctx,
        form=ReasonForm(request.POST or None),
        page=Page(
            title=_("Release the guarantee"),
            section="applications",
            trail=trail_to(view.row, _("Release the guarantee")),
        ),
        template="web/form.html",
        run=lambda ctx, entered: release_guarantee(ctx, guarantee_id=guarantee_id, **entered),
        done=lambda _none: Done(back, _("The guarantee is released.")),
        values={"send_label": _("Release"), "cancel_url": back},
    )
