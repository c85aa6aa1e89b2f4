"""What lending to groups and collecting on sheets refuse."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class SharesNotPossible(DomainError):
    code = "lending.shares_not_possible"
    words = _("These shares make no loan of %(principal)s: %(reason)s.")
    advice = _("Give each member who borrows an amount; together they make the amount of the loan.")


class SharesMissing(DomainError):
    code = "lending.shares_missing"
    words = _("The product “%(product)s” is lent to members who answer for each other.")
    advice = _("Write down the share of each member in the application first.")


class SharesFixed(DomainError):
    code = "lending.shares_fixed"
    words = _("The shares of %(number)s stand in a contract or the application is over.")
    advice = _("A member who leaves hands the share over on the page of the group.")


class MemberNotOfGroup(DomainError):
    code = "lending.member_not_of_group"
    words = _("%(member)s bears no share of the loan %(loan)s.")
    advice = _("Check the line: only members with a share pay in this loan.")


class MemberNotNamed(DomainError):
    code = "lending.member_not_named"
    words = _("The loan %(loan)s belongs to a group: say for whom the payment is.")
    advice = _("Write the amount on the line of a member.")


class AmountAboveShare(DomainError):
    code = "lending.amount_above_share"
    words = _("%(amount)s is more than what %(member)s has left to pay, %(left)s.")
    advice = _("Take no more than that; money given for another member goes on that member's line.")


class SheetEmpty(DomainError):
    code = "lending.sheet_empty"
    words = _("There is nothing on this sheet.")
    advice = _("Enter what was collected, or who was absent.")


class SheetTooLong(DomainError):
    code = "lending.sheet_too_long"
    words = _("A sheet holds at most %(most)s lines.")
    advice = _("Save it in two parts.")


class CountDiffers(DomainError):
    code = "lending.count_differs"
    words = _("The lines add up to %(collected)s; %(counted)s was counted.")
    advice = _("Count again, then look for the line that differs. Nothing was booked.")


class ShareNotSettled(DomainError):
    code = "lending.share_not_settled"
    words = _("%(member)s still has %(left)s to pay in the loan %(loan)s.")
    advice = _("Have it paid, or have other members take the share over, to the last franc.")


class TakersNotPossible(DomainError):
    code = "lending.takers_not_possible"
    words = _("This take-over of the loan %(loan)s is not possible: %(reason)s.")
    advice = _("Name members of the group other than the one who leaves; amounts are above zero.")


class NothingOwedBetween(DomainError):
    code = "lending.nothing_owed_between"
    words = _("%(debtor)s owes %(creditor)s %(owed)s; %(amount)s was given.")
    advice = _("Write down no more than what is owed.")


class MeetingNotPossible(DomainError):
    code = "lending.meeting_not_possible"
    words = _("These meetings are not possible: %(field)s.")
    advice = _("Choose a weekday and a rhythm of one to four weeks, from today or later.")
