"""What the handing out of keys refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class ScopesMissing(DomainError):
    code = "kernel.scopes_missing"
    words = _("A key without a right opens nothing.")
    advice = _("Choose the rights that the program needs, and no others.")


class ScopeTooWide(DomainError):
    code = "kernel.scope_too_wide"
    words = _("A key cannot carry a right that its owner does not hold (%(scope)s).")
    advice = _("Leave this right out, or ask the administrator for a role that has it.")


class TokenTooLong(DomainError):
    code = "kernel.token_too_long"
    words = _("A key lasts from one day to %(days)s days.")
    advice = _("Choose an earlier end; the key is replaced by a new one before that.")


class ReturnAddressRefused(DomainError):
    code = "kernel.return_address_refused"
    words = _("“%(address)s” cannot be an address to return to.")
    advice = _("Give a whole https address without a fragment, exactly as the program sends it.")


class ProgramUnknown(DomainError):
    code = "kernel.program_unknown"
    words = _("This program is not registered here, or no longer.")
    advice = _("Ask the administrator of the institution to register it.")


class GrantRefused(DomainError):
    code = "kernel.grant_refused"
    words = _("The request of the program is not valid: %(reason)s.")
    advice = _("Nothing was granted. Start again from the program, or tell its maker.")
