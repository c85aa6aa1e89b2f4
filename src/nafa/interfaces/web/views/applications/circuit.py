"""The way of an application through the levels: panels of its file and of the decision."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from nafa.clients import queries as clients
from nafa.interfaces.web.parts import Action, Fact, State, Tone
from nafa.interfaces.web.views.origination.capacity import capacity_panels
from nafa.interfaces.web.views.origination.guarantees import cover_panel
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.views.origination.scorecard import score_table
from nafa.interfaces.web.wording.farming import VOUCHERS
from nafa.interfaces.web.wording.origination import (
    LIMITS,
    STANDS,
    check_label,
    check_state,
    role_words,
    voices_words,
)
from nafa.interfaces.web.written import money_text
from nafa.kernel.context import Context
from nafa.lending.calc.origination.exposure import Exposure
from nafa.lending.queries import ApplicationView
from nafa.lending.queries.farming.calendars import plan_of
from nafa.lending.queries.farming.inputs import VoucherRow, vouchers_of
from nafa.lending.queries.origination.budgets import budget_of, capacity_against
from nafa.lending.queries.origination.checklist import checklist
from nafa.lending.queries.origination.exposures import exposures
from nafa.lending.queries.origination.guarantees import cover_of
from nafa.lending.queries.origination.policies import policy_of
from nafa.lending.queries.origination.scores import score_of
from nafa.lending.queries.origination.standing import Standing
from nafa.lending.queries.solidarity.groups import shares_in
from nafa.lib.money import Money


def circuit_panel(view: ApplicationView, standing: Standing) -> Panel:
    """Which level decides, by whom, with how many people, how far it is, until when."""
    if not standing.level:
        return Panel(
            title=_("Approval"),
            words=_("One person, other than who submitted it, decides within their own limit."),
        )
    terms = Money(standing.proposal.amount_minor, view.asked.currency)
    changed = standing.proposal != (view.asked.minor, view.asked_instalment_count)
    facts = [
        Fact(_("Level"), standing.level),
        Fact(_("Decided by"), role_words(standing.roles)),
        Fact(_("Approvals"), voices_words(standing)),
        Fact(_("Terms on the table"), terms,
             _("%(count)s instalments") % {"count": standing.proposal.instalment_count})
        if changed else None,
        Fact(_("Risk class"), view.risk_class) if view.risk_class else None,
        Fact(_("Waits until"), standing.expires_date) if view.row.status == "SUBMITTED" else None,
        Fact(_("Approval holds until"), standing.approval_expires_date)
        if standing.approval_expires_date else None,
    ]  # fmt: skip
    return Panel(
        title=_("Approval"),
        facts=[fact for fact in facts if fact is not None],
        state=STANDS[standing.stand] if view.row.status == "SUBMITTED" else None,
    )


def shares_panels(ctx: Context, view: ApplicationView) -> list[Panel]:
    """What each member of a group bears of the loan; nothing for a person's application."""
    if clients.get_client(ctx, view.row.client_id).kind != "GROUP":
        return []
    rows = [row for row in shares_in(ctx, view.row.id) if row.amount is not None]
    change = Action(_("Write the shares down"), reverse("web:shares", args=[view.row.number]))
    is_open = view.row.status in ("SUBMITTED", "RETURNED", "APPROVED")
    return [
        Panel(
            title=_("Shares of the members"),
            facts=[Fact(row.name, row.amount, row.number) for row in rows],
            empty=_("No share is written down: the group answers as one borrower."),
            actions=[change] if is_open and ctx.may("lending.apply") else [],
        )
    ]


def farm_panels(ctx: Context, view: ApplicationView) -> list[Panel]:
    """The field of the application with its cap, and the vouchers for inputs."""
    plan, vouchers = plan_of(view.row.id), vouchers_of(view.row.id)
    if plan is None and not vouchers:
        return []
    is_open = view.row.status in ("SUBMITTED", "RETURNED", "APPROVED", "CONTRACTED")
    order = Action(_("Issue a voucher"), reverse("web:voucher-new", args=[view.row.number]))
    field = [
        Fact(_("Crop"), plan.calendar.crop, plan.calendar.zone),
        Fact(_("Year of sowing"), str(plan.season_year)),
        Fact(_("Area in hectares"), plan.hectares.normalize()),
        Fact(_("The field carries"), plan.cap),
        Fact(_("Due after the harvest"), plan.due_date),
    ] if plan else []  # fmt: skip
    return [
        Panel(title=_("Field"), facts=field, empty=_("No field is named.")),
        Panel(
            title=_("Inputs in kind"),
            facts=[_voucher_fact(one) for one in vouchers],
            empty=_("No voucher yet: the loan is paid out in cash."),
            actions=[
                *([order] if is_open and ctx.may("lending.apply") else []),
                *(
                    Action(
                        _("Cancel %(number)s") % {"number": one.number},
                        reverse("web:voucher-cancel", args=[one.number]),
                    )
                    for one in vouchers
                    if one.status == "ISSUED" and ctx.may("lending.apply")
                ),
            ],
        ),
    ]


def _voucher_fact(one: VoucherRow) -> Fact:
    url = reverse("web:voucher-pdf", args=[one.number]) if one.status != "CANCELLED" else ""
    told = f"{one.number} · {VOUCHERS[one.status].word}"
    return Fact(one.supplier, one.amount, told, url)


PAGE_OF = {
    "budget": "web:budget",
    "answers": "web:file-whole",
    "paper": "web:file-whole",
    "visit": "web:file-whole",
}


def checklist_panel(ctx: Context, application_id: UUID) -> Panel:
    """What the file should hold, and what is missing; a line leads to where it is filled in."""
    may_fill = ctx.may("lending.view")
    return Panel(
        title=_("Checklist"),
        facts=[
            Fact(
                check_label(line),
                check_state(line),
                url=reverse(PAGE_OF[line.code], args=[application_id])
                if may_fill and line.code in PAGE_OF
                else "",
            )
            for line in checklist(ctx, application_id)
        ],
    )


def judgement_panels(ctx: Context, view: ApplicationView) -> list[Panel]:
    """What secures the loan, the score with its reasons, the loan against the budget."""
    on, score = ctx.business_date, score_of(view.row.id)
    cover = cover_of(view.row.id, on=on)
    panels = [cover_panel(view.row.id, cover, may_fill=ctx.may("lending.apply"))]
    if view.row.status in ("SUBMITTED", "RETURNED", "APPROVED"):
        panels.append(limits_panel(view, on=on))
    if score is not None:
        panels.append(
            Panel(
                title=_("Score: %(points)s of %(most)s points")
                % {"points": score.points, "most": score.most},
                table=score_table(score.lines, score.points),
                state=State(_("Class %(name)s") % {"name": score.risk_class}, Tone.INFO),
            )
        )
    kept = budget_of(view.row.id)
    if kept is not None:
        found = capacity_against(kept.flow, client_id=view.row.client_id, terms=view.terms, on=on)
        currency = view.row.amount.currency
        panels += capacity_panels(kept.flow, found, policy_of(view.row.id), currency=currency)
    return panels


def limits_panel(view: ApplicationView, *, on: date) -> Panel:
    """What the borrower, and insiders, would owe against the most they may."""
    found = exposures(view.row.client_id, asked=view.row.amount, on=on, application_id=view.row.id)
    facts = [Fact(LIMITS[one.limit.value], _limit_state(one), _limit_words(one)) for one in found]
    return Panel(title=_("Limits of risk"), facts=facts)


def _limit_state(one: Exposure) -> State:
    if one.ceiling is None:
        return State(_("Not known"), Tone.NEUTRAL)
    if one.is_exceeded:
        return State(_("Above the limit"), Tone.LATE)
    return State(_("Within the limit"), Tone.GOOD)


def _limit_words(one: Exposure) -> str:
    if one.ceiling is None:
        told = _("%(together)s with this loan; own funds were not stated")
        return told % {"together": money_text(one.together)}
    told = _("%(together)s with this loan, of %(ceiling)s at most")
    return told % {"together": money_text(one.together), "ceiling": money_text(one.ceiling)}


def levels_actions() -> list[Action]:
    """The ways from the inbox to the levels and the delegations."""
    return [
        Action(_("Credit committee"), reverse("web:committee-sessions")),
        Action(_("Levels of approval"), reverse("web:approval-policy")),
        Action(_("Scorecard"), reverse("web:scorecard")),
        Action(_("Delegations"), reverse("web:delegations")),
    ]
