"""What changes products, applications and loans."""

from nafa.lending.commands._apply import (
    resubmit_application,
    submit_application,
    withdraw_application,
)
from nafa.lending.commands._close_day import Batch, close_loans, day_batches, spread_contagion
from nafa.lending.commands._contract import draw_contract
from nafa.lending.commands._decide import decide_application
from nafa.lending.commands._define_product import define_product, import_product, revise_product
from nafa.lending.commands._disburse import disburse
from nafa.lending.commands._facts import FactReceipt
from nafa.lending.commands._import import ImportedLoan, import_loans
from nafa.lending.commands._repay import repay, reverse_repayment, settle
from nafa.lending.commands._take_over import TakenLoan, take_over_loans

__all__ = [
    "Batch",
    "FactReceipt",
    "ImportedLoan",
    "TakenLoan",
    "close_loans",
    "day_batches",
    "decide_application",
    "define_product",
    "disburse",
    "draw_contract",
    "import_loans",
    "import_product",
    "repay",
    "resubmit_application",
    "reverse_repayment",
    "revise_product",
    "settle",
    "spread_contagion",
    "submit_application",
    "take_over_loans",
    "withdraw_application",
]
