"""Addresses of files: by identifier or by the number people know (`/clients/C0000012/`)."""

from uuid import UUID

from django.urls import NoReverseMatch, register_converter, reverse


class FileReference:
    """The part of an address that names a file: its identifier, or its number."""

    regex = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z][A-Z0-9-]{1,30}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: UUID | str) -> str:
        return str(value)


register_converter(FileReference, "file")


def identifier(reference: str) -> UUID | None:
    """The identifier in a reference; nothing when it is a number."""
    try:
        return UUID(reference)
    except ValueError:
        return None


def address_of_file(url_name: str, *arguments: object) -> str:
    """The address of a file's page, or nothing while this program does not have that page."""
    try:
        return reverse(url_name, args=arguments)
    except NoReverseMatch:
        return ""
