"""Lists the words of the code and the templates that lack a French translation.

    python tools/words.py          list what is missing and what is stale; exit code 1 if any
    python tools/words.py --add    add the missing ones, empty, to parts/<module>.po to fill in

Django is set up for it, because templates are read with Django's own parser.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "nafa"
PARTS = SOURCE / "locale" / "fr" / "LC_MESSAGES" / "parts"
NOT_OURS = "argparse.po"  # sentences of the standard library, shown by our command line
_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}

_ARGUMENT = re.compile(r"""\b_\((["'])(.+?)\1\)""")  # `_("Save")` as an argument of a tag


@dataclass(frozen=True)
class Word:
    """One text to translate; `plural` and `context` are empty where there is none."""

    text: str
    plural: str = ""
    context: str = ""


def words_in_use() -> dict[Word, Path]:
    """Every text that code or a template shows, and the first file that does."""
    found: dict[Word, Path] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for word in _words_of_code(path):
            found.setdefault(word, path)
    for path in sorted(SOURCE.rglob("templates/**/*")):
        if path.suffix in (".html", ".txt"):
            for word in words_of_template(path.read_text()):
                found.setdefault(word, path)
    return found


def translations() -> dict[Word, polib.POEntry]:
    """What the parts hold, except the standard library's sentences."""
    return {
        Word(entry.msgid, entry.msgid_plural, entry.msgctxt or ""): entry
        for part in sorted(PARTS.glob("*.po"))
        if part.name != NOT_OURS
        for entry in polib.pofile(str(part))
        if not entry.obsolete
    }


def is_translated(entry: polib.POEntry | None) -> bool:
    """Whether a person wrote the French of it."""
    if entry is None or entry.fuzzy:
        return False
    if entry.msgid_plural:
        return bool(entry.msgstr_plural) and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def part_of(path: Path) -> Path:
    """The catalogue that belongs to the module of a file."""
    folders = path.relative_to(SOURCE).parts
    return PARTS / f"{folders[1] if folders[0] == 'interfaces' else folders[0]}.po"


def words_of_template(source: str) -> Iterator[Word]:
    """The texts of `translate`, `blocktranslate` and `_()` in a template, as gettext finds them."""
    from django.template import engines
    from django.template.base import Lexer, TokenType
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    for token in Lexer(source).tokenize():
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            for _quote, text in _ARGUMENT.findall(token.contents):
                yield Word(text)
    template = engines["django"].from_string(source).template
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        literal = getattr(node.filter_expression.var, "literal", None)
        if isinstance(literal, str):
            yield Word(literal, context=_context(node))
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        yield Word(
            _block_text(node, node.singular),
            _block_text(node, node.plural) if node.plural else "",
            _context(node),
        )


def _block_text(node: Any, tokens: Any) -> str:
    from django.utils.translation import trim_whitespace

    text = str(node.render_token_list(tokens)[0])
    return trim_whitespace(text) if node.trimmed else text


def _context(node: Any) -> str:
    return str(node.message_context.resolve({})) if node.message_context else ""


def _words_of_code(path: Path) -> Iterator[Word]:
    from babel.messages.extract import extract_from_file

    for _line, message, _comments, context in extract_from_file(
        "python", str(path), keywords=_KEYWORDS
    ):
        if isinstance(message, tuple):
            yield Word(message[0], message[1], context or "")
        else:
            yield Word(message, context=context or "")


def _add(missing: dict[Word, Path]) -> None:
    for word, path in missing.items():
        part = part_of(path)
        catalogue = polib.pofile(str(part)) if part.exists() else polib.POFile(wrapwidth=96)
        catalogue.metadata = catalogue.metadata or {
            "Language": "fr",
            "Content-Type": "text/plain; charset=utf-8",
            "Plural-Forms": "nplurals=2; plural=(n > 1);",
        }
        entry = polib.POEntry(
            msgid=word.text, msgid_plural=word.plural, msgctxt=word.context or None
        )
        if word.plural:
            entry.msgstr_plural = {0: "", 1: ""}
        if catalogue.find(word.text, msgctxt=word.context or False) is None:
            catalogue.append(entry)
            catalogue.save(str(part))


def main() -> int:
    """List, and add where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--add", action="store_true", help="add the missing texts to their part")
    args = parser.parse_args()
    used, known = words_in_use(), translations()
    missing = {word: path for word, path in used.items() if not is_translated(known.get(word))}
    stale = [word for word in known if word not in used]
    for word, path in missing.items():
        print(f"missing  {part_of(path).name:20} {word.text!r}")
    for word in stale:
        print(f"stale    {word.text!r}")
    if args.add:
        PARTS.mkdir(parents=True, exist_ok=True)
        _add(missing)
    return 1 if missing or stale else 0


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nafa.runtime.settings")
    sys.path.insert(0, str(ROOT / "src"))
    django.setup()
    sys.exit(main())
