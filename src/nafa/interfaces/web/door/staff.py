"""For the administrator: a person's log-in, and what the institution demands at the door."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.administration.views import trail
from nafa.interfaces.web.door import shown
from nafa.interfaces.web.door.policy_form import PolicyForm
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, State, Tone
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.words_at_door import NOTHING_DONE
from nafa.kernel.access import codes, commands, sessions
from nafa.kernel.access.people import standing_of
from nafa.kernel.access.policy import policy_in_force
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import Passkey, SecurityPolicy, User

MANAGE = "identity.manage"


def _found(user_id: UUID) -> User:
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise NotFound(kind="user", id=user_id)
    return user


def _trail(user: User, here: Any = "") -> tuple[Link, ...]:
    own = reverse("web:user", args=[user.id])
    steps = (Link(_("People"), reverse("web:users")), Link(user.full_name, own))
    access_url = reverse("web:user-access", args=[user.id]) if here else ""
    last = (Link(here),) if here else ()
    return trail(*steps, Link(_("Access"), access_url), *last)


@page(MANAGE)
def access(request: HttpRequest, ctx: Context, user_id: UUID) -> HttpResponse:
    """With what a person logs in, where they are inside, what happened; and what helps."""
    user = _found(user_id)
    standing = standing_of(user)
    facts = [
        Fact(_("Second factor"), _("demanded by the role") if standing.needs_factor
             else _("left to the person")),
        Fact(_("Passkeys"), Passkey.objects.filter(user=user, revoked_at=None).count()),
        Fact(_("App of codes"), _("registered") if standing.has_app else _("none")),
        Fact(_("Recovery codes left"), codes.recovery_codes_left(user)),
        Fact(_("Password"), _("chosen by the person") if standing.chose_password
             else _("told to the person")),
    ]  # fmt: skip
    actions = [
        Action(label, reverse("web:user-door", args=[user.id, slug]), is_danger=is_danger)
        for slug, (label, is_danger) in LABELS.items()
    ]
    panels = [
        Panel(title=_("Log-in"), facts=facts, state=shown.strength_of(standing), actions=actions),
        Panel(title=_("Open sessions"), table=shown.session_table(sessions.open_sessions(user.id))),
        Panel(title=_("At the door"), timeline=shown.events_of(user.id),
              empty=_("Nothing happened yet.")),
    ]  # fmt: skip
    head = Page(title=user.full_name, section="settings", trail=_trail(user))
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})


class ResetForm(KeyedForm):
    """A first password that the person will change."""

    password = forms.CharField(
        label=_("First password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least fifteen characters. Tell it to the person in confidence."),
    )


class ReasonForm(KeyedForm):
    """Why the factors go."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Such as: telephone lost.")
    )


LABELS: Mapping[str, tuple[Any, bool]] = {
    "delai": (_("Lift the delay"), False),
    "sessions": (_("End all sessions"), False),
    "mot-de-passe": (_("Give a first password"), False),
    "facteurs": (_("Remove the second factors"), True),
}
ACTS: Mapping[str, tuple[type[KeyedForm], Callable[..., Any], Any, Any]] = {
    "delai": (
        KeyedForm, commands.lift_delay, _("The person may try again at once."),
        _("After too many failures one waits. Lift this only for a person whom you know and see."),
    ),
    "sessions": (
        KeyedForm, commands.end_sessions, _("All sessions are ended."),
        _("The person is sent out everywhere and logs in anew."),
    ),
    "mot-de-passe": (
        ResetForm, commands.reset_password, _("The first password is given."),
        _("All sessions end. The person chooses a password of their own at the next log-in."),
    ),
    "facteurs": (
        ReasonForm, commands.remove_factors, _("The second factors no longer count."),
        _("Passkeys, app and recovery codes no longer count, and all sessions end."),
    ),
}  # fmt: skip


@page(MANAGE)
def act(request: HttpRequest, ctx: Context, user_id: UUID, slug: str) -> HttpResponse:
    """One thing done for a person at the door, said before it is done."""
    if slug not in ACTS:
        raise NotFound(kind="act", id=slug)
    user, (form, run, done, words) = _found(user_id), ACTS[slug]
    label, is_danger = LABELS[slug]
    url = reverse("web:user-access", args=[user.id])
    return command_page(
        request,
        ctx,
        form=form(request.POST or None),
        page=Page(title=label, section="settings", trail=_trail(user, label)),
        template="web/door/act.html",
        run=lambda keyed, values: run(keyed, user_id=user.id, **values),
        done=lambda _result: Done(url, done),
        money=NOTHING_DONE,
        values={
            "words": words, "person": user.full_name, "send_label": label, "cancel_url": url,
            "is_danger": is_danger,
        },
    )  # fmt: skip


@page(MANAGE)
def policy(request: HttpRequest, ctx: Context) -> HttpResponse:
    """What is demanded at the door, as data; a change holds from the next page on."""
    latest = SecurityPolicy.objects.order_by("-defined_at", "-id").first()
    in_force = policy_in_force()
    form = PolicyForm(
        request.POST or None, rules=latest.rules if latest else {}, currency=institution().currency
    )
    state = State(_("Second factor demanded"), Tone.GOOD)
    if not in_force.second_factor:
        state = State(_("Password only"), Tone.WARNING)
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Security"),
            section="settings",
            state=state,
            trail=trail(Link(_("Security"))),
            facts=[Fact(_("In force since"), latest.defined_at if latest else None)],
        ),
        template="web/door/policy.html",
        run=lambda keyed, _values: commands.define_security_policy(keyed, rules=form.rules),
        done=lambda _id: Done(
            reverse("web:security-policy"), gettext("The policy is in force from now on.")
        ),
        money=NOTHING_DONE,
        values={"is_plain": latest is None, "send_label": _("Put in force")},
    )
