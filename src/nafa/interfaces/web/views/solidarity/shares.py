"""The shares of members in the loan that their group asks for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.forms import KeyedForm, MoneyField
from nafa.interfaces.web.pages import Done, command_page, page
from nafa.interfaces.web.parts import Fact, Page, Words
from nafa.interfaces.web.views.applications.reading import application_called, trail_to
from nafa.interfaces.web.wording.solidarity import SHARE_FAULTS
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.lending.commands.solidarity.shares import MemberAmount, set_shares
from nafa.lending.queries.solidarity.groups import ShareRow, shares_in


class SharesForm(KeyedForm):
    """An amount for each member; who is left empty bears nothing."""

    def __init__(
        self, rows: Sequence[ShareRow], currency: str, *arguments: Any, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.members: dict[str, UUID] = {}
        for row in rows:
            name = f"share-{row.number}"
            self.members[name] = row.member_id
            self.fields[name] = MoneyField(
                currency=currency,
                required=False,
                label=f"{row.name} · {row.number}",
                initial=row.amount,
            )

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        return {
            "shares": tuple(
                MemberAmount(self.members[name], amount)
                for name, amount in entered.items()
                if name in self.members and amount
            )
        }

    def field_at_fault(self, error: DomainError) -> tuple[str, Words] | None:
        if error.code == "lending.shares_not_possible" and self.members:
            reason = SHARE_FAULTS.get(str(error.values["reason"]))
            if reason is not None:
                return next(iter(self.members)), reason
        return super().field_at_fault(error)


@page("lending.apply")
def shares(request: HttpRequest, ctx: Context, application: str) -> HttpResponse:
    """What each member bears of the amount asked for."""
    view = application_called(ctx, application)
    rows = shares_in(ctx, view.row.id)
    back = reverse("web:application", args=[view.row.number])
    return command_page(
        request,
        ctx,
        form=SharesForm(rows, view.row.amount.currency, request.POST or None),
        page=Page(
            title=gettext("Shares of %(group)s") % {"group": view.row.client},
            section="applications",
            trail=trail_to(view.row, gettext("Shares")),
            facts=[
                Fact(_("Amount of the loan"), view.row.amount),
                Fact(_("Members"), len(rows)),
            ],
        ),
        template="web/solidarity/shares.html",
        run=lambda keyed, values: set_shares(keyed, application_id=view.row.id, **values),
        done=lambda _count: Done(back, gettext("The shares are written down.")),
        values={"cancel_url": back, "total": view.row.amount},
    )
