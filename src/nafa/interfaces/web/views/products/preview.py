"""What a sample loan of a product costs, while its rules are typed."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from nafa.interfaces.web.views.applications.offer import offer_values
from nafa.interfaces.web.views.products.product_form import ProductForm
from nafa.interfaces.web.wording.lending import reason_words
from nafa.lending.calc.product import ProductRules
from nafa.lending.calc.terms import TermsRefused
from nafa.lending.errors import ProductParentLoops
from nafa.lending.queries import offer_of, resolved_rules
from nafa.lib.money import Money


def preview_of(form: ProductForm, *, on: date) -> dict[str, Any]:
    """The offer of the sample loan, or why these rules make none, or nothing yet."""
    if not form.is_bound:
        return {"offer": None}
    if not form.is_valid():
        return {"offer": None, "why_not": _("Some values are missing or cannot be read yet.")}
    try:
        rules = resolved_rules(form.own_code, form.rules())
        return sample_of(
            rules,
            amount=form.cleaned_data["sample_amount"],
            count=form.cleaned_data["sample_count"],
            on=on,
        )
    except TermsRefused as refused:
        return {"offer": None, "why_not": reason_words(refused.code)}
    except ProductParentLoops as loops:
        return {"offer": None, "why_not": loops.message}


def sample_of(
    rules: ProductRules, *, amount: Money | None, count: int | None, on: date
) -> dict[str, Any]:
    """The offer of one loan within the product's bounds. Refuses: TermsRefused."""
    amount = min(max(amount or rules.highest_amount, rules.lowest_amount), rules.highest_amount)
    count = min(max(count or rules.highest_count, rules.lowest_count), rules.highest_count)
    terms = rules.terms(principal=amount, instalment_count=count, disbursement_date=on)
    return {"offer": offer_values(terms, offer_of(terms, on=on))}
