"""Reading products, applications and loans."""

from nafa.lending.queries.applications import (
    ApplicationRow,
    ApplicationView,
    DecisionRow,
    application_view,
    applications,
    waiting_counts,
)
from nafa.lending.queries.loans import (
    DueRow,
    FactRow,
    LoanRow,
    LoanView,
    due_on,
    facts_of,
    known_loans,
    loan_by_number,
    loan_view,
    loans,
    origin_of,
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
    "LoanView",
    "Offer",
    "ProductRow",
    "RepaymentPreview",
    "application_view",
    "applications",
    "debt_of",
    "due_on",
    "facts_of",
    "find_loan",
    "fold",
    "known_loans",
    "loan_by_number",
    "loan_view",
    "loans",
    "offer_of",
    "origin_of",
    "preview_repayment",
    "product_of",
    "products",
    "usury_ceiling",
    "waiting_counts",
]
