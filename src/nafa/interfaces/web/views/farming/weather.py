"""Events of the weather: what was declared, the loans concerned, moving their dates."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import DateField, KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.wording.farming import EVENTS, WEATHER_STATES
from nafa.interfaces.web.written import unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.lending.commands.farming.weather import (
    declare_weather,
    defer_for_weather,
    withdraw_weather,
)
from nafa.lending.queries.farming.calendars import CalendarRow, calendars
from nafa.lending.queries.farming.weather import (
    DeferralRow,
    WeatherRow,
    deferrals_of,
    preview_deferrals,
    weather_called,
    weather_events,
    weather_row,
)

TRAIL = _("Weather")
INTEREST = [("yes", _("Interest goes on")), ("no", _("No interest for the time put off"))]


@page("lending.view")
def weather_list(request: HttpRequest, ctx: Context) -> HttpResponse:
    """What was declared, the latest first."""
    new = Action(_("Declare an event"), reverse("web:weather-new"))
    may = ctx.may("lending.ask_change")
    head = Page(
        title=_("Weather"),
        section="applications",
        trail=(Link(_("Crop calendars"), reverse("web:calendars")), Link(TRAIL)),
        action=new if may else None,
    )
    rows = [
        Row(
            str(one.id),
            {
                "number": one.number,
                "kind": EVENTS[one.kind],
                "crop": f"{one.crop} · {one.zone}",
                "year": str(one.season_year),
                "until": one.until_date,
                "state": WEATHER_STATES[one.status],
            },
            reverse("web:weather", args=[one.number]),
        )
        for one in weather_events(ctx)
    ]
    table = Table(
        caption=_("Weather"),
        columns=[
            Column(name="kind", title=_("Event")),
            Column(name="number", title=_("Number"), on_phone=False),
            Column(name="crop", title=_("Crop and zone"), on_phone=False),
            Column(name="year", title=_("Year of sowing"), on_phone=False),
            Column(name="until", title=_("Put off to"), kind=Kind.DATE),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=rows,
        empty=Empty(
            _("No event declared"),
            _("A drought or a flood puts off the loans of its crop, zone and season."),
            new if may else None,
        ),
    )
    return render_page(
        request, ctx, "web/farming/lists.html", head, values={"tables": [("", table)]}
    )


class WeatherForm(KeyedForm):
    """What happened, to which crop, and until when loans are put off."""

    kind = forms.ChoiceField(label=_("What happened"), choices=list(EVENTS.items()))
    calendar = forms.ChoiceField(label=_("Crop and zone"))
    season_year = forms.IntegerField(label=_("Year of sowing"), min_value=2000, max_value=2100)
    until_date = DateField(label=_("Put off to"))
    interest = forms.ChoiceField(
        label=_("Interest"), choices=INTEREST, widget=forms.RadioSelect, initial="yes"
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was seen, and the paper that declares it."),
    )

    def __init__(self, known: list[CalendarRow], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.known = {f"{one.crop}/{one.zone}": one for one in known}
        self.fields["calendar"].choices = [  # type: ignore[attr-defined]
            (key, f"{one.crop} · {one.zone}") for key, one in self.known.items()
        ]

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        chosen = self.known[entered.pop("calendar")]
        bears_interest = entered.pop("interest") == "yes"
        return {
            **entered, "crop": chosen.crop, "zone": chosen.zone, "bears_interest": bears_interest,
        }  # fmt: skip

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "lending.no_loan_concerned":
            return "calendar", error.message
        if error.code == "lending.weather_not_possible" and "until_date" in error.values.values():
            return "until_date", _("Choose a day after today.")
        return super().field_at_fault(error)


@page("lending.ask_change")
def new_weather(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Declare an event; the loans are listed before anything moves."""
    back = reverse("web:weather-list")
    return command_page(
        request,
        ctx,
        form=WeatherForm(
            calendars(on=ctx.business_date),
            request.POST or None,
            initial={"season_year": ctx.business_date.year},
        ),
        page=Page(
            title=_("Declare an event"),
            section="applications",
            trail=(Link(TRAIL, back), Link(_("Declare an event"))),
        ),
        template="web/form.html",
        run=lambda keyed, values: declare_weather(keyed, **values),
        done=lambda _id: Done(
            back, gettext("The event is declared. Another person moves the dates.")
        ),
        values={"cancel_url": back, "send_label": gettext("Declare")},
    )


@page("lending.view")
def weather(request: HttpRequest, ctx: Context, number: str) -> HttpResponse:
    """The loans an event concerns; who did not declare it moves their dates."""
    event = weather_called(ctx, number)
    one, is_open = weather_row(event), event.status == "DECLARED"
    rows = preview_deferrals(ctx, event) if is_open else deferrals_of(event.id)
    may = is_open and ctx.may("lending.decide_change") and ctx.actor_id != event.declared_by_id
    back = reverse("web:weather-list")
    return command_page(
        request,
        ctx,
        form=KeyedForm(request.POST or None),
        page=Page(
            title=f"{EVENTS[one.kind]} · {one.crop}, {one.zone}",
            section="applications",
            state=WEATHER_STATES[one.status],
            trail=(Link(TRAIL, back), Link(one.number)),
            facts=[
                Fact(_("Year of sowing"), str(one.season_year)),
                Fact(_("Put off to"), one.until_date),
                Fact(_("Interest"), dict(INTEREST)["yes" if one.bears_interest else "no"]),
                Fact(_("Declared by"), one.declared_by),
                *([Fact(_("Decided by"), one.decided_by)] if one.decided_by else []),
            ],
            other_actions=_others(ctx, one) if is_open else [],
        ),
        template="web/farming/weather.html",
        run=lambda keyed, _values: defer_for_weather(keyed, event_id=event.id),
        done=lambda count: Done(
            reverse("web:weather", args=[one.number]),
            ngettext("%(count)s loan is put off.", "%(count)s loans are put off.", count)
            % {"count": count},
        ),
        values={"table": deferrals_table(rows, with_debt=is_open), "may": may, "event": one},
    )


def _others(ctx: Context, one: WeatherRow) -> list[Action]:
    if not ctx.may("lending.ask_change"):
        return []
    return [Action(_("Take the event back"), reverse("web:weather-withdraw", args=[one.number]))]


def deferrals_table(rows: list[DeferralRow], *, with_debt: bool) -> Table:
    """Each loan with its date before and after, and what it would owe."""
    unit = unit_text(institution().currency)
    columns = [
        Column(name="client", title=_("Client")),
        Column(name="loan", title=_("Loan"), on_phone=False),
        Column(name="former", title=_("Due before"), kind=Kind.DATE, on_phone=False),
        Column(name="new", title=_("Due afterwards"), kind=Kind.DATE),
    ]
    if with_debt:
        columns += [
            Column(name="debt", title=_("Owed before"), kind=Kind.MONEY, unit=unit,
                   on_phone=False),
            Column(name="after", title=_("Owed afterwards"), kind=Kind.MONEY, unit=unit),
        ]  # fmt: skip
    return Table(
        caption=_("Loans concerned"),
        columns=columns,
        rows=[
            Row(
                str(one.loan_id),
                {
                    "client": one.client, "loan": one.number, "former": one.former_date,
                    "new": one.new_date, "debt": one.debt, "after": one.debt_after,
                },
                reverse("web:loan", args=[one.number]),
            )
            for one in rows
        ],
        empty=Empty(_("No loan concerned"), _("No running loan is due before the new date.")),
        row_count=len(rows),
    )  # fmt: skip


@page("lending.ask_change")
def withdraw(request: HttpRequest, ctx: Context, number: str) -> HttpResponse:
    """Take a declared event back."""
    event = weather_called(ctx, number)
    back = reverse("web:weather-list")
    return command_page(
        request,
        ctx,
        form=KeyedForm(request.POST or None),
        page=Page(
            title=gettext("Withdraw the event %(number)s") % {"number": event.number},
            section="applications",
            trail=(Link(TRAIL, back), Link(event.number)),
        ),
        template="web/form.html",
        run=lambda keyed, _values: withdraw_weather(keyed, event_id=event.id),
        done=lambda _none: Done(back, gettext("The event is withdrawn.")),
        values={"cancel_url": back, "send_label": gettext("Take the event back")},
    )
