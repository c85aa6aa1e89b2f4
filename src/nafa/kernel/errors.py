"""Refusals: expected, coded, with words in the reader's language and the next step."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nafa.kernel.wording import value_words

Words = str | Promise


class DomainError(Exception):
    """A refusal a person can act on. Subclasses name the code, the words and the advice."""

    code: ClassVar[str] = "kernel.refused"
    words: ClassVar[Words] = _("This is not possible.")
    advice: ClassVar[Words] = _("Check the values and try again.")
    frees_key: ClassVar[bool] = False  # the act may be sent again under the same key
    is_on_trail = False  # the gate has written it down
    known: ClassVar[dict[str, type["DomainError"]]] = {}

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        DomainError.known[cls.code] = cls

    def _written(self, words: Words) -> str:
        return str(words) % {name: value_words(value) for name, value in self.values.items()}

    @property
    def message(self) -> str:
        """What happened and why, in the active language."""
        return self._written(self.words)

    @property
    def next_step(self) -> str:
        """What to do now, in the active language."""
        return self._written(self.advice)

    def __str__(self) -> str:
        return f"{self.code}: {self.message} {self.next_step}"


class Unavailable(Exception):
    """Something outside does not answer. `permanent` says that trying again is of no use."""

    def __init__(self, what: str, *, permanent: bool = False) -> None:
        super().__init__(what)
        self.permanent = permanent


class StoredRefusal(DomainError):
    """A refusal given before under the same key, told again as it was."""

    code = "kernel.stored_refusal"

    def __init__(self, *, code: str, values: dict[str, Any]) -> None:
        super().__init__(**values)
        original = DomainError.known.get(code, DomainError)
        self.code = code  # type: ignore[misc]
        self.words = original.words  # type: ignore[misc]
        self.advice = original.advice  # type: ignore[misc]


class NotPermitted(DomainError):
    code = "kernel.not_permitted"
    words = _("You do not have the right to do this (%(permission)s).")
    advice = _("Ask your branch manager or the administrator, who can give this right.")


class OtherBranch(DomainError):
    code = "kernel.other_branch"
    words = _("This file belongs to another branch.")
    advice = _("Ask a colleague of that branch, or a person who works for all branches.")


class KeyReused(DomainError):
    code = "kernel.key_reused"
    words = _("This request was already sent with other values.")
    advice = _("Open the form again and send it once more: nothing was done the second time.")


class DayClosing(DomainError):
    code = "kernel.day_closing"
    words = _("The day of %(business_date)s is being closed.")
    advice = _("Wait until the close has ended, then try again.")


class InvalidInput(DomainError):
    code = "kernel.invalid_input"
    words = _("The value of “%(field)s” is not valid: %(reason)s.")
    advice = _("Correct the value and send it again.")


class NotFound(DomainError):
    code = "kernel.not_found"
    words = _("There is no %(kind)s with the identifier %(id)s.")
    advice = _("Check the number, or search for it by name.")


class InstitutionMissing(DomainError):
    code = "kernel.institution_missing"
    words = _("No institution has been set up in this database.")
    advice = _("Create one with “nafa init”, or start with “nafa demo”.")


class KeyHolderAway(DomainError):
    """Nothing was decided about the act: it may be sent again under the same key."""

    code = "kernel.key_holder_away"
    words = _("The holder of the master key (%(holder)s) does not serve Nafa: %(fault)s.")
    advice = _(
        "Try again in a minute. If it stays, ask the administrator to look at the holder: whether"
        " it answers, whether the key is enabled, and whether Nafa may use it."
    )
    frees_key = True


class SecretUnreadable(DomainError):
    code = "kernel.secret_unreadable"
    words = _("A protected value cannot be read with the present keys.")
    advice = _("Ask the administrator to give Nafa the key with which this value was written.")
