"""Words of the command line, in French unless English is asked for.

The command line speaks before Django is set up (it starts the database that Django needs), so
it reads the same compiled catalogue with the standard library.
"""

import gettext as standard_gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("fr", "en")
LOCALE_FOLDER = Path(__file__).parents[1] / "locale"


def language(environ: Mapping[str, str]) -> str:
    """NAFA_LANGUAGE, else English where the shell's locale is English, else French."""
    chosen = environ.get("NAFA_LANGUAGE", "")
    if chosen in LANGUAGES:
        return chosen
    shell = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "en" if shell.lower().startswith("en") else "fr"


@cache
def _catalogue(spoken: str) -> standard_gettext.NullTranslations:
    return standard_gettext.translation(
        "django", localedir=LOCALE_FOLDER, languages=[spoken], fallback=True
    )


def gettext(message: str) -> str:
    """The message in the language of this shell."""
    return _catalogue(language(os.environ)).gettext(message)
