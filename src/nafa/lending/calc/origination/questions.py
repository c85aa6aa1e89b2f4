"""The questions a product asks beside the usual ones, and whether answers fit them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

MOST_QUESTIONS = 40
MOST_PAPERS = 20
MOST_LETTERS = 500
_PLAIN = re.compile(r"[^a-z0-9]+")


class QuestionsRefused(ValueError):
    """Questions or answers that do not fit: a stable code, and the question at fault."""

    def __init__(self, code: str, field_name: str, place: int | None = None) -> None:
        super().__init__(f"{code} ({field_name})")
        self.code, self.field, self.place = code, field_name, place


class AnswerKind(StrEnum):
    """What an answer is."""

    TEXT = "TEXT"
    NUMBER = "NUMBER"
    DATE = "DATE"
    YES_NO = "YES_NO"
    CHOICE = "CHOICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its kind; a choice has at least two words to choose from."""

    code: str
    label: str
    kind: AnswerKind
    is_required: bool
    choices: tuple[str, ...] = ()

    def read(self, answer: object) -> str:
        """The answer as it is kept, empty where none is given. Refuses: QuestionsRefused."""
        text = str(answer if answer is not None else "").strip()
        if not text:
            if self.is_required:
                raise QuestionsRefused("answer.missing", self.code)
            return ""
        return self._read_typed(text)

    def _read_typed(self, text: str) -> str:
        try:
            if self.kind is AnswerKind.NUMBER:
                number = Decimal(text)
                if not number.is_finite():
                    raise QuestionsRefused("answer.number", self.code)
                return str(number)
            if self.kind is AnswerKind.DATE:
                return date.fromisoformat(text).isoformat()
        except (InvalidOperation, ValueError) as fault:
            raise QuestionsRefused(f"answer.{self.kind.lower()}", self.code) from fault
        if self.kind is AnswerKind.YES_NO and text not in ("yes", "no"):
            raise QuestionsRefused("answer.yes_no", self.code)
        if self.kind is AnswerKind.CHOICE and text not in self.choices:
            raise QuestionsRefused("answer.choice", self.code)
        if len(text) > MOST_LETTERS:
            raise QuestionsRefused("answer.too_long", self.code)
        return text


@dataclass(frozen=True, slots=True)
class Paper:
    """A document the file should hold."""

    code: str
    label: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class FileDemand:
    """What a product wants in the file of an application."""

    questions: tuple[Question, ...]
    papers: tuple[Paper, ...]
    wants_visit: bool

    def read(self, answers: Mapping[str, object]) -> dict[str, str]:
        """Every answer as it is kept. Refuses: QuestionsRefused, naming the question."""
        known = {one.code for one in self.questions}
        for code in answers:
            if code not in known:
                raise QuestionsRefused("answer.unknown", code)
        return {one.code: one.read(answers.get(one.code)) for one in self.questions}


NOTHING = FileDemand((), (), False)


def demand_from_plain(plain: Mapping[str, Any]) -> FileDemand:
    """What a product wants, of plain data. Refuses: QuestionsRefused, naming the line."""
    rows, papers = plain.get("questions") or [], plain.get("papers") or []
    if len(rows) > MOST_QUESTIONS or len(papers) > MOST_PAPERS:
        raise QuestionsRefused("questions.too_many", "questions")
    questions = tuple(_question(row, place) for place, row in enumerate(rows, start=1))
    wanted = tuple(_paper(row, place) for place, row in enumerate(papers, start=1))
    for found in (questions, wanted):
        if len({one.code for one in found}) != len(found):
            raise QuestionsRefused("questions.twice", "label")
    return FileDemand(questions, wanted, bool(plain.get("wants_visit")))


def demand_to_plain(demand: FileDemand) -> dict[str, Any]:
    """What a product wants, as JSON holds it."""
    return {
        "questions": [
            {
                "code": one.code,
                "label": one.label,
                "kind": one.kind.value,
                "is_required": one.is_required,
                "choices": list(one.choices),
            }
            for one in demand.questions
        ],
        "papers": [
            {"code": one.code, "label": one.label, "is_required": one.is_required}
            for one in demand.papers
        ],
        "wants_visit": demand.wants_visit,
    }


def code_of(label: str) -> str:
    """A short stable name made of a label."""
    return _PLAIN.sub("_", label.lower()).strip("_")[:40]


def _question(row: Mapping[str, Any], place: int) -> Question:
    label, kind = str(row.get("label", "")).strip(), str(row.get("kind", ""))
    code = str(row.get("code") or code_of(label))
    if not label or not code:
        raise QuestionsRefused("questions.label_missing", "label", place)
    if kind not in AnswerKind.__members__:
        raise QuestionsRefused("questions.kind_unknown", "kind", place)
    choices = _choices(row.get("choices") or ())
    if kind == AnswerKind.CHOICE and len(choices) < 2:
        raise QuestionsRefused("questions.choices_missing", "choices", place)
    return Question(
        code=code,
        label=label,
        kind=AnswerKind(kind),
        is_required=bool(row.get("is_required")),
        choices=choices if kind == AnswerKind.CHOICE else (),
    )


def _choices(words: Sequence[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one).strip() for one in words if str(one).strip()))


def _paper(row: Mapping[str, Any], place: int) -> Paper:
    label = str(row.get("label", "")).strip()
    code = str(row.get("code") or code_of(label))
    if not label or not code:
        raise QuestionsRefused("questions.label_missing", "papers", place)
    return Paper(code, label, bool(row.get("is_required")))
