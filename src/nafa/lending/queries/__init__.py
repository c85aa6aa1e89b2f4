"""Reading products, applications and loans."""

from nafa.lending.queries.applications import (
    ApplicationRow,
    ApplicationView,
    DecisionRow,
    application_view,
    applications,
    waiting_counts,
)
from nafa.lending.queries.counter import (
    OperationRow,
    ReceiptView,
    is_reversible,
    operations_of_account,
    receipt_of,
    reversals,
    settlement_of,
)
from nafa.lending.queries.loans import (
    DueRow,
    FactRow,
    LoanRow,
    LoanTotals,
    LoanView,
    due_on,
    facts_of,
    loan_by_number,
    loan_totals,
    loan_view,
    loans,
)
from nafa.lending.queries.offers import Offer, offer_of, usury_ceiling
from nafa.lending.queries.products import ProductRow, product_of, products
from nafa.lending.queries.repayment import RepaymentPreview, debt_of, preview_repayment
from nafa.lending.queries.state import Folded, find_loan, fold

__all__ = [
    "ApplicationRow",
    "ApplicationView",
    "DecisionRow",
    "DueRow",
    "FactRow",
    "Folded",
    "LoanRow",
    "LoanTotals",
    "LoanView",
    "Offer",
    "OperationRow",
    "ProductRow",
    "ReceiptView",
    "RepaymentPreview",
    "application_view",
    "applications",
    "debt_of",
    "due_on",
    "facts_of",
    "find_loan",
    "fold",
    "is_reversible",
    "loan_by_number",
    "loan_totals",
    "loan_view",
    "loans",
    "offer_of",
    "operations_of_account",
    "preview_repayment",
    "product_of",
    "products",
    "receipt_of",
    "reversals",
    "settlement_of",
    "usury_ceiling",
    "waiting_counts",
]
