"""The roles that a person holds, each with the way to take it away."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.tables import Column, Empty, Row, Table
from nafa.interfaces.web.written import money_text
from nafa.kernel.models import Assignment, User
from nafa.lib.money import Money


def roles_held(user: User, currency: str) -> Table:
    """Role, branch and limit; a row opens the page that ends it, while the person is there."""
    held = Assignment.objects.select_related("role", "branch").filter(user=user)
    return Table(
        caption=_("Roles held"),
        columns=[
            Column(name="role", title=_("Role")),
            Column(name="branch", title=_("Branch")),
            Column(name="limit", title=_("Limit"), on_phone=False),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "role": labels.local(one.role.label_fr, one.role.label_en),
                    "branch": one.branch.name if one.branch else _("All branches"),
                    "limit": _limit_words(one.approval_limit_minor, currency),
                },
                reverse("web:role-withdraw", args=[one.id]) if user.is_active else "",
            )
            for one in held
        ],
        empty=Empty(_("No role yet"), _("This person can log in but see nothing.")),
    )


def _limit_words(limit_minor: int | None, currency: str) -> str:
    if limit_minor is None:
        return ""
    return gettext("approves up to %(amount)s") % {
        "amount": money_text(Money(limit_minor, currency))
    }
