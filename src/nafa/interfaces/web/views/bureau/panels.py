"""What the credit bureau says, in panels of an application and on a page of its own."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nafa.clients import queries as clients
from nafa.interfaces.web.forms import new_key
from nafa.interfaces.web.parts import Action, Fact, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.bureau import (
    CONSENT_STATES,
    NO_CONSENT,
    NOT_ASKED,
    PARTS,
    QUESTION_STATES,
    credit_state,
)
from nafa.interfaces.web.written import date_text, unit_text
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.lending.calc.origination.bureau import BureauReport, worst_first
from nafa.lending.ports import connected_bureau
from nafa.lending.queries import ApplicationView
from nafa.lending.queries.origination.bureau import (
    ConsultationRow,
    borrowers_in,
    consent_of,
    consultations_of,
    may_be_asked,
)
from nafa.lending.queries.origination.policies import policy_of
from nafa.lib.money import Money

CONSULT, APPLY = "lending.consult_bureau", "lending.apply"


def bureau_panels(ctx: Context, view: ApplicationView) -> list[Panel]:
    """For each who would owe the loan: the agreement, the latest answer and its age; nothing where
    no bureau is connected, none was asked and the policy does not want it."""
    people = borrowers_in(view.row.id)
    rows, policy = consultations_of(people), policy_of(view.row.id)
    is_wanted = policy is not None and policy.wants_bureau
    if not rows and not is_wanted and connected_bureau() is None:
        return []
    own = {one: [row for row in rows if row.client_id == one] for one in people}
    return [_panel(ctx, view, one, own[one], alone=len(people) == 1) for one in people]


def _panel(
    ctx: Context,
    view: ApplicationView,
    client_id: UUID,
    rows: Sequence[ConsultationRow],
    *,
    alone: bool,
) -> Panel:
    number, name = clients.names_of([client_id])[client_id]
    consent, latest = consent_of(client_id), rows[0] if rows else None
    told = next((row for row in rows if row.report is not None), None)
    facts = [
        Fact(
            _("Agreement of the client"),
            CONSENT_STATES[consent.kind] if consent else NO_CONSENT,
            date_text(consent.given_date) if consent else "",
        ),
        *([] if latest is None else [_asked_fact(latest, on=ctx.business_date)]),
    ]
    if told is not None and told.report is not None:
        years = institution_pack().bureau_data_years(ctx.business_date)
        usable = told.report.usable(on=ctx.business_date, years=years)
        facts += report_facts(
            usable, url=reverse("web:bureau-report", args=[view.row.number, number])
        )
    return Panel(
        title=_("Credit bureau") if alone else _("Credit bureau: %(name)s") % {"name": name},
        facts=facts,
        state=QUESTION_STATES[latest.status] if latest else NOT_ASKED,
        actions=_actions(ctx, view, client_id, number, has_asked=latest is not None),
    )


def _actions(
    ctx: Context, view: ApplicationView, client_id: UUID, number: str, *, has_asked: bool
) -> list[Action]:
    if view.row.status not in ("SUBMITTED", "RETURNED"):
        return []
    found = []
    is_allowed = may_be_asked(client_id, on=ctx.business_date)
    if is_allowed and ctx.may(CONSULT) and connected_bureau() is not None:
        ask = reverse("web:bureau-ask", args=[view.row.number, number])
        label = _("Ask the bureau again") if has_asked else _("Ask the bureau")
        found.append(Action(label, ask, posts=True, values={"key": new_key()}))
    if ctx.may(APPLY):
        agree = reverse("web:bureau-consent", args=[view.row.number, number])
        found.append(Action(_("Write the agreement down"), agree))
    return found


def _asked_fact(row: ConsultationRow, *, on: date) -> Fact:
    age = (on - row.asked_date).days
    told = ngettext("%(count)s day old", "%(count)s days old", age) % {"count": age}
    return Fact(_("Asked on"), row.asked_date, f"{told} · {row.asked_by}")


def report_facts(report: BureauReport, *, url: str = "") -> list[Fact]:
    """The figures of a report."""
    owed = Money(report.outstanding_minor, report.currency)
    monthly = sum(one.monthly_minor for one in report.open_credits)
    defaults = len(report.defaults)
    return [
        Fact(_("Score of the bureau"), report.score if report.score is not None else "–"),
        Fact(_("Owed elsewhere"), owed, _credits_words(len(report.open_credits)), url),
        Fact(_("Asked for elsewhere, a month"), Money(monthly, report.currency)),
        Fact(
            _("Defaults elsewhere"),
            State(str(defaults), Tone.DANGER) if defaults else State(_("None"), Tone.GOOD),
        ),
        Fact(_("Questions of others in 12 months"), report.questions),
    ]


def _credits_words(count: int) -> str:
    return ngettext("%(count)s open credit", "%(count)s open credits", count) % {"count": count}


def credits_table(report: BureauReport) -> Table:
    """Each credit elsewhere, what is worst first."""
    unit, currency = unit_text(report.currency), report.currency
    return Table(
        caption=_("Credits elsewhere"),
        columns=[
            Column(name="lender", title=_("Lender")),
            Column(name="part", title=_("As"), on_phone=False),
            Column(name="opened", title=_("Opened on"), kind=Kind.DATE, on_phone=False),
            Column(name="granted", title=_("Granted"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="owed", title=_("Outstanding"), kind=Kind.MONEY, unit=unit),
            Column(name="monthly", title=_("A month"), kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(place),
                {
                    "lender": one.lender,
                    "part": PARTS[one.part.value],
                    "opened": one.opened_date,
                    "granted": Money(one.granted_minor, currency),
                    "owed": Money(one.outstanding_minor, currency),
                    "monthly": Money(one.monthly_minor, currency),
                    "state": credit_state(one),
                },
            )
            for place, one in enumerate(worst_first(report.credits))
        ],
        empty=Empty(
            _("No credit elsewhere"), _("The bureau knows the person, and no credit elsewhere.")
        ),
    )
