"""Words for the codes of the trade: states, operations, kinds of entries, commands."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import State, Tone, Words
from nafa.interfaces.web.wording import financing
from nafa.interfaces.web.wording.history import CHANNELS, COMMANDS
from nafa.interfaces.web.written import language

LOAN_STATUS: Mapping[str, tuple[Words, Tone]] = {
    "CONTRACTED": (_("To be disbursed"), Tone.INFO),
    "ACTIVE": (_("Up to date"), Tone.GOOD),
    "CLOSED": (_("Repaid"), Tone.NEUTRAL),
    "WRITTEN_OFF": (_("Written off"), Tone.DANGER),
    "CANCELLED": (_("Cancelled"), Tone.NEUTRAL),
}
FACT_KINDS: Mapping[str, Words] = {
    "DISBURSED": _("Disbursement"),
    "TRANCHE": _("Tranche"),
    "DRAWING_ENDED": _("End of the drawing"),
    "REPAID": _("Repayment"),
    "FEE": _("Fee"),
    "WAIVED": _("Waiver"),
    "SETTLED": _("Early settlement"),
    "PREPAID": _("Early money"),
    "REPLANNED": _("New plan"),
    "WRITTEN_OFF": _("Write-off"),
    "REVERSED": _("Reversal"),
}
ENTRY_KINDS: Mapping[str, Words] = {
    "journal.manual": _("Manual entry"),
    "loan.disbursement": _("Disbursement"),
    "loan.tranche": _("Tranche"),
    "line.commitment": _("Commitment of a credit line"),
    "line.fee": _("Fees of a credit line"),
    "loan.drawing_ended": _("End of the drawing"),
    "loan.repayment": _("Repayment"),
    "loan.settlement": _("Early settlement"),
    "loan.reversal": _("Reversal of an operation"),
    "loan.prepayment": _("Early money"),
    "loan.charge": _("Charge"),
    "loan.waiver": _("Waiver"),
    "loan.plan": _("New plan"),
    "loan.write_off": _("Write-off"),
    "loan.branch": _("Loan moved to another branch"),
    "loan.surplus": _("Surplus of a sale owed to the borrower"),
    "loan.day_close": _("Day close of loans"),
    "loan.accrual": _("Interest of the day"),
    "loan.penalty": _("Penalties of the day"),
    "loan.class": _("Change of class"),
    "loan.provision": _("Provision"),
    "savings.deposit": _("Deposit"),
    "savings.withdrawal": _("Withdrawal"),
    "ledger.exchange": _("Currency exchange"),
    "till.transfer": _("Cash transfer"),
    "till.supply": _("Supply from the bank"),
    "till.difference": _("Till difference"),
    "payout": _("Order to pay"),
    "loan.guarantee": _("Savings blocked"),
    "loan.inputs": _("Inputs delivered"),
    "supplier.payment": _("Supplier paid"),
    **financing.ENTRY_KINDS,
}
TILL_KINDS: Mapping[str, Words] = {"TILL": _("Till"), "VAULT": _("Vault")}


def local(french: str, english: str) -> str:
    """The label of a pack or a role in the reader's language; French where English is missing."""
    return french if language() == "fr" else english or french


def fact_word(kind: str) -> Words:
    return FACT_KINDS.get(kind, kind)


def entry_word(kind: str) -> Words:
    """What made an entry; a reversal of a manual entry says so."""
    if kind.endswith(".reversal") and kind not in ENTRY_KINDS:
        return _("Reversal of an entry")
    return ENTRY_KINDS.get(kind, kind)


def command_word(name: str) -> Words:
    return COMMANDS.get(name, name)


def channel_word(code: str) -> Words:
    return CHANNELS.get(code, code)


def loan_state(status: str, days_late: int) -> State:
    """`En retard de 12 jours`: the state of a loan in words."""
    if status == "ACTIVE" and days_late > 0:
        word = ngettext(
            "In arrears by %(days)s day", "In arrears by %(days)s days", days_late
        ) % {"days": days_late}  # fmt: skip
        if days_late >= 90:
            return State(word, Tone.DANGER)
        return State(word, Tone.LATE if days_late >= 30 else Tone.WARNING)
    known, tone = LOAN_STATUS.get(status, (gettext("Unknown"), Tone.NEUTRAL))
    return State(known, tone)
