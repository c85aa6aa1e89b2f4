"""The gallery: every component in every state, with invented data, for people and for checks."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from nafa.interfaces.web import gallery
from nafa.interfaces.web.frame import context_of, theme_of
from nafa.interfaces.web.pages import to_login
from nafa.interfaces.web.parts import Link, Page
from nafa.interfaces.web.samples import SAMPLES
from nafa.interfaces.web.samples.house import frame
from nafa.kernel.permissions import declare

PERMISSION = declare("system.gallery")


def _show(
    request: HttpRequest, template: str, values: dict[str, Any], *, status: int = 200, current: str
) -> HttpResponse:
    if not settings.DEBUG:
        if not request.user.is_authenticated:
            return to_login(request)
        if not context_of(request).may(PERMISSION):
            raise PermissionDenied(PERMISSION)
    shown = {"theme": theme_of(request), "frame": frame(current), **values}
    return render(request, template, shown, status=status)


def index(request: HttpRequest) -> HttpResponse:
    """All pages by name."""
    values = {
        "page": Page(title=_("Gallery"), section="settings"),
        "samples": [Link(page.name, page.url) for page in gallery.PAGES],
    }
    return _show(request, "web/gallery/index.html", values, current="")


def sample(request: HttpRequest, name: str) -> HttpResponse:
    """One page of samples."""
    found = SAMPLES.get(name)
    if found is None:
        raise Http404(name)
    made = found(request.GET)
    if "page" not in made.values:
        made.values["page"] = Page(
            title=name, trail=(Link(_("Gallery"), reverse("web:gallery")), Link(name))
        )
    return _show(request, made.template, made.values, status=made.status, current=name)
