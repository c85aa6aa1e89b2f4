"""Reading products, applications and loans."""

from nafa.lending.queries.applications import (
    ApplicationRow,
    ApplicationView,
    DecisionRow,
    application_id_of,
    application_view,
    applications,
    decisions_waiting,
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
from nafa.lending.queries.products import (
    ProductRow,
    VersionRow,
    product_id_of,
    product_of,
    products,
    versions_of,
)
from nafa.lending.queries.repayment import RepaymentPreview, debt_of, preview_repayment
from nafa.lending.queries.state import Folded, find_loan, fold
from nafa.lending.queries.wishes import preview_offer

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
    "VersionRow",
    "application_id_of",
    "application_view",
    "applications",
    "debt_of",
    "decisions_waiting",
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
    "preview_offer",
    "preview_repayment",
    "product_id_of",
    "product_of",
    "products",
    "usury_ceiling",
    "versions_of",
    "waiting_counts",
]
