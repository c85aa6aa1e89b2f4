"""Compiles the words: every module's part of a language becomes one catalogue for gettext."""

import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from nafa.runtime.words import LOCALE_FOLDER


def compile_all(locale_folder: Path = LOCALE_FOLDER) -> list[Path]:
    """Write `django.mo` for each language from `parts/*.po`; what was written."""
    written = []
    for messages in sorted(locale_folder.glob("*/LC_MESSAGES")):
        catalogue = read_parts(messages / "parts", language=messages.parent.name)
        compiled, fresh = messages / "django.mo", messages / f".django.mo.{os.getpid()}"
        with fresh.open("wb") as file:
            write_mo(file, catalogue)
        fresh.replace(compiled)
        written.append(compiled)
    return written


def read_parts(folder: Path, *, language: str) -> Catalog:
    """All parts of a language together. Refuses: one text translated in two ways."""
    together = Catalog(locale=language)
    for part in sorted(folder.glob("*.po")):
        with part.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                known = together.get(message.id, message.context) if message.id else None
                if known is not None and known.string != message.string:
                    raise ValueError(f"{part.name}: {message.id!r} is translated in two ways")
                if message.id and message.string:
                    together.add(message.id, message.string, context=message.context)
    return together


if __name__ == "__main__":
    compile_all()
