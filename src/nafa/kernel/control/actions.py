"""Every right as action × object, with the actions as the manuals of procedures name them."""

from enum import StrEnum


class Action(StrEnum):
    """What a right lets one do. To delete is to reverse or to close: nothing is erased."""

    ENTER = "ENTER"
    VALIDATE = "VALIDATE"
    CONSULT = "CONSULT"
    MODIFY = "MODIFY"
    DELETE = "DELETE"
    REPORT = "REPORT"
    CONFIGURE = "CONFIGURE"


_BY_VERB: dict[Action, frozenset[str]] = {
    Action.VALIDATE: frozenset({
        "approve", "decide", "decide_change", "hold_committee", "review", "grant_rebate",
        "execute_payout",
    }),
    Action.CONSULT: frozenset({
        "view", "view_all", "view_staff_loans", "health", "gallery", "consult_bureau",
    }),
    Action.MODIFY: frozenset({
        "update", "manage_group", "charge", "move_branch", "transfer_portfolio", "hand_over",
        "declare_tie", "work", "delegate", "ask_change", "record_death",
    }),
    Action.DELETE: frozenset({
        "reverse", "close", "close_period", "write_off", "realise_guarantee", "call_guarantee",
        "release_guarantees", "expire_holds",
    }),
    Action.REPORT: frozenset({"dashboard", "send_bureau_file", "export", "state_own_funds"}),
    Action.CONFIGURE: frozenset({
        "configure", "manage", "define_product", "define_policy", "define_supplier", "open_branch",
        "run", "take_over", "take_emergency",
    }),
}  # fmt: skip


def action_of(permission: str) -> Action:
    """The action of a right; what moves money or writes down is entered."""
    verb = permission.partition(".")[2]
    return next((action for action, verbs in _BY_VERB.items() if verb in verbs), Action.ENTER)


def object_of(permission: str) -> str:
    """What the right is about: its module."""
    return permission.partition(".")[0]
