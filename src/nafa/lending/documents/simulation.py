"""A simulated loan as PDF: cost, rate and schedule, for nobody in particular."""

from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from nafa.kernel.documents import paper_language, render_pdf
from nafa.lending.calc.terms import Terms
from nafa.lending.documents.contract import Party, written_contract
from nafa.lending.queries.offers import Offer

TEMPLATE = Path(__file__).parent / "simulation.typ"


def simulation_pdf(*, product: str, terms: Terms, offer: Offer, language: str) -> bytes:
    """The simulation in a language. It names nobody."""
    spoken = paper_language(language)
    data = written_contract(
        Party("", ""), number="", product=product, terms=terms, offer=offer, clauses=(),
        language=spoken,
    )  # fmt: skip
    with translation.override(spoken):
        words = {
            **data["words"],
            "title": _("Simulation of a loan"),
            "nothing": _(
                "This simulation commits nobody. The loan is decided after a study of the file;"
                " dates move with the day of disbursement."
            ),
            "cost_title": _("Cost"),
            "schedule_title": _("Schedule"),
            "product_row": _("Product"),
            "amount_row": _("Amount lent"),
            "instalments_row": _("Instalments"),
            "receives_row": _("The client receives"),
        }
    return render_pdf(TEMPLATE, {**data, "words": words})
