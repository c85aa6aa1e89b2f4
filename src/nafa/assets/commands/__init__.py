"""What changes contracts about goods and the register of things."""

from nafa.assets.commands._books import FactReceipt
from nafa.assets.commands._buy import (
    cancel,
    insure_asset,
    move_asset,
    order_asset,
    pay_supplier,
    pay_supplier_by_bank,
    record_purchase,
    take_possession,
)
from nafa.assets.commands._change import ask_rebate, decide_rebate, reschedule
from nafa.assets.commands._charity import give_to_charity
from nafa.assets.commands._close_day import close_contracts
from nafa.assets.commands._collect import (
    buy_units,
    collect,
    give_back_deposit,
    take_deposit,
    use_deposit,
)
from nafa.assets.commands._configure import define_product, open_pool
from nafa.assets.commands._end import (
    buy_out,
    give_asset,
    record_loss,
    repossess_asset,
    return_asset,
    scrap_asset,
    sell_asset,
)
from nafa.assets.commands._goods import record_delivery, refund_salam, sell_goods
from nafa.assets.commands._papers import add_paper
from nafa.assets.commands._parallel import hand_over_goods, refund_buyer, sell_ahead
from nafa.assets.commands._propose import decide, propose
from nafa.assets.commands._reverse import reverse_operation
from nafa.assets.commands._sign import make_available, pay_out, sign

__all__ = [
    "FactReceipt",
    "add_paper",
    "ask_rebate",
    "buy_out",
    "buy_units",
    "cancel",
    "close_contracts",
    "collect",
    "decide",
    "decide_rebate",
    "define_product",
    "give_asset",
    "give_back_deposit",
    "give_to_charity",
    "hand_over_goods",
    "insure_asset",
    "make_available",
    "move_asset",
    "open_pool",
    "order_asset",
    "pay_out",
    "pay_supplier",
    "pay_supplier_by_bank",
    "propose",
    "record_delivery",
    "record_loss",
    "record_purchase",
    "refund_buyer",
    "refund_salam",
    "repossess_asset",
    "reschedule",
    "return_asset",
    "reverse_operation",
    "scrap_asset",
    "sell_ahead",
    "sell_asset",
    "sell_goods",
    "sign",
    "take_deposit",
    "take_possession",
    "use_deposit",
]
