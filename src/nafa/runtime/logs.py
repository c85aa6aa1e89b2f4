"""What the program writes about its work: JSON lines without secrets and without personal data.

A line knows the request, the person's identifier and the route, never a query, a form or a name.
Of a fault it tells the kind and the places in the program; what a fault says may hold values.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import NamedTuple

HIDDEN = "…"
_SECRETS = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s,;'\"]+"), rf"\1 {HIDDEN}"),
    (re.compile(r"://[^/@\n]*:[^/@\n]*@"), f"://{HIDDEN}@"),
    (
        re.compile(
            r"(?i)\b([\w-]*(?:password|passwd|secret|token|api_?key|master_?key|code|cookie"
            r"|authorization|sessionid)[\w-]*['\"]?\s*[=:]\s*)['\"]?[^,;&'\"}\n]+"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\?[^\s'\"]*=[^\s'\"]*"), f"?{HIDDEN}"),  # a query may hold what was searched
    (re.compile(r"\b[A-Za-z0-9_-]{40,}\b"), HIDDEN),  # long random words are keys
    (re.compile(r"(?<![\w-])\+?\d[\d  .]{7,}\d(?![\w-])"), HIDDEN),  # telephones, documents
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), HIDDEN),
)


class Work(NamedTuple):
    """The request in whose name something is written."""

    request_id: str = ""
    user_id: str = ""
    route: str = ""


at_work: ContextVar[Work] = ContextVar("nafa_at_work", default=Work())  # noqa: B039 - frozen


def without_secrets(text: str) -> str:
    """The text with keys, passwords, queries, telephones and mail addresses taken out."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class Lines(logging.Formatter):
    """For people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{_instant(record)} {record.levelname} {record.name} {_message(record)}"
        fault = _fault(record)
        return "\n  ".join([head, *([fault["kind"], *fault["places"]] if fault else [])])


class JsonLines(logging.Formatter):
    """For programs that collect: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        work, fault = at_work.get(), _fault(record)
        line = {
            "at": _instant(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **{name: value for name, value in work._asdict().items() if value},
            **getattr(record, "facts", {}),
            **({"fault": fault} if fault else {}),
        }
        return json.dumps(line, ensure_ascii=False)


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    # One line: whoever puts a line's end into a value does not write a second line.
    return without_secrets(record.getMessage()).replace("\n", " ⏎ ").replace("\r", "")


def _fault(record: logging.LogRecord) -> dict[str, list[str] | str] | None:
    if not record.exc_info or record.exc_info[1] is None:
        return None
    fault = record.exc_info[1]
    places = [
        f"{place.filename}:{place.lineno} {place.name}"
        for place in traceback.extract_tb(fault.__traceback__)
    ]
    state = getattr(fault.__cause__ or fault, "sqlstate", None)
    kind = f"{type(fault).__module__}.{type(fault).__qualname__}"
    return {"kind": f"{kind} {state}" if state else kind, "places": places[-20:]}
