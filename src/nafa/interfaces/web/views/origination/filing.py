"""The file of an application: the product's questions, documents, visits; what a product asks."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nafa.interfaces.web.addresses import identifier
from nafa.interfaces.web.pages import Done, command_page, page, render_page
from nafa.interfaces.web.parts import Action, Fact, Happening, Link, Page
from nafa.interfaces.web.views.applications.reading import application_called, trail_to
from nafa.interfaces.web.views.clients.details import sealed_file
from nafa.interfaces.web.views.origination.file_forms import (
    AnswerForm,
    DemandForm,
    PaperForm,
    VisitForm,
    changed_rows,
    place_words,
)
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.wording.origination import CHECK_STATES
from nafa.interfaces.web.written import date_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotFound
from nafa.lending import queries as lending
from nafa.lending.commands.origination import filing as commands
from nafa.lending.queries import ApplicationView
from nafa.lending.queries.origination.filing import (
    answers_of,
    demand_of,
    demand_of_product,
    papers_of,
    visits_of,
)

APPLY, VIEW, DEFINE = "lending.apply", "lending.view", "lending.define_product"


def _papers_panel(view: ApplicationView) -> Panel:
    kept = {paper.code: paper for paper in reversed(papers_of(view.row.id))}
    return Panel(
        title=_("Documents"),
        facts=[
            Fact(
                wanted.label,
                Link(_("See the document"), _file_url(view, kept[wanted.code].file_id))
                if wanted.code in kept
                else CHECK_STATES[False],
                date_text(kept[wanted.code].recorded_at.date()) if wanted.code in kept
                else ("" if wanted.is_required else _("optional")),
            )
            for wanted in demand_of(view.row.id).papers
        ],
        empty=_("The product asks for no document."),
    )  # fmt: skip


def _answers_panel(view: ApplicationView) -> Panel:
    answers, words = answers_of(view.row.id), {"yes": _("Yes"), "no": _("No")}
    return Panel(
        title=_("Questions of the product"),
        facts=[
            Fact(one.label, words.get(answers.get(one.code, ""), answers.get(one.code)) or None)
            for one in demand_of(view.row.id).questions
        ],
        empty=_("The product asks no question of its own."),
    )


def _visits_panel(view: ApplicationView) -> Panel:
    seen = visits_of(view.row.id)
    photos = [
        Fact(_("Photo of %(day)s") % {"day": date_text(one.visited_date)},
             Link(_("See the photo"), _file_url(view, one.photo_id)))
        for one in seen if one.photo_id is not None
    ]  # fmt: skip
    return Panel(
        title=_("Visits"),
        timeline=[
            Happening(
                what=_("Visit of %(day)s") % {"day": date_text(one.visited_date)},
                at=one.recorded_at,
                who=one.recorded_by,
                channel=place_words(one.latitude, one.longitude),
                detail=one.note,
            )
            for one in seen
        ],
        facts=photos,
        empty=_("Nobody has visited the place yet."),
    )


def _file_url(view: ApplicationView, file_id: UUID) -> str:
    return reverse("web:file-paper", args=[view.row.number, file_id])


@page(VIEW)
def whole_file(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Answers, documents and visits together."""
    view = application_called(ctx, application)
    demand, number = demand_of(view.row.id), view.row.number
    ways = [
        (bool(demand.questions), _("Answer the questions"), "web:file-answers"),
        (bool(demand.papers), _("Add a document"), "web:file-add"),
        (True, _("Write a visit down"), "web:file-visit"),
    ]
    actions = [Action(label, reverse(name, args=[number])) for shown, label, name in ways if shown]
    may_fill = ctx.may(APPLY)
    head = Page(
        title=_("File of %(number)s") % {"number": number},
        section="applications",
        trail=trail_to(view.row, _("File")),
        action=actions[0] if may_fill else None,
        other_actions=actions[1:] if may_fill else [],
    )
    values = {
        "left": [_answers_panel(view), _papers_panel(view)],
        "right": [_visits_panel(view)],
    }
    return render_page(request, ctx, "web/origination/columns.html", head, values=values)


@page(APPLY)
def answers(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Answer the product's questions."""
    view = application_called(ctx, application)
    back = reverse("web:file-whole", args=[view.row.number])
    form = AnswerForm(demand_of(view.row.id), answers_of(view.row.id), request.POST or None)
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("Questions of the product"),
            section="applications",
            trail=trail_to(view.row, _("Questions")),
        ),
        template="web/form.html",
        run=lambda ctx, _entered: commands.answer_questions(
            ctx, application_id=view.row.id, answers=form.answers()
        ),
        done=lambda _id: Done(back, _("The answers are kept.")),
        values={"cancel_url": back},
    )


@page(APPLY)
def add_paper(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Put a document into the file."""
    view = application_called(ctx, application)
    back = reverse("web:file-whole", args=[view.row.number])
    return command_page(
        request,
        ctx,
        form=PaperForm(demand_of(view.row.id), request.POST or None, request.FILES or None),
        page=Page(
            title=_("Add a document"),
            section="applications",
            trail=trail_to(view.row, _("Add a document")),
        ),
        template="web/form.html",
        run=lambda ctx, entered: commands.add_paper(ctx, application_id=view.row.id, **entered),
        done=lambda _id: Done(back, _("The document is on file.")),
        values={"cancel_url": back},
    )


@page(APPLY)
def visit(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """Write a visit down."""
    view = application_called(ctx, application)
    back = reverse("web:file-whole", args=[view.row.number])
    initial = {"visited_date": ctx.business_date}
    return command_page(
        request,
        ctx,
        form=VisitForm(request.POST or None, request.FILES or None, initial=initial),
        page=Page(
            title=_("Field visit"),
            section="applications",
            trail=trail_to(view.row, _("Field visit")),
        ),
        template="web/form.html",
        run=lambda ctx, entered: commands.record_visit(ctx, application_id=view.row.id, **entered),
        done=lambda _id: Done(back, _("The visit is written down.")),
        values={"cancel_url": back},
    )


@page(VIEW)
def paper(
    request: HttpRequest,  # noqa: ARG001
    ctx: Context,
    application: str,
    file_id: UUID,
) -> HttpResponse:
    """A document or photo of the file. Refuses: NotFound, OtherBranch."""
    view = application_called(ctx, application)
    known = {one.file_id for one in papers_of(view.row.id)}
    known |= {one.photo_id for one in visits_of(view.row.id) if one.photo_id is not None}
    if file_id not in known:
        raise NotFound(kind="file", id=file_id)
    return sealed_file(file_id, name=f"piece-{view.row.number}")


@page(DEFINE)
def product_demand(request: HttpRequest, ctx: Context, product: str) -> HttpResponse:
    """What the applications of a product need in their file."""
    shown = lending.product_of(identifier(product) or lending.product_id_of(product))
    back = reverse("web:product", args=[shown.code])
    form = DemandForm(demand_of_product(shown.id), request.POST or None)
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=_("File of the applications: %(product)s") % {"product": shown.name},
            section="products",
            trail=[
                Link(_("Products"), reverse("web:products")),
                Link(shown.name, back),
                Link(_("File")),
            ],
        ),
        template="web/origination/demand.html",
        run=lambda ctx, _entered: commands.ask_for_file(
            ctx, product_id=shown.id, rules=form.rules()
        ),
        done=lambda _number: Done(back, _("The file of the product's applications is set.")),
        values={"cancel_url": back},
    )


@require_POST
@page(DEFINE)
def questions(request: HttpRequest, ctx: Context) -> HttpResponse:  # noqa: ARG001
    """The rows of questions after one was added or taken away."""
    return render(request, "web/origination/_questions.html", {"rows": changed_rows(request.POST)})
