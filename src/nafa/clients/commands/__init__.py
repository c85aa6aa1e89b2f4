"""What changes the register of clients."""

from nafa.clients.commands._details import add_document, record_interaction, set_photo
from nafa.clients.commands._groups import add_member, register_group, remove_member
from nafa.clients.commands._import import ImportedClient, import_clients
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
    "import_clients",
    "record_interaction",
    "register_group",
    "register_person",
    "remove_member",
    "set_photo",
    "update_person",
]
