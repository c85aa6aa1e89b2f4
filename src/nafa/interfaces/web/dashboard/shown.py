"""What the dashboard shows: six figures with their change, charts, portfolios side by side."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.charts import Chart, Series
from nafa.interfaces.web.parts import Figure, Tone, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.written import money_text, number_text, unit_text
from nafa.kernel.identity.contexts import institution
from nafa.kernel.wording import percent_words
from nafa.lib.money import Money
from nafa.reporting import portfolio
from nafa.reporting.portfolio import Portfolio, PortfolioBy, Today

BEFORE = (7, 30)
WEEKS = 26
MOST_BARS = 8


def _change(today: Money, before: Money | None, days: int) -> str:
    if before is None:
        return ""
    moved = today - before
    text = money_text(moved)
    sign = "+" if moved.is_positive else ""
    return gettext("%(change)s in %(days)s days") % {"change": sign + text, "days": days}


def _changes(sums: dict[date, Portfolio], day: date, name: str) -> str:
    """The change against 7 and 30 days before, where those days are known."""
    here: Money = getattr(sums[day], name)
    found = []
    for days in BEFORE:
        before = sums.get(day - timedelta(days=days))
        if before is not None:
            found.append(_change(here, getattr(before, name), days))
    return " · ".join(found)


def _list(query: str, branch_id: UUID | None, officer_id: UUID | None) -> str:
    parts = [query, f"officer={officer_id}" if officer_id else ""]
    del branch_id  # the list of loans follows the branch that the person has chosen
    return f"{reverse('web:loans')}?{'&'.join(filter(None, parts))}"


def figures(
    day: date, today: Today, *, branch_id: UUID | None, officer_id: UUID | None
) -> list[Figure]:
    """Outstanding, PAR 1, 30 and 90, what the day brings, what the month lent."""
    days = [day, *(day - timedelta(days=back) for back in BEFORE)]
    found = portfolio.portfolios(days, branch_id=branch_id, officer_id=officer_id)
    sums = {one.as_of_date: one for one in found if one.outstanding.currency == today.due.currency}
    made: list[Figure] = []
    if day in sums:
        here = sums[day]
        count = ngettext("%(count)s loan", "%(count)s loans", here.loan_count) % {
            "count": number_text(here.loan_count)
        }
        made.append(
            Figure(
                name=_("Outstanding"),
                value=here.outstanding,
                change=_changes(sums, day, "outstanding"),
                target=count,
                url=_list("state=ACTIVE", branch_id, officer_id),
            )
        )
        for name, field, late in (("PAR 1", "par1", 1), ("PAR 30", "par30", 30),
                                  ("PAR 90", "par90", 90)):  # fmt: skip
            amount: Money = getattr(here, field)
            share = here.share_percent(amount)
            words = f" ({percent_words(share)})" if share is not None else ""
            made.append(
                Figure(
                    name=name + words,
                    value=amount,
                    change=_changes(sums, day, field),
                    tone=Tone.WARNING if amount else Tone.GOOD,
                    url=_list(f"late={late}", branch_id, officer_id),
                )
            )
    received = gettext("%(amount)s received today") % {"amount": money_text(today.received)}
    made.append(Figure(name=_("Due today"), value=today.due, target=received))
    made.append(
        Figure(
            name=_("Disbursed this month"),
            value=today.disbursed_this_month,
            url=_list("state=ACTIVE", branch_id, officer_id),
        )
    )
    return made


def outstanding_chart(
    day: date, *, weeks: int, branch_id: UUID | None, officer_id: UUID | None
) -> Chart:
    """Outstanding and PAR 30 once a week."""
    series = portfolio.portfolio_series(
        upto=day, weeks=weeks, branch_id=branch_id, officer_id=officer_id
    )
    return Chart(
        id="outstanding",
        title=_("Outstanding and PAR 30"),
        kind="line",
        labels=[f"{one.as_of_date:%d/%m/%y}" for one in series],
        label_title=_("Close of"),
        series=[
            Series(_("Outstanding"), [int(one.outstanding.major) for one in series], 1),
            Series(_("PAR 30"), [int(one.par30.major) for one in series], 2),
        ],
        unit=unit_text(institution().currency),
        url=reverse("web:loans"),
    )


def disbursement_chart(day: date, *, weeks: int, branch_id: UUID | None) -> Chart:
    """What each week lent."""
    rows = portfolio.disbursements_by_week(
        day=day, currency=institution().currency, weeks=min(weeks, 13), branch_id=branch_id
    )
    return Chart(
        id="disbursed",
        title=_("Disbursed by week"),
        kind="bars",
        labels=[f"{one.monday:%d/%m}" for one in rows],
        label_title=_("Week of"),
        series=[Series(_("Disbursements"), [int(one.amount.major) for one in rows], 1)],
        unit=unit_text(institution().currency),
    )


def by_chart(name: str, title: Words, rows: Sequence[PortfolioBy]) -> Chart:
    """Portfolios side by side: what is sound and what is at risk over thirty days."""
    shown = rows[:MOST_BARS]
    return Chart(
        id=name,
        title=title,
        kind="stacked",
        labels=[row.label or gettext("nobody") for row in shown],
        label_title=title,
        series=[
            Series(
                _("Up to 30 days"),
                [int((row.sums.outstanding - row.sums.par30).major) for row in shown],
                1,
            ),
            Series(_("PAR 30"), [int(row.sums.par30.major) for row in shown], 2),
        ],
        unit=unit_text(institution().currency),
    )


def by_table(rows: Sequence[PortfolioBy], *, title: Words, parameter: str) -> Table:
    """Portfolios side by side, each opening its loans."""
    unit = unit_text(institution().currency)
    return Table(
        caption=title,
        columns=[
            Column(name="label", title=title),
            Column(name="count", title=_("Loans"), kind=Kind.NUMBER),
            Column(name="outstanding", title=_("Outstanding"), kind=Kind.MONEY, unit=unit),
            Column(name="par1", title="PAR 1", kind=Kind.MONEY, unit=unit, on_phone=False),
            Column(name="par30", title="PAR 30", kind=Kind.MONEY, unit=unit),
            Column(name="share", title="PAR 30 %", kind=Kind.NUMBER, on_phone=False),
        ],
        rows=[
            Row(
                str(row.key),
                {
                    "label": row.label or _("nobody"),
                    "count": row.sums.loan_count,
                    "outstanding": row.sums.outstanding,
                    "par1": row.sums.par1,
                    "par30": row.sums.par30,
                    "share": row.sums.share_percent(row.sums.par30),
                },
                f"{reverse('web:loans')}?{parameter}={row.key}" if row.key else "",
            )
            for row in rows
        ],
        empty=Empty(_("No portfolio yet"), _("The first close of a day makes these figures.")),
    )
