"""The rules of control in force, and their change as a file."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.administration.views import trail
from nafa.interfaces.web.control.shown import role_words
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.rights import right_words
from nafa.interfaces.web.written import money_text
from nafa.kernel.context import Context
from nafa.kernel.control.defining import define_control_rules
from nafa.kernel.control.duties import ROLE
from nafa.kernel.control.rule_files import recommended_text, rules_from_text, rules_text
from nafa.kernel.control.rules import ControlRules, Level, latest_policy, rules_in_force
from nafa.kernel.identity.contexts import institution
from nafa.lib.money import Money

VIEW, CONFIGURE = "identity.view", "access.configure"
ON, OFF = State(_("In force"), Tone.GOOD), State(_("Off"), Tone.NEUTRAL)


@page(VIEW)
def rules(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Which acts wait for others, which duties are apart, how far roles go, in an emergency too."""
    latest, found = latest_policy(), rules_in_force()
    panels = [
        Panel(title=_("Acts that wait for others"), table=_approvals(found)),
        Panel(title=_("Duties kept apart"), table=_separations(found)),
        Panel(title=_("Limits of roles"), table=_limits(found)),
        Panel(
            title=_("Emergencies"), empty=_("No role may be taken in an emergency."),
            facts=_emergency(found),
        ),
    ]  # fmt: skip
    head = Page(
        title=_("Rules of control"), section="settings", trail=trail(Link(_("Rules of control"))),
        facts=[Fact(_("In force since"), latest.defined_at)] if latest else [],
        action=Action(_("Change the rules"), reverse("web:control-rules-edit"))
        if ctx.may(CONFIGURE) else None,
        other_actions=[Action(_("As a file"), reverse("web:control-rules-file"))],
    )  # fmt: skip
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


def _approvals(found: ControlRules) -> Table:
    return Table(
        caption=_("Acts that wait for others"),
        columns=[
            Column(name="act", title=_("Act")),
            Column(name="above", title=_("Above"), kind=Kind.MONEY),
            Column(name="who", title=_("Who approves"), kind=Kind.TEXT),
            Column(name="expires", title=_("Ends after"), on_phone=False),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                one.command,
                {
                    "act": labels.command_word(one.command),
                    "above": None if one.above_minor is None else _money(one.above_minor),
                    "who": " → ".join(_level(level) for level in one.levels),
                    "expires": _days(one.expires_after_days),
                    "state": ON if one.is_on else OFF,
                },
            )
            for one in found.approvals.values()
        ],
        empty=Empty(_("No act waits"), _("Whoever has the right acts alone.")),
    )


def _level(level: Level) -> str:
    words = role_words(level.roles)
    if level.quorum > 1:
        words += " × " + str(level.quorum)
    if level.above_minor:
        words += gettext(" (above %(amount)s)") % {"amount": money_text(_money(level.above_minor))}
    if level.escalate_after_days is not None:
        words += gettext(" (also %(roles)s after %(days)s)") % {
            "roles": role_words(level.escalate_to), "days": _days(level.escalate_after_days),
        }  # fmt: skip
    return words


def _separations(found: ControlRules) -> Table:
    on_file, always = gettext("on the same file"), gettext("always")
    return Table(
        caption=_("Duties kept apart"),
        columns=[
            Column(name="name", title=_("Rule")),
            Column(name="first", title=_("Who has or does"), kind=Kind.TEXT),
            Column(name="then", title=_("Has or does none of"), kind=Kind.TEXT),
            Column(name="when", title=_("When")),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                one.name,
                {
                    "name": one.name,
                    "first": ", ".join(_duty(name, on_file=one.on_file) for name in one.first),
                    "then": ", ".join(_duty(name, on_file=one.on_file) for name in one.then),
                    "when": on_file if one.on_file else always,
                    "state": ON if one.is_on else OFF,
                },
            )
            for one in found.separations
        ],
        empty=Empty(_("No duty is kept apart"), _("One person may hold any two rights.")),
    )


def _duty(name: str, *, on_file: bool) -> str:
    if on_file:
        return str(labels.command_word(name))
    return role_words([name.removeprefix(ROLE)]) if name.startswith(ROLE) else name


def _limits(found: ControlRules) -> Table:
    return Table(
        caption=_("Limits of roles"),
        columns=[
            Column(name="role", title=_("Role")),
            Column(name="right", title=_("Right")),
            Column(name="branch", title=_("Branch"), on_phone=False),
            Column(name="act", title=_("In one act"), kind=Kind.MONEY),
            Column(name="day", title=_("In one day"), kind=Kind.MONEY),
        ],
        rows=[
            Row(
                f"{one.role}/{one.permission}/{one.branch}",
                {
                    "role": role_words([one.role]),
                    "right": right_words(one.permission),
                    "branch": one.branch or gettext("all branches"),
                    "act": None if one.act_minor is None else _money(one.act_minor),
                    "day": None if one.day_minor is None else _money(one.day_minor),
                },
            )
            for one in found.limits
        ],
        empty=Empty(_("No limit"), _("A right goes as far as the money there is.")),
    )


def _emergency(found: ControlRules) -> list[Fact]:
    if not found.emergency.roles:
        return []
    hours = found.emergency.hours
    return [
        Fact(_("Roles"), role_words(found.emergency.roles)),
        Fact(_("At most"), ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}),
    ]


def _money(minor: int) -> Money:
    return Money(minor, institution().currency)


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


class RulesForm(KeyedForm):
    """The rules as the text of a file."""

    text = forms.CharField(
        label=_("Rules"), strip=False, max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 28, "class": "code", "spellcheck": "false"}),
        help_text=_("Sections approvals, separations, limits and emergency (TOML). Amounts in the"
                    " smallest unit of the currency. Rules with on = false are kept and do"
                    " nothing."),
    )  # fmt: skip


@page(CONFIGURE)
def edit_rules(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Change the rules; they count from the next act on."""
    latest = latest_policy()
    shown = recommended_text() if latest is None else rules_text(latest.rules)
    back = reverse("web:control-rules")
    return command_page(
        request, ctx,
        form=RulesForm(request.POST or None, initial={"text": shown}),
        page=Page(
            title=_("Change the rules of control"), section="settings",
            trail=trail(Link(_("Rules of control"), back), Link(_("Change"))),
        ),
        template="web/form.html",
        run=lambda keyed, values: _define(keyed, **values),
        done=lambda _id: Done(back, gettext("The rules are in force.")),
        values={"cancel_url": back},
    )  # fmt: skip


def _define(ctx: Context, *, text: str) -> Any:
    return define_control_rules(ctx, rules=rules_from_text(text))


@page(VIEW)
def rules_file(request: HttpRequest, ctx: Context) -> HttpResponse:  # noqa: ARG001
    """The rules in force as a file; those recommended where the institution has none."""
    latest = latest_policy()
    text = recommended_text() if latest is None else rules_text(latest.rules)
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="control-rules.toml"'
    return answer
