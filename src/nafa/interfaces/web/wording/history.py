"""The history of a file in words: what each command did, through which channel."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Happening, Tone, Words
from nafa.interfaces.web.wording.bureau import BUREAU_COMMANDS
from nafa.interfaces.web.wording.commands import OTHER_COMMANDS
from nafa.interfaces.web.wording.financing import ASSET_COMMANDS
from nafa.interfaces.web.wording.loan_commands import LIFE_COMMANDS
from nafa.interfaces.web.wording.privacy import PRIVACY_COMMANDS
from nafa.kernel.history import history

COMMANDS: Mapping[str, Words] = {
    "clients.register_person": _("Registered as a client"),
    "clients.update_person": _("File changed"),
    "clients.register_group": _("Registered as a group"),
    "clients.add_member": _("Member joined"),
    "clients.remove_member": _("Member left"),
    "clients.add_document": _("Identity document added"),
    "clients.set_photo": _("Photo taken"),
    "clients.record_interaction": _("Visit, call or note written down"),
    "lending.submit_application": _("Loan application submitted"),
    "lending.resubmit_application": _("Loan application submitted again"),
    "lending.withdraw_application": _("Loan application withdrawn"),
    "lending.decide_application": _("Loan application decided"),
    "lending.draw_contract": _("Contract drawn up"),
    "lending.disburse": _("Loan disbursed"),
    "lending.repay": _("Repayment received"),
    "lending.settle": _("Loan settled early"),
    "lending.reverse_repayment": _("Repayment reversed"),
    "lending.define_product": _("Product defined"),
    "lending.revise_product": _("Product revised"),
    "lending.import_product": _("Product brought in from a file"),
    "recovery.record_act": _("Contact for recovery"),
    "recovery.write_letter": _("Letter of recovery"),
    "recovery.hand_over": _("Recovery handed over"),
    "lending.convene_committee": _("Committee convened"),
    "lending.put_on_agenda": _("Applications put on the agenda"),
    "lending.open_committee": _("Session opened"),
    "lending.propose_terms": _("Other terms put to the vote"),
    "lending.vote": _("A member of the committee voted"),
    "lending.conclude_item": _("Decided by the committee"),
    "lending.postpone_item": _("Taken off the committee's agenda"),
    "lending.close_committee": _("Session closed, minutes made"),
    "lending.add_guarantee": _("Guarantee added"),
    "lending.release_guarantee": _("Guarantee released"),
    "lending.release_guarantees": _("Guarantees released"),
    "journeys.block_savings": _("Savings blocked"),
    "lending.answer_questions": _("Questions of the product answered"),
    "lending.add_paper": _("Document put into the file"),
    "lending.record_visit": _("Field visit written down"),
    "lending.ask_for_file": _("File of the applications set"),
    "lending.record_budget": _("Budget of the borrower entered"),
    **LIFE_COMMANDS,
    "lending.set_shares": _("Shares of the members written down"),
    "lending.plan_meetings": _("Meetings of the group set"),
    "lending.leave_group": _("A member left the group"),
    "lending.replace_member": _("A member was replaced"),
    "lending.record_payback": _("Given back between members"),
    "lending.save_collection_sheet": _("Collected on a sheet"),
    "lending.submit_farm_application": _("Application for a field submitted"),
    "lending.issue_voucher": _("Voucher for inputs issued"),
    "lending.cancel_voucher": _("Voucher for inputs cancelled"),
    "lending.deliver_inputs": _("Inputs delivered, loan paid out"),
    "lending.declare_weather": _("Event of the weather declared"),
    "lending.defer_for_weather": _("Put off for the weather"),
    "lending.pay_supplier": _("Supplier paid"),
    "savings.open_account": _("Savings account opened"),
    "savings.deposit": _("Deposit received"),
    "savings.withdraw": _("Withdrawal paid"),
    **ASSET_COMMANDS,
    **BUREAU_COMMANDS,
    **OTHER_COMMANDS,
    **PRIVACY_COMMANDS,
}
CHANNELS: Mapping[str, Words] = {
    "web": _("at the desk"),
    "api": _("by the interface for programs"),
    "field": _("in the field"),
    "import": _("by import"),
    "job": _("automatically"),
    "cli": _("by the administrator"),
}
TONES: Mapping[str, Tone] = {
    "lending.reverse_repayment": Tone.WARNING,
    "lending.withdraw_application": Tone.WARNING,
    "lending.disburse": Tone.GOOD,
    "lending.repay": Tone.GOOD,
}


def happenings(kind: str, subject_id: UUID) -> list[Happening]:
    """Everything that was done on a file, newest first."""
    return [
        Happening(
            what=COMMANDS.get(row.name, row.name),
            at=row.at,
            who=row.actor or _("The institution"),
            channel=CHANNELS.get(row.channel, row.channel),
            tone=TONES.get(row.name, Tone.NEUTRAL),
        )
        for row in history(kind, subject_id)
    ]
