"""Forms of recovery: a contact with its promise, a letter, a colleague, the plan."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField
from nafa.interfaces.web.parts import Words
from nafa.interfaces.web.wording.recovery import KINDS, RESULTS, SPOKEN, step_words
from nafa.kernel.errors import DomainError
from nafa.recovery import errors
from nafa.recovery.calc.plan import MOST_STEPS, PRINTED, Plan, Step
from nafa.recovery.queries import Colleague, RecoveryFile

SPARE_ROWS = 2
PLAN_FAULTS = {
    "count": _("There is no step, or there are too many."),
    "hours": _("The hours of contact do not follow each other."),
    "days": _("The days must rise from one step to the next."),
    "code": _("Another step has this short name."),
}


class ContactForm(KeyedForm):
    """What was said, and what was promised."""

    result = forms.ChoiceField(
        label=_("What came of it"), choices=[(code, RESULTS[code]) for code in SPOKEN]
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Facts only; the client may ask to read it. Kept sealed."),
    )
    promised_date = DateField(label=_("Promised for"), required=False)
    latitude = forms.DecimalField(
        required=False, max_digits=8, decimal_places=5,
        widget=forms.HiddenInput(attrs={"data-latitude": ""}),
    )  # fmt: skip
    longitude = forms.DecimalField(
        required=False, max_digits=8, decimal_places=5,
        widget=forms.HiddenInput(attrs={"data-longitude": ""}),
    )  # fmt: skip

    def __init__(self, *arguments: Any, file: RecoveryFile, **options: Any) -> None:
        super().__init__(*arguments, **options)
        steps = [step for step in file.in_force.plan.steps if step.kind not in PRINTED]
        choices = [(f"{step.kind}/{step.code}", step_words(step)) for step in steps]
        others = [(f"{kind}/", KINDS[kind]) for kind in ("CALL", "VISIT")]
        self.fields["step"] = forms.ChoiceField(
            label=_("What was done"),
            choices=[(_("Steps of the plan"), choices), (_("Besides the plan"), others)],
        )
        if file.step is not None and file.step.kind not in PRINTED:
            self.fields["step"].initial = f"{file.step.kind}/{file.step.code}"
        self.fields["promised"] = MoneyField(
            currency=file.late.overdue.currency,
            label=_("Amount promised"),
            required=False,
        )
        self.order_fields(["key", "step", "result", "promised", "promised_date", "note"])

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        kind, _slash, code = entered.pop("step", "").partition("/")
        latitude, longitude = entered.pop("latitude", None), entered.pop("longitude", None)
        place: tuple[Decimal, Decimal] | None = None
        if latitude is not None and longitude is not None:
            place = (latitude, longitude)
        return {**entered, "kind": kind, "step_code": code, "place": place}

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if isinstance(error, errors.PromiseDateOut):
            return "promised_date", error.message
        if isinstance(error, errors.PromiseIncomplete | errors.PromiseAboveDebt):
            return "promised", error.message
        return super().field_at_fault(error)


class LetterForm(KeyedForm):
    """Which letter is printed."""

    def __init__(self, *arguments: Any, file: RecoveryFile, **options: Any) -> None:
        super().__init__(*arguments, **options)
        letters = [step for step in file.in_force.plan.steps if step.kind in PRINTED]
        chosen = file.step if file.step in letters else next(iter(letters), None)
        field = forms.ChoiceField(
            label=_("Letter"),
            widget=forms.RadioSelect,
            choices=[(step.code, step_words(step)) for step in letters],
        )
        field.initial = chosen.code if chosen else None
        self.fields["step_code"] = field


class HandOverForm(KeyedForm):
    """Who follows the loan from now on."""

    def __init__(self, *arguments: Any, people: list[Colleague], **options: Any) -> None:
        super().__init__(*arguments, **options)
        known = {str(one.id): one for one in people}
        self.fields["collector_id"] = forms.TypedChoiceField(
            label=_("Followed by"),
            choices=[(code, one.name) for code, one in known.items()],
            coerce=lambda code: known[code].id,
        )


class PlanForm(KeyedForm):
    """The steps, one a row, and the hours of contact. Empty rows are left out."""

    from_hour = forms.IntegerField(label=_("Contacts from (hour)"), min_value=0, max_value=23)
    until_hour = forms.IntegerField(label=_("Contacts until (hour)"), min_value=1, max_value=24)
    on_sundays = forms.BooleanField(label=_("Also on Sundays"), required=False)

    def __init__(self, *arguments: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.row_count = min(MOST_STEPS, len(plan.steps) + SPARE_ROWS)
        steps: list[Step | None] = [*plan.steps, *([None] * MOST_STEPS)]
        for place in range(self.row_count):
            step = steps[place]
            self.fields[f"days_{place}"] = forms.IntegerField(
                label=_("Days late"), required=False, min_value=1,
                initial=step.days_late if step else None,
            )  # fmt: skip
            self.fields[f"kind_{place}"] = forms.ChoiceField(
                label=_("What is done"), required=False,
                choices=[("", "—"), *KINDS.items()], initial=step.kind.value if step else "",
            )  # fmt: skip
            self.fields[f"code_{place}"] = forms.SlugField(
                label=_("Short name"), required=False, max_length=20,
                initial=step.code if step else "",
            )  # fmt: skip
        for name in ("from_hour", "until_hour", "on_sundays"):
            self.fields[name].initial = getattr(plan, name)

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The rows as they are drawn: days, what is done, short name."""
        return [
            (self[f"days_{place}"], self[f"kind_{place}"], self[f"code_{place}"])
            for place in range(self.row_count)
        ]

    @property
    def hours(self) -> list[forms.BoundField]:
        return [self["from_hour"], self["until_hour"], self["on_sundays"]]

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if not isinstance(error, errors.PlanNotPossible):
            return super().field_at_fault(error)
        reason, place = str(error.values["reason"]), int(error.values["place"])
        row = self._filled[place - 1] if place else 0
        field = "until_hour" if reason == "hours" else f"days_{row}"
        return field, PLAN_FAULTS[reason]

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        steps = []
        self._filled: list[int] = []
        for place in range(self.row_count):
            days, kind, code = (entered.get(f"{name}_{place}") for name in ("days", "kind", "code"))
            if not (days or kind or code):
                continue
            if not (days and kind and code):
                self.add_error(f"days_{place}", _("Give the days, what is done and a short name."))
                continue
            steps.append((code, kind, days))
            self._filled.append(place)
        return {
            "key": entered.get("key"),
            "steps": tuple(steps),
            "from_hour": entered.get("from_hour"),
            "until_hour": entered.get("until_hour"),
            "on_sundays": entered.get("on_sundays", False),
        }
