"""Addresses for the tests of pages: one page that opens a branch by the real command."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Page
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.kernel.identity.commands import open_branch


class BranchForm(KeyedForm):
    code = forms.CharField(label="Code")
    name = forms.CharField(label="Nom")


@page("institution.configure")
def new_branch(request: HttpRequest, ctx: Context) -> HttpResponse:
    return command_page(
        request,
        ctx,
        form=BranchForm(request.POST or None),
        page=Page(title="Nouvelle agence"),
        template="web/form.html",
        run=lambda ctx, values: open_branch(ctx, **values),
        done=lambda branch_id: Done(f"/agences/{branch_id}/", "Agence ouverte."),
        money="Rien n’a été créé.",
    )


@page()
def lost(request: HttpRequest, ctx: Context) -> HttpResponse:
    raise NotFound(kind="branch", id="7")


urlpatterns = [
    path("", include("nafa.interfaces.web.urls")),
    path("agences/nouvelle/", new_branch),
    path("perdu/", lost),
]
