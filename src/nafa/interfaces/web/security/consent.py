"""A program of somebody else asks for access: who it is, what it may do then, yes or no."""

from urllib.parse import urlencode, urlsplit

from authlib.oauth2 import OAuth2Error
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from nafa.interfaces.oauth.server import GRANTED, Client, server
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import command_page, page, render_page
from nafa.interfaces.web.parts import Page
from nafa.interfaces.web.words_at_door import NOTHING_DONE
from nafa.kernel.context import Context
from nafa.kernel.tokens import programs
from nafa.kernel.tokens.commands import MAKE
from nafa.kernel.tokens.errors import GrantRefused


class ConsentForm(KeyedForm):
    """Which of the asked rights."""

    def __init__(self, *arguments: object, scopes: list[str], **options: object) -> None:
        super().__init__(*arguments, **options)
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=_("It may then, in your name"),
            choices=[(one, one) for one in scopes],
            initial=scopes,
            widget=forms.CheckboxSelectMultiple,
        )


@never_cache
@page(MAKE)
def consent(request: HttpRequest, ctx: Context) -> HttpResponse:
    """Let a program act in one's name, or not. Refuses: GrantRefused (a request at fault)."""
    try:
        grant = server.get_consent_grant(request=request, end_user=request.user)
    except OAuth2Error as fault:
        raise GrantRefused(reason=fault.error or "invalid_request") from None
    client: Client = grant.client
    asked = client.get_allowed_scope(grant.request.payload.scope).split()
    scopes = [one for one in asked if ctx.may(one)]
    back = grant.request.payload.redirect_uri
    no = {"error": "access_denied", "state": grant.request.payload.state or ""}
    values = {
        "program": client.program.name, "host": urlsplit(back).netloc,
        "cancel_url": f"{back}{'&' if '?' in back else '?'}{urlencode(no)}",
        "send_label": _("Allow"),
    }  # fmt: skip
    return command_page(
        request,
        ctx,
        form=ConsentForm(request.POST or None, scopes=scopes),
        page=Page(title=_("A program asks for access")),
        template="web/security/consent.html",
        run=lambda keyed, given: programs.grant_program(
            keyed, program_id=client.program.id, scopes=tuple(given["scopes"])
        ),
        done=lambda grant_id: _back(request, ctx, grant, grant_id),
        money=NOTHING_DONE,
        values=values,
    )


def _back(request: HttpRequest, ctx: Context, grant: object, grant_id: object) -> HttpResponse:
    """The way back, as a link: our pages never send a form elsewhere."""
    asked = grant.request  # type: ignore[attr-defined]
    setattr(asked, GRANTED, grant_id)
    answer = server.create_authorization_response(
        request=asked, grant_user=request.user, grant=grant
    )
    issuer = urlencode({"iss": request.build_absolute_uri("/").rstrip("/")})
    head = Page(title=_("Access is granted"))
    values = {"url": f"{answer['Location']}&{issuer}", "host": urlsplit(answer["Location"]).netloc}
    return render_page(request, ctx, "web/security/granted.html", head, values=values)
