"""Words for the codes of the trade: states, operations, kinds of entries, commands."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import State, Tone, Words
from nafa.interfaces.web.wording import financing
from nafa.interfaces.web.wording.loan_commands import LIFE_COMMANDS
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
    **financing.ENTRY_KINDS,
}
COMMANDS: Mapping[str, Words] = {
    "clients.register_person": _("Client registered"),
    "clients.register_group": _("Group registered"),
    "lending.submit_application": _("Application submitted"),
    "lending.withdraw_application": _("Application withdrawn"),
    "lending.decide_application": _("Application decided"),
    "lending.draw_contract": _("Contract drawn up"),
    "lending.define_product": _("Product defined"),
    "lending.revise_product": _("Product revised"),
    "lending.import_product": _("Product brought in from a file"),
    "lending.disburse": _("Loan disbursed"),
    "lending.repay": _("Repayment taken"),
    "lending.settle": _("Loan settled early"),
    "lending.reverse_repayment": _("Repayment taken back"),
    "lending.close_loans": _("Loans closed for the day"),
    **LIFE_COMMANDS,
    "ledger.record_journal": _("Manual entry posted"),
    "ledger.reverse_entry": _("Entry reversed"),
    "ledger.close_period": _("Period closed"),
    "ledger.load_chart": _("Chart of accounts loaded"),
    "payments.open_till": _("Till set up"),
    "payments.open_session": _("Till taken"),
    "payments.close_session": _("Till counted and closed"),
    "payments.transfer_cash": _("Cash moved"),
    "payments.supply_till": _("Cash brought from or to the bank"),
    "kernel.open_branch": _("Branch opened"),
    "kernel.create_user": _("Log-in created"),
    "kernel.assign_role": _("Role given"),
    "recovery.define_plan": _("Plan of recovery decided"),
    "recovery.hand_over": _("Recovery handed over"),
    "recovery.record_act": _("Contact written down"),
    "recovery.settle_promises": _("Promises settled"),
    "recovery.write_letter": _("Letter printed"),
    "journeys.begin_day_close": _("Day close begun"),
    "journeys.finish_day_close": _("Day closed"),
    **financing.ASSET_COMMANDS,
}
CHANNELS: Mapping[str, Words] = {
    "web": _("back office"),
    "api": _("interface for programs"),
    "field": _("in the field"),
    "chat": _("messaging"),
    "mcp": _("assistant"),
    "import": _("import"),
    "job": _("automatic"),
    "cli": _("command line"),
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
