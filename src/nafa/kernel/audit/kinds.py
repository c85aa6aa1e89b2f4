"""The kinds of rows in the trail, and which one a command is."""

from collections.abc import Mapping
from typing import Any

LOG_IN, REFUSAL, CONSULTATION, EXPORT = "log_in", "refusal", "consultation", "export"
CHANGE, APPROVAL, REJECTION = "change", "approval", "rejection"
CONFIGURATION, JOB = "configuration", "job"
KINDS = (
    LOG_IN, REFUSAL, CONSULTATION, EXPORT, CHANGE, APPROVAL, REJECTION, CONFIGURATION, JOB,
)  # fmt: skip

_NO = frozenset({"REJECTED", "REFUSED", "REJECT", "REFUSE", "NO"})
_DECIDING = ("approve", "decide", "vote", "conclude", "countersign")
_REJECTING = ("reject", "refuse")
_SETTING_UP = (
    "define_", "revise_", "configure", "import_product", "open_branch", "create_user",
    "assign_role", "ask_for_file", "set_policy",
)  # fmt: skip


def kind_of_command(
    name: str, *, permission: str, channel: str, is_refused: bool, inputs: Mapping[str, Any]
) -> str:
    """What sort of act a command is, from its name, its right and how it ended."""
    verb = name.partition(".")[2]
    if is_refused:
        return REFUSAL
    if channel == "job":
        return JOB
    if verb.startswith(_REJECTING):
        return REJECTION
    if verb.startswith(_DECIDING):
        said = {str(value).upper() for value in inputs.values() if isinstance(value, str)}
        return REJECTION if said & _NO else APPROVAL
    if verb.startswith(_SETTING_UP) or permission.endswith((".configure", ".manage")):
        return CONFIGURATION
    return CHANGE
