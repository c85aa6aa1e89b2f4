"""A thing of the register: what it is, what it is worth, what is done with it."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nafa.assets import commands, queries
from nafa.assets.queries import AssetRow
from nafa.interfaces.web.financing import shown
from nafa.interfaces.web.financing.forms import reason_field
from nafa.interfaces.web.financing.steps import Fields, StepForm
from nafa.interfaces.web.forms import DateField, MoneyField
from nafa.interfaces.web.pages import NO_MONEY_MOVED, Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, Words
from nafa.interfaces.web.wording import financing as words
from nafa.interfaces.web.wording.history import happenings
from nafa.kernel.context import Context
from nafa.payments import queries as payments

PROPOSE, APPROVE, COLLECT = "assets.propose", "assets.approve", "assets.collect"


def _sale(row: AssetRow) -> Fields:
    return {
        "amount": MoneyField(currency=row.cost.currency, label=_("Price received"), is_large=True)
    }


def _insurance(row: AssetRow) -> Fields:
    return {
        "insurer": forms.CharField(label=_("Insurer"), max_length=120, initial=row.insurer),
        "policy_number": forms.CharField(label=_("Policy"), required=False, max_length=60),
        "insured_until_date": DateField(label=_("Insured until")),
    }


def _place(row: AssetRow) -> Fields:
    return {"place": forms.CharField(label=_("Place"), max_length=120, initial=row.place)}


def _reason(_row: AssetRow) -> Fields:
    return {"reason": reason_field()}


WAYS = {
    "vente": (_("Sell the thing"), COLLECT, _sale, commands.sell_asset),
    "rebut": (_("Scrap the thing"), APPROVE, _reason, commands.scrap_asset),
    "assurance": (_("Keep the insurance"), PROPOSE, _insurance, commands.insure_asset),
    "lieu": (_("Change the place"), PROPOSE, _place, commands.move_asset),
}


def _head(ctx: Context, row: AssetRow) -> Page:
    holds_till = payments.open_session_of(ctx.actor_id) is not None
    back = row.status == "RETURNED"
    slugs = [*(["vente"] if back and holds_till else []), *(["rebut"] if back else [])]
    slugs += ["assurance", "lieu"] if row.ended_date is None or back else []
    actions = [
        Action(WAYS[slug][0], reverse("web:asset-step", args=[row.number, slug]))
        for slug in slugs
        if ctx.may(WAYS[slug][1])
    ]
    contract = reverse("web:financing-file", args=[row.contract_number])
    return Page(
        title=f"{row.number} · {row.description}",
        section="loans",
        state=words.asset_state(row.status),
        trail=(Link(_("Register of things"), reverse("web:assets")), Link(row.number)),
        facts=[
            Fact(_("In the books"), row.book_value),
            Fact(_("Cost"), row.cost),
            Fact(_("Depreciation so far"), row.worn),
            Fact(_("Contract"), row.contract_number, url=contract),
        ],
        action=next(iter(actions), None),
        other_actions=actions[1:],
    )


@page("assets.view")
def asset(request: HttpRequest, ctx: Context, asset_id: UUID) -> HttpResponse:
    """Facts, accounts and history of a thing."""
    row = queries.asset_view(ctx, asset_id)
    values = {
        "facts": shown.asset_facts(row),
        "table": shown.accounts_table(ctx, [("asset", asset_id)]),
        "past": happenings("asset", asset_id),
    }
    return render_page(request, ctx, "web/financing/asset.html", _head(ctx, row), values=values)


@page()
def step(request: HttpRequest, ctx: Context, asset_id: UUID, slug: str) -> HttpResponse:
    """Sell, scrap, insure or move a thing."""
    if slug not in WAYS:
        raise Http404(slug)
    title, permission, fields, run = WAYS[slug]
    ctx.demand(permission)
    row = queries.asset_view(ctx, asset_id)
    here = reverse("web:asset", args=[row.number])
    said: Words = _("The register is up to date.")
    return command_page(
        request,
        ctx,
        form=StepForm(request.POST or None, fields=fields(row), name=f"asset-{slug}"),
        page=Page(
            title=title,
            section="loans",
            trail=(
                Link(_("Register of things"), reverse("web:assets")),
                Link(row.number, here),
                Link(title),
            ),
            facts=[Fact(_("Thing"), row.description), Fact(_("In the books"), row.book_value)],
        ),
        template="web/financing/step.html",
        run=lambda keyed, values: run(keyed, asset_id=asset_id, **values),  # type: ignore[operator]
        done=lambda _made: Done(here, said),
        money=NO_MONEY_MOVED,
        values={"cancel_url": here, "is_danger": slug == "rebut"},
    )
