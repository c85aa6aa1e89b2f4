"""What a payment would settle, before it is taken."""

from nafa.assets import errors
from nafa.assets.calc.dues import Shares, shared
from nafa.assets.calc.kinds import ContractKind
from nafa.assets.models import Contract
from nafa.assets.queries.state import dues_rows, standing_of
from nafa.kernel.context import Context
from nafa.lib.money import Money


def demand_debtor(contract: Contract) -> None:
    """Refuses: ContractNotRunning, unless it runs, or ended with something left to pay."""
    if contract.status not in (Contract.Status.ACTIVE, Contract.Status.CLOSED):
        raise errors.ContractNotRunning(number=contract.number, status=contract.status)


def preview_payment(ctx: Context, contract: Contract, amount: Money) -> Shares:
    """How an amount would be shared out. Refuses: ContractNotRunning, AmountAboveDue."""
    demand_debtor(contract)
    dues = dues_rows(contract)
    seen = standing_of(contract, on=ctx.business_date, dues=dues)
    ahead = contract.kind != ContractKind.MUSHARAKA
    shares = shared(amount.minor, dues, seen, may_pay_ahead=ahead)
    if shares is None:
        most = (seen.left_minor if ahead else seen.due_minor) + seen.donation_owed_minor
        raise errors.AmountAboveDue(amount=amount, most=Money(most, contract.currency))
    return shares
