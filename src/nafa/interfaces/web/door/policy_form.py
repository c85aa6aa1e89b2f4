"""The policy of the door as a form: ticks, minutes, amounts, and one line a rule."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.forms import KeyedForm, MoneyField
from nafa.interfaces.web.wording.history import COMMANDS
from nafa.kernel.access.policy import EVERYONE, IDLE_MINUTES, LONGEST_IDLE
from nafa.kernel.commands import registered
from nafa.kernel.errors import DomainError, InvalidInput
from nafa.kernel.models import Role
from nafa.lib.money import Money

PROOF = "proof_"
LINES = {"rows": 3, "spellcheck": "false", "autocomplete": "off"}


def linkable() -> list[str]:
    """The commands of which a fresh proof may be asked, by their words."""
    found = [name for name, spec in registered().items() if spec.linked is not None]
    return sorted(found, key=lambda name: str(COMMANDS.get(name, name)))


class PolicyForm(KeyedForm):
    """All rules of the door at once."""

    def __init__(
        self, *arguments: Any, rules: Mapping[str, Any], currency: str, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.currency, self.before = currency, dict(rules)
        known = list(Role.objects.order_by("label_fr"))
        roles = [(role.code, labels.local(role.label_fr, role.label_en)) for role in known]
        self.role_names = dict(roles)
        self.role_codes = {
            name.casefold(): role.code
            for role in known
            for name in (role.code, role.label_fr, role.label_en)
        }
        self.fields["second_factor"] = forms.MultipleChoiceField(
            label=_("Second factor demanded of"),
            choices=roles,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=rules.get("second_factor", []),
        )
        self.fields["chosen_password"] = forms.BooleanField(
            label=_("Everybody chooses a password of their own at the first log-in"),
            required=False,
            initial=rules.get("chosen_password", False),
        )
        idle = dict(rules.get("idle_minutes", {}))
        self.fields["idle"] = forms.IntegerField(
            label=_("The screen locks after (minutes)"),
            min_value=1,
            max_value=LONGEST_IDLE,
            initial=idle.pop(EVERYONE, IDLE_MINUTES),
        )
        self._add_lines("idle_minutes", _("Other minutes by role"), _("Teller 3"), idle)
        self._add_lines(
            "hours", _("Hours by role"), _("Teller mon-sat 07:30-18:00"),
            rules.get("hours", {}),
        )  # fmt: skip
        self._add_lines(
            "networks", _("Networks by role"), _("Teller 10.0.0.0/8"), rules.get("networks", {})
        )
        self._add_lines(
            "branch_networks", _("Networks by branch"), _("01 10.1.0.0/16"),
            rules.get("branch_networks", {}),
        )  # fmt: skip
        self._add_proofs(rules.get("proofs", {}))

    def _add_lines(self, name: str, label: Any, example: Any, rules: Mapping[str, Any]) -> None:
        self.fields[name] = forms.CharField(
            label=label,
            required=False,
            help_text=_("One rule a line, such as: %(example)s") % {"example": example},
            widget=forms.Textarea(attrs=LINES),
            initial="\n".join(_lines(name, rules, self.role_names)),
        )

    def _add_proofs(self, proofs: Mapping[str, int]) -> None:
        for name in linkable():
            above = proofs.get(name)
            self.fields[PROOF + name.replace(".", "-")] = MoneyField(
                currency=self.currency,
                required=False,
                allows_zero=True,
                label=COMMANDS.get(name, name),
                initial=None if above is None else Money(above, self.currency),
            )

    @property
    def demands(self) -> list[Any]:
        """Rows that are no proof."""
        return [bound for bound in self.visible_fields() if not bound.name.startswith(PROOF)]

    @property
    def proofs(self) -> list[Any]:
        """Rows of acts that ask for a fresh proof."""
        return [bound for bound in self.visible_fields() if bound.name.startswith(PROOF)]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in ("idle_minutes", "hours", "networks", "branch_networks"):
            try:
                values[name] = _read_lines(name, values.get(name, ""), self.role_codes)
            except UnknownRole as unknown:
                words = _("There is no role “%(name)s”. The roles are: %(known)s.") % {
                    "name": unknown.name, "known": ", ".join(self.role_names.values()),
                }  # fmt: skip
                self.add_error(name, ValidationError(words, "unknown_role"))
            except ValueError:
                self.add_error(name, ValidationError(_("A line cannot be read."), "unreadable"))
        return values

    def field_at_fault(self, error: DomainError) -> tuple[str, Any] | None:
        name = error.values.get("field") if isinstance(error, InvalidInput) else None
        return (str(name), error.message) if name in self.fields else None

    @property
    def rules(self) -> dict[str, Any]:
        """The policy in plain data; a rule of another kind stays as it was."""
        values = self.values
        proofs = {
            name: values[PROOF + name.replace(".", "-")].minor
            for name in linkable()
            if values[PROOF + name.replace(".", "-")] is not None
        }
        return {
            **self.before,
            "second_factor": values["second_factor"],
            "chosen_password": values["chosen_password"],
            "idle_minutes": {EVERYONE: values["idle"], **values["idle_minutes"]},
            "hours": values["hours"],
            "networks": values["networks"],
            "branch_networks": values["branch_networks"],
            "proofs": proofs,
        }


class UnknownRole(ValueError):
    """A line names a role that there is not."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _lines(name: str, rules: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Rules as lines: the role by its name, the days by theirs."""
    if name == "idle_minutes":
        return [f"{names.get(role, role)} {minutes}" for role, minutes in rules.items()]
    if name != "hours":
        return [
            f"{names.get(role, role)} {network}"
            for role, found in rules.items()
            for network in found
        ]
    return [
        f"{names.get(role, role)} {_day_words(one['days'])} {one['from']}-{one['until']}"
        for role, found in rules.items()
        for one in found
    ]


def _read_lines(name: str, text: str, codes: Mapping[str, str]) -> dict[str, Any]:
    """Refuses: UnknownRole; ValueError (a line that is not name and value)."""
    found: dict[str, Any] = {}
    for line in filter(None, (one.strip() for one in text.splitlines())):
        *words, value = line.split()
        if name == "hours":
            *words, days = words
            begins, ends = value.split("-")
            rule = {"days": _days(days), "from": begins, "until": ends}
            found.setdefault(_who(name, words, codes), []).append(rule)
        elif name == "idle_minutes":
            found[_who(name, words, codes)] = int(value)
        else:
            found.setdefault(_who(name, words, codes), []).append(value)
    return found


def _who(name: str, words: list[str], codes: Mapping[str, str]) -> str:
    """The code of a role named in either language, or of a branch, or everybody."""
    said = " ".join(words)
    if not said:
        raise ValueError(said)
    if name == "branch_networks" or said == EVERYONE:
        return said
    if said.casefold() not in codes:
        raise UnknownRole(said)
    return codes[said.casefold()]


DAYS = (
    ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
    ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
)


def _day_words(days: list[int]) -> str:
    """`mon-fri,sun` for the days of a week, Monday is 0."""
    names = labels.local(" ".join(DAYS[0]), " ".join(DAYS[1])).split()
    spans: list[tuple[int, int]] = []
    for day in days:
        if spans and day == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return ",".join(names[a] if a == b else f"{names[a]}-{names[b]}" for a, b in spans)


def _days(text: str) -> list[int]:
    days: set[int] = set()
    for part in text.casefold().split(","):
        first, _dash, last = part.partition("-")
        span = range(_day(first), _day(last or first) + 1)
        if not span:
            raise ValueError(part)
        days |= set(span)
    return sorted(days)


def _day(text: str) -> int:
    """A day by its first three letters in either language, or its number from Monday, 0."""
    for names in DAYS:
        if text[:3] in names:
            return names.index(text[:3])
    return int(text)
