"""Words for commands that are no part of a file's own vocabulary."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Words

OTHER_COMMANDS: Mapping[str, Words] = {
    "clients.connect_clients": _("Tied to another client"),
    "clients.declare_insider": _("Marked as an insider"),
    "clients.end_connection": _("Tie to another client ended"),
    "clients.end_insider": _("Mark as an insider ended"),
    "clients.import_clients": _("Brought in from another system"),
    "journeys.disburse_by_payout": _("Loan disbursed by an order to pay"),
    "journeys.disburse_to_savings": _("Loan disbursed onto savings"),
    "journeys.repay_from_savings": _("Repaid from savings"),
    "journeys.begin_day_close": _("Day close begun"),
    "journeys.finish_day_close": _("Day closed"),
    "kernel.assign_role": _("Role given"),
    "kernel.create_user": _("Person of the staff added"),
    "kernel.open_branch": _("Branch opened"),
    "ledger.close_account": _("Account closed"),
    "ledger.close_period": _("Period closed"),
    "ledger.expire_holds": _("Holds ended"),
    "ledger.load_chart": _("Chart of accounts loaded"),
    "ledger.record_journal": _("Entry recorded by hand"),
    "ledger.reverse_entry": _("Entry reversed"),
    "ledger.set_limits": _("Limits of an account set"),
    "lending.close_loans": _("Loans closed for the day"),
    "lending.define_approval_policy": _("Levels of approval defined"),
    "lending.define_scorecard": _("Scorecard defined"),
    "lending.delegate_approval": _("Approvals delegated"),
    "lending.revoke_delegation": _("Delegation taken back"),
    "lending.import_loans": _("Contracts brought in"),
    "lending.take_over_loans": _("Portfolio taken over"),
    "lending.spread_contagion": _("Late borrowers marked"),
    "lending.state_own_funds": _("Own funds stated"),
    "payments.cash_payout": _("Order paid in cash"),
    "payments.confirm_payout": _("Order confirmed as paid"),
    "payments.fail_payout": _("Order failed"),
    "payments.resend_payout": _("Order sent again"),
    "payments.open_session": _("Till taken"),
    "payments.close_session": _("Till counted and given back"),
    "payments.open_till": _("Till set up"),
    "payments.supply_till": _("Cash brought from the bank"),
    "payments.transfer_cash": _("Cash moved between tills"),
    "recovery.define_plan": _("Plan of recovery defined"),
    "recovery.settle_promises": _("Promises settled"),
}
