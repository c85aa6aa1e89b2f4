"""Agreement, question and report: from the page of an application."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nafa.clients import queries as clients
from nafa.interfaces.web.forms import DateField, KeyedForm, new_key
from nafa.interfaces.web.pages import Done, command_page, go_on, page, render_page
from nafa.interfaces.web.parts import Fact, Page
from nafa.interfaces.web.views.applications.reading import application_called, trail_to
from nafa.interfaces.web.views.bureau.panels import APPLY, CONSULT, credits_table, report_facts
from nafa.interfaces.web.views.clients.details import PICTURES
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.bureau import CONSENTS, QUESTION_STATES
from nafa.interfaces.web.written import date_text
from nafa.jurisdictions.queries import institution_pack
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError, NotFound
from nafa.lending.commands.origination.consulting import consult_bureau, record_bureau_consent
from nafa.lending.queries.origination.bureau import (
    borrowers_in,
    consultation_by_id,
    consultations_of,
)


class ConsentForm(KeyedForm):
    """What the client says, since when, and the signed paper."""

    kind = forms.ChoiceField(label=gettext_lazy("The client"), choices=list(CONSENTS.items()))
    given_date = DateField(label=gettext_lazy("On"))
    scan = forms.FileField(
        label=gettext_lazy("Scan of the signed paper"),
        required=False,
        widget=forms.FileInput(attrs={"accept": f"{PICTURES},application/pdf"}),
        help_text=gettext_lazy("A picture or a PDF of at most 8 MB. It is kept sealed."),
    )

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        upload = entered.pop("scan")
        return {**entered, "scan": upload.read() if upload else b""}

    def field_at_fault(self, error: DomainError) -> tuple[str, Any] | None:
        if error.code == "lending.bureau_consent_not_possible":
            return "given_date", error.message
        return super().field_at_fault(error)


@page(APPLY)
def consent(request: HttpRequest, ctx: Context, application: str, client: str) -> HttpResponse:
    """Write down whether the client agrees that the bureau is asked and told."""
    view = application_called(ctx, application)
    client_id = clients.client_id_of(client)
    person = clients.get_client(ctx, client_id)
    back, title = reverse("web:application", args=[view.row.number]), _("Agreement of the client")
    return command_page(
        request,
        ctx,
        form=ConsentForm(
            request.POST or None,
            request.FILES or None,
            initial={"given_date": ctx.business_date},
        ),
        page=Page(
            title=title,
            section="applications",
            trail=trail_to(view.row, title),
            facts=[Fact(_("Client"), person.name, person.number)],
        ),
        template="web/form.html",
        run=lambda ctx, entered: record_bureau_consent(ctx, client_id=client_id, **entered),
        done=lambda _id: Done(back, _("The agreement is written down.")),
        values={"send_label": _("Write down"), "cancel_url": back},
    )


@require_POST
@page(CONSULT)
def ask(request: HttpRequest, ctx: Context, application: str, client: str) -> HttpResponse:
    """Ask the bureau, and say on the application what became of it."""
    view = application_called(ctx, application)
    made = consult_bureau(
        replace(ctx, key=request.POST.get("key") or new_key()),
        application_id=view.row.id,
        client_id=clients.client_id_of(client),
    )
    found = consultation_by_id(made)
    words = str(QUESTION_STATES[found.status].word) if found else ""
    return go_on(request, Done(reverse("web:application", args=[view.row.number]), words))


@page(CONSULT)
def report(request: HttpRequest, ctx: Context, application: str, client: str) -> HttpResponse:
    """The latest whole report on a borrower, with its age. Refuses: NotFound, OtherBranch."""
    view = application_called(ctx, application)
    client_id = clients.client_id_of(client)
    asked = consultations_of([client_id]) if client_id in borrowers_in(view.row.id) else []
    found = next((one for one in asked if one.report is not None), None)
    if found is None or found.report is None:
        raise NotFound(kind="consultation", id=client)
    number, name = clients.names_of([client_id])[client_id]
    years = institution_pack().bureau_data_years(ctx.business_date)
    usable = found.report.usable(on=ctx.business_date, years=years)
    title = _("Report of the credit bureau")
    head = Page(
        title=title,
        section="applications",
        trail=trail_to(view.row, title),
        state=QUESTION_STATES[found.status],
        facts=[
            Fact(_("Client"), name, number),
            Fact(_("Asked on"), found.asked_date, found.asked_by),
            Fact(_("Data of"), found.report.as_of_date),
        ],
    )
    words = _("Credits that ended over %(years)s years before %(day)s are left out.")
    told = words % {"years": years, "day": date_text(ctx.business_date)}
    panels = [
        Panel(title=_("In figures"), figures=report_facts(usable), words=told),
        Panel(title=_("Credits elsewhere"), table=credits_table(usable)),
    ]
    return render_page(request, ctx, "web/origination/panels.html", head, values={"panels": panels})
