"""How a command prints: lines for people, or JSON for programs."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TextIO
from uuid import UUID

from django.utils.translation import gettext as _

from nafa.lib.money import Money


def add_json_switch(parser: argparse.ArgumentParser) -> None:
    """For every command that prints data."""
    parser.add_argument("--json", action="store_true", help=_("print JSON instead of text"))


def print_lines(lines: Iterable[str]) -> None:
    """Text for a person, on standard output."""
    for line in lines:
        print(line)


def print_json(value: Mapping[str, Any] | list[Any], *, file: TextIO | None = None) -> None:
    """One JSON document; money as `{"amount": "12.50", "currency": "XOF"}`, never as a float."""
    out = file or sys.stdout
    json.dump(value, out, default=_plain, ensure_ascii=False, indent=1)
    print(file=out)


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return {"amount": str(value.major), "currency": value.currency}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not printed as JSON")
