"""Calendars of crops: the institution's own, and the country's examples to take over."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import PercentField
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Link, Page, State, Tone, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.farming.item_rows import Item, ItemForm
from nafa.interfaces.web.wording.farming import MONTHS, calendar_fault
from nafa.interfaces.web.written import unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.lending.commands.farming.calendars import HectareCost, define_crop_calendar
from nafa.lending.queries.farming.calendars import CalendarRow, calendars, examples

DEFINE = "lending.define_product"
CALENDARS = _("Crop calendars")
MONTH_FIELDS = ("inputs_month", "sowing_month", "harvest_month", "sale_month")


class CalendarForm(ItemForm):
    """The season of a crop in a zone, and what a hectare costs."""

    crop = forms.CharField(label=_("Crop"), max_length=80)
    zone = forms.CharField(label=_("Zone"), max_length=80)
    inputs_month = forms.TypedChoiceField(
        label=_("Inputs are bought in"), coerce=int, choices=list(MONTHS.items())
    )
    sowing_month = forms.TypedChoiceField(
        label=_("Sown in"), coerce=int, choices=list(MONTHS.items())
    )
    harvest_month = forms.TypedChoiceField(
        label=_("Harvested in"), coerce=int, choices=list(MONTHS.items())
    )
    sale_month = forms.TypedChoiceField(
        label=_("Sold in"), coerce=int, choices=list(MONTHS.items())
    )
    financed_percent = PercentField(label=_("Part of the cost that is financed"), initial=100)
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("Who says so: technical service, producers, own surveys."),
    )
    is_confirmed = forms.BooleanField(label=_("Confirmed by that source"), required=False)

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        items: list[Item] = entered.pop("items")
        return {**entered, "costs": tuple(HectareCost(*item) for item in items)}

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        name = str(error.values.get("field", ""))
        if error.code == "lending.calendar_not_possible" and name in self.fields:
            return name, calendar_fault(str(error.values["reason"]))
        return super().field_at_fault(error)


@page("lending.view")
def calendar_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Calendars in force, then the country's examples that wait to be taken over."""
    may = ctx.may(DEFINE)
    own, others = calendars(on=ctx.business_date), examples(on=ctx.business_date)
    apply_for = Action(_("Application for a field"), reverse("web:field-new"))
    new = Action(_("New calendar"), reverse("web:calendar-new"))
    actions = ([apply_for] if ctx.may("lending.apply") and own else []) + ([new] if may else [])
    head = Page(
        title=_("Crop calendars"),
        section="products" if may else "applications",
        action=next(iter(actions), None),
        other_actions=[
            *actions[1:], Action(_("Suppliers of inputs"), reverse("web:suppliers")),
            Action(_("Weather"), reverse("web:weather-list"))
        ],
    )  # fmt: skip
    tables: list[tuple[Words, Table]] = [("", calendar_table(own, may=may, new=new))]
    if others:
        title = _("Examples of the country")
        tables.append((title, calendar_table(others, may=may, new=None, caption=title)))
    return render_page(request, ctx, "web/farming/lists.html", head, values={"tables": tables})


def calendar_table(
    rows: list[CalendarRow],
    *,
    may: bool,
    new: Action | None,
    caption: Words = CALENDARS,
) -> Table:
    """Months, cost of a hectare and how sure it is."""
    unit = unit_text(institution().currency)
    return Table(
        caption=caption,
        columns=[
            Column(name="crop", title=_("Crop")),
            Column(name="zone", title=_("Zone")),
            Column(name="sowing", title=_("Sowing"), on_phone=False),
            Column(name="harvest", title=_("Harvest"), on_phone=False),
            Column(name="sale", title=_("Sale"), on_phone=False),
            Column(name="cost", title=_("Cost of a hectare"), kind=Kind.MONEY, unit=unit),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                f"{one.crop}/{one.zone}",
                {
                    "crop": one.crop,
                    "zone": one.zone,
                    "sowing": MONTHS[one.season.sowing_month],
                    "harvest": MONTHS[one.season.harvest_month],
                    "sale": MONTHS[one.season.sale_month],
                    "cost": one.cost,
                    "state": State(_("Confirmed"), Tone.GOOD)
                    if one.is_confirmed
                    else State(_("To confirm"), Tone.WARNING),
                },
                f"{reverse('web:calendar-new')}?crop={one.crop}&zone={one.zone}" if may else "",
            )
            for one in rows
        ],
        empty=Empty(
            _("No calendar yet"),
            _("A calendar says when a crop is sold, and what a hectare costs."),
            new if may else None,
        ),
    )


def _known(ctx: Context, request: HttpRequest) -> CalendarRow | None:
    """The calendar, or the example, that the address names."""
    wanted = request.GET.get("crop", ""), request.GET.get("zone", "")
    rows = [*calendars(on=ctx.business_date), *examples(on=ctx.business_date)]
    return next((one for one in rows if (one.crop, one.zone) == wanted), None)


@page(DEFINE)
def new_calendar(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Set a calendar from today on, starting from one that is known."""
    known, back = _known(ctx, request), reverse("web:calendars")
    initial: dict[str, Any] = {}
    items: list[Item] = []
    if known is not None:
        items = [Item(*cost) for cost in known.costs]
        initial = {
            "crop": known.crop, "zone": known.zone, **known.season._asdict(),
            "financed_percent": known.financed_percent,
            "source": known.source if known.id else "", "is_confirmed": known.is_confirmed,
        }  # fmt: skip
    return command_page(
        request,
        ctx,
        form=CalendarForm(institution().currency, items, request.POST or None, initial=initial),
        page=Page(
            title=_("Calendar of a crop"),
            section="products",
            trail=[Link(_("Crop calendars"), back), Link(_("New calendar"))],
        ),
        template="web/farming/calendar.html",
        run=lambda keyed, values: define_crop_calendar(keyed, **values),
        done=lambda _id: Done(back, gettext("The calendar is in force from today.")),
        values={"cancel_url": back},
    )
