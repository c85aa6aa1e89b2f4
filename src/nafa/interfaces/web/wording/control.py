"""Words of internal control: commands, states, kinds of acts, notices."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import State, Tone, Words
from nafa.kernel.control.actions import Action

CONTROL_COMMANDS: Mapping[str, Words] = {
    "kernel.ask_approval": _("Approval asked for"),
    "kernel.approve_waiting": _("Request approved"),
    "kernel.reject_waiting": _("Request refused"),
    "kernel.withdraw_waiting": _("Request withdrawn"),
    "kernel.define_control_rules": _("Rules of control put in force"),
    "kernel.define_role": _("Role defined"),
    "kernel.withdraw_role": _("Role taken away"),
    "kernel.delegate_right": _("Right lent for a time"),
    "kernel.take_right_back": _("Right that was lent taken back"),
    "kernel.person_arrives": _("A person arrived"),
    "kernel.person_moves": _("A person changed post"),
    "kernel.person_leaves": _("A person left"),
    "kernel.take_emergency_role": _("Role taken in an emergency"),
    "kernel.give_emergency_back": _("Role of an emergency given back"),
    "kernel.review_emergency": _("Emergency reviewed"),
    "kernel.open_access_review": _("Review of access opened"),
    "kernel.answer_review_line": _("A right was reviewed"),
    "kernel.close_access_review": _("Review of access signed off"),
}

REQUEST_STATES: Mapping[str, State] = {
    "WAITING": State(_("Waits for approval"), Tone.WARNING),
    "DONE": State(_("Approved and carried out"), Tone.GOOD),
    "FAILED": State(_("Approved, but refused when carried out"), Tone.DANGER),
    "REJECTED": State(_("Refused"), Tone.DANGER),
    "WITHDRAWN": State(_("Withdrawn")),
    "EXPIRED": State(_("Expired")),
}

DIFFERENCES: Mapping[str, Words] = {
    "Roles held": _("Roles held"),
    "Rights added": _("Rights added"),
    "Rights taken away": _("Rights taken away"),
    "approvals": _("Rules of approval"),
    "separations": _("Duties kept apart"),
    "limits": _("Limits"),
    "emergency": _("Emergencies"),
}

NOTICES: Mapping[str, Words] = {
    "approval.waits": _("A request waits for you: %(command)s."),
    "approval.done": _("Your request was approved and carried out: %(command)s."),
    "approval.failed": _("Your request was approved, but could not be carried out: %(command)s."),
    "approval.rejected": _("Your request was refused: %(command)s (%(reason)s)."),
    "emergency.taken": _("ALARM: %(person)s took the role %(role)s in an emergency: %(reason)s"),
}

# Where the thing of a notice is shown.
SUBJECT_URLS: Mapping[str, str] = {
    "waiting_command": "web:waiting-command",
    "emergency": "web:emergency",
}

ACTIONS: Mapping[Action, Words] = {
    Action.ENTER: _("Enter data"),
    Action.VALIDATE: _("Validate"),
    Action.CONSULT: _("Consult"),
    Action.MODIFY: _("Modify"),
    Action.DELETE: _("Reverse or close"),
    Action.REPORT: _("Report"),
    Action.CONFIGURE: _("Configure"),
}

KINDS_OF_HOLDING: Mapping[str, Words] = {
    "role": _("Role"),
    "emergency": _("Emergency"),
    "delegation": _("lent by a colleague"),
}

# What rights are about, by the first part of their name.
OBJECTS: Mapping[str, Words] = {
    "access": _("Rights and reviews"),
    "approvals": _("Requests that wait"),
    "assets": _("Leasing and Islamic contracts"),
    "audit": _("Trail"),
    "clients": _("Clients"),
    "day": _("Day close"),
    "identity": _("People and roles"),
    "import": _("Imports"),
    "institution": _("Institution"),
    "ledger": _("Accounting"),
    "lending": _("Loans"),
    "payments": _("Orders to pay"),
    "recovery": _("Recovery"),
    "reporting": _("Steering"),
    "savings": _("Savings"),
    "security": _("Watch"),
    "system": _("System"),
    "till": _("Tills"),
}
