"""The API as a whole."""

from nafa.interfaces.api.v1 import (
    approvals,
    books,
    bureau,
    clauses,
    clients,
    drawing,
    farming,
    financing,
    indexes,
    lease_ends,
    lending,
    lines,
    loan_life,
    oversight,
    payouts,
    people,
    personal,
    problems,
    recovery,
    session,
    signatures,
    solidarity,
    staff_loans,
)
from nafa.interfaces.api.v1.access import Token
from nafa.interfaces.api.v1.described import DescribedAPI

api = DescribedAPI(
    title="Nafa",
    version="1",
    description="Clients, products, applications, loans, repayments, leasing and Islamic "
    "contracts, the register of things, accounts, entries, the day.",
    auth=Token(),
    docs_url=None,
    urls_namespace="api-1",
)
problems.install(api)
for router in (
    session.router,
    clients.router,
    personal.router,
    lending.router,
    loan_life.router,
    drawing.router,
    lines.router,
    indexes.router,
    payouts.router,
    recovery.router,
    bureau.router,
    signatures.router,
    clauses.router,
    staff_loans.router,
    solidarity.router,
    farming.router,
    financing.router,
    lease_ends.router,
    books.router,
    approvals.router,
    people.router,
    oversight.router,
):
    api.add_router("", router)
