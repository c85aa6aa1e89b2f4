"""The solidarity of a group: meetings, members' standing, debts between them, who left."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.clients import queries as clients
from nafa.clients.queries import ClientView
from nafa.interfaces.web.addresses import identifier
from nafa.interfaces.web.forms import KeyedForm, MoneyField
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Page, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.clients.reading import client_called, trail_to
from nafa.interfaces.web.views.solidarity.sheets import sheets_table
from nafa.interfaces.web.wording.solidarity import LEAVINGS, RHYTHMS, WEEKDAYS
from nafa.interfaces.web.written import date_text, money_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending.commands.solidarity.meetings import plan_meetings
from nafa.lending.commands.solidarity.paybacks import record_payback
from nafa.lending.models import Loan
from nafa.lending.queries.solidarity.groups import (
    DebtRow,
    LoanOfGroup,
    MeetingView,
    MemberStanding,
    loans_of_group,
    meeting_of,
)
from nafa.lending.queries.solidarity.sheets import saved_sheets

SHOWN = (Loan.Status.ACTIVE, Loan.Status.CLOSED, Loan.Status.WRITTEN_OFF)


def group_called(ctx: Context, reference: str) -> ClientView:
    """The group of an identifier or a number. Refuses: NotFound, OtherBranch."""
    found = client_called(ctx, reference)
    if found.kind != "GROUP":
        raise NotFound(kind="group", id=reference)
    return found


def meeting_words(meeting: MeetingView | None) -> str:
    """`Wednesday, every two weeks, 10 h, Marché Tilène`."""
    if meeting is None:
        return ""
    parts = [WEEKDAYS[meeting.weekday], RHYTHMS[meeting.every_weeks], meeting.time, meeting.place]
    return ", ".join(str(part) for part in parts if part)


@page("lending.view")
def standing(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Who bears what, who is late, who paid for whom, who left."""
    group = group_called(ctx, client)
    meeting = meeting_of(group.id, on=ctx.business_date)
    loans = loans_of_group(ctx, group.id, statuses=SHOWN)
    collect = Action(_("Collection sheet"), f"{reverse('web:sheet-new')}?group={group.number}")
    others = []
    if ctx.may("clients.manage_group"):
        others.append(Action(_("Meetings"), reverse("web:group-meetings", args=[group.number])))
    head = Page(
        title=gettext("Solidarity of %(group)s") % {"group": group.name},
        section="clients",
        trail=trail_to(group, gettext("Solidarity")),
        facts=[
            Fact(_("Meetings"), meeting_words(meeting)),
            Fact(_("Next meeting"), meeting.next_date if meeting else None),
            Fact(_("Members"), len(clients.members_of(group.id))),
        ],
        action=collect,
        other_actions=others,
    )
    values = {
        "loans": [shown_loan(ctx, group, one) for one in loans],
        "sheets": sheets_table(saved_sheets(ctx, group_id=group.id, limit=12)),
    }
    return render_page(request, ctx, "web/solidarity/standing.html", head, values=values)


def shown_loan(ctx: Context, group: ClientView, loan: LoanOfGroup) -> dict[str, Any]:
    """One loan with its tables."""
    return {
        "loan": loan,
        "members": members_table(loan),
        "debts": debts_table(ctx, group, loan) if loan.debts else None,
        "leavings": [
            {
                "what": LEAVINGS[one.kind],
                "who": one.leaver,
                "day": one.value_date,
                "left": one.left,
                "takers": [f"{name} {money_text(amount)}" for name, amount in one.takers],
                "reason": one.reason,
            }
            for one in loan.leavings
        ],
    }


def member_state(one: MemberStanding) -> State:
    if one.has_left:
        return State(_("Has left"), Tone.NEUTRAL)
    if one.late:
        return State(_("Late"), Tone.LATE)
    if not one.left:
        return State(_("Repaid"), Tone.GOOD)
    if one.due:
        return State(_("Due on this day"), Tone.INFO)
    return State(_("Ahead"), Tone.GOOD) if one.ahead else State(_("Up to date"), Tone.GOOD)


def members_table(loan: LoanOfGroup) -> Table:
    """The members' standing; the sums are the loan's."""
    unit = unit_text(loan.due.currency)
    names = ("share", "paid", "due", "late", "left")
    rows = [
        Row(
            str(one.member_id),
            {
                "name": one.name,
                **{name: getattr(one, name) for name in names},
                "state": member_state(one),
            },
            reverse("web:client", args=[one.number]),
        )
        for one in loan.members
    ]
    return Table(
        caption=gettext("Members in the loan %(number)s") % {"number": loan.number},
        columns=[
            Column(name="name", title=_("Member")),
            Column(name="share", title=_("Share"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="paid", title=_("Paid"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="due", title=_("Due on this day"), kind=Kind.MONEY, unit=unit),
            Column(name="late", title=_("of which late"), kind=Kind.MONEY, unit=unit,
                   on_phone=False),
            Column(name="left", title=_("Left to pay"), kind=Kind.MONEY, unit=unit),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=rows,
        totals={name: _sum(loan.members, name) for name in names},
        empty=Empty(_("No share"), _("The loan is not shared out among members.")),
    )  # fmt: skip


def _sum(members: Sequence[MemberStanding], name: str) -> Any:
    amounts = [getattr(one, name) for one in members]
    return sum(amounts[1:], amounts[0]) if amounts else None


def debts_table(ctx: Context, group: ClientView, loan: LoanOfGroup) -> Table:
    """Who owes whom for money paid in her place."""
    unit, may = unit_text(loan.due.currency), ctx.may("clients.manage_group")
    rows = [
        Row(
            f"{one.debtor_id}-{one.creditor_id}",
            {"debtor": one.debtor, "creditor": one.creditor, "amount": one.amount},
            payback_url(group, loan, one) if may else "",
        )
        for one in loan.debts
    ]
    return Table(
        caption=_("Debts between members"),
        columns=[
            Column(name="debtor", title=_("Owes")),
            Column(name="creditor", title=_("to")),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit),
        ],
        rows=rows,
        empty=Empty(_("No debt between members"), _("Nobody has paid for another.")),
    )


def payback_url(group: ClientView, loan: LoanOfGroup, debt: DebtRow) -> str:
    address = reverse("web:group-payback", args=[group.number, loan.number])
    return f"{address}?debtor={debt.debtor_id}&creditor={debt.creditor_id}"


class PaybackForm(KeyedForm):
    """What one member gave back to another."""

    def __init__(self, debt: DebtRow, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"] = MoneyField(
            currency=debt.amount.currency,
            is_large=True,
            label=_("Amount given back"),
            initial=debt.amount,
            help_text=_("Between members: this money does not pass through the till."),
        )


@page("clients.manage_group")
def payback(request: HttpRequest, ctx: Context, client: str, loan: str) -> HttpResponse:
    """Write down that a member gave another her money back."""
    group = group_called(ctx, client)
    pair = tuple(identifier(request.GET.get(name, "")) for name in ("debtor", "creditor"))
    found = [one for one in loans_of_group(ctx, group.id, statuses=SHOWN) if one.number == loan]
    debts = [one for one in found[0].debts if (one.debtor_id, one.creditor_id) == pair] \
        if found else []  # fmt: skip
    if not debts:
        raise NotFound(kind="debt", id=loan)
    debt, back = debts[0], reverse("web:group-standing", args=[group.number])
    return command_page(
        request,
        ctx,
        form=PaybackForm(debt, request.POST or None),
        page=Page(
            title=gettext("%(debtor)s gives back to %(creditor)s")
            % {"debtor": debt.debtor, "creditor": debt.creditor},
            section="clients",
            trail=trail_to(group, gettext("Given back")),
            facts=[Fact(_("Owed"), debt.amount), Fact(_("Loan"), loan)],
        ),
        template="web/form.html",
        run=lambda keyed, values: record_payback(
            keyed,
            loan_id=found[0].loan_id,
            debtor_id=debt.debtor_id,
            creditor_id=debt.creditor_id,
            **values,
        ),
        done=lambda _id: Done(back, gettext("It is written down.")),
        values={"cancel_url": back, "send_label": _("Write down")},
    )


class MeetingForm(KeyedForm):
    """When and where a group meets."""

    weekday = forms.TypedChoiceField(
        label=_("Day of the meeting"), coerce=int, choices=list(WEEKDAYS.items())
    )
    every_weeks = forms.TypedChoiceField(
        label=_("How often"), coerce=int, choices=list(RHYTHMS.items())
    )
    time = forms.CharField(label=_("Time"), max_length=20, required=False)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)


@page("clients.manage_group")
def meetings(request: HttpRequest, ctx: Context, client: str) -> HttpResponse:
    """Set the day, the rhythm and the place of a group's meetings, from today."""
    group = group_called(ctx, client)
    back = reverse("web:group-standing", args=[group.number])
    now = meeting_of(group.id, on=ctx.business_date)
    initial = (
        {"weekday": now.weekday, "every_weeks": now.every_weeks, "time": now.time,
         "place": now.place}
        if now
        else {}
    )  # fmt: skip
    return command_page(
        request,
        ctx,
        form=MeetingForm(request.POST or None, initial=initial),
        page=Page(
            title=gettext("Meetings of %(group)s") % {"group": group.name},
            section="clients",
            trail=trail_to(group, gettext("Meetings")),
        ),
        template="web/form.html",
        run=lambda keyed, values: plan_meetings(keyed, group_id=group.id, **values),
        done=lambda _id: Done(back, gettext("The meetings are set from %(day)s.")
                              % {"day": date_text(ctx.business_date)}),
        values={"cancel_url": back},
    )  # fmt: skip
