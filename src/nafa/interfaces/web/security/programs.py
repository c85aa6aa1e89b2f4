"""Programs of others: registered with a secret shown once, listed, ended."""

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
from nafa.kernel.models import Program
from nafa.kernel.tokens import programs as commands
from nafa.kernel.tokens.commands import LONGEST_LABEL, MANAGE, new_key


class ProgramForm(KeyedForm):
    """What the program is and what it may ask for."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_LABEL)
    return_addresses = forms.CharField(
        label=_("Addresses to return to"), required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("One a line, https, exactly as the program sends them."),
    )  # fmt: skip
    has_secret = forms.BooleanField(
        label=_("It keeps a secret (a server, not a telephone)"), required=False, initial=True
    )
    acts_alone = forms.BooleanField(
        label=_("It also acts in its own name"), required=False,
        help_text=_("It gets a log-in of its own; give that log-in its role afterwards."),
    )  # fmt: skip

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=_("What it may ask for"),
            choices=[(one, one) for one in commands.rights_of_roles()],
            widget=forms.CheckboxSelectMultiple,
        )


def _steps(here: object = "") -> tuple[Link, ...]:
    own = reverse("web:programs") if here else ""
    return trail(Link(_("Programs of others"), own), *((Link(str(here)),) if here else ()))


@page(MANAGE)
def programs(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The programs that may ask for access."""
    table = Table(
        caption=_("Programs of others"),
        columns=[
            Column(name="name", title=_("Name")),
            Column(name="scopes", title=_("May do"), kind=Kind.TEXT, on_phone=False),
            Column(name="since", title=_("Since")),
        ],
        rows=[
            Row(
                str(one.id),
                {"name": one.name, "scopes": ", ".join(one.scopes), "since": one.registered_at},
                reverse("web:program", args=[one.id]),
            )
            for one in Program.objects.filter(revoked_at=None).order_by("name", "id")
        ],
        empty=Empty(_("No program"), _("Programs of others ask people here for access (OAuth).")),
    )
    head = Page(
        title=_("Programs of others"), section="settings", trail=_steps(),
        action=Action(_("Register a program"), reverse("web:program-new")),
    )  # fmt: skip
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


@never_cache
@page(MANAGE)
def new_program(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Register a program; its secret is shown in the answer and never again."""
    key = new_key()
    title = _("Register a program")
    return command_page(
        request,
        ctx,
        form=ProgramForm(request.POST or None),
        page=Page(title=title, section="settings", trail=_steps(title)),
        template="web/form.html",
        run=lambda keyed, values: commands.register_program(
            keyed,
            name=values["name"],
            return_addresses=tuple(values["return_addresses"].split()),
            scopes=tuple(values["scopes"]),
            secret_digest=key.digest.hex() if values["has_secret"] else "",
            acts_alone=values["acts_alone"],
        ),
        done=lambda program_id: _shown_once(request, ctx, program_id, key.text),
        money=NOTHING_DONE,
        values={"send_label": title, "cancel_url": reverse("web:programs")},
    )


def _shown_once(request: HttpRequest, ctx: Context, program_id: UUID, text: str) -> HttpResponse:
    has_secret = Program.objects.filter(id=program_id, secret_digest__isnull=False).exists()
    head = Page(title=_("The key"), section="settings", trail=_steps(_("The key")))
    values = {
        "text": text if has_secret else "–", "id_shown": program_id,
        "done_url": reverse("web:programs"),
    }  # fmt: skip
    return render_page(request, ctx, "web/security/shown_once.html", head, values=values)


@page(MANAGE)
def program(request: HttpRequest, ctx: Context, program_id: UUID) -> HttpResponse:
    """One program, and ending it."""
    found = Program.objects.filter(id=program_id, revoked_at=None).first()
    if found is None:
        raise NotFound(kind="program", id=program_id)
    facts = [
        Fact(_("Identifier"), str(found.id)),
        Fact(_("Addresses to return to"), ", ".join(found.return_addresses)),
        Fact(_("May do"), ", ".join(found.scopes)),
        Fact(_("Log-in"), found.account.username if found.account else None),
    ]
    return command_page(
        request,
        ctx,
        form=KeyedForm(request.POST or None),
        page=Page(title=found.name, section="settings", trail=_steps(found.name), facts=facts),
        template="web/door/act.html",
        run=lambda keyed, _values: commands.revoke_program(keyed, program_id=program_id),
        done=lambda _none: Done(reverse("web:programs"), gettext("The program is ended.")),
        money=NOTHING_DONE,
        values={
            "words": _("Everything that people granted to it ends at once."),
            "send_label": _("End the program"), "cancel_url": reverse("web:programs"),
            "is_danger": True,
        },
    )  # fmt: skip
