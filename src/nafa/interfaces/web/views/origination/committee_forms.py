"""Forms of the committee: convening, the agenda, who came, the proposal, the vote."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField
from nafa.interfaces.web.parts import Words
from nafa.interfaces.web.wording.origination import SESSION_REASONS, VOTES, role_words
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.identity.contexts import institution
from nafa.kernel.models import Branch
from nafa.lending.queries.origination.committee import SeatRow
from nafa.lending.queries.origination.deciders import approvers


def people_field(title: Any, choices: Sequence[tuple[str, str]]) -> forms.Field:
    """Several persons, each ticked."""
    return forms.TypedMultipleChoiceField(
        label=title, coerce=UUID, choices=choices, widget=forms.CheckboxSelectMultiple
    )


class SessionForm(KeyedForm):
    """A session to come: day, place, members, chair, secretary, quorum."""

    held_date = DateField(label=_("Day of the session"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    quorum = forms.IntegerField(
        label=_("Quorum"), min_value=1, max_value=15, initial=2,
        help_text=_("How many members must be present, and vote or abstain."),
    )  # fmt: skip

    def __init__(self, ctx: Context, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        people = [(str(one.id), f"{one.name} ({role_words(one.roles)})") for one in approvers()]
        self.fields["member_ids"] = people_field(_("Members"), people)
        for name, title in (("chair_id", _("Chair")), ("secretary_id", _("Secretary"))):
            self.fields[name] = forms.TypedChoiceField(label=title, coerce=UUID, choices=people)
        self.fields["quorum"].widget.size = "field-short"
        if ctx.branch_id is None:
            branches = [(str(one.id), one.name) for one in Branch.objects.order_by("code")]
            self.fields["branch_id"] = forms.TypedChoiceField(
                label=_("Branch"), required=False, empty_value=None, coerce=UUID,
                choices=[("", _("All branches")), *branches],
            )  # fmt: skip
        self.order_fields(
            ["held_date", "place", "branch_id", "member_ids", "chair_id", "secretary_id"]
        )

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "lending.session_not_possible":
            told = SESSION_REASONS.get(str(error.values["reason"]), error.message)
            return str(error.values["field"]), told
        return super().field_at_fault(error)


class AgendaForm(KeyedForm):
    """Applications to put on the agenda."""

    def __init__(self, waiting: Sequence[tuple[str, str]], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["application_ids"] = people_field(_("Applications at this level"), waiting)


class PresenceForm(KeyedForm):
    """Who came."""

    def __init__(self, seats: Sequence[SeatRow], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["present_ids"] = people_field(
            _("Members present"), [(str(one.member_id), one.name) for one in seats]
        )


class ProposalForm(KeyedForm):
    """The terms that are put to the vote."""

    instalment_count = forms.IntegerField(label=_("Instalments"), min_value=1, max_value=600)
    conditions = forms.CharField(
        label=_("Conditions"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What must be done before the money is paid out."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"] = MoneyField(currency=institution().currency, label=_("Amount"))
        self.fields["instalment_count"].widget.size = "field-short"
        self.order_fields(["amount", "instalment_count", "conditions"])

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        at_count = error.code in ("lending.count_out_of_range", "lending.terms_not_possible")
        return ("instalment_count" if at_count else "amount"), error.message


class VoteForm(KeyedForm):
    """One member's vote."""

    choice = forms.ChoiceField(
        label=_("Your vote"), choices=[(code, state.word) for code, state in VOTES.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to vote against; it stands in the minutes."),
    )  # fmt: skip

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "lending.reason_wanted":
            return "reason", _("Say why you vote against.")
        return super().field_at_fault(error)


class PostponeForm(KeyedForm):
    """Why an application is taken off, and where it goes."""

    is_returned = forms.TypedChoiceField(
        label=_("Where it goes"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("no", _("To a later session")), ("yes", _("Back to the officer"))], initial="no",
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
