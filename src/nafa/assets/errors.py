"""What financing by assets refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class TermsNotPossible(DomainError):
    code = "assets.terms_not_possible"
    words = _("These terms make no contract: %(field)s (%(reason)s).")
    advice = _("Correct this value; the help beside the field says what is possible.")


class CodeTaken(DomainError):
    code = "assets.code_taken"
    words = _("The code %(taken)s is in use already.")
    advice = _("Choose another code.")


class BoardApprovalMissing(DomainError):
    code = "assets.board_approval_missing"
    words = _("“%(product)s” has no approval of the Sharia board.")
    advice = _("Enter the number and date of the board's approval, then offer the product.")


class PoolMixed(DomainError):
    code = "assets.pool_mixed"
    words = _("The pool %(pool)s does not take contracts of this kind.")
    advice = _("Islamic contracts use an Islamic pool, leasing another one: funds never mix.")


class SectorProhibited(DomainError):
    code = "assets.sector_prohibited"
    words = _("This sector is not financed by this product.")
    advice = _("The request cannot go on. The list is the one the Sharia board approved.")


class ProductInactive(DomainError):
    code = "assets.product_inactive"
    words = _("“%(product)s” is no longer offered.")
    advice = _("Choose another product.")


class AmountTooHigh(DomainError):
    code = "assets.amount_too_high"
    words = _("The product goes up to %(highest)s; %(amount)s was asked for.")
    advice = _("Lower the amount or choose another product.")


class StepNotNow(DomainError):
    code = "assets.step_not_now"
    words = _("The contract %(number)s is not at this step.")
    advice = _("Open the contract: its checklist shows the step to take.")


class OwnContract(DomainError):
    code = "assets.own_contract"
    words = _("You may not act on a contract of your own, nor of somebody tied to you.")
    advice = _("Ask a colleague who has nothing to do with this client.")


class SamePersonDecides(DomainError):
    code = "assets.same_person_decides"
    words = _("The person who asked does not decide.")
    advice = _("Let a colleague with the right decide.")


class AboveApprovalLimit(DomainError):
    code = "assets.above_approval_limit"
    words = _("%(amount)s is above your approval limit of %(limit)s.")
    advice = _("Let a person with a higher limit decide.")


class NotOwnedYet(DomainError):
    code = "assets.not_owned_yet"
    words = _("The institution does not own and hold the thing yet.")
    advice = _("Buy it, keep the invoice, take possession with the delivery note; then sign.")


class AssetNotThere(DomainError):
    code = "assets.asset_not_there"
    words = _("The thing %(number)s is not at this step.")
    advice = _("Open the register of things to see where it stands.")


class AssetOrdered(DomainError):
    code = "assets.asset_ordered"
    words = _("The contract %(number)s has its thing already.")
    advice = _("Cancel the order before another one is made.")


class CostNotAsApproved(DomainError):
    code = "assets.cost_not_as_approved"
    words = _("The purchase costs %(cost)s; the contract was approved for %(approved)s.")
    advice = _("Enter what the invoice says, or propose the contract again with the true cost.")


class SupplierOverpaid(DomainError):
    code = "assets.supplier_overpaid"
    words = _("The supplier is owed %(owed)s; %(amount)s would be too much.")
    advice = _("Pay at most what is owed.")


class DateNotPossible(DomainError):
    code = "assets.date_not_possible"
    words = _("%(day)s is not possible here: it must lie from %(earliest)s to %(latest)s.")
    advice = _("Correct the date.")


class ContractNotRunning(DomainError):
    code = "assets.contract_not_running"
    words = _("The contract %(number)s does not run.")
    advice = _("Open the contract to see its state.")


class AmountAboveDue(DomainError):
    code = "assets.amount_above_due"
    words = _("%(amount)s is more than can be taken now: %(most)s.")
    advice = _("Take what is due; units of a thing owned together are bought by their own step.")


class DepositNotPossible(DomainError):
    code = "assets.deposit_not_possible"
    words = _("%(amount)s cannot be moved: the deposit agreed is %(agreed)s, held is %(held)s.")
    advice = _("Take or give back the amount that is agreed and held.")


class OperationNotReversible(DomainError):
    code = "assets.operation_not_reversible"
    words = _("This operation cannot be taken back.")
    advice = _("Payments, units and deposits can be taken back once, the latest change first.")


class RebateTooHigh(DomainError):
    code = "assets.rebate_too_high"
    words = _("A rebate goes up to the mark-up not yet earned, %(most)s; asked: %(amount)s.")
    advice = _("Lower the rebate.")


class RebateNotWaiting(DomainError):
    code = "assets.rebate_not_waiting"
    words = _("No rebate waits for a decision here, or one waits already.")
    advice = _("Open the contract to see its rebates.")


class DebtStillOpen(DomainError):
    code = "assets.debt_still_open"
    words = _("%(left)s are still to be paid under the contract %(number)s.")
    advice = _("Take the payment first, or end the contract in another way.")


class PriceChanged(DomainError):
    code = "assets.price_changed"
    words = _("The price is %(wanted)s today, not %(amount)s.")
    advice = _("Open the page again and take the price it shows.")


class TransferNotAgreed(DomainError):
    code = "assets.transfer_not_agreed"
    words = _("The contract %(number)s does not promise this transfer.")
    advice = _("The promise of the contract says how the thing changes hands, if it does.")


class NotLate(DomainError):
    code = "assets.not_late"
    words = _("The contract %(number)s is not in arrears.")
    advice = _("A thing is taken back from a late client only.")


class QuantityNotPossible(DomainError):
    code = "assets.quantity_not_possible"
    words = _("%(quantity)s is not possible: at most %(most)s.")
    advice = _("Goods are sold after they were delivered, and not more than that.")


class SoldAheadOpen(DomainError):
    code = "assets.sold_ahead_open"
    words = _("%(quantity)s of the goods are sold ahead to %(buyer)s and not handed over.")
    advice = _("Hand them over, or give the buyer the price back, first.")


class CharityTooLittle(DomainError):
    code = "assets.charity_too_little"
    words = _("The charity account of the pool holds %(held)s; %(amount)s cannot be given.")
    advice = _("Give at most what the account holds.")


class PaperMissing(DomainError):
    code = "assets.paper_missing"
    words = _("This step needs a document that can be read.")
    advice = _("Add a picture or a PDF of at most 8 MB.")


class RescheduleNotPossible(DomainError):
    code = "assets.reschedule_not_possible"
    words = _("The instalments cannot be moved by %(months)s months.")
    advice = _("Move them by 1 to 24 months; the debt stays as it is.")
