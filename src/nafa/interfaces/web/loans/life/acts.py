"""What is done with a loan at once: an explicit table of acts, each a form and one command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField
from nafa.interfaces.web.loans.life.forms import identifier, reason_field
from nafa.interfaces.web.loans.tranches import may_draw
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Action, Fact, Link, Page, Words
from nafa.interfaces.web.written import money_text
from nafa.kernel.context import Context
from nafa.kernel.errors import NotPermitted
from nafa.kernel.identity.contexts import people_with
from nafa.kernel.models import Branch
from nafa.lending import commands, queries
from nafa.lending.queries import LoanView
from nafa.lending.queries.life import files
from nafa.lending.queries.life.files import LifeFile
from nafa.payments import queries as payments

RUNNING = ("ACTIVE",)
UNPAID = ("ACTIVE", "WRITTEN_OFF")


@dataclass(frozen=True, slots=True)
class Subject:
    """The loan an act is done with, and its file."""

    ctx: Context
    view: LoanView
    file: LifeFile

    @property
    def currency(self) -> str:
        return self.view.folded.loan.currency

    @property
    def is_late(self) -> bool:
        late = self.view.folded.lateness(self.ctx.business_date)
        return late.is_late or self.view.row.status == "WRITTEN_OFF" or self.file.death is not None

    @property
    def holds_till(self) -> bool:
        return payments.open_session_of(self.ctx.actor_id) is not None

    def held(self, *kinds: str) -> list[tuple[str, str]]:
        """Guarantees of these kinds that still secure the loan, as choices."""
        return [
            (str(one.id), f"{one.guarantor or one.description} ({money_text(one.value)})")
            for one in self.file.guarantees
            if one.status == "HELD" and one.kind.value in kinds
        ]


Fields = Callable[[Subject], dict[str, forms.Field]]


@dataclass(frozen=True, slots=True)
class Act:
    """An act: who may, on which loans, when it is offered, its fields and its command."""

    title: Words
    explained: Words
    permission: str
    statuses: tuple[str, ...]
    fields: Fields
    run: Callable[..., object]
    send: Words
    is_offered: Callable[[Subject], bool] = lambda _subject: True


def _choice(label: Any, offered: list[tuple[str, str]]) -> forms.Field:
    return forms.TypedChoiceField(label=label, choices=offered, coerce=identifier)


def _officers() -> list[tuple[str, str]]:
    return [(str(one.id), one.full_name) for one in people_with("lending.apply")]


def _amount(subject: Subject, label: Any) -> forms.Field:
    return MoneyField(currency=subject.currency, label=label, is_large=True)


def _officer_fields(subject: Subject) -> dict[str, forms.Field]:  # noqa: ARG001
    return {"to_officer_id": _choice(_("New officer"), _officers()),
            "reason": reason_field()}  # fmt: skip


def _hand_over_fields(subject: Subject) -> dict[str, forms.Field]:
    fields = _officer_fields(subject)
    if subject.view.folded.loan.officer_id is not None:
        fields["is_whole"] = forms.BooleanField(
            label=_("All loans of the present officer"), required=False
        )
    return fields


def _hand_over(
    ctx: Context, *, loan_id: UUID, to_officer_id: UUID, reason: str, is_whole: bool = False
) -> object:
    officer_id = queries.find_loan(ctx, loan_id).officer_id
    if not is_whole or officer_id is None:
        return commands.transfer_loan(
            ctx, loan_id=loan_id, to_officer_id=to_officer_id, reason=reason
        )
    return commands.transfer_portfolio(
        ctx, from_officer_id=officer_id, to_officer_id=to_officer_id, reason=reason
    )


def _branch_fields(subject: Subject) -> dict[str, forms.Field]:
    others = Branch.objects.exclude(id=subject.view.folded.loan.branch_id).order_by("code")
    return {
        "to_branch_id": _choice(_("New branch"), [(str(one.id), one.name) for one in others]),
        **_officer_fields(subject),
    }


def _death_fields(subject: Subject) -> dict[str, forms.Field]:  # noqa: ARG001
    return {
        "death_date": DateField(label=_("Date of death")),
        "paper": forms.FileField(
            label=_("Death certificate (PDF or photo)"), required=False
        ),
        "insurer": forms.CharField(
            label=_("Insurer"), required=False, max_length=120,
            help_text=_("When the loan is insured: what closes it today is claimed."),
        ),
    }  # fmt: skip


def _claim_fields(subject: Subject) -> dict[str, forms.Field]:
    return {"amount": _amount(subject, _("Amount paid by the insurer"))}


def _answer_fields(subject: Subject) -> dict[str, forms.Field]:  # noqa: ARG001
    return {"answer": forms.CharField(label=_("Answer of the insurer"), max_length=500)}


def _call_fields(subject: Subject) -> dict[str, forms.Field]:
    return {
        "guarantee_id": _choice(_("Guarantor"), subject.held("PERSONAL")),
        "amount": _amount(subject, _("Amount asked for")),
        "answer_by": DateField(label=_("To be paid before")),
    }


def _savings_fields(subject: Subject) -> dict[str, forms.Field]:
    return {
        "guarantee_id": _choice(_("Blocked savings"), subject.held("SAVINGS")),
        "reason": reason_field(),
    }


def _sale_fields(subject: Subject) -> dict[str, forms.Field]:
    return {
        "guarantee_id": _choice(_("What was sold"), subject.held("PLEDGE", "MORTGAGE")),
        "proceeds": _amount(subject, _("Proceeds of the sale")),
        "reason": reason_field(),
    }


def _end_fields(subject: Subject) -> dict[str, forms.Field]:  # noqa: ARG001
    return {"reason": reason_field()}


def _early_fields(subject: Subject) -> dict[str, forms.Field]:
    return {"amount": _amount(subject, _("Amount received"))}


def _former_loans(subject: Subject) -> list[tuple[str, str]]:
    found = queries.loans(subject.ctx, client_id=subject.view.row.client_id, status="ACTIVE")
    return [(str(one.id), f"{one.number} ({money_text(one.outstanding)})") for one in found]


def _refinancing_fields(subject: Subject) -> dict[str, forms.Field]:
    return {
        "former_ids": forms.TypedMultipleChoiceField(
            label=_("Loans to repay"), choices=_former_loans(subject), coerce=identifier,
            widget=forms.CheckboxSelectMultiple,
        )
    }  # fmt: skip


def _refinance(ctx: Context, *, loan_id: UUID, former_ids: list[UUID]) -> object:
    return commands.refinance(ctx, loan_id=loan_id, former_ids=tuple(former_ids))


def _record_death(ctx: Context, *, loan_id: UUID, paper: Any = None, **values: Any) -> object:
    content = paper.read() if paper else None
    return commands.record_death(ctx, loan_id=loan_id, paper=content, **values)


def _awaits_claim(subject: Subject) -> bool:
    return subject.file.death is not None and subject.file.death.claim == "FILED"


ACTS: Mapping[str, Act] = {
    "anticipe": Act(
        _("Early money"), _("Take money early: the plan becomes shorter or lighter."),
        "lending.repay", RUNNING, _early_fields, commands.prepay, _("Take the money"),
        lambda subject: subject.holds_till,
    ),
    "refinancement": Act(
        _("Refinancing (top-up)"), _("Pay out and repay running loans of the client from it."),
        "lending.disburse", ("CONTRACTED",), _refinancing_fields, _refinance, _("Pay out"),
        lambda subject: subject.holds_till and bool(_former_loans(subject)),
    ),
    "fin-versements": Act(
        _("Give up the rest"), _("Nothing more is paid out; the commitment ends."),
        "lending.decide_change", RUNNING, _end_fields, commands.end_drawing,
        _("Give up the rest"), lambda subject: may_draw(subject.view),
    ),
    "agent": Act(
        _("Another officer"), _("Give the loan to another officer."),
        "lending.transfer", ("CONTRACTED", *UNPAID), _hand_over_fields, _hand_over,
        _("Give the loan"),
    ),
    "agence": Act(
        _("Another branch"), _("Move the loan and its balances to another branch."),
        "lending.move_branch", RUNNING, _branch_fields, commands.move_to_branch, _("Move the loan"),
    ),
    "deces": Act(
        _("Death of the borrower"), _("Write it down, with the paper and the claim."),
        "lending.record_death", RUNNING, _death_fields, _record_death, _("Write it down"),
        lambda subject: subject.file.death is None,
    ),
    "indemnite": Act(
        _("The insurer has paid"), _("Take what the insurer paid for the loan."),
        "lending.record_claim", RUNNING, _claim_fields, commands.pay_claim, _("Take the money"),
        _awaits_claim,
    ),
    "refus-assureur": Act(
        _("The insurer rejects the claim"), _("The heirs go on with the loan."),
        "lending.record_claim", RUNNING, _answer_fields, commands.reject_claim, _("Write it down"),
        _awaits_claim,
    ),
    "caution": Act(
        _("Call a guarantor"), _("Ask a guarantor by letter to pay."),
        "lending.call_guarantee", UNPAID, _call_fields, commands.call_guarantor,
        _("Write the letter"),
        lambda subject: subject.is_late and bool(subject.held("PERSONAL")),
    ),
    "epargne": Act(
        _("Use blocked savings"), _("Pay what is owed out of the savings held for the loan."),
        "lending.realise_guarantee", UNPAID, _savings_fields, commands.use_savings,
        _("Use the savings"),
        lambda subject: subject.is_late and bool(subject.held("SAVINGS")),
    ),
    "vente": Act(
        _("Sale of a pledge"), _("Take the proceeds of a good that was sold."),
        "lending.realise_guarantee", UNPAID, _sale_fields, commands.sell_pledge,
        _("Take the money"),
        lambda subject: subject.is_late and bool(subject.held("PLEDGE", "MORTGAGE")),
    ),
}  # fmt: skip


class ActForm(KeyedForm):
    """The fields of an act."""

    def __init__(self, *arguments: Any, fields: dict[str, forms.Field], **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, field in fields.items():
            if field.required:
                field.widget.attrs.setdefault("required", True)
            self.fields[name] = field

    @property
    def draft_name(self) -> str:
        return "-".join(["act", *(name for name in self.fields if name != "key")])


def offered(subject: Subject) -> list[tuple[str, Act]]:
    """The acts that the reader may do with the loan now."""
    status = subject.view.row.status
    return [
        (slug, act)
        for slug, act in ACTS.items()
        if status in act.statuses and subject.ctx.may(act.permission) and act.is_offered(subject)
    ]


def act_links(ctx: Context, view: LoanView, file: LifeFile) -> list[tuple[Action, Words]]:
    """The acts as links, with a sentence for each."""
    return [
        (Action(act.title, reverse("web:loan-act", args=[view.row.number, slug])), act.explained)
        for slug, act in offered(Subject(ctx, view, file))
    ]


@page("lending.view")
def act(request: HttpRequest, ctx: Context, loan_id: UUID, slug: str) -> HttpResponse:
    """One act: its form, then its command."""
    found = ACTS.get(slug)
    if found is None:
        raise Http404(slug)
    if not ctx.may(found.permission):
        raise NotPermitted(permission=found.permission)
    view = queries.loan_view(ctx, loan_id)
    subject = Subject(ctx, view, files.life_of(ctx, loan_id))
    back = reverse("web:loan-life", args=[view.row.number])
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return command_page(
        request,
        ctx,
        form=ActForm(*sent, fields=found.fields(subject)),
        page=Page(
            title=f"{found.title} · {view.row.client}",
            section="loans",
            trail=(
                Link(_("Loans"), reverse("web:loans")),
                Link(view.row.number, back),
                Link(found.title),
            ),
            facts=_owed(subject),
        ),
        template="web/loans/life/act.html",
        run=lambda keyed, values: found.run(keyed, loan_id=loan_id, **values),
        done=lambda made: _done(made, back),
        money=_("The loan stands as it was."),
        values={"cancel_url": back, "send_label": found.send, "explained": found.explained},
    )


def _owed(subject: Subject) -> list[Fact]:
    folded = subject.view.folded
    found = [Fact(_("Outstanding"), folded.state.outstanding_principal)]
    if subject.view.row.status == "ACTIVE":
        due = folded.state.due_on(subject.ctx.business_date).sum
        found += [
            Fact(_("Due on this day"), due),
            Fact(_("To close it today"), folded.settlement().sum),
        ]
    return found


def _done(made: object, back: str) -> Done:
    receipt = getattr(made, "receipt_number", "")
    if receipt:
        return Done(reverse("web:receipt", args=[receipt]), gettext("Done. Receipt %(number)s.")
                    % {"number": receipt})  # fmt: skip
    return Done(back, gettext("It is done."))
