"""What the pages of the books show."""

from collections.abc import Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.parts import Action, State, Tone
from nafa.interfaces.web.tables import PAGE_ROWS, Chip, Column, Empty, Kind, Row, Table
from nafa.interfaces.web.written import unit_text
from nafa.ledger.queries import EntryRow, LineRow, StatementRow, TrialRow
from nafa.lib.money import Money


def side(minor: int, currency: str) -> Money | None:
    """An amount of one side, nothing when that side is empty."""
    return Money(minor, currency) if minor else None


def account_words(line: LineRow) -> str:
    name = labels.local(line.label_fr, line.label_en)
    return f"{line.code} {name}" + (f" · {line.account_name}" if line.account_name else "")


def journal_table(
    found: Sequence[EntryRow], *, query: QueryDict, chips: Sequence[Chip], currency: str
) -> Table:
    """Entries, newest first; their amount is the sum of their debits."""
    shown = found[:PAGE_ROWS]
    return Table(
        caption=_("Journal"),
        query=query,
        chips=chips,
        columns=[
            Column(name="number", title=_("Entry")),
            Column(name="date", title=_("Value date"), kind=Kind.DATE, on_phone=False),
            Column(name="what", title=_("Operation")),
            Column(name="memo", title=_("Wording"), kind=Kind.TEXT, on_phone=False),
            Column(name="actor", title=_("By"), on_phone=False),
            Column(name="amount", title=_("Amount"), kind=Kind.MONEY, unit=unit_text(currency)),
            Column(name="state", title=_("State"), kind=Kind.STATE, on_phone=False),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "number": str(one.number),
                    "date": one.value_date,
                    "what": labels.entry_word(one.kind),
                    "memo": one.memo or one.reference,
                    "actor": one.actor,
                    "amount": Money(sum(line.debit_minor for line in one.lines), currency),
                    "state": entry_state(one) or "",
                },
                reverse("web:entry", args=[one.id]),
            )
            for one in shown
        ],
        after_key=str(shown[-1].number) if len(found) > PAGE_ROWS else "",
        empty=Empty(
            _("No entry here"), _("No entry fits these filters. Take one off to see more.")
        ),
    )


def entry_state(one: EntryRow) -> State | None:
    if one.reversed_by_id is not None:
        return State(_("Reversed"), Tone.WARNING)
    if one.reverses_id is not None:
        return State(_("Reversal"), Tone.INFO)
    return None


def lines_table(one: EntryRow) -> Table:
    """The lines of an entry with equal sums."""
    currency = one.lines[0].currency if one.lines else "XOF"
    unit = unit_text(currency)
    return Table(
        caption=_("Lines"),
        columns=[
            Column(name="account", title=_("Account"), kind=Kind.TEXT),
            Column(name="debit", title=_("Debit"), kind=Kind.MONEY, unit=unit),
            Column(name="credit", title=_("Credit"), kind=Kind.MONEY, unit=unit),
        ],
        rows=[
            Row(
                str(line.number),
                {
                    "account": account_words(line),
                    "debit": side(line.debit_minor, line.currency),
                    "credit": side(line.credit_minor, line.currency),
                },
                reverse("web:account", args=[line.account_id]),
            )
            for line in one.lines
        ],
        totals={
            "debit": Money(sum(line.debit_minor for line in one.lines), currency),
            "credit": Money(sum(line.credit_minor for line in one.lines), currency),
        },
        empty=Empty(_("No line"), ""),
    )


def trial_columns(currency: str) -> list[Column]:
    unit = unit_text(currency)
    return [
        Column(name="code", title=_("Account")),
        Column(name="label", title=_("Name"), kind=Kind.TEXT),
        Column(name="opening", title=_("Opening"), kind=Kind.MONEY, unit=unit, on_phone=False),
        Column(name="debit", title=_("Debits"), kind=Kind.MONEY, unit=unit, on_phone=False),
        Column(name="credit", title=_("Credits"), kind=Kind.MONEY, unit=unit, on_phone=False),
        Column(name="closing_debit", title=_("Debit balance"), kind=Kind.MONEY, unit=unit),
        Column(name="closing_credit", title=_("Credit balance"), kind=Kind.MONEY, unit=unit),
    ]


def trial_row(row: TrialRow) -> Row:
    net, currency = row.closing_net, row.currency
    label = labels.local(row.label_fr, row.label_en)
    return Row(
        f"{row.code}/{currency}",
        {
            "code": row.code,
            "label": label,
            "opening": Money(row.opening_debit - row.opening_credit, currency),
            "debit": side(row.debit, currency),
            "credit": side(row.credit, currency),
            "closing_debit": side(max(net, 0), currency),
            "closing_credit": side(max(-net, 0), currency),
        },
        reverse("web:chart-account", args=[row.code]),
    )


def trial_table(rows: Sequence[TrialRow], *, currency: str, query: QueryDict) -> Table:
    """The balance of every account; debits and credits have equal sums."""
    own = [row for row in rows if row.currency == currency]
    return Table(
        caption=_("Trial balance"),
        columns=trial_columns(currency),
        query=query,
        rows=[trial_row(row) for row in own],
        totals={
            "opening": Money(sum(r.opening_debit - r.opening_credit for r in own), currency),
            "debit": Money(sum(r.debit for r in own), currency),
            "credit": Money(sum(r.credit for r in own), currency),
            "closing_debit": Money(sum(max(r.closing_net, 0) for r in own), currency),
            "closing_credit": Money(sum(max(-r.closing_net, 0) for r in own), currency),
        },
        export_url=reverse("web:trial-export"),
        empty=Empty(_("No movement"), _("Nothing was booked up to this date.")),
    )


def statement_columns(currency: str) -> list[Column]:
    unit = unit_text(currency)
    return [
        Column(name="date", title=_("Value date"), kind=Kind.DATE),
        Column(name="number", title=_("Entry")),
        Column(name="what", title=_("Operation"), on_phone=False),
        Column(name="memo", title=_("Wording"), kind=Kind.TEXT, on_phone=False),
        Column(name="debit", title=_("Debit"), kind=Kind.MONEY, unit=unit),
        Column(name="credit", title=_("Credit"), kind=Kind.MONEY, unit=unit),
        Column(name="balance", title=_("Balance"), kind=Kind.MONEY, unit=unit),
    ]


def statement_table(rows: Sequence[StatementRow], *, currency: str, query: QueryDict) -> Table:
    """Movements with the running balance: debits minus credits."""
    return Table(
        caption=_("Statement"),
        query=query,
        columns=statement_columns(currency),
        rows=[
            Row(
                f"{one.entry_id}/{place}",
                {
                    "date": one.value_date,
                    "number": str(one.number),
                    "what": labels.entry_word(one.kind),
                    "memo": one.memo or one.reference,
                    "debit": side(one.debit_minor, currency),
                    "credit": side(one.credit_minor, currency),
                    "balance": Money(one.net_after, currency),
                },
                reverse("web:entry", args=[one.entry_id]),
            )
            for place, one in enumerate(rows)
        ],
        totals={
            "debit": Money(sum(one.debit_minor for one in rows), currency),
            "credit": Money(sum(one.credit_minor for one in rows), currency),
        },
        empty=Empty(
            _("No movement"),
            _("Nothing was booked on this account in this period."),
            Action(_("See the chart of accounts"), reverse("web:chart")),
        ),
    )
