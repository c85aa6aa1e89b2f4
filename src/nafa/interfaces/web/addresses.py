"""Addresses of files: by identifier or by the number people know (`/clients/C0000012/`)."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, register_converter, reverse

View = Callable[..., HttpResponse]
NOBODY = UUID(int=0)


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


def found_by(view: View, name: str, find: Callable[[str], UUID | None]) -> View:
    """The view of a file whose address holds, under `name`, its identifier or its number.

    A number that nothing has becomes an identifier that nothing has: the page asks for log-in and
    right first, and only then says that there is no such file.
    """

    @functools.wraps(view)
    def shown(request: HttpRequest, /, **named: Any) -> HttpResponse:
        reference = named[name]
        found = identifier(reference) or find(reference) or NOBODY
        return view(request, **{**named, name: found})

    return shown


def address_of_file(url_name: str, *arguments: object) -> str:
    """The address of a file's page, or nothing while this program does not have that page."""
    try:
        return reverse(url_name, args=arguments)
    except NoReverseMatch:
        return ""
