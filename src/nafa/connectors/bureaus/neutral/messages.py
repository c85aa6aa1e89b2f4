"""The messages of the neutral protocol: what is written, and what may be read back."""

import json
from typing import Any

from nafa.lending.calc.origination.bureau import ReportRefused, report_from_plain
from nafa.lending.ports import Acknowledgement, Answer, Question

PROTOCOL = "nafa-bureau/1"
LARGEST_ANSWER = 2 * 2**20
LONGEST_CODE = 100


class AnswerUnreadable(ValueError):
    """The bureau answered with something that is no answer of the protocol."""


def question_body(question: Question) -> bytes:
    """The body of `POST /v1/reports`."""
    person, consent_date = question.person, question.consent_date
    message = {
        "protocol": PROTOCOL,
        "reference": str(question.reference),
        "asked_on": question.asked_date.isoformat(),
        "purpose": "NEW_CREDIT",
        "consent": {
            "kind": question.consent or "NOT_ASKED_FOR",
            "date": consent_date.isoformat() if consent_date else None,
        },
        "person": {
            "given_names": person.given_names,
            "family_name": person.family_name,
            "birth_date": person.birth_date.isoformat() if person.birth_date else None,
            "document_kind": person.document_kind,
            "document_number": person.document_number,
            "phone": person.phone,
        },
    }
    return json.dumps(message, ensure_ascii=False).encode()


def read_answer(body: bytes, *, reference: str) -> Answer:
    """The answer to a question. Refuses: AnswerUnreadable."""
    message = _read(body)
    if message.get("reference") != reference:
        raise AnswerUnreadable("reference")
    outcome = message.get("outcome")
    if outcome == "UNKNOWN":
        return Answer()
    if outcome == "REFUSED":
        return Answer(refusal=_code(message))
    if outcome != "FOUND":
        raise AnswerUnreadable("outcome")
    report = message.get("report")
    if not isinstance(report, dict):
        raise AnswerUnreadable("report")
    try:
        return Answer(report=report_from_plain(report))
    except ReportRefused as refused:
        raise AnswerUnreadable(f"report.{refused.field}") from refused


def read_acknowledgement(body: bytes, *, digest: str) -> Acknowledgement:
    """The answer to a file. Refuses: AnswerUnreadable."""
    message = _read(body)
    if message.get("outcome") == "REFUSED":
        return Acknowledgement(refusal=_code(message))
    receipt = message.get("receipt")
    if message.get("outcome") != "TAKEN" or message.get("digest") != digest:
        raise AnswerUnreadable("digest")
    if not isinstance(receipt, str) or not 0 < len(receipt) <= LONGEST_CODE:
        raise AnswerUnreadable("receipt")
    return Acknowledgement(receipt=receipt)


def _read(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except ValueError as fault:
        raise AnswerUnreadable("json") from fault
    if not isinstance(message, dict) or message.get("protocol") != PROTOCOL:
        raise AnswerUnreadable("protocol")
    return message


def _code(message: dict[str, Any]) -> str:
    code = message.get("code")
    if not isinstance(code, str) or not code.isascii() or not 0 < len(code) <= LONGEST_CODE:
        raise AnswerUnreadable("code")
    return code
