"""The thresholds of the watch as a form: one line a rule."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import KeyedForm
from nafa.interfaces.web.wording.watch import RULES
from nafa.kernel.watch.policy import DAY_FROM, DAY_UNTIL, LONGEST_MINUTES, MOST, Watch


class ThresholdForm(KeyedForm):
    """Each rule as `10 in 30`: so many happenings in so many minutes; empty switches it off."""

    def __init__(self, *arguments: Any, watch: Watch, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.watch = watch
        for name, now in watch.thresholds.items():
            self.fields[name] = forms.CharField(
                label=str(RULES[name]), required=False, max_length=20,
                initial=f"{now.most} / {now.minutes}" if now.is_on else "",
                help_text=_("Happenings / minutes; empty: off."),
            )  # fmt: skip
        self.fields[DAY_FROM] = forms.IntegerField(
            label=_("The working day begins at"), initial=watch.day_from, min_value=0, max_value=24
        )
        self.fields[DAY_UNTIL] = forms.IntegerField(
            label=_("The working day ends at"), initial=watch.day_until, min_value=0, max_value=24
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.watch.thresholds:
            try:
                cleaned[name] = _read(cleaned.get(name, ""))
            except ValueError:
                self.add_error(
                    name, ValidationError(_("Write two whole numbers, such as 10 / 30."), "form")
                )
        return cleaned

    @property
    def rules(self) -> dict[str, Any]:
        """What was written, as the command takes it."""
        written = {name: self.cleaned_data[name] for name in self.watch.thresholds}
        hours = {name: self.cleaned_data[name] for name in (DAY_FROM, DAY_UNTIL)}
        return {
            name: {
                **(one or {"is_on": False}),
                "severity": self.watch.thresholds[name].severity,
            }
            for name, one in written.items()
        } | hours


def _read(text: str) -> dict[str, int] | None:
    if not text.strip():
        return None
    most, minutes = (int(part) for part in text.split("/"))
    if not (1 <= most <= MOST and 1 <= minutes <= LONGEST_MINUTES):
        raise ValueError(text)
    return {"most": most, "minutes": minutes}
