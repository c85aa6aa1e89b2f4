"""Forms of the file: the product's questions, a document, the visit, and what a product asks."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import DateField, KeyedForm
from nafa.interfaces.web.parts import Words
from nafa.interfaces.web.wording.filing import KINDS, REASONS
from nafa.kernel.errors import DomainError
from nafa.lending.calc.origination.questions import (
    MOST_QUESTIONS,
    AnswerKind,
    FileDemand,
    Question,
)

COUNT = "questions"


def _field(question: Question) -> forms.Field:
    """The field of a question, by its kind."""
    options: dict[str, Any] = {"label": question.label, "required": question.is_required}
    blank = [] if question.is_required else [("", "–")]
    match question.kind:
        case AnswerKind.NUMBER:
            return forms.DecimalField(**options, max_digits=15, decimal_places=4)
        case AnswerKind.DATE:
            return DateField(**options)
        case AnswerKind.YES_NO:
            words = [*blank, ("yes", _("Yes")), ("no", _("No"))]
            return forms.ChoiceField(**options, choices=words)
        case AnswerKind.CHOICE:
            words = [*blank, *((one, one) for one in question.choices)]
            return forms.ChoiceField(**options, choices=words)
        case AnswerKind.TEXT:
            return forms.CharField(**options, max_length=500)


class AnswerForm(KeyedForm):
    """The product's own questions, each with its kind."""

    def __init__(
        self, demand: FileDemand, answers: Mapping[str, str], *arguments: Any, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        for question in demand.questions:
            field = _field(question)
            field.initial = answers.get(question.code, "")
            if question.kind is AnswerKind.DATE and field.initial:
                field.initial = date.fromisoformat(field.initial)
            self.fields[question.code] = field

    def answers(self) -> dict[str, str]:
        """The answers as plain words."""
        return {
            name: value.isoformat() if isinstance(value, date) else _plain(value)
            for name, value in self.values.items()
        }


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


class PaperForm(KeyedForm):
    """A document of the list, as a picture or PDF."""

    def __init__(self, demand: FileDemand, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["code"] = forms.ChoiceField(
            label=_("Document"), choices=[(one.code, one.label) for one in demand.papers]
        )
        self.fields["content"] = forms.FileField(
            label=_("Picture or PDF"), help_text=_("At most 8 MB."),
            widget=forms.FileInput(
                attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}
            ),
        )  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        return {**entered, "content": entered["content"].read()}

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "clients.file_not_accepted":
            return "content", error.message
        return super().field_at_fault(error)


class VisitForm(KeyedForm):
    """What was seen, where, with a photo."""

    visited_date = DateField(label=_("Day of the visit"))
    note = forms.CharField(
        label=_("What was seen"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Place, stock, equipment, customers, neighbours' word."),
    )  # fmt: skip
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, max_digits=8, decimal_places=5,
        help_text=_("In degrees, such as 14.68123; the telephone shows both."),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, max_digits=8, decimal_places=5,
        help_text=_("West is negative, such as -17.45012."),
    )  # fmt: skip
    photo = forms.FileField(
        label=_("Photo"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp",
                                      "capture": "environment"}),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in ("latitude", "longitude"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
            self.fields[name].widget.size = "field-short"

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        photo = entered["photo"]
        return {**entered, "photo": photo.read() if photo else None}

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "clients.file_not_accepted":
            return "photo", error.message
        if error.code == "lending.visit_not_possible":
            reason = REASONS.get(str(error.values["reason"]), error.message)
            return str(error.values["field"]), reason
        return super().field_at_fault(error)


class QuestionRow(forms.Form):
    """One question of a product."""

    label = forms.CharField(label=_("Question"), max_length=120)
    kind = forms.ChoiceField(label=_("Answer"), choices=list(KINDS.items()))
    choices = forms.CharField(
        label=_("Choices"), max_length=500, required=False,
        help_text=_("Only for a choice, with commas: Own, Rented."),
    )  # fmt: skip
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)

    def plain(self) -> dict[str, Any]:
        entered = self.cleaned_data
        return {**entered, "choices": entered["choices"].split(",")}


def _prefix(place: int) -> str:
    return f"question-{place}"


def _count(data: QueryDict) -> int:
    typed = data.get(COUNT, "0")
    return min(int(typed), MOST_QUESTIONS) if typed.isascii() and typed.isdigit() else 0


def changed_rows(data: QueryDict) -> list[QuestionRow]:
    """The rows after one was added or taken away; what was typed stays."""
    kept: list[dict[str, Any]] = [
        {
            **{name: data.get(f"{_prefix(n)}-{name}", "") for name in ("label", "kind", "choices")},
            "is_required": bool(data.get(f"{_prefix(n)}-is_required")),
        }
        for n in range(_count(data))
        if str(n) != data.get("take_question")
    ]
    if "add_question" in data and len(kept) < MOST_QUESTIONS:
        kept.append({})
    return [QuestionRow(prefix=_prefix(n), initial=row) for n, row in enumerate(kept)]


class DemandForm(KeyedForm):
    """What a product asks for: questions, documents, a visit."""

    papers = forms.CharField(
        label=_("Documents that must be there"), required=False,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One a line."),
    )  # fmt: skip
    more_papers = forms.CharField(
        label=_("Documents that may be there"), required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One a line."),
    )  # fmt: skip
    wants_visit = forms.BooleanField(label=_("A field visit is needed"), required=False)

    def __init__(self, demand: FileDemand, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, is_required in (("papers", True), ("more_papers", False)):
            lines = [one.label for one in demand.papers if one.is_required is is_required]
            self.fields[name].initial = "\n".join(lines)
        self.fields["wants_visit"].initial = demand.wants_visit
        if isinstance(self.data, QueryDict) and self.is_bound:
            places = range(_count(self.data))
            self.rows = [QuestionRow(self.data, prefix=_prefix(place)) for place in places]
        else:
            self.rows = [
                QuestionRow(prefix=_prefix(place), initial=_initial(one))
                for place, one in enumerate(demand.questions)
            ]

    def clean(self) -> dict[str, Any] | None:
        if not all([row.is_valid() for row in self.rows]):
            self.add_error(None, _("Correct the questions below."))
        return super().clean()

    def rules(self) -> dict[str, Any]:
        """What is asked for, as plain data."""
        papers = [
            {"label": line.strip(), "is_required": is_required}
            for name, is_required in (("papers", True), ("more_papers", False))
            for line in self.cleaned_data[name].splitlines()
            if line.strip()
        ]
        return {
            "questions": [row.plain() for row in self.rows],
            "papers": papers,
            "wants_visit": self.cleaned_data["wants_visit"],
        }

    def show_refusal(self, error: DomainError) -> None:
        reason = REASONS.get(str(error.values.get("reason", "")))
        line, name = error.values.get("line"), str(error.values.get("field", ""))
        if reason is None:
            super().show_refusal(error)
        elif name in QuestionRow.base_fields and line and int(line) <= len(self.rows):
            self.rows[int(line) - 1].add_error(name, str(reason))
        else:
            self.add_error("papers", str(reason))


def _initial(one: Question) -> dict[str, Any]:
    return {
        "label": one.label,
        "kind": one.kind.value,
        "choices": ", ".join(one.choices),
        "is_required": one.is_required,
    }


def place_words(latitude: Decimal | None, longitude: Decimal | None) -> str:
    """`14.68123, -17.45012`, empty where the place was not taken."""
    return f"{latitude}, {longitude}" if latitude is not None else ""
