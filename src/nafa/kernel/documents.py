"""Printed documents: a typst template and plain data make a tagged PDF (PDF/UA-1)."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

PAPER_LANGUAGES = ("fr", "en")


def paper_language(language: str) -> str:
    """The language a client's papers are written in: the client's own, else French."""
    return language if language in PAPER_LANGUAGES else PAPER_LANGUAGES[0]


@lru_cache(maxsize=16)
def _compiler(template: Path) -> typst.Compiler:
    return typst.Compiler(input=str(template), root=str(template.parent))


def render_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template; it reads the data with `json(bytes(sys.inputs.data))`."""
    rendered = _compiler(template).compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    assert isinstance(rendered, bytes)
    return rendered
