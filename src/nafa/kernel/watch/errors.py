"""What the handling of alerts refuses."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class AlertClosed(DomainError):
    code = "kernel.alert_closed"
    words = _("The alert %(number)s is closed.")
    advice = _("If it happens again, the watch opens another one.")


class OwnAlert(DomainError):
    code = "kernel.own_alert"
    words = _("The alert %(number)s concerns you.")
    advice = _("Somebody else looks at it and closes it.")


class AssigneeMayNot(DomainError):
    code = "kernel.assignee_may_not"
    words = _("%(person)s cannot look at this alert.")
    advice = _("Choose an active person who holds the right to watch and whom it does not concern.")


class ExplanationMissing(DomainError):
    code = "kernel.explanation_missing"
    words = _("A case is closed with what was found.")
    advice = _("Write in at least ten letters what happened and how you know.")
