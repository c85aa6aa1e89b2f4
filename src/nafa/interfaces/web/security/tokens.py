"""Keys of the API: made, shown once, listed with their last use, taken back."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from nafa.interfaces.web.administration.views import trail
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.words_at_door import NOTHING_DONE
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.models import ApiToken
from nafa.kernel.tokens import commands, queries

DAYS = (7, 30, 90, 365)


class TokenForm(KeyedForm):
    """What the key is for, what it may do, how long."""

    label = forms.CharField(
        label=_("What it is for"), max_length=commands.LONGEST_LABEL,
        help_text=_("Such as: accounting software."),
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label=_("Good for"), coerce=int, initial=90,
        choices=[(days, _("%(days)s days") % {"days": days}) for days in DAYS],
    )  # fmt: skip

    def __init__(self, *arguments: object, rights: list[str], **options: object) -> None:
        super().__init__(*arguments, **options)
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=_("What it may do"),
            choices=[(one, one) for one in rights],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Only what the program needs. It never may more than you."),
        )


def _steps(here: object = "") -> tuple[Link, ...]:
    own = reverse("web:tokens") if here else ""
    return trail(Link(_("Keys of the API"), own), *((Link(str(here)),) if here else ()))


@page(commands.MAKE)
def tokens(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The keys that open the API now: whose, what for, what they may, last used, until when."""
    table = Table(
        caption=_("Keys of the API"),
        columns=[
            Column(name="label", title=_("What for")),
            Column(name="who", title=_("Of")),
            Column(name="program", title=_("Program"), on_phone=False),
            Column(name="scopes", title=_("May do"), kind=Kind.TEXT, on_phone=False),
            Column(name="used", title=_("Last used")),
            Column(name="until", title=_("Until")),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "label": one.label,
                    "who": one.user.full_name,
                    "program": one.grant.program.name if one.grant else "",
                    "scopes": ", ".join(one.scopes or ()),
                    "used": one.last_used_at or gettext("never"),
                    "until": one.expires_at,
                },
                reverse("web:token", args=[one.id]),
            )
            for one in queries.tokens(ctx)
        ],
        empty=Empty(_("No key"), _("Programs that call the API need a key with its rights.")),
    )
    head = Page(
        title=_("Keys of the API"), section="settings", trail=_steps(),
        action=Action(_("Make a key"), reverse("web:token-new")),
    )  # fmt: skip
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


@never_cache
@page(commands.MAKE)
def new_token(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Make a key of one's own. It is shown in the answer and never again."""
    key = commands.new_key()
    form = TokenForm(request.POST or None, rights=sorted(ctx.permissions))
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(title=_("Make a key"), section="settings", trail=_steps(_("Make a key"))),
        template="web/form.html",
        run=lambda keyed, values: commands.make_token(
            keyed,
            digest=key.digest.hex(),
            label=values["label"],
            scopes=tuple(values["scopes"]),
            expires_at=ctx.now + timedelta(days=values["days"]),
        ),
        done=lambda token_id: _shown_once(request, ctx, token_id, key.text),
        money=NOTHING_DONE,
        values={"send_label": _("Make the key"), "cancel_url": reverse("web:tokens")},
    )


def _shown_once(request: HttpRequest, ctx: Context, token_id: UUID, text: str) -> HttpResponse:
    head = Page(title=_("The key"), section="settings", trail=_steps(_("The key")))
    values = {"text": text, "done_url": reverse("web:tokens"), "id": token_id}
    return render_page(request, ctx, "web/security/shown_once.html", head, values=values)


@page(commands.MAKE)
def token(request: HttpRequest, ctx: Context, token_id: UUID) -> HttpResponse:
    """One key, and taking it back."""
    found = next((one for one in queries.tokens(ctx) if one.id == token_id), None)
    if found is None:
        raise NotFound(kind="token", id=token_id)
    return command_page(
        request,
        ctx,
        form=KeyedForm(request.POST or None),
        page=Page(
            title=found.label, section="settings", trail=_steps(found.label), facts=_facts(found)
        ),
        template="web/door/act.html",
        run=lambda keyed, _values: commands.revoke_token(keyed, token_id=token_id),
        done=lambda _none: Done(reverse("web:tokens"), gettext("The key opens nothing any more.")),
        money=NOTHING_DONE,
        values={
            "words": _("Taken back, the key opens nothing from the next call on."),
            "send_label": _("Take the key back"), "cancel_url": reverse("web:tokens"),
            "is_danger": True,
        },
    )  # fmt: skip


def _facts(found: ApiToken) -> list[Fact]:
    return [
        Fact(_("Of"), found.user.full_name),
        Fact(_("May do"), ", ".join(found.scopes or ())),
        Fact(_("Last used"), found.last_used_at or _("never"), hint=found.last_address),
        Fact(_("Until"), found.expires_at),
    ]
