"""The levels of approval: what is in force, its versions, and a new version."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nafa.interfaces.web.forms import DateField, KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Happening, Link, Page, State, Tone, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination import level_rows
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.guarantees import KINDS
from nafa.interfaces.web.wording.origination import POLICY_REASONS, role_words
from nafa.interfaces.web.written import date_text, unit_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.lending import queries as lending
from nafa.lending.calc.origination.coverage import USUAL_HAIRCUTS, GuaranteeKind
from nafa.lending.calc.origination.policy import USUAL_BUREAU_DAYS, Level, Policy
from nafa.lending.commands.origination.policies import define_approval_policy
from nafa.lending.queries.origination.policies import policies
from nafa.lib.money import Money

DEFINE = "lending.define_policy"
FIELD_OF = {"up_to_minor": "up_to"}
COVERED, OFF = "covered-", "off-"


class PolicyForm(KeyedForm):
    """How long things hold, from when, and the levels in their order."""

    application_days = forms.IntegerField(
        label=gettext_lazy("An application waits at most"), min_value=1, max_value=730, initial=30,
        help_text=gettext_lazy("In days. Afterwards the facts are checked and it comes again."),
    )  # fmt: skip
    approval_days = forms.IntegerField(
        label=gettext_lazy("An approval holds for"), min_value=1, max_value=730, initial=60,
        help_text=gettext_lazy("In days, up to the disbursement."),
    )  # fmt: skip
    capacity_percent = forms.IntegerField(
        label=gettext_lazy("Instalments take at most"), min_value=1, max_value=100, required=False,
        help_text=gettext_lazy("In % of what the borrower's month leaves. Empty: not checked."),
    )  # fmt: skip
    is_capacity_binding = forms.BooleanField(
        label=gettext_lazy("Nothing is approved above this ceiling"), required=False
    )
    wants_signature = forms.BooleanField(
        label=gettext_lazy("No money leaves before the contract is signed"), required=False
    )
    wants_bureau = forms.BooleanField(
        label=gettext_lazy("Nothing is approved without an answer of the credit bureau"),
        required=False,
    )
    bureau_days = forms.IntegerField(
        label=gettext_lazy("An answer of the bureau holds for"), min_value=1, max_value=730,
        initial=USUAL_BUREAU_DAYS, required=False, help_text=gettext_lazy("In days."),
    )  # fmt: skip
    is_bureau_outage_excused = forms.BooleanField(
        label=gettext_lazy("A bureau that was asked and does not answer is enough"),
        required=False,
    )
    effective_from = DateField(
        label=gettext_lazy("In force from"), required=False,
        help_text=gettext_lazy("Empty: today. Applications keep the levels they came under."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, policy: Policy | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in ("application_days", "approval_days", "capacity_percent",
                     "is_capacity_binding", "wants_signature", "wants_bureau", "bureau_days",
                     "is_bureau_outage_excused"):  # fmt: skip
            self.fields[name].widget.size = "field-short"
            if policy is not None:
                self.fields[name].initial = getattr(policy, name)
        for name, title, kept in self._percents(policy):
            self.fields[name] = forms.IntegerField(
                label=title, min_value=0, max_value=500, required=False, initial=kept
            )
            self.fields[name].widget.size = "field-short"
        data = self.data if isinstance(self.data, QueryDict) and self.is_bound else None
        self.rows = level_rows.rows_of(data, policy.levels if policy else ())
        self.level_error: Words = ""

    @staticmethod
    def _percents(policy: Policy | None) -> list[tuple[str, Any, int | None]]:
        """What guarantees must cover, by product, and what is taken off them, by kind."""
        wanted = policy.coverage_percent if policy else {}
        off = policy.haircut_percent if policy else {}
        products = [(one.code, one.name) for one in lending.products(active_only=True)]
        return [
            *((f"{COVERED}{code}", name, wanted.get(code)) for code, name in products),
            *((f"{OFF}{code}", word, off.get(code, USUAL_HAIRCUTS[GuaranteeKind(code)]))
              for code, word in KINDS.items()),
        ]  # fmt: skip

    def _named(self, start: str) -> dict[str, int]:
        """The percents entered under names that start so."""
        return {
            name.removeprefix(start): value
            for name, value in self.cleaned_data.items()
            if name.startswith(start) and value is not None
        }

    @property
    def parts(self) -> list[tuple[Words, list[BoundField]]]:
        """The fields in their parts, each with a title."""
        rest = [one for one in self.visible_fields() if not one.name.startswith((COVERED, OFF))]
        covered = [one for one in self.visible_fields() if one.name.startswith(COVERED)]
        off = [one for one in self.visible_fields() if one.name.startswith(OFF)]
        titles = (
            (_("Time and capacity"), rest),
            (_("Guarantees cover at least, in % of the amount"), covered),
            (_("Taken off the value of guarantees, in %"), off),
        )
        return [(title, fields) for title, fields in titles if fields]

    def clean(self) -> dict[str, Any] | None:
        if not all([row.is_valid() for row in self.rows]):
            self.add_error(None, _("Correct the levels below."))
        return super().clean()

    def rules(self) -> dict[str, Any]:
        """The policy as plain data."""
        entered = self.cleaned_data
        return {
            "application_days": entered["application_days"],
            "approval_days": entered["approval_days"],
            "capacity_percent": entered["capacity_percent"],
            "is_capacity_binding": entered["is_capacity_binding"],
            "wants_signature": entered["wants_signature"],
            "wants_bureau": entered["wants_bureau"],
            "bureau_days": entered["bureau_days"] or USUAL_BUREAU_DAYS,
            "is_bureau_outage_excused": entered["is_bureau_outage_excused"],
            "coverage_percent": self._named(COVERED),
            "haircut_percent": self._named(OFF),
            "levels": [row.plain() for row in self.rows],
        }

    def show_refusal(self, error: DomainError) -> None:
        """Say what is wrong beside the level it is about."""
        reason = POLICY_REASONS.get(str(error.values.get("reason", "")))
        number, name = error.values.get("level"), str(error.values.get("field", ""))
        if reason is None:
            super().show_refusal(error)
        elif number and int(number) <= len(self.rows):
            self.rows[int(number) - 1].add_error(FIELD_OF.get(name, name), str(reason))
        else:
            self.level_error = reason


def _trail(here: str) -> list[Link]:
    return [Link(_("Approvals"), reverse("web:approvals")), Link(here)]


def _capacity_facts(policy: Policy) -> list[Fact]:
    if policy.capacity_percent is None:
        return []
    told = _("binding") if policy.is_capacity_binding else _("a warning")
    return [Fact(_("Instalments take at most"), f"{policy.capacity_percent} %", told)]


def _levels_table(levels: tuple[Level, ...]) -> Table:
    currency = institution().currency
    every = _("All")
    rows = [
        Row(
            str(number),
            {
                "number": number,
                "name": level.name,
                "up_to": Money(level.up_to_minor, currency) if level.up_to_minor else every,
                "who": role_words(level.roles),
                "quorum": level.quorum,
                "how": State(_("Committee"), Tone.INFO) if level.is_committee
                else State(_("Persons"), Tone.NEUTRAL),
                "products": ", ".join(level.products) or every,
                "branches": ", ".join(level.branches) or every,
                "risk": ", ".join(level.risk_classes) or every,
            },
        )
        for number, level in enumerate(levels, start=1)
    ]  # fmt: skip
    return Table(
        caption=_("Levels of approval"),
        columns=[
            Column(name="name", title=_("Level")),
            Column(name="up_to", title=_("Up to"), kind=Kind.MONEY, unit=unit_text(currency)),
            Column(name="who", title=_("Who decides"), on_phone=False),
            Column(name="quorum", title=_("Number of people"), kind=Kind.NUMBER),
            Column(name="how", title=_("Manner"), kind=Kind.STATE, on_phone=False),
            Column(name="products", title=_("Products"), on_phone=False),
            Column(name="branches", title=_("Branches"), on_phone=False),
            Column(name="risk", title=_("Risk"), on_phone=False),
        ],
        rows=rows,
        empty=Empty(_("No level yet"), _("One other person decides, within their own limit.")),
    )


@page("lending.approve")
def approval_policy(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Who decides what: the levels in force, in the order they are read, and their versions."""
    versions = policies()
    now = next((one for one in versions if one.effective_from <= ctx.business_date), None)
    define = Action(_("Change the levels"), reverse("web:approval-policy-new"))
    facts = [
        Fact(_("Version"), now.number),
        Fact(_("In force from"), now.effective_from),
        Fact(_("An application waits at most"),
             _("%(count)s days") % {"count": now.policy.application_days}),
        Fact(_("An approval holds for"),
             _("%(count)s days") % {"count": now.policy.approval_days}),
        *_capacity_facts(now.policy),
    ] if now else []  # fmt: skip
    past = [
        Happening(
            what=_("Version %(number)s") % {"number": one.number},
            at=one.made_at,
            who=one.made_by or _("The institution"),
            detail=_("%(levels)s levels, in force from %(day)s")
            % {"levels": len(one.policy.levels), "day": date_text(one.effective_from)},
        )
        for one in versions
    ]
    head = Page(
        title=_("Levels of approval"),
        section="approvals",
        trail=_trail(_("Levels of approval")),
        facts=facts,
        action=define if ctx.may(DEFINE) else None,
    )
    panels = [
        Panel(title=_("Levels in force"), table=_levels_table(now.policy.levels if now else ())),
        Panel(title=_("Versions"), timeline=past, empty=_("No policy has been set yet.")),
    ]
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


@page(DEFINE)
def new_policy(request: HttpRequest, ctx: Context) -> HttpResponse:
    """A new version of the levels, starting from those in force."""
    versions, back = policies(), reverse("web:approval-policy")
    form = PolicyForm(request.POST or None, policy=versions[0].policy if versions else None)
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Change the levels of approval"),
            section="approvals",
            trail=[
                Link(_("Approvals"), reverse("web:approvals")),
                Link(_("Levels of approval"), back),
                Link(_("Change the levels")),
            ],
        ),
        template="web/origination/policy.html",
        run=lambda ctx, entered: define_approval_policy(
            ctx, rules=form.rules(), effective_from=entered["effective_from"]
        ),
        done=lambda _id: Done(back, _("The levels are kept as a new version.")),
        values={"cancel_url": back},
    )


@require_POST
@page(DEFINE)
def levels(request: HttpRequest, ctx: Context) -> HttpResponse:  # noqa: ARG001
    """The rows of levels after one was added, taken away or moved."""
    rows = level_rows.changed_rows(request.POST)
    return render(request, "web/origination/_levels.html", {"rows": rows})
