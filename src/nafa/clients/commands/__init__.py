"""What changes the register of clients."""

from nafa.clients.commands._details import add_document, record_interaction, set_photo
from nafa.clients.commands._erase import erase_client
from nafa.clients.commands._groups import add_member, register_group, remove_member
from nafa.clients.commands._import import ImportedClient, import_clients
from nafa.clients.commands._privacy import (
    give_consent,
    lift_restriction,
    restrict_processing,
    reveal_personal,
    withdraw_consent,
)
from nafa.clients.commands._register import register_person, update_person
from nafa.clients.commands._ties import (
    connect_clients,
    declare_insider,
    end_connection,
    end_insider,
)

__all__ = [
    "ImportedClient",
    "add_document",
    "add_member",
    "connect_clients",
    "declare_insider",
    "end_connection",
    "end_insider",
    "erase_client",
    "give_consent",
    "import_clients",
    "lift_restriction",
    "record_interaction",
    "register_group",
    "register_person",
    "remove_member",
    "restrict_processing",
    "reveal_personal",
    "set_photo",
    "update_person",
    "withdraw_consent",
]
