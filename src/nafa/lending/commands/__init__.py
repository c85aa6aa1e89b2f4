"""What changes products, applications and loans."""

from nafa.lending.commands._apply import (
    resubmit_application,
    submit_application,
    withdraw_application,
)
from nafa.lending.commands._clauses import write_clauses
from nafa.lending.commands._close_day import Batch, close_loans, day_batches, spread_contagion
from nafa.lending.commands._contract import draw_contract
from nafa.lending.commands._decide import decide_application
from nafa.lending.commands._define_product import define_product, import_product, revise_product
from nafa.lending.commands._disburse import disburse, linked_disbursement, pay_out, ready_payout
from nafa.lending.commands._facts import FactReceipt
from nafa.lending.commands._import import ImportedLoan, import_loans
from nafa.lending.commands._repay import (
    prepay,
    repay,
    reverse_repayment,
    settle,
    take_repayment,
)
from nafa.lending.commands._take_over import TakenLoan, take_over_loans
from nafa.lending.commands._tranches import (
    PlannedTranche,
    end_drawing,
    lapse_drawings,
    reverse_tranche,
)
from nafa.lending.commands.life.changes import (
    accept_change,
    ask_change,
    charge_loan,
    refuse_change,
    withdraw_change,
)
from nafa.lending.commands.life.death import pay_claim, record_death, reject_claim
from nafa.lending.commands.life.guarantees import call_guarantor, sell_pledge, use_savings
from nafa.lending.commands.life.refinancing import refinance
from nafa.lending.commands.life.taking_back import take_back
from nafa.lending.commands.life.transfers import (
    move_to_branch,
    transfer_loan,
    transfer_portfolio,
)

__all__ = [
    "Batch",
    "FactReceipt",
    "ImportedLoan",
    "PlannedTranche",
    "TakenLoan",
    "accept_change",
    "ask_change",
    "call_guarantor",
    "charge_loan",
    "close_loans",
    "day_batches",
    "decide_application",
    "define_product",
    "disburse",
    "draw_contract",
    "end_drawing",
    "import_loans",
    "import_product",
    "lapse_drawings",
    "linked_disbursement",
    "move_to_branch",
    "pay_claim",
    "pay_out",
    "prepay",
    "ready_payout",
    "record_death",
    "refinance",
    "refuse_change",
    "reject_claim",
    "repay",
    "resubmit_application",
    "reverse_repayment",
    "reverse_tranche",
    "revise_product",
    "sell_pledge",
    "settle",
    "spread_contagion",
    "submit_application",
    "take_back",
    "take_over_loans",
    "take_repayment",
    "transfer_loan",
    "transfer_portfolio",
    "use_savings",
    "withdraw_application",
    "withdraw_change",
    "write_clauses",
]
