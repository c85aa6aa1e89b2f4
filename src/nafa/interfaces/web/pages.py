"""A view is: read the form, call one command, then go on or show the refusal.

@page("lending.repay")
def repay(request: HttpRequest, ctx: Context, loan_id: UUID) -> HttpResponse:
    return command_page(
        request, ctx,
        form=RepayForm(request.POST or None),
        page=Page(title=_("Repayment"), section="loans"),
        template="web/loans/repay.html",
        run=lambda ctx, values: lending.repay(ctx, loan_id=loan_id, **values),
        done=lambda entry_id: Done(reverse(...), _("The repayment is posted.")),
    )
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.consultations import note_refusal
from nafa.interfaces.web.door import proving
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.frame import context_of, frame_for, theme_of
from nafa.interfaces.web.parts import Page, Refusal, Words
from nafa.kernel.access.errors import ProofWanted
from nafa.kernel.access.proofs import Question
from nafa.kernel.context import Context
from nafa.kernel.control.errors import WaitsForApproval
from nafa.kernel.errors import DomainError, KeyHolderAway, NotFound, NotPermitted, OtherBranch
from nafa.kernel.permissions import declare
from nafa.lib.invariants import ensure

P = ParamSpec("P")
T = TypeVar("T")

NOTHING_MOVED = _("Nothing was recorded.")
NO_MONEY_MOVED = _("No money moved.")
STATUS_OF = {NotPermitted: 403, OtherBranch: 403, NotFound: 404, KeyHolderAway: 503}
REFUSED = 409
PROOF_WANTED = 428
RIGHT = "nafa_right"  # on a page: the right it asks for, empty for everyone who is logged in
INCOMPLETE = 422


@dataclass(frozen=True, slots=True)
class Done:
    """Where to go after a command, and what is said there."""

    url: str
    words: Words = ""


def page(
    permission: str = "",
) -> Callable[
    [Callable[Concatenate[HttpRequest, Context, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Make a view a page of the back office: log-in, right, and refusals shown as a page.

    Without a permission the page is for everyone who is logged in.
    """
    if permission:
        declare(permission)

    def decorate(
        view: Callable[Concatenate[HttpRequest, Context, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @functools.wraps(view)
        def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_login(request)
            ctx = context_of(request)
            try:
                if permission:
                    ctx.demand(permission)
                return view(request, proving.with_proof(request, ctx), *args, **kwargs)
            except proving.StillAsked as asked:
                return question_page(request, ctx, asked.question, refusal=asked.refusal)
            except ProofWanted as wanted:
                return question_page(request, ctx, wanted.question)
            except WaitsForApproval as kept:
                return go_on(request, kept_at(kept))
            except DomainError as error:
                return refused_page(request, ctx, error)

        shown.__dict__[RIGHT] = permission
        return shown

    return decorate


def to_login(request: HttpRequest) -> HttpResponse:
    """To the log-in, and back here afterwards. What was typed waits in the browser."""
    back = request.get_full_path() if request.method == "GET" else request.path
    return HttpResponseRedirect(f"{reverse('web:login')}?{urlencode({'next': back})}")


def render_page(
    request: HttpRequest,
    ctx: Context,
    template: str,
    page: Page,
    *,
    status: int = 200,
    values: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A page inside the frame. Templates extend `web/base.html` and get `page` and `values`."""
    shown = {
        "page": page,
        "frame": frame_for(request, ctx, section=page.section),
        "theme": theme_of(request),
        **(values or {}),
    }
    return render(request, template, shown, status=status)


def refused_page(request: HttpRequest, ctx: Context, error: DomainError) -> HttpResponse:
    """A refusal outside a form: a page that cannot be shown."""
    note_refusal(request, error)
    titles = {403: _("Not permitted"), 404: _("Not found")}
    status = STATUS_OF.get(type(error), REFUSED)
    return render_page(
        request,
        ctx,
        "web/refused.html",
        Page(title=titles.get(status, _("Not possible"))),
        status=status,
        values={"refusal": Refusal.of(error, money=NOTHING_MOVED)},
    )


def question_page(
    request: HttpRequest, ctx: Context, question: object, *, refusal: DomainError | None = None
) -> HttpResponse:
    """Before a sensitive act: what is done, how much, to whom; then a passkey or a code."""
    ensure(isinstance(question, Question), "the gate has asked")
    assert isinstance(question, Question)
    values = proving.values_of(request, question, refusal=refusal)
    head = Page(title=_("Please confirm"))
    return render_page(
        request, ctx, "web/door/prove.html", head, status=PROOF_WANTED, values=values
    )


def command_page(
    request: HttpRequest,
    ctx: Context,
    *,
    form: KeyedForm,
    page: Page,
    template: str,
    run: Callable[[Context, dict[str, Any]], T],
    done: Callable[[T], Done | HttpResponse],
    money: Words = NOTHING_MOVED,
    values: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form; when sent, run one command with its key, then go on or show the refusal.

    `money` says first what happened to the money when the command is refused. `done` gives a
    page itself where something is shown once.
    """
    status, refusal = 200, None
    if request.method == "POST":
        status = INCOMPLETE
        if form.is_valid():
            try:
                outcome = run(replace(ctx, key=form.idempotency_key), form.values)
            except (ProofWanted, WaitsForApproval):
                raise
            except DomainError as error:
                status, refusal = REFUSED, Refusal.of(error, money=money)
                form.show_refusal(error)
                form.take_new_key()
            else:
                said = done(outcome)
                return go_on(request, said) if isinstance(said, Done) else said
    return render_page(
        request,
        ctx,
        template,
        page,
        status=status,
        values={"form": form, "refusal": refusal, **(values or {})},
    )


def kept_at(kept: WaitsForApproval) -> Done:
    """A command that waits for others: where it is, and that nothing has happened yet."""
    return Done(reverse("web:waiting-command", args=[kept.waiting_id]), kept.message)


def go_on(request: HttpRequest, done: Done) -> HttpResponse:
    """After success: the next page, what was done in words, and the kept draft let go."""
    messages.success(request, str(done.words), extra_tags=request.get_full_path())
    response = HttpResponseRedirect(done.url)
    response.status_code = 303
    return response
