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


class BranchExists(DomainError):
    code = "kernel.branch_exists"
    words = _("A branch with the code %(code)s exists.")
    advice = _("Choose another code.")
