"""What can be wrong with a file or a row: a stable code, and words with the next step."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Fault(NamedTuple):
    """One fault: where it is, what was found there, which code explains it."""

    file: str
    line: int | None
    column: str
    value: str
    code: str
    detail: str = ""

    @property
    def words(self) -> str:
        """The reason in the reader's language."""
        return str(WORDS[self.code]) % {"detail": self.detail}

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "code": f"import.{self.code}",
            "reason": self.words,
        }


WORDS = {
    "file_missing": _("the file is not in the folder"),
    "file_unreadable": _("the file cannot be read as what the mapping says: %(detail)s"),
    "sheet_missing": _("the workbook has no such sheet; it has: %(detail)s"),
    "file_empty": _("the file has no header row"),
    "column_missing": _("the column is missing; the file has: %(detail)s"),
    "column_twice": _("the column is there twice"),
    "not_checked": _("not checked, because %(detail)s could not be read"),
    "wrong_encoding": _("bytes that are not %(detail)s; save the file in that encoding"),
    "cell_count": _("another number of cells than the header: %(detail)s"),
    "empty": _("a value is wanted here"),
    "not_a_date": _("not a date of the form %(detail)s"),
    "not_a_number": _("not a number"),
    "not_whole": _("not a whole number"),
    "not_positive": _("must be above zero"),
    "negative": _("must not be below zero"),
    "too_large": _("more than anything that can be booked"),
    "too_fine": _("finer than the smallest unit of %(detail)s"),
    "code_unknown": _("not one of the codes of the mapping: %(detail)s"),
    "choice_unknown": _("not one of: %(detail)s"),
    "reference_unknown": _("no such %(detail)s in the files or in the institution"),
    "lookup_failed": _("nothing in %(detail)s belongs to this value"),
    "key_twice": _("this identifier was already used in line %(detail)s"),
    "date_ahead": _("lies after the business date %(detail)s"),
    "date_too_early": _("lies before the books are open again: %(detail)s"),
    "birth_number": _("not a birth number YYMMDD (women: month + 50)"),
    "phone_invalid": _("not a telephone number with its country code"),
    "terms_refused": _("these terms make no loan: %(detail)s"),
    "instalment_differs": _("the terms give instalments of %(detail)s"),
}
