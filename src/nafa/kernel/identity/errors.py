"""What the handling of people and the institution refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class InstitutionExists(DomainError):
    code = "kernel.institution_exists"
    words = _("This database already belongs to the institution “%(name)s”.")
    advice = _("Use another data folder or another database for a second institution.")


class UsernameTaken(DomainError):
    code = "kernel.username_taken"
    words = _("The log-in name “%(username)s” is in use.")
    advice = _("Choose another log-in name.")


class PasswordTooShort(DomainError):
    code = "kernel.password_too_short"
    words = _("The password is shorter than %(least)s characters.")
    advice = _("Choose a longer one, for example four words.")


class BranchExists(DomainError):
    code = "kernel.branch_exists"
    words = _("A branch with the code %(code)s exists.")
    advice = _("Choose another code.")


class LoginRefused(DomainError):
    code = "kernel.login_refused"
    words = _("The log-in name or the password is wrong.")
    advice = _("Check both, also the capital letters; the administrator can set a new password.")
