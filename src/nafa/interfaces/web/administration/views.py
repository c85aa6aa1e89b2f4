"""People and their roles, branches, tills, and the way to the rest of the administration."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.administration.roles_held import roles_held
from nafa.interfaces.web.forms import KeyedForm, MoneyField
from nafa.interfaces.web.navigation import address_of
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Happening, Link, Page, State, Tone
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.history import history
from nafa.kernel.identity import commands
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import Assignment, Branch, Role, User
from nafa.lib.money import Money
from nafa.payments import commands as payments

PLACES = (
    ("web:users", _("People"), _("Log-ins, and the roles each person holds."), "identity.manage"),
    ("web:roles", _("Roles"), _("Which rights each role gives."), "identity.manage"),
    (
        "web:rights-matrix",
        _("Matrix of rights"),
        _("Rights and roles side by side."),
        "identity.view",
    ),
    (
        "web:control-rules",
        _("Rules of control"),
        _("Which acts wait for others, which duties are apart, how far roles go."),
        "identity.view",
    ),
    (
        "web:access-reviews",
        _("Reviews of access"),
        _("Everybody's rights, once a quarter."),
        "access.review",
    ),
    ("web:lent-rights", _("Lent rights"), _("Rights lent for a time."), "access.delegate"),
    ("web:emergencies", _("Emergencies"), _("Roles taken in an emergency."), "access.review"),
    (
        "web:emergency-take",
        _("Take a role in an emergency"),
        _("With a reason, for some hours."),
        "access.take_emergency",
    ),
    (
        "web:security-policy",
        _("Security"),
        _("Second factors, hours, places, acts to confirm."),
        "identity.manage",
    ),
    ("web:alerts", _("Watch"), _("Alerts of security and their cases."), "security.watch"),
    (
        "web:tokens",
        _("Keys of the API"),
        _("Programs that call the API: rights, end, last use."),
        "identity.make_token",
    ),
    (
        "web:programs",
        _("Programs of others"),
        _("Programs that ask people for access."),
        "identity.manage",
    ),
    ("web:branches", _("Branches"), _("The branches of the institution."), "institution.configure"),
    ("web:tills", _("Tills"), _("Tills and vaults with their balances."), "till.view_all"),
    ("web:new-till", _("Set up a till"), _("A till or a vault for a branch."), "till.open"),
    ("web:products", _("Products"), _("What the institution lends."), "lending.define_product"),
    ("web:day-close", _("Day close"), _("Close the business date."), "day.close"),
    (
        "web:own-funds",
        _("Own funds"),
        _("What limits of risk are measured against."),
        "lending.state_own_funds",
    ),
    ("web:audit", _("Trail"), _("What was done, read and refused."), "audit.view"),
    ("web:jurisdiction", _("Rules of the country"), _("Rates, dates and their sources."), ""),
    ("web:health", _("Health"), _("Database, jobs, last close."), "system.health"),
)
PERSON_ACTS = (
    (_("What this person can do"), "web:person-rights", "identity.view"),
    (_("The person changes post"), "web:person-moves", "identity.manage"),
    (_("The person leaves"), "web:person-leaves", "identity.manage"),
)
NOTHING_MADE = _("Nothing was created.")


def trail(*steps: Link) -> tuple[Link, ...]:
    return (Link(_("Administration"), reverse("web:settings")), *steps)


@page()
def settings(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The places of the administration that the person may enter."""
    places = [
        (label, words, url)
        for name, label, words, right in PLACES
        if (not right or ctx.may(right)) and (url := address_of(name))
    ]
    head = Page(title=_("Administration"), section="settings")
    return render_page(
        request, ctx, "web/administration/index.html", head, values={"places": places}
    )


@page("identity.manage")
def users(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Everyone who logs in, with roles and branches."""
    held: dict[UUID, list[str]] = {}
    for one in Assignment.objects.select_related("role", "branch").order_by("id"):
        where = one.branch.name if one.branch else gettext("all branches")
        role = labels.local(one.role.label_fr, one.role.label_en)
        held.setdefault(one.user_id, []).append(f"{role} ({where})")
    table = Table(
        caption=_("People"),
        columns=[
            Column(name="name", title=_("Name")),
            Column(name="login", title=_("Log-in name"), on_phone=False),
            Column(name="title", title=_("Job title"), on_phone=False),
            Column(name="roles", title=_("Roles"), kind=Kind.TEXT),
            Column(name="state", title=_("State"), kind=Kind.STATE),
        ],
        rows=[
            Row(
                str(user.id),
                {
                    "name": user.full_name,
                    "login": user.username,
                    "title": user.job_title,
                    "roles": ", ".join(held.get(user.id, [])),
                    "state": State(_("Active"), Tone.GOOD)
                    if user.is_active
                    else State(_("Blocked")),
                },
                reverse("web:user", args=[user.id]),
            )
            for user in User.objects.order_by("full_name", "id")
        ],
        empty=Empty(_("Nobody yet"), ""),
    )
    head = Page(
        title=_("People"),
        section="settings",
        trail=trail(Link(_("People"))),
        action=Action(_("Create a log-in"), reverse("web:new-user")),
    )
    return render_page(request, ctx, "web/loans/table.html", head, values={"table": table})


class UserForm(KeyedForm):
    """A person who will log in."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    username = forms.CharField(label=_("Log-in name"), max_length=60)
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    password = forms.CharField(
        label=_("First password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least fifteen characters. Tell it to the person in confidence."),
    )


@page("identity.manage")
def new_user(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Give a person a log-in; the role comes next."""
    return command_page(
        request,
        ctx,
        form=UserForm(request.POST or None),
        page=Page(
            title=_("Create a log-in"),
            section="settings",
            trail=trail(Link(_("People"), reverse("web:users")), Link(_("Create a log-in"))),
        ),
        template="web/form.html",
        run=lambda keyed, values: commands.create_user(keyed, **values),
        done=lambda user_id: Done(
            reverse("web:user", args=[user_id]),
            gettext("The log-in is created. Now give it a role."),
        ),
        money=NOTHING_MADE,
        values={"send_label": _("Create the log-in"), "cancel_url": reverse("web:users")},
    )


class AssignForm(KeyedForm):
    """A role in a branch, or in all, with a limit of approval."""

    def __init__(self, *arguments: Any, currency: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["role_code"] = forms.ChoiceField(
            label=_("Role"),
            choices=[
                (role.code, labels.local(role.label_fr, role.label_en))
                for role in Role.objects.order_by("label_fr")
            ],
        )
        branches = [(str(one.id), one.name) for one in Branch.objects.order_by("code")]
        self.fields["branch_id"] = forms.TypedChoiceField(
            label=_("Branch"),
            required=False,
            empty_value=None,
            coerce=UUID,
            choices=[("", _("All branches")), *branches],
        )
        self.fields["limit"] = MoneyField(
            currency=currency,
            required=False,
            label=_("May approve up to"),
            help_text=_("Only for those who decide applications."),
        )

    @property
    def inputs(self) -> dict[str, Any]:
        values = self.values
        limit: Money | None = values.pop("limit")
        return {**values, "approval_limit_minor": limit.minor if limit else None}


@page("identity.manage")
def user(request: HttpRequest, ctx: Context, user_id: UUID) -> HttpResponse:
    """A person: roles held, a role to give, what was done with the log-in."""
    found = User.objects.filter(id=user_id).first()
    if found is None:
        raise NotFound(kind="user", id=user_id)
    currency = institution().currency
    held = roles_held(found, currency)
    past = [
        Happening(labels.command_word(row.name), row.at, row.actor or gettext("the institution"))
        for row in history("user", user_id)
    ]
    form = AssignForm(request.POST or None, currency=currency)
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=found.full_name,
            section="settings",
            state=State(_("Active"), Tone.GOOD) if found.is_active else State(_("Blocked")),
            trail=trail(Link(_("People"), reverse("web:users")), Link(found.full_name)),
            facts=[
                Fact(_("Log-in name"), found.username),
                Fact(_("Job title"), found.job_title),
            ],
            other_actions=[
                Action(_("Access"), reverse("web:user-access", args=[user_id])),
                *(
                    Action(label, reverse(name, args=[user_id]))
                    for label, name, right in PERSON_ACTS
                    if ctx.may(right)
                ),
            ],
        ),
        template="web/administration/user.html",
        run=lambda keyed, _values: commands.assign_role(keyed, user_id=user_id, **form.inputs),
        done=lambda _id: Done(reverse("web:user", args=[user_id]), gettext("The role is given.")),
        values={"held": held, "past": past},
    )


@page("identity.manage")
def roles(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The roles and the rights they give."""
    counted: dict[UUID, int] = {}
    for role_id in Assignment.objects.values_list("role_id", flat=True):
        counted[role_id] = counted.get(role_id, 0) + 1
    found = [
        (labels.local(role.label_fr, role.label_en), counted.get(role.id, 0), role.permissions)
        for role in Role.objects.order_by("label_fr")
    ]
    head = Page(title=_("Roles"), section="settings", trail=trail(Link(_("Roles"))))
    return render_page(request, ctx, "web/administration/roles.html", head, values={"roles": found})


class BranchForm(KeyedForm):
    """A new branch."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["code"] = forms.CharField(label=_("Code"), max_length=8)
        self.fields["name"] = forms.CharField(label=_("Name"), max_length=80)
        self.fields["city"] = forms.CharField(label=_("City"), max_length=80, required=False)


@page("institution.configure")
def branches(request: HttpRequest, ctx: Context) -> HttpResponse:
    """The branches, and opening one."""
    table = Table(
        caption=_("Branches"),
        columns=[
            Column(name="code", title=_("Code")),
            Column(name="name", title=_("Name")),
            Column(name="city", title=_("City")),
        ],
        rows=[
            Row(str(one.id), {"code": one.code, "name": one.name, "city": one.city})
            for one in Branch.objects.order_by("code")
        ],
        empty=Empty(_("No branch yet"), ""),
    )
    return command_page(
        request,
        ctx,
        form=BranchForm(request.POST or None),
        page=Page(title=_("Branches"), section="settings", trail=trail(Link(_("Branches")))),
        template="web/administration/branches.html",
        run=lambda keyed, values: commands.open_branch(keyed, **values),
        done=lambda _id: Done(reverse("web:branches"), gettext("The branch is open.")),
        money=NOTHING_MADE,
        values={"table": table},
    )


class TillForm(KeyedForm):
    """A till or a vault of a branch."""

    def __init__(self, *arguments: Any, branches: list[Branch], currency: str, **options: Any):
        super().__init__(*arguments, **options)
        self.currency = currency
        self.fields["branch_id"] = forms.TypedChoiceField(
            label=_("Branch"), coerce=UUID, choices=[(str(one.id), one.name) for one in branches]
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"),
            choices=list(labels.TILL_KINDS.items()),
            widget=forms.RadioSelect,
            initial="TILL",
        )
        self.fields["name"] = forms.CharField(label=_("Name"), max_length=60)
        self.fields["ceiling"] = MoneyField(
            currency=currency,
            required=False,
            label=_("Ceiling"),
            help_text=_("What may lie in it at most; the page warns above it."),
        )

    @property
    def inputs(self) -> dict[str, Any]:
        values = self.values
        ceiling: Money | None = values.pop("ceiling")
        minor = ceiling.minor if ceiling else None
        return {**values, "currency": self.currency, "ceiling_minor": minor}


@page("till.open")
def new_till(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Set up a till or a vault."""
    found = Branch.objects.order_by("code")
    own = found.filter(id=ctx.branch_id) if ctx.branch_id is not None else found
    form = TillForm(request.POST or None, branches=list(own), currency=institution().currency)
    back = reverse("web:tills" if ctx.may("till.view_all") else "web:settings")
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Set up a till"),
            section="settings",
            trail=trail(Link(_("Set up a till"))),
        ),
        template="web/form.html",
        run=lambda keyed, _values: payments.open_till(keyed, **form.inputs),
        done=lambda _id: Done(back, gettext("The till is set up.")),
        money=NOTHING_MADE,
        values={"send_label": _("Set up"), "cancel_url": back},
    )
