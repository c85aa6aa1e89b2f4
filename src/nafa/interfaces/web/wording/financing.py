"""Words of leasing and the Islamic contracts: kinds, states, steps, things, documents."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from nafa.interfaces.web.parts import State, Tone, Words

KINDS: Mapping[str, Words] = {
    "LEASE": _("Leasing"),
    "MURABAHA": _("Murabaha (sale at cost and mark-up)"),
    "IJARA": _("Ijara (lease)"),
    "MUSHARAKA": _("Diminishing musharaka (owned together)"),
    "SALAM": _("Salam (goods paid ahead)"),
    "QARD": _("Qard hassan (loan without gain)"),
}
STATUSES: Mapping[str, tuple[Words, Tone]] = {
    "PROPOSED": (_("Waits for a decision"), Tone.INFO),
    "APPROVED": (_("Approved, being prepared"), Tone.INFO),
    "SIGNED": (pgettext_lazy("contract", "Signed"), Tone.INFO),
    "ACTIVE": (_("Running"), Tone.GOOD),
    "CLOSED": (_("Ended"), Tone.NEUTRAL),
    "REFUSED": (_("Refused"), Tone.DANGER),
    "CANCELLED": (_("Cancelled"), Tone.NEUTRAL),
}
ENDS: Mapping[str, Words] = {
    "SETTLED": _("Paid in full"),
    "BOUGHT_OUT": _("Bought by the client"),
    "GIVEN": _("Given to the client"),
    "RETURNED": _("Given back by the client"),
    "REPOSSESSED": _("Taken back"),
    "LOST": _("Thing lost"),
    "REFUNDED": _("Price refunded"),
}
STEPS: Mapping[str, Words] = {
    "REQUEST": _("Request and promise"),
    "APPROVAL": _("Approval"),
    "AGENCY": _("Mandate to buy (optional)"),
    "ORDER": _("Order to the supplier"),
    "OWNERSHIP": _("Purchase: invoice"),
    "POSSESSION": _("Possession: delivery note"),
    "SIGNATURE": _("Signature of the contract"),
    "AVAILABILITY": _("Handed over to the client"),
    "PAY_OUT": _("Payment to the client"),
    "DELIVERY": _("Delivery of the goods"),
    "PAYMENTS": _("Payments"),
    "TRANSFER": _("End of the contract"),
}
ASSET_KINDS: Mapping[str, Words] = {
    "VEHICLE": _("Vehicle"),
    "MACHINE": _("Machine"),
    "EQUIPMENT": _("Equipment"),
    "LIVESTOCK": _("Livestock"),
    "BUILDING": _("Building"),
    "GOODS": _("Goods"),
    "OTHER": _("Other thing"),
}
ASSET_STATUSES: Mapping[str, tuple[Words, Tone]] = {
    "ORDERED": (_("Ordered"), Tone.INFO),
    "OWNED": (_("Owned, not yet held"), Tone.INFO),
    "POSSESSED": (_("Owned and held"), Tone.INFO),
    "IN_USE": (_("In use by the client"), Tone.GOOD),
    "RETURNED": (_("Back with the institution"), Tone.WARNING),
    "SOLD": (_("Sold or transferred"), Tone.NEUTRAL),
    "LOST": (_("Lost"), Tone.DANGER),
    "SCRAPPED": (_("Scrapped"), Tone.NEUTRAL),
    "CANCELLED": (_("Order cancelled"), Tone.NEUTRAL),
}
PAPERS: Mapping[str, Words] = {
    "PROMISE": _("Promise of the client"),
    "AGENCY": _("Mandate to buy"),
    "PURCHASE": _("Purchase invoice"),
    "POSSESSION": _("Delivery note"),
    "INSURANCE": _("Insurance policy"),
    "OTHER": _("Other document"),
}
FACTS: Mapping[str, Words] = {
    "DEPOSIT": _("Deposit taken"),
    "DEPOSIT_BACK": _("Deposit given back"),
    "SIGNED": _("Sale"),
    "PAID_OUT": _("Paid to the client"),
    "PAID": _("Payment"),
    "UNITS": _("Purchase of units"),
    "REBATE": _("Rebate granted"),
    "BOUGHT_OUT": _("Purchase of the thing"),
    "DELIVERED": _("Goods delivered"),
    "GOODS_SOLD": _("Goods sold"),
    "GIVEN_BACK": _("Price refunded"),
    "SOLD_AHEAD": _("Goods sold ahead"),
    "HANDED_OVER": _("Goods handed over to the buyer"),
    "BUYER_REFUNDED": _("Price given back to the buyer"),
    "ENDED": _("Thing taken out of the books"),
    "REVERSED": _("Operation taken back"),
}
REBATES: Mapping[str, tuple[Words, Tone]] = {
    "ASKED": (_("Waits for a decision"), Tone.INFO),
    "GRANTED": (_("Granted"), Tone.GOOD),
    "REFUSED": (_("Refused"), Tone.DANGER),
}
SECTORS: Mapping[str, Words] = {
    "TRADE": _("Trade"),
    "FARMING": _("Farming"),
    "LIVESTOCK": _("Stock farming"),
    "FISHING": _("Fishing"),
    "CRAFTS": _("Crafts"),
    "TRANSPORT": _("Transport"),
    "FOOD": _("Food and catering"),
    "SERVICES": _("Services"),
    "HEALTH": _("Health"),
    "EDUCATION": _("Education"),
    "HOUSING": _("Housing"),
    "ALCOHOL": _("Alcohol"),
    "TOBACCO": _("Tobacco"),
    "PORK": _("Pork"),
    "GAMBLING": _("Gambling"),
    "ADULT": _("Adult entertainment"),
    "WEAPONS": _("Weapons"),
    "CONVENTIONAL_FINANCE": _("Conventional finance"),
}
TRANSFERS: Mapping[str, Words] = {
    "NONE": _("The thing goes back to the institution"),
    "SALE": _("Sold to the client at the residual value"),
    "GIFT": _("Given to the client"),
}
DEPRECIATIONS: Mapping[str, Words] = {
    "MONTHS": _("Equal parts a month"),
    "DAYS": _("By the days of each month"),
}
REASONS: Mapping[str, Words] = {
    "not_positive": _("Enter an amount above zero."),
    "negative": _("Enter an amount that is not below zero."),
    "out_of_range": _("This number is too low or too high."),
    "below_one_unit": _("There are more instalments than francs."),
    "no_gain": _("A loan without gain has no mark-up."),
    "above_sum": _("The cost of handling exceeds the sum."),
    "above_price": _("The deposit exceeds the price."),
    "without_sale": _("A residual value goes with a sale at the end."),
    "no_gift": _("A conventional lease ends with a sale or a return."),
    "above_value": _("The units exceed the value of the thing; the client has a part too."),
    "units_not_shared_out": _("Units a month times months must give the units."),
    "empty": _("Enter this value."),
    "unreadable": _("This value cannot be read."),
    "unknown": _("This value is not known here."),
}
ASSET_COMMANDS: Mapping[str, Words] = {
    "assets.open_pool": _("Pool of funds set up"),
    "assets.define_product": _("Product offered"),
    "assets.propose": _("Request and promise written down"),
    "assets.decide": _("Request decided"),
    "assets.add_paper": _("Document added"),
    "assets.order_asset": _("Thing ordered"),
    "assets.record_purchase": _("Purchase recorded"),
    "assets.pay_supplier": _("Supplier paid in cash"),
    "assets.pay_supplier_by_bank": _("Supplier paid by the bank"),
    "assets.take_possession": _("Possession taken"),
    "assets.insure_asset": _("Insurance kept"),
    "assets.move_asset": _("Place changed"),
    "assets.cancel": _("Request cancelled"),
    "assets.sign": _("Contract signed"),
    "assets.make_available": _("Thing handed over"),
    "assets.pay_out": _("Paid to the client"),
    "assets.collect": _("Payment received"),
    "assets.take_deposit": _("Deposit taken"),
    "assets.give_back_deposit": _("Deposit given back"),
    "assets.use_deposit": _("Deposit used"),
    "assets.buy_units": _("Units bought"),
    "assets.reverse_operation": _("Operation taken back"),
    "assets.ask_rebate": _("Rebate asked for"),
    "assets.decide_rebate": _("Rebate decided"),
    "assets.reschedule": _("Instalments moved"),
    "assets.buy_out": _("Thing bought by the client"),
    "assets.give_asset": _("Thing given to the client"),
    "assets.return_asset": _("Thing given back"),
    "assets.repossess_asset": _("Thing taken back"),
    "assets.record_loss": _("Total loss recorded"),
    "assets.sell_asset": _("Thing sold"),
    "assets.scrap_asset": _("Thing scrapped"),
    "assets.record_delivery": _("Goods delivered"),
    "assets.sell_goods": _("Goods sold"),
    "assets.refund_salam": _("Price refunded"),
    "assets.sell_ahead": _("Goods sold ahead"),
    "assets.hand_over_goods": _("Goods handed over to the buyer"),
    "assets.refund_buyer": _("Price given back to the buyer"),
    "assets.give_to_charity": _("Gift paid to charity"),
    "assets.close_contracts": _("Contracts closed for the day"),
}
ENTRY_KINDS: Mapping[str, Words] = {
    "financing.purchase": _("Purchase of a thing"),
    "financing.supplier": _("Payment of a supplier"),
    "financing.deposit": _("Deposit taken"),
    "financing.deposit_back": _("Deposit given back"),
    "financing.signed": _("Sale"),
    "financing.paid_out": _("Paid to the client"),
    "financing.paid": _("Payment"),
    "financing.units": _("Purchase of units"),
    "financing.rebate": _("Rebate granted"),
    "financing.bought_out": _("Purchase of the thing"),
    "financing.delivered": _("Goods delivered"),
    "financing.goods_sold": _("Goods sold"),
    "financing.given_back": _("Price refunded"),
    "financing.sold_ahead": _("Goods sold ahead"),
    "financing.handed_over": _("Goods handed over to the buyer"),
    "financing.buyer_refunded": _("Price given back to the buyer"),
    "financing.ended": _("Thing taken out of the books"),
    "financing.reversed": _("Operation taken back"),
    "financing.profit": _("Mark-up of the period"),
    "financing.rent": _("Rents fallen due"),
    "financing.depreciation": _("Depreciation"),
    "financing.class": _("Change of class"),
    "financing.provision": _("Provision"),
    "financing.charity": _("Gift paid to charity"),
}


def contract_state(status: str, days_late: int, end_kind: str = "") -> State:
    """`In arrears by 12 days`, `Running`, `Bought by the client`."""
    if days_late > 0 and status in ("ACTIVE", "CLOSED"):
        word = ngettext(
            "In arrears by %(days)s day", "In arrears by %(days)s days", days_late
        ) % {"days": days_late}  # fmt: skip
        return State(word, Tone.DANGER if days_late >= 90 else Tone.LATE)
    if end_kind:
        return State(ENDS[end_kind], Tone.NEUTRAL)
    return State(*STATUSES[status])


def asset_state(status: str) -> State:
    return State(*ASSET_STATUSES[status])
