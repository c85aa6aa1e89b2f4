"""Built files by their source name: the manifest that Vite writes is the only list."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static

MANIFEST = Path(__file__).parent / "static" / "dist" / "manifest.json"


class FrontEndMissing(RuntimeError):
    """The front end has not been built."""

    def __init__(self) -> None:
        super().__init__(
            "The screens' files have not been built: run `./nafa` once, or"
            " `npm ci && npm run build` in src/nafa/interfaces/web/frontend."
        )


@dataclass(frozen=True, slots=True)
class Entry:
    script_url: str
    style_urls: tuple[str, ...]


def _read() -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(MANIFEST.read_text("utf-8"))
    except FileNotFoundError:
        raise FrontEndMissing() from None
    return manifest


_read_once = functools.cache(_read)


def _manifest() -> dict[str, Any]:
    """Read once; while developing, on every page, since a build may have come between."""
    return _read() if settings.DEBUG else _read_once()


def entry(source: str = "src/main.ts") -> Entry:
    """The script and styles of an entry. Refuses: FrontEndMissing."""
    made = _manifest()[source]
    return Entry(
        script_url=static("dist/" + made["file"]),
        style_urls=tuple(static("dist/" + css) for css in made.get("css", ())),
    )


def file_url(source: str = "src/icons.svg") -> str:
    """A built drawing or style by its source; without one, the drawings beside words."""
    return static("dist/" + _manifest()[source]["file"])
