"""Reading clients."""

from nafa.clients.queries.register import (
    ClientRow,
    ClientView,
    DocumentView,
    InteractionView,
    MemberRow,
    branches_of,
    client_id_of,
    contacts_of,
    documents_of,
    get_client,
    groups_of,
    interactions_of,
    known_clients,
    list_clients,
    members_of,
    names_of,
)
from nafa.clients.queries.search import DuplicateHit, find_duplicates, search

__all__ = [
    "ClientRow",
    "ClientView",
    "DocumentView",
    "DuplicateHit",
    "InteractionView",
    "MemberRow",
    "branches_of",
    "client_id_of",
    "contacts_of",
    "documents_of",
    "find_duplicates",
    "get_client",
    "groups_of",
    "interactions_of",
    "known_clients",
    "list_clients",
    "members_of",
    "names_of",
    "search",
]
