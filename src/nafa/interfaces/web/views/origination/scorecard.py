"""The scorecard: what is in force, a new version, and trying it on a real application."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Happening, Link, Page, State, Tone, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.budgets import FACTS, SCORECARD_REASONS
from nafa.interfaces.web.written import date_text
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.lending import queries as lending
from nafa.lending.calc.origination.scorecard import (
    MOST_CRITERIA,
    Criterion,
    Line,
    Scorecard,
    ScorecardRefused,
    scorecard_from_plain,
)
from nafa.lending.commands.origination.scoring import define_scorecard
from nafa.lending.queries.origination.scores import facts_of_id, scorecards

DEFINE = "lending.define_policy"
COUNT = "criteria"
TRIED = 40


class CriterionRow(forms.Form):
    """One fact and its lines."""

    fact = forms.ChoiceField(label=gettext_lazy("Fact"), choices=list(FACTS.items()))
    lines = forms.CharField(
        label=gettext_lazy("Lines: from; points; reason"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("One line each, such as: 25; 20; Age of work."),
    )
    otherwise = forms.IntegerField(
        label=gettext_lazy("Points otherwise, or not known"), initial=0, required=False
    )

    def plain(self) -> dict[str, Any]:
        entered = self.cleaned_data
        bands = [_band(line) for line in entered["lines"].splitlines() if line.strip()]
        return {"fact": entered["fact"], "bands": bands, "otherwise": entered["otherwise"] or 0}


def _band(line: str) -> dict[str, Any]:
    start, points, reason = [*(one.strip() for one in line.split(";", 2)), "", ""][:3]
    return {"start": start.replace(",", "."), "points": _whole(points), "reason": reason}


def _whole(text: str) -> int | None:
    return int(text) if text.lstrip("-").isdigit() else None


def _written(one: Criterion) -> dict[str, Any]:
    lines = "\n".join(f"{band.start}; {band.points}; {band.reason}" for band in one.bands)
    return {"fact": one.fact, "lines": lines, "otherwise": one.otherwise}


def _prefix(place: int) -> str:
    return f"criterion-{place}"


def _count(data: QueryDict) -> int:
    typed = data.get(COUNT, "0")
    return min(int(typed), MOST_CRITERIA) if typed.isascii() and typed.isdigit() else 0


def changed_rows(data: QueryDict) -> list[CriterionRow]:
    """The rows after one was added or taken away; what was typed stays."""
    names = ("fact", "lines", "otherwise")
    kept = [
        {name: data.get(f"{_prefix(place)}-{name}", "") for name in names}
        for place in range(_count(data))
        if str(place) != data.get("take_criterion")
    ]
    if "add_criterion" in data and len(kept) < MOST_CRITERIA:
        kept.append({})
    return [CriterionRow(prefix=_prefix(place), initial=row) for place, row in enumerate(kept)]


class ScorecardForm(KeyedForm):
    """The criteria, and the classes from the best to the worst."""

    classes = forms.CharField(
        label=gettext_lazy("Classes: name; from points"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("The best first, such as: A; 60. The last has no points."),
    )

    def __init__(self, *arguments: Any, card: Scorecard | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.row_error: Words = ""
        if card is not None:
            self.fields["classes"].initial = "\n".join(
                one.name if one.at_least is None else f"{one.name}; {one.at_least}"
                for one in card.classes
            )
        if isinstance(self.data, QueryDict) and self.is_bound:
            places = range(_count(self.data))
            self.rows = [CriterionRow(self.data, prefix=_prefix(place)) for place in places]
        else:
            shown = [_written(one) for one in card.criteria] if card else [{}]
            self.rows = [
                CriterionRow(prefix=_prefix(place), initial=row) for place, row in enumerate(shown)
            ]

    def clean(self) -> dict[str, Any] | None:
        if not all([row.is_valid() for row in self.rows]):
            self.add_error(None, _("Correct the criteria below."))
        return super().clean()

    def rules(self) -> dict[str, Any]:
        """The scorecard as plain data."""
        classes = []
        for line in self.cleaned_data["classes"].splitlines():
            name, _mark, points = line.partition(";")
            if name.strip():
                classes.append({"name": name.strip(), "at_least": _whole(points.strip())})
        return {"criteria": [row.plain() for row in self.rows], "classes": classes}

    def show_refusal(self, error: DomainError) -> None:
        reason = SCORECARD_REASONS.get(str(error.values.get("reason", "")))
        place, name = error.values.get("criterion"), str(error.values.get("field", ""))
        if reason is None:
            super().show_refusal(error)
        elif place and int(place) <= len(self.rows):
            row = self.rows[int(place) - 1]
            row.add_error(name if name in row.fields else "lines", str(reason))
        elif name == "classes":
            self.add_error("classes", str(reason))
        else:
            self.row_error = reason


def score_table(lines: tuple[Line, ...], points: int) -> Table:
    """Every criterion with its value, points and reason."""
    return Table(
        caption=_("Score"),
        columns=[
            Column(name="fact", title=_("Criterion")),
            Column(name="value", title=_("Value")),
            Column(name="points", title=_("Points"), kind=Kind.NUMBER),
            Column(name="reason", title=_("Reason"), on_phone=False),
        ],
        rows=[
            Row(
                line.fact,
                {
                    "fact": FACTS.get(line.fact, line.fact),
                    "value": _("not known") if line.value is None else str(line.value),
                    "points": line.points,
                    "reason": line.reason,
                },
            )
            for line in lines
        ],
        empty=Empty(_("No criterion"), _("The scorecard has no criterion.")),
        totals={"points": points},
    )


def _rules_table(card: Scorecard) -> Table:
    rows = [
        Row(
            f"{one.fact}/{band.start}",
            {"fact": FACTS.get(one.fact, one.fact), "start": band.start, "points": band.points,
             "reason": band.reason},
        )
        for one in card.criteria
        for band in one.bands
    ]  # fmt: skip
    return Table(
        caption=_("Criteria in force"),
        columns=[
            Column(name="fact", title=_("Criterion")),
            Column(name="start", title=_("From, or is")),
            Column(name="points", title=_("Points"), kind=Kind.NUMBER),
            Column(name="reason", title=_("Reason"), on_phone=False),
        ],
        rows=rows,
        empty=Empty(_("No criterion"), _("The scorecard has no criterion.")),
    )


def _trail(*steps: Link) -> list[Link]:
    return [Link(_("Approvals"), reverse("web:approvals")), *steps]


@page("lending.view")
def scorecard(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The scorecard in force with its classes, and every version."""
    versions = scorecards()
    now = next((one for one in versions if one.effective_from <= ctx.business_date), None)
    define = Action(_("Change the scorecard"), reverse("web:scorecard-new"))
    classes = [
        Fact(one.name, _("from %(points)s points") % {"points": one.at_least}
             if one.at_least is not None else _("everything below"))
        for one in (now.card.classes if now else ())
    ]  # fmt: skip
    past = [
        Happening(
            what=_("Version %(number)s") % {"number": one.number},
            at=one.made_at,
            who=one.made_by or _("The institution"),
            detail=_("In force from %(day)s") % {"day": date_text(one.effective_from)},
        )
        for one in versions
    ]
    top = [Panel(title=_("Criteria in force"), table=_rules_table(now.card))] if now else []
    head = Page(
        title=_("Scorecard"),
        section="approvals",
        trail=_trail(Link(_("Scorecard"))),
        facts=[Fact(_("Version"), now.number)] if now else [],
        action=define if ctx.may(DEFINE) else None,
    )
    values = {
        "top": top,
        "left": [Panel(title=_("Risk classes"), facts=classes, empty=_("No scorecard yet."))],
        "right": [Panel(title=_("Versions"), timeline=past, empty=_("No scorecard yet."))],
    }
    return render_page(request, ctx, "web/origination/columns.html", head, values=values)


@page(DEFINE)
def new_scorecard(request: HttpRequest, ctx: Context) -> HttpResponse:
    """A new version, starting from the one in force, with a try-out beside it."""
    versions, back = scorecards(), reverse("web:scorecard")
    form = ScorecardForm(request.POST or None, card=versions[0].card if versions else None)
    known = lending.applications(ctx, limit=TRIED)
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Change the scorecard"),
            section="approvals",
            trail=_trail(Link(_("Scorecard"), back), Link(_("Change the scorecard"))),
        ),
        template="web/origination/scorecard.html",
        run=lambda ctx, _entered: define_scorecard(ctx, rules=form.rules()),
        done=lambda _id: Done(back, _("The scorecard is kept as a new version.")),
        values={"cancel_url": back, "applications": known},
    )


@require_POST
@page(DEFINE)
def criteria(request: HttpRequest, ctx: Context) -> HttpResponse:  # noqa: ARG001
    """The rows of criteria after one was added or taken away."""
    return render(request, "web/origination/_criteria.html", {"rows": changed_rows(request.POST)})


@require_POST
@page(DEFINE)
def try_out(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The score that the typed scorecard would give a real application; nothing is kept."""
    form, tried = ScorecardForm(request.POST), request.POST.get("tried", "")
    if not form.is_valid() or not tried:
        return render(request, "web/origination/_score.html", {})
    try:
        card = scorecard_from_plain(form.rules())
    except ScorecardRefused as refused:
        why = SCORECARD_REASONS.get(refused.code, "")
        return render(request, "web/origination/_score.html", {"why_not": why})
    score = card.score(facts_of_id(ctx, UUID(tried)))
    panel = Panel(
        title=_("%(points)s of %(most)s points") % {"points": score.points, "most": score.most},
        table=score_table(score.lines, score.points),
        state=State(_("Class %(name)s") % {"name": score.risk_class}, Tone.INFO),
    )
    return render(request, "web/origination/_score.html", {"panels": [panel]})
