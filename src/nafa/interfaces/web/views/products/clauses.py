"""The clauses that a product adds to its contracts, by language, with the contract they make."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nafa.interfaces.web.addresses import identifier
from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, Words
from nafa.interfaces.web.wording.clauses import CLAUSE_REASONS, PLACE_WORDS
from nafa.interfaces.web.wording.clients import LANGUAGES
from nafa.interfaces.web.written import date_text
from nafa.kernel.context import Context
from nafa.kernel.documents import PAPER_LANGUAGES
from nafa.kernel.errors import DomainError, NotFound
from nafa.lending import commands
from nafa.lending import queries as lending
from nafa.lending.calc.clauses import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    PLACES,
    Clause,
    ClausesRefused,
    clauses_from_plain,
)
from nafa.lending.errors import ClausesNotPossible
from nafa.lending.queries import ProductRow
from nafa.lending.queries.clauses import clauses_of
from nafa.lending.queries.sample_contracts import sample_contract

DEFINE = "lending.define_product"
SPARE = 2
MOST_SHOWN = 20


class ClausesForm(KeyedForm):
    """A title and a text for each clause; empty ones are left out."""

    def __init__(self, *arguments: Any, clauses: tuple[Clause, ...] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.count = min(len(clauses) + SPARE, MOST_SHOWN)
        for number in range(1, self.count + 1):
            kept = clauses[number - 1] if number <= len(clauses) else Clause("", "")
            self.fields[f"title-{number}"] = forms.CharField(
                label=gettext_lazy("Title"), max_length=LONGEST_TITLE, required=False,
                initial=kept.title,
            )  # fmt: skip
            self.fields[f"text-{number}"] = forms.CharField(
                label=gettext_lazy("Text"), max_length=LONGEST_TEXT, required=False,
                initial=kept.text, widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip

    @property
    def parts(self) -> list[tuple[Words, list[BoundField]]]:
        """The fields of each clause under its number."""
        return [
            (
                _("Clause %(number)s") % {"number": number},
                [self[f"title-{number}"], self[f"text-{number}"]],
            )
            for number in range(1, self.count + 1)
        ]

    @property
    def filled_rows(self) -> list[int]:
        """The rows that hold something, in their order."""
        return [
            number
            for number in range(1, self.count + 1)
            if self.cleaned_data.get(f"title-{number}") or self.cleaned_data.get(f"text-{number}")
        ]

    def blocks(self) -> list[dict[str, Any]]:
        """The clauses as plain data."""
        entered = self.cleaned_data
        return [
            {"title": entered[f"title-{number}"], "text": entered[f"text-{number}"]}
            for number in self.filled_rows
        ]

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if isinstance(error, ClausesNotPossible) or error.code == ClausesNotPossible.code:
            row = self.filled_rows[int(error.values["number"]) - 1]
            reason = CLAUSE_REASONS[str(error.values["reason"])]
            return f"text-{row}", str(reason) % {"place": error.values["place"]}
        return super().field_at_fault(error)


def _shown(product: str) -> ProductRow:
    return lending.product_of(identifier(product) or lending.product_id_of(product))


def _language(language: str) -> str:
    if language not in PAPER_LANGUAGES:
        raise NotFound(kind="language", id=language)
    return language


@page(DEFINE)
def clauses(request: HttpRequest, ctx: Context, product: str, language: str) -> HttpResponse:
    """Write the clauses of a product in a language; a new version for new contracts."""
    shown, spoken = _shown(product), _language(language)
    kept = clauses_of(shown.id, spoken)
    back = reverse("web:product", args=[shown.code])
    form = ClausesForm(request.POST or None, clauses=kept.clauses if kept else ())
    others = [
        Action(
            _("Clauses: %(language)s") % {"language": LANGUAGES[one]},
            reverse("web:product-clauses", args=[shown.code, one]),
        )
        for one in PAPER_LANGUAGES
        if one != spoken
    ]
    written = _("Version %(number)s") % {"number": kept.number} if kept else _("None yet")
    title = _("Clauses of the contract")
    return command_page(
        request,
        ctx,
        form=form,
        page=Page(
            title=title,
            section="products",
            trail=[
                Link(_("Products"), reverse("web:products")),
                Link(shown.name, back),
                Link(title),
            ],
            facts=[
                Fact(_("Language"), LANGUAGES[spoken]),
                Fact(_("In force"), written, date_text(kept.made_at.date()) if kept else ""),
            ],
            other_actions=others,
        ),
        template="web/products/clauses.html",
        run=lambda ctx, _entered: commands.write_clauses(
            ctx, product_id=shown.id, language=spoken, blocks=form.blocks()
        ),
        done=lambda number: Done(
            back, _("The clauses are kept as version %(number)s.") % {"number": number}
        ),
        values={
            "cancel_url": back,
            "places": [Fact(f"{{{one}}}", PLACE_WORDS[one]) for one in PLACES],
            "preview_url": reverse("web:product-contract", args=[shown.code, spoken]),
        },
    )


@page(DEFINE)
def contract(request: HttpRequest, ctx: Context, product: str, language: str) -> HttpResponse:
    """The contract of a sample loan as PDF: with the clauses typed, else with those in force.

    Refuses: NotFound, ClausesNotPossible.
    """
    shown, spoken = _shown(product), _language(language)
    kept = clauses_of(shown.id, spoken)
    blocks = kept.clauses if kept else ()
    if request.method == "POST":
        form = ClausesForm(request.POST, clauses=blocks)
        form.is_valid()
        try:
            blocks = clauses_from_plain(form.blocks())
        except ClausesRefused as refused:
            raise ClausesNotPossible(
                number=refused.number, reason=refused.code, place=refused.place
            ) from refused
    pdf = sample_contract(shown, clauses=blocks, language=spoken, on=ctx.business_date)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="contrat-{shown.code}-{spoken}.pdf"'
    answer["Cache-Control"] = "no-store, private"
    return answer
