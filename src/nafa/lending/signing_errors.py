"""What signing a contract by a code refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class MessagesNotConnected(DomainError):
    code = "lending.messages_not_connected"
    words = _("This installation cannot send short messages.")
    advice = _("Have the paper signed, or ask the administrator to set NAFA_SMS_URL.")


class PhoneMissing(DomainError):
    code = "lending.code_phone_missing"
    words = _("The file of the client holds no telephone number.")
    advice = _("Add the number to the client's file, or have the paper signed.")


class CodeNotForGroups(DomainError):
    code = "lending.code_not_for_groups"
    words = _("A group signs on paper: each member answers for the loan.")
    advice = _("Have every member sign the paper and write the signature down.")


class CodesTooMany(DomainError):
    code = "lending.codes_too_many"
    words = _("%(count)s codes were sent for this contract already.")
    advice = _("Have the paper signed.")


class CodeNotSent(DomainError):
    code = "lending.code_not_sent"
    words = _("The code could not be sent to %(phone)s.")
    advice = _("Check the number and try again, or have the paper signed.")


class CodeMissing(DomainError):
    code = "lending.code_missing"
    words = _("No code was sent for this contract.")
    advice = _("Send a code first.")


class CodeWrong(DomainError):
    code = "lending.code_wrong"
    words = _("This is not the code that was sent. Tries left: %(left)s.")
    advice = _("Ask the client to read the message again.")


class CodeSpent(DomainError):
    code = "lending.code_spent"
    words = _("Wrong codes were entered too often; this code no longer holds.")
    advice = _("Send a new code.")


class CodeExpired(DomainError):
    code = "lending.code_expired"
    words = _("The time of this code is over.")
    advice = _("Send a new code.")


class CodeUsed(DomainError):
    code = "lending.code_used"
    words = _("This code was used already.")
    advice = _("Send a new code if the contract was drawn up again.")


class ContractChanged(DomainError):
    code = "lending.contract_changed"
    words = _("The contract was drawn up again after the code was sent.")
    advice = _("Show the client the new contract and send a new code.")
