"""What is refused at the door, and where a fresh proof is wanted."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class PasswordTooShort(DomainError):
    code = "kernel.password_too_short"
    words = _("The password is shorter than %(least)s characters.")
    advice = _("Choose a longer one, for example four words.")


class PasswordTooLong(DomainError):
    code = "kernel.password_too_long"
    words = _("The password is longer than %(most)s characters.")
    advice = _("Choose a shorter one, for example six words.")


class PasswordKnown(DomainError):
    code = "kernel.password_known"
    words = _("This password is in the lists that attackers try first.")
    advice = _("Choose another one, for example four words that do not belong together.")


class PasswordNames(DomainError):
    code = "kernel.password_names"
    words = _("The password is hardly more than the name of a person or of the institution.")
    advice = _("Choose words that nobody can guess from your name or your work.")


class LoginRefused(DomainError):
    code = "kernel.login_refused"
    words = _("The log-in name or the password is wrong.")
    advice = _("Check both, also the capital letters; the administrator can set a new password.")


class LoginDelayed(DomainError):
    code = "kernel.login_delayed"
    words = _("There were too many attempts. The next one is possible in %(seconds)s seconds.")
    advice = _("Wait, then try again; the administrator can lift the delay.")


class AccountLocked(DomainError):
    code = "kernel.account_locked"
    words = _("After many attempts, this log-in name is open only on devices it was used on.")
    advice = _("Use a device on which you have logged in before, or ask the administrator.")


class OutsideHours(DomainError):
    code = "kernel.outside_hours"
    words = _("Your role does not work in Nafa at this hour.")
    advice = _("Come back in your hours, or ask the administrator to widen them.")


class OutsidePlaces(DomainError):
    code = "kernel.outside_places"
    words = _("Your role does not work in Nafa from this place (%(address)s).")
    advice = _("Use a machine of your branch, or ask the administrator to add this network.")


class SessionLocked(DomainError):
    code = "kernel.session_locked"
    words = _("The screen is locked.")
    advice = _("Prove that it is you, then send again: what you typed is kept.")


class ProofOfPersonWanted(DomainError):
    code = "kernel.proof_of_person_wanted"
    words = _("What changes a log-in asks again who is there.")
    advice = _("Give your password or your passkey; then go on.")


class SecondFactorWanted(DomainError):
    code = "kernel.second_factor_wanted"
    words = _("This log-in needs a code besides the password.")
    advice = _("Send the code of your app, or log in on the screen and register a second factor.")


class CodeRefused(DomainError):
    code = "kernel.code_refused"
    words = _("The code is wrong, or was used before.")
    advice = _("Wait for the next code of your app, and check the clock of your telephone.")


class NothingToConfirm(DomainError):
    code = "kernel.nothing_to_confirm"
    words = _("No app waits to be confirmed.")
    advice = _("Open “My security” and show the picture to the app again.")


class LastFactor(DomainError):
    code = "kernel.last_factor"
    words = _("Your role must have a second factor, and this is the last one.")
    advice = _("Register another passkey or app first, then remove this one.")


class PasskeyRefused(DomainError):
    code = "kernel.passkey_refused"
    words = _("The passkey was not accepted.")
    advice = _("Try again with a device that you have registered, or log in another way.")


class PasskeyCopied(DomainError):
    code = "kernel.passkey_copied"
    words = _("The passkey counts backwards: it may have been copied. It is switched off.")
    advice = _("Log in another way, tell the administrator, and register a new passkey.")


class PasskeyKnown(DomainError):
    code = "kernel.passkey_known"
    words = _("This passkey is registered already.")
    advice = _("Use it, or register another device.")


class ChallengeOver(DomainError):
    code = "kernel.challenge_over"
    words = _("The question was asked too long ago, or was answered before.")
    advice = _("Start again.")


class ProofRefused(DomainError):
    """A proof that is missing or does not fit. The key of the command stays free."""

    code = "kernel.proof_refused"
    frees_key = True
    words = _("The proof is not known.")
    advice = _("Start the act again and confirm it anew.")


class ProofWanted(ProofRefused):
    code = "kernel.proof_wanted"
    words = _("This act must be confirmed: %(action)s, %(amount)s, %(payee)s.")
    advice = _("Confirm with your passkey, or with the code of your app.")
    act: object = None  # what is to be proved; `question` once the gate has asked
    question: object = None


class ProofImpossible(ProofRefused):
    code = "kernel.proof_impossible"
    words = _("This act must be confirmed, and you have neither passkey nor app of codes.")
    advice = _("Register one in “My security”, then send again.")


class ProofOfOther(ProofRefused):
    code = "kernel.proof_of_other"
    words = _("What is to be done is not what you confirmed. The proof is void.")
    advice = _("Check amount and recipient, and confirm again if they are right.")


class ProofSpent(ProofRefused):
    code = "kernel.proof_spent"
    words = _("This proof was used before: one proof is good for one act.")
    advice = _("Confirm the new act.")


class ProofExpired(ProofRefused):
    code = "kernel.proof_expired"
    words = _("The proof is too old.")
    advice = _("Confirm the act again.")
