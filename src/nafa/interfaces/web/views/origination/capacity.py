"""The loan against the budget, in panels: the figures, the ceiling, the chart by month."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from django.utils.translation import gettext as _

from nafa.interfaces.web.charts import Chart, Series
from nafa.interfaces.web.parts import Fact, State, Tone
from nafa.interfaces.web.views.origination.panels import Panel
from nafa.interfaces.web.written import language, money_text, unit_text
from nafa.lending.calc.origination.cash_flow import Capacity, CashFlow, Check
from nafa.lending.calc.origination.policy import Policy
from nafa.lib.money import Money

MOST_MONTHS = 36


def month_words(check: Check) -> str:
    """`févr. 2026`."""
    return format_date(date(check.year, check.month, 1), "MMM y", locale=language())


def capacity_panels(
    flow: CashFlow, found: Capacity, policy: Policy | None, *, currency: str
) -> list[Panel]:
    """What the borrower can repay, what the loan asks for, and the months that do not hold."""
    return [
        _figures_panel(flow, found, policy, currency),
        Panel(title="", chart=_chart(found.checks[:MOST_MONTHS], policy, currency)),
    ]


def _figures_panel(flow: CashFlow, found: Capacity, policy: Policy | None, currency: str) -> Panel:
    poorest = min(found.checks, key=lambda one: one.budget.left_minor)
    largest = max(one.due_minor for one in found.checks)
    burden = found.burden_percent
    facts = [
        Fact(_("Sales of a usual month"), Money(flow.usual_sales_minor, currency)),
        Fact(_("Left in the poorest month"), Money(poorest.budget.left_minor, currency),
             month_words(poorest)),
        Fact(_("The loan asks for at most, a month"), Money(largest, currency)),
        Fact(_("Debt ratio"), f"{found.debt_ratio_percent} %"),
        Fact(_("Instalments in % of what is left"),
             f"{burden} %" if burden is not None else _("Nothing is left in some month")),
    ]  # fmt: skip
    return Panel(
        title=_("Capacity to repay"),
        figures=facts,
        state=_state(found, policy),
        words=_told(found, policy, currency),
    )


def _ceiling(policy: Policy | None) -> int:
    return (policy.capacity_percent if policy else None) or 100


def _state(found: Capacity, policy: Policy | None) -> State:
    if not found.short_months(_ceiling(policy)):
        return State(_("Holds"), Tone.GOOD)
    is_binding = policy is not None and policy.is_capacity_binding
    return State(_("Above the ceiling"), Tone.DANGER if is_binding else Tone.WARNING)


def _told(found: Capacity, policy: Policy | None, currency: str) -> str:
    short = found.short_months(_ceiling(policy))
    if not short:
        return ""
    words = {
        "month": month_words(short[0]),
        "due": money_text(Money(short[0].due_minor, currency)),
        "allowed": money_text(Money(short[0].allowed_minor(_ceiling(policy)), currency)),
        "count": len(short),
        "percent": _ceiling(policy),
    }
    return (
        _(
            "%(count)s months ask for more than %(percent)s %% of what is left; first %(month)s:"
            " %(due)s for %(allowed)s allowed."
        )
        % words
    )


def _chart(checks: Sequence[Check], policy: Policy | None, currency: str) -> Chart:
    ceiling = _ceiling(policy)
    return Chart(
        id="capacity",
        title=_("What the loan asks for and what is allowed"),
        kind="line",
        labels=[month_words(one) for one in checks],
        label_title=_("Month"),
        series=[
            Series(
                _("Allowed"),
                [int(Money(one.allowed_minor(ceiling), currency).major) for one in checks], 1,
            ),
            Series(
                _("Asked for"), [int(Money(one.due_minor, currency).major) for one in checks], 2
            ),
        ],
        unit=unit_text(currency),
    )  # fmt: skip
