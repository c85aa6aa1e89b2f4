"""The API as a whole."""

from ninja import NinjaAPI

from nafa.interfaces.api.v1 import (
    books,
    clients,
    financing,
    lease_ends,
    lending,
    problems,
    session,
)
from nafa.interfaces.api.v1.access import Token

api = NinjaAPI(
    title="Nafa",
    version="1",
    description="Clients, products, applications, loans, repayments, leasing and Islamic "
    "contracts, the register of things, accounts, entries, the day.",
    auth=Token(),
    docs_url=None,
    urls_namespace="api-1",
)
problems.install(api)
ROUTERS = (
    session.router,
    clients.router,
    lending.router,
    financing.router,
    lease_ends.router,
    books.router,
)
for router in ROUTERS:
    api.add_router("", router)
