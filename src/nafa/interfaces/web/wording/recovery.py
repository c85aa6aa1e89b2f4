"""Words of recovery: steps, results, promises, reasons."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import State, Tone, Words
from nafa.interfaces.web.wording.financing import KINDS as CONTRACTS
from nafa.recovery.calc.plan import Step, StepKind
from nafa.recovery.queries import LOAN, Reason

KINDS: Mapping[str, Words] = {
    "CALL": _("Telephone call"),
    "VISIT": _("Visit"),
    "LETTER": _("Reminder letter"),
    "NOTICE": _("Formal notice"),
    "GUARANTOR": _("Call on the guarantor"),
    "LEGAL": _("Handing to the lawyer"),
}
RESULTS: Mapping[str, Words] = {
    "REACHED": _("Spoke with the client"),
    "PROMISED": _("Has promised to pay"),
    "ABSENT": _("Nobody there"),
    "REFUSED": _("Refuses to pay"),
    "MOVED": _("Has moved away"),
    "SENT": _("Sent"),
}
SPOKEN = tuple(code for code in RESULTS if code != "SENT")
RESULT_TONES: Mapping[str, Tone] = {
    "PROMISED": Tone.GOOD,
    "REFUSED": Tone.DANGER,
    "MOVED": Tone.DANGER,
    "ABSENT": Tone.WARNING,
}
PROMISES: Mapping[str, tuple[Words, Tone]] = {
    "OPEN": (_("Promise open"), Tone.INFO),
    "KEPT": (_("Promise kept"), Tone.GOOD),
    "PARTLY": (_("Promise kept in part"), Tone.WARNING),
    "BROKEN": (_("Promise broken"), Tone.DANGER),
    "REPLACED": (_("Replaced by a later promise"), Tone.NEUTRAL),
}
REASONS: Mapping[Reason, tuple[Words, Tone]] = {
    Reason.BROKEN: (_("Promise broken"), Tone.DANGER),
    Reason.DUE: (_("Promised for today"), Tone.LATE),
    Reason.STEP: (_("Step due"), Tone.WARNING),
    Reason.PROMISED: (_("Waiting for a promise"), Tone.INFO),
    Reason.FOLLOWED: (_("Followed"), Tone.NEUTRAL),
}


def kind_words(kind: str) -> Words:
    """What kind of file it is."""
    return _("Loan") if kind == LOAN else CONTRACTS[kind]


def reason_state(reason: Reason) -> State:
    return State(*REASONS[reason])


def promise_state(status: str) -> State:
    return State(*PROMISES[status])


def step_words(step: Step | None) -> str:
    """`Visite (dès 7 jours)`, or nothing."""
    if step is None:
        return ""
    since = ngettext("from %(days)s day", "from %(days)s days", step.days_late) % {
        "days": step.days_late
    }
    return f"{KINDS[step.kind]} ({since})"


def step_name(code: str, kind: StepKind | str) -> str:
    """The kind of an act and the step it stands for."""
    word = str(KINDS[kind])
    return gettext("%(kind)s, step “%(step)s”") % {"kind": word, "step": code} if code else word
