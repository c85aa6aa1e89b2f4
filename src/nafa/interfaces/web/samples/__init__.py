"""Invented data for the gallery: one institution in Dakar, its people, loans and figures."""

from collections.abc import Callable

from django.http import QueryDict

from nafa.interfaces.web.samples.forms import (
    approval_sample,
    errors_sample,
    form_sample,
    refusal_sample,
    wizard_sample,
)
from nafa.interfaces.web.samples.house import Sample
from nafa.interfaces.web.samples.loans import (
    empty_sample,
    file_sample,
    list_sample,
    print_sample,
    values_sample,
)
from nafa.interfaces.web.samples.work import confirmation_sample, dashboard_sample, progress_sample

SAMPLES: dict[str, Callable[[QueryDict], Sample]] = {
    "values": values_sample,
    "list": list_sample,
    "list-empty": empty_sample,
    "file": file_sample,
    "form": form_sample,
    "form-errors": errors_sample,
    "refusal": refusal_sample,
    "wizard": wizard_sample,
    "approval": approval_sample,
    "dashboard": dashboard_sample,
    "progress": progress_sample,
    "confirmation": confirmation_sample,
    "print": print_sample,
}
