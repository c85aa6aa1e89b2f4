"""The matrix of rights, roles to edit, and what one person can do and why."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.administration.views import trail
from nafa.interfaces.web.control.shown import role_words
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.control import ACTIONS, KINDS_OF_HOLDING
from nafa.interfaces.web.wording.rights import object_words, right_words
from nafa.interfaces.web.written import date_text, money_text
from nafa.kernel.context import Context
from nafa.kernel.control.actions import action_of, object_of
from nafa.kernel.control.defining import define_role, known_permissions
from nafa.kernel.control.duties import ROLE
from nafa.kernel.control.rights import Source, why
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.contexts import institution
from nafa.kernel.identity.roles import shipped_roles
from nafa.kernel.models import Role, User
from nafa.lib.money import Money

VIEW, MANAGE = "identity.view", "identity.manage"


@page(VIEW)
def matrix(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Rights by object and action, roles side by side; wide, so it scrolls in itself."""
    roles = list(Role.objects.order_by("label_fr"))
    rights = sorted(known_permissions(), key=lambda one: (object_of(one), action_of(one), one))
    rows = [
        (
            right_words(one),
            ACTIONS[action_of(one)],
            one,
            [one in role.permissions for role in roles],
        )
        for one in rights
    ]
    names = [
        (role.code, labels.local(role.label_fr, role.label_en), len(role.permissions))
        for role in roles
    ]
    head = Page(
        title=_("Matrix of rights"), section="settings", trail=trail(Link(_("Matrix of rights"))),
        action=Action(_("New role"), reverse("web:role-new")) if ctx.may(MANAGE) else None,
    )  # fmt: skip
    values = {"roles": names, "rows": rows, "may_edit": ctx.may(MANAGE)}
    return render_page(request, ctx, "web/control/matrix.html", head, values=values)


class RoleForm(KeyedForm):
    """A role: its names, its home, its rights."""

    def __init__(self, *arguments: Any, role: Role | None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if role is None:
            self.fields["code"] = forms.CharField(label=_("Code"), max_length=40)
        for name, label in (("label_fr", _("Name in French")), ("label_en", _("Name in English"))):
            self.fields[name] = forms.CharField(
                label=label, max_length=80, initial=getattr(role, name, "")
            )
        homes = dict.fromkeys(one.home for one in shipped_roles())
        self.fields["home"] = forms.ChoiceField(
            label=_("First page"), choices=[(one, one) for one in homes],
            initial=getattr(role, "home", ""),
        )  # fmt: skip
        self.fields["permissions"] = forms.MultipleChoiceField(
            label=_("Rights"),
            choices=[
                (one, f"{object_words(one)} · {right_words(one)}")
                for one in sorted(known_permissions())
            ],
            initial=getattr(role, "permissions", []),
            widget=forms.CheckboxSelectMultiple,
        )


@page(MANAGE)
def edit_role(request: HttpRequest, ctx: Context, code: str = "") -> HttpResponse:
    """Make a role or change one; it counts at once for everybody who holds it."""
    role = Role.objects.filter(code=code).first()
    if code and role is None:
        raise NotFound(kind="role", id=code)
    title = labels.local(role.label_fr, role.label_en) if role else gettext("New role")
    back = reverse("web:rights-matrix")
    return command_page(
        request, ctx,
        form=RoleForm(request.POST or None, role=role),
        page=Page(
            title=title, section="settings",
            trail=trail(Link(_("Matrix of rights"), back), Link(title)),
        ),
        template="web/form.html",
        run=lambda keyed, values: define_role(keyed, **{"code": code, **values}),
        done=lambda _id: Done(back, gettext("The role is defined.")),
        values={"cancel_url": back},
    )  # fmt: skip


@page(VIEW)
def person_rights(request: HttpRequest, ctx: Context, user_id: UUID) -> HttpResponse:
    """What one person can do, and why: role, branch, emergency, colleague, limits, separation."""
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise NotFound(kind="user", id=user_id)
    found = why(user_id, now=ctx.now, on=ctx.business_date)
    by_object: dict[str, list[Fact]] = {}
    for right in found.rights:
        words = "; ".join(_source(one) for one in right.sources)
        fact = Fact(right_words(right.permission), ACTIONS[action_of(right.permission)], words)
        by_object.setdefault(str(object_words(right.permission)), []).append(fact)
    panels = [Panel(title=name, facts=facts) for name, facts in sorted(by_object.items())]
    apart = [
        Fact(one.rule.name, _("breaks a rule"), f"{_duty(one.first)} ≠ {_duty(one.then)}")
        for one in found.clashes
    ] + [Fact(one.name, _duty(one.what), _not_also(one.not_also)) for one in found.kept_from]
    panels.insert(
        0,
        Panel(title=_("Duties kept apart"), facts=apart, empty=_("No rule concerns this person.")),
    )
    head = Page(
        title=gettext("Rights of %(person)s") % {"person": user.full_name}, section="settings",
        trail=trail(Link(_("People"), reverse("web:users")), Link(user.full_name)),
    )  # fmt: skip
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


def _duty(name: str) -> str:
    """A right by its name, a role by what people call it."""
    return role_words([name.removeprefix(ROLE)]) if name.startswith(ROLE) else name


def _not_also(names: tuple[str, ...]) -> str:
    return gettext("not also: %(duties)s") % {"duties": ", ".join(_duty(one) for one in names)}


def _source(one: Source) -> str:
    words = [str(KINDS_OF_HOLDING[one.kind])]
    if one.role:
        role = Role.objects.filter(code=one.role).first()
        words.append(labels.local(role.label_fr, role.label_en) if role else one.role)
    words.append(one.branch or gettext("all branches"))
    currency = institution().currency
    for minor, text in (
        (one.act_minor, gettext("up to %(amount)s an act")),
        (one.day_minor, gettext("up to %(amount)s a day")),
    ):
        if minor is not None:
            words.append(text % {"amount": money_text(Money(minor, currency))})
    if one.until is not None:
        words.append(gettext("until %(day)s") % {"day": date_text(one.until)})
    return " · ".join(words)
