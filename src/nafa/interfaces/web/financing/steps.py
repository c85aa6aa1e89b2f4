"""The steps of a contract as pages: one table of title, right, form and command."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nafa.assets import commands
from nafa.assets.queries import ContractView, buy_out_price
from nafa.interfaces.web.financing.forms import file_field, number_field, reason_field
from nafa.interfaces.web.forms import DateField, KeyedForm, MoneyField
from nafa.interfaces.web.parts import Words
from nafa.interfaces.web.wording import financing as words
from nafa.kernel.context import Context
from nafa.lib.money import Money

Fields = dict[str, forms.Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """One step: what is asked, what is run, what is said. `at_till`: cash moves at one's till."""

    slug: str
    title: Words
    send: Words
    permission: str
    said: Words
    run: Callable[[Context, ContractView, dict[str, Any]], Any]
    fields: Callable[[Context, ContractView], Fields] = lambda _ctx, _view: {}
    asks: Callable[[Context, ContractView], Money | None] = lambda _ctx, _view: None
    warns: Words = ""
    at_till: bool = False
    is_danger: bool = False


class StepForm(KeyedForm):
    """The fields of a step; files are given as their content."""

    def __init__(self, *arguments: Any, fields: Fields, name: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields.update(fields)
        self.step_name = name

    @property
    def draft_name(self) -> str:
        return f"financing-{self.step_name}"

    @property
    def values(self) -> dict[str, Any]:
        return {
            name: value.read() if hasattr(value, "read") else value
            for name, value in super().values.items()
        }


def _unit(view: ContractView) -> str:
    return view.row.laid_out.currency


def _amount(view: ContractView, label: Words, initial: Money | None = None) -> MoneyField:
    return MoneyField(currency=_unit(view), label=label, initial=initial, is_large=True)


def _decision(_ctx: Context, _view: ContractView) -> Fields:
    return {
        "outcome": forms.ChoiceField(
            label=_("Decision"), widget=forms.RadioSelect,
            choices=[("yes", _("Approve")), ("no", _("Refuse"))],
        ),
        "reason": reason_field(required=False),
    }  # fmt: skip


def _order(_ctx: Context, _view: ContractView) -> Fields:
    return {
        "kind": forms.ChoiceField(label=_("Kind"), choices=list(words.ASSET_KINDS.items())),
        "description": forms.CharField(label=_("What is bought"), max_length=200),
        "supplier": forms.CharField(label=_("Supplier"), max_length=120),
        "serial_number": forms.CharField(label=_("Serial number"), required=False, max_length=60),
        "plate_number": forms.CharField(label=_("Plate number"), required=False, max_length=30),
    }


def _purchase(_ctx: Context, view: ContractView) -> Fields:
    ancillary = MoneyField(
        currency=_unit(view), label=_("Ancillary costs"), allows_zero=True,
        initial=Money.zero(_unit(view)),
    )  # fmt: skip
    cost = view.terms.money(view.terms.cost_minor)
    return {
        "price": _amount(view, _("Price of the supplier"), cost),
        "ancillary": ancillary,
        "invoice": file_field(_("Purchase invoice")),
    }


def supplier_owed(view: ContractView) -> Money:
    """What the supplier still has to get."""
    paid = view.asset.supplier_paid_minor if view.asset else 0
    return Money(view.terms.laid_out.minor - paid, _unit(view))


def _supplier(_ctx: Context, view: ContractView) -> Fields:
    return {"amount": _amount(view, _("Amount"), supplier_owed(view))}


def _possession(ctx: Context, _view: ContractView) -> Fields:
    return {
        "possessed_date": DateField(label=_("Held since"), initial=ctx.business_date),
        "place": forms.CharField(label=_("Place"), max_length=120),
        "delivery_note": file_field(_("Delivery note")),
    }


def _paper(_ctx: Context, _view: ContractView) -> Fields:
    kinds = ("PROMISE", "AGENCY", "INSURANCE", "OTHER")
    return {
        "kind": forms.ChoiceField(
            label=_("Document"), choices=[(one, words.PAPERS[one]) for one in kinds]
        ),
        "content": file_field(_("File")),
    }


def _deposit(_ctx: Context, view: ContractView) -> Fields:
    left = view.terms.money(view.terms.deposit_minor) - view.deposit_held
    return {"amount": _amount(view, _("Deposit"), left)}


def _rebate(_ctx: Context, view: ContractView) -> Fields:
    return {"amount": _amount(view, _("Rebate")), "reason": reason_field()}


def _rebate_decision(_ctx: Context, _view: ContractView) -> Fields:
    choices = [("yes", _("Grant")), ("no", _("Refuse"))]
    return {
        "outcome": forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect, choices=choices)
    }


def waiting_rebate(view: ContractView) -> Any:
    """The rebate that waits for a decision, or nothing."""
    return next((one for one in view.rebates if one.status == "ASKED"), None)


def _rebate_asked(_ctx: Context, view: ContractView) -> Money | None:
    waiting = waiting_rebate(view)
    return Money(waiting.amount_minor, _unit(view)) if waiting else None


def _decide_rebate(ctx: Context, view: ContractView, values: dict[str, Any]) -> Any:
    waiting = waiting_rebate(view)
    rebate_id = waiting.id if waiting else view.row.id
    return commands.decide_rebate(ctx, rebate_id=rebate_id, is_granted=values["outcome"] == "yes")


def _goods(_ctx: Context, view: ContractView) -> Fields:
    left = view.contract.delivered_quantity - view.contract.sold_quantity
    field = number_field(_("Quantity (units)"), most=1_000_000)
    field.initial = left
    return {"quantity": field, "amount": _amount(view, _("Price received"))}


def _ahead(_ctx: Context, view: ContractView) -> Fields:
    field = number_field(_("Quantity (units)"), most=1_000_000)
    field.initial = view.terms.quantity - view.contract.sold_quantity
    return {
        "buyer": forms.CharField(label=_("Buyer"), max_length=120),
        "quantity": field,
        "amount": _amount(view, _("Price received")),
    }


def _delivery(_ctx: Context, view: ContractView) -> Fields:
    field = number_field(_("Quantity (units)"), most=1_000_000)
    field.initial = view.terms.quantity - view.contract.delivered_quantity
    return {"quantity": field}


def _refund(_ctx: Context, view: ContractView) -> Money:
    terms = view.terms
    return terms.money(
        terms.cost_minor - terms.cost_minor * view.contract.delivered_quantity // terms.quantity
    )


def _price(ctx: Context, view: ContractView) -> Money:
    return buy_out_price(view.contract, on=ctx.business_date)


def _run(command: Callable[..., Any]) -> Callable[[Context, ContractView, dict[str, Any]], Any]:
    """A command on the contract with what was entered."""
    return lambda ctx, view, values: command(ctx, contract_id=view.row.id, **values)


def _on_asset(
    command: Callable[..., Any],
) -> Callable[[Context, ContractView, dict[str, Any]], Any]:
    """A command on the thing of the contract."""

    def run(ctx: Context, view: ContractView, values: dict[str, Any]) -> Any:
        asset_id = view.asset.id if view.asset else view.row.id
        return command(ctx, asset_id=asset_id, **values)

    return run


def _decide(ctx: Context, view: ContractView, values: dict[str, Any]) -> Any:
    return commands.decide(
        ctx, contract_id=view.row.id, is_approved=values["outcome"] == "yes",
        reason=values["reason"],
    )  # fmt: skip


def _reasoned(_ctx: Context, _view: ContractView) -> Fields:
    return {"reason": reason_field()}


PROPOSE, APPROVE, COLLECT = "assets.propose", "assets.approve", "assets.collect"
STEPS: tuple[StepPage, ...] = (
    StepPage(slug="decision", title=_("Decide"), send=_("Save the decision"), permission=APPROVE,
             said=_("The decision is recorded."), fields=_decision, run=_decide),
    StepPage(slug="document", title=_("Add a document"), send=_("Add"), permission=PROPOSE,
             said=_("The document is on file."), fields=_paper, run=_run(commands.add_paper)),
    StepPage(slug="commande", title=_("Order the thing"), send=_("Order"), permission=PROPOSE,
             said=_("The thing is ordered."), fields=_order, run=_run(commands.order_asset)),
    StepPage(slug="facture", title=_("Record the purchase"), send=_("Record the purchase"),
             permission=PROPOSE, said=_("The institution owns the thing."), fields=_purchase,
             run=_on_asset(commands.record_purchase)),
    StepPage(slug="fournisseur-caisse", title=_("Pay the supplier in cash"), send=_("Pay"),
             permission=COLLECT, said=_("The supplier is paid."), fields=_supplier,
             run=_on_asset(commands.pay_supplier), at_till=True),
    StepPage(slug="fournisseur-banque", title=_("Pay the supplier by the bank"), send=_("Pay"),
             permission="assets.pay", said=_("The supplier is paid."), fields=_supplier,
             run=_on_asset(commands.pay_supplier_by_bank)),
    StepPage(slug="possession", title=_("Take possession"), send=_("Take possession"),
             permission=PROPOSE, said=_("The institution holds the thing."), fields=_possession,
             run=_on_asset(commands.take_possession)),
    StepPage(slug="signature", title=_("Sign the contract"), send=_("Sign"), permission=PROPOSE,
             said=_("The contract is signed; print it from this page."),
             run=_run(commands.sign),
             warns=_("The contract is made as a PDF. Its terms do not change any more.")),
    StepPage(slug="remise-du-bien", title=_("Hand the thing over"), send=_("Hand it over"),
             permission=PROPOSE, said=_("The thing is in use; the contract runs."),
             fields=lambda ctx, _view: {
                 "available_date": DateField(label=_("In use since"), initial=ctx.business_date)
             }, run=_run(commands.make_available)),
    StepPage(slug="versement", title=_("Pay the client"), send=_("Pay out"), permission=COLLECT,
             said=_("The money is handed over."), run=_run(commands.pay_out), at_till=True,
             asks=lambda _ctx, view: view.terms.money(view.terms.cost_minor)),
    StepPage(slug="depot", title=_("Take the deposit"), send=_("Take the deposit"),
             permission=COLLECT, said=_("The deposit is taken."), fields=_deposit,
             run=_run(commands.take_deposit), at_till=True),
    StepPage(slug="depot-rendu", title=_("Give the deposit back"), send=_("Give back"),
             permission=COLLECT, said=_("The deposit is given back."),
             run=_run(commands.give_back_deposit), at_till=True,
             asks=lambda _ctx, view: view.deposit_held),
    StepPage(slug="depot-utilise", title=_("Use the deposit for what is due"), send=_("Use"),
             permission=APPROVE, said=_("The deposit settles what is due."), fields=_deposit,
             run=_run(commands.use_deposit)),
    StepPage(slug="parts", title=_("Buy more units"), send=_("Take the payment"),
             permission=COLLECT, said=_("The units are the client's."), at_till=True,
             fields=lambda _ctx, _view: {"units": number_field(_("Units"), most=100_000)},
             run=_run(commands.buy_units)),
    StepPage(slug="remise-gracieuse", title=_("Ask for a rebate"), send=_("Ask"),
             permission=PROPOSE, said=_("The rebate waits for a decision."), fields=_rebate,
             run=_run(commands.ask_rebate),
             warns=_("A rebate is a grace of the institution; the contract promises none.")),
    StepPage(slug="remise-decision", title=_("Decide on the rebate"), send=_("Save the decision"),
             permission="assets.grant_rebate", said=_("The decision is recorded."),
             fields=_rebate_decision, run=_decide_rebate, asks=_rebate_asked),
    StepPage(slug="report", title=_("Move the instalments"), send=_("Move"), permission=APPROVE,
             said=_("The instalments have new dates; the debt is the same."),
             fields=lambda _ctx, _view: {
                 "months": number_field(_("Months later"), most=24), "reason": reason_field()
             }, run=_run(commands.reschedule)),
    StepPage(slug="livraison", title=_("Record the delivery"), send=_("Record the delivery"),
             permission=PROPOSE, said=_("The goods are in stock."), fields=_delivery,
             run=_run(commands.record_delivery)),
    StepPage(slug="vente", title=_("Sell the goods"), send=_("Take the price"),
             permission=COLLECT, said=_("The goods are sold."), fields=_goods,
             run=_run(commands.sell_goods), at_till=True),
    StepPage(slug="vente-a-livrer", title=_("Sell goods ahead"), send=_("Take the price"),
             permission=COLLECT, said=_("The price is received; the goods are owed to the buyer."),
             fields=_ahead, run=_run(commands.sell_ahead), at_till=True),
    StepPage(slug="remise-acheteur", title=_("Hand the goods over to the buyer"),
             send=_("Hand it over"), permission=PROPOSE, said=_("The buyer has the goods."),
             run=_run(commands.hand_over_goods)),
    StepPage(slug="remboursement-acheteur", title=_("Give the buyer the price back"),
             send=_("Give back"), permission=COLLECT, said=_("The buyer has the price back."),
             run=_run(commands.refund_buyer), at_till=True),
    StepPage(slug="remboursement", title=_("Take the price back"), send=_("Take the price back"),
             permission=COLLECT, said=_("The price is refunded."), asks=_refund, at_till=True,
             run=lambda ctx, view, _values: commands.refund_salam(
                 ctx, contract_id=view.row.id, amount=_refund(ctx, view))),
    StepPage(slug="rachat", title=_("Sell the thing to the client"), send=_("Take the price"),
             permission=COLLECT, said=_("The thing is the client's."), asks=_price, at_till=True,
             run=lambda ctx, view, _values: commands.buy_out(
                 ctx, contract_id=view.row.id, amount=_price(ctx, view))),
    StepPage(slug="don", title=_("Give the thing to the client"), send=_("Give"),
             permission=APPROVE, said=_("The thing is the client's."),
             run=_run(commands.give_asset)),
    StepPage(slug="restitution", title=_("Take the thing back at the client's wish"),
             send=_("Take back"), permission=APPROVE, said=_("The thing is back."),
             fields=_reasoned, run=_run(commands.return_asset), is_danger=True),
    StepPage(slug="reprise", title=_("Take the thing back for arrears"), send=_("Take back"),
             permission=APPROVE, said=_("The thing is back."), fields=_reasoned,
             run=_run(commands.repossess_asset), is_danger=True),
    StepPage(slug="perte", title=_("Record a total loss"), send=_("Record the loss"),
             permission=APPROVE, said=_("The loss is booked; rents stop."), fields=_reasoned,
             run=_run(commands.record_loss), is_danger=True),
    StepPage(slug="annulation", title=_("Cancel the request"), send=_("Cancel the request"),
             permission=PROPOSE, said=_("The request is cancelled."), fields=_reasoned,
             run=_run(commands.cancel), is_danger=True),
)  # fmt: skip
BY_SLUG = {step.slug: step for step in STEPS}
