"""Forms in every state, a wizard, an approval."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField, PercentField, PhoneField
from nafa.interfaces.web.parts import Approval, Change, Link, Page, Refusal, Step
from nafa.interfaces.web.samples.house import AT, Sample, here, say, xof
from nafa.interfaces.web.samples.loans import arrears_state


class RequestForm(KeyedForm):
    """A loan application, as an example of every kind of field."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"] = MoneyField(
            currency="XOF",
            is_large=True,
            label=say("Montant demandé", "Amount asked for"),
            help_text=say("Entre 50 000 et 5 000 000 F CFA.", "From 50,000 to 5,000,000 F CFA."),
        )
        self.fields["rate"] = PercentField(label=say("Taux annuel", "Annual rate"))
        self.fields["first_due"] = DateField(label=say("Première échéance", "First due date"))
        self.fields["phone"] = PhoneField(
            label=say("Téléphone", "Telephone"),
            help_text=say("Le client y reçoit ses avis.", "The client receives notices there."),
        )
        self.fields["product"] = forms.ChoiceField(
            label=say("Produit", "Product"),
            choices=[("c", say("Commerce", "Trade")), ("a", say("Campagne agricole", "Farming"))],
        )
        self.fields["rhythm"] = forms.ChoiceField(
            label=say("Rythme des échéances", "Rhythm of instalments"),
            widget=forms.RadioSelect,
            choices=[
                ("m", say("Chaque mois", "Monthly")),
                ("w", say("Chaque semaine", "Weekly")),
            ],
        )
        self.fields["purpose"] = forms.CharField(
            label=say("Objet", "Purpose"),
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        )
        self.fields["agreed"] = forms.BooleanField(
            label=say("Le client a lu les conditions", "The client has read the terms"),
            required=False,
        )


FILLED = {
    "amount": "1 250 000",
    "rate": "24",
    "first_due": "05/12/2026",
    "phone": "77 123 45 67",
    "product": "c",
    "rhythm": "m",
    "purpose": "Stock de tissus",
    "key": "01936b1e-0000-7000-8000-000000000001",
}


def form_page() -> Page:
    title = say("Nouvelle demande de crédit", "New loan application")
    return Page(
        title=title,
        section="applications",
        trail=(Link(say("Demandes", "Applications"), here("list")), Link(title)),
    )


def form_values(form: KeyedForm) -> dict[str, Any]:
    return {
        "page": form_page(),
        "form": form,
        "send_label": say("Soumettre", "Submit"),
        "cancel_url": here("list"),
    }


def form_sample(_query: QueryDict) -> Sample:
    form = RequestForm(initial={"amount": xof(1_250_000), "first_due": date(2026, 12, 5)})
    return Sample("web/form.html", form_values(form))


def errors_sample(_query: QueryDict) -> Sample:
    form = RequestForm({**FILLED, "amount": "1.250.000", "first_due": "31/02/2026", "phone": "12"})
    form.is_valid()
    return Sample("web/form.html", form_values(form), 422)


def refusal_sample(_query: QueryDict) -> Sample:
    refusal = Refusal(
        money=say("Rien n’a été débité.", "Nothing was debited."),
        why=say(
            "Le taux effectif de 28,40 % dépasse le plafond d’usure de 24,00 %.",
            "The effective rate of 28.40 % is above the usury ceiling of 24.00 %.",
        ),
        next_step=say(
            "Baissez le taux ou les frais de dossier, puis soumettez à nouveau.",
            "Lower the rate or the fees, then submit again.",
        ),
        code="lending.above_usury_ceiling",
    )
    form = RequestForm(FILLED)
    return Sample("web/form.html", {**form_values(form), "refusal": refusal}, 409)


def wizard_sample(_query: QueryDict) -> Sample:
    steps = [
        Step(say("Client", "Client"), here("wizard"), is_done=True),
        Step(say("Activité et revenus", "Activity and income"), here("wizard"), is_done=True),
        Step(say("Montant et durée", "Amount and term"), is_current=True),
        Step(say("Garanties", "Collateral")),
        Step(say("Récapitulatif", "Summary")),
    ]
    form = RequestForm(initial={"amount": xof(1_250_000)})
    return Sample("web/gallery/wizard.html", {**form_values(form), "steps": steps})


def approval_sample(_query: QueryDict) -> Sample:
    waiting = Approval(
        what=say("Rééchelonnement du crédit PR-2026-000341", "Rescheduling of PR-2026-000341"),
        amount=xof(212_900),
        asked_by="Astou KANE",
        asked_at=AT,
        reason=say(
            "Le client a perdu son stock dans l’incendie du marché ; il reprend en décembre.",
            "The client lost the stock in the market fire and resumes in December.",
        ),
        changes=[
            Change(say("Échéance", "Instalment"), xof(45_100), xof(24_300)),
            Change(say("Fin", "End"), date(2027, 2, 17), date(2027, 8, 17)),
            Change(say("Classe", "Class"), arrears_state(35), arrears_state(0)),
        ],
        policy=say(
            "Règle CR-12 : tout rééchelonnement est approuvé par la cheffe d’agence.",
            "Rule CR-12: every rescheduling is approved by the branch manager.",
        ),
        url=here("approval"),
        documents=[Link(say("Constat d’incendie", "Fire report"), here("values"))],
        key="01936b1e-0000-7000-8000-000000000002",
    )
    page = Page(title=say("Approbations", "Approvals"), section="approvals")
    return Sample("web/gallery/approval.html", {"page": page, "waiting": waiting})
