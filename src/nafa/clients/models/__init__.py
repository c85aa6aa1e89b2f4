"""Tables of persons and groups. What names them is sealed; search runs on blind tokens."""

from nafa.clients.models.client import Client
from nafa.clients.models.details import Contact, IdentityDocument, Interaction, Membership
from nafa.clients.models.privacy import Consent, Restriction
from nafa.clients.models.tie import Connection, InsiderMark

__all__ = [
    "Client",
    "Connection",
    "Consent",
    "Contact",
    "IdentityDocument",
    "InsiderMark",
    "Interaction",
    "Membership",
    "Restriction",
]
