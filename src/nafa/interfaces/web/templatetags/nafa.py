"""`{% load nafa %}`: values as people read them, and every component as a tag."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    Form,
    RadioSelect,
)
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from nafa.interfaces.web import assets, written
from nafa.interfaces.web.charts import Chart
from nafa.interfaces.web.forms import MoneyField, read_day
from nafa.interfaces.web.parts import (
    Action,
    Approval,
    Confirmation,
    Fact,
    Figure,
    Happening,
    Link,
    Person,
    Phone,
    Progress,
    Receipt,
    Refusal,
    State,
    Step,
    Tab,
)
from nafa.interfaces.web.tables import Chip, Column, Kind, Row, Table
from nafa.interfaces.web.wording.rights import right_words
from nafa.lib.money import Money

register = template.Library()

NOTHING = "–"


# Assets ---------------------------------------------------------------------------------------


@register.simple_tag
def front_end() -> SafeString:
    """The styles and the script of every page."""
    made = assets.entry()
    styles = "".join(
        format_html('<link rel="stylesheet" href="{}">', url) for url in made.style_urls
    )
    script = format_html('<script type="module" src="{}"></script>', made.script_url)
    return mark_safe(styles + script)  # noqa: S308 - both parts are escaped above


@register.simple_tag
def style(source: str) -> SafeString:
    """Styles that only some pages need: `{% block styles %}{% style "src/styles/sheet.scss" %}`."""
    return format_html('<link rel="stylesheet" href="{}">', assets.file_url(source))


@register.simple_tag
def drawing(source: str) -> str:
    """The address of a built drawing."""
    return assets.file_url(source)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside words; it is never the only thing that says something."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        assets.file_url(),
        name,
    )


# Values ---------------------------------------------------------------------------------------


@register.filter
def money(amount: Money) -> str:
    return written.money_text(amount)


@register.filter
def figures(amount: Money) -> str:
    return written.figures_text(amount)


@register.filter
def unit(currency: str) -> str:
    return written.unit_text(currency)


@register.filter
def in_words(amount: Money) -> str:
    return written.amount_in_words(amount)


@register.filter
def day(value: date) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), written.date_text(value))


@register.filter
def table_day(value: date) -> SafeString:
    text = written.table_date_text(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.filter
def typed_day(value: date | str) -> str:
    """A day as a filter's field has it; what cannot be read stays as it was typed."""
    day = read_day(value) if isinstance(value, str) else value
    return written.table_date_text(day) if day else str(value)


@register.filter
def instant(value: datetime) -> SafeString:
    text = written.instant_text(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.filter
def phone(value: Phone | str) -> SafeString:
    number = value.number if isinstance(value, Phone) else value
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', number, written.phone_text(value))


@register.filter
def person(value: Person) -> str:
    return written.person_text(value)


@register.filter
def state(value: State) -> SafeString:
    return format_html('<span class="state tone-{}">{}</span>', value.tone.value, value.word)


@register.filter
def right(permission: str) -> str:
    """What a right lets one do, in words."""
    return str(right_words(permission))


@register.filter
def number(value: Any) -> str:
    return written.number_text(value)


@register.filter
def link(value: Link) -> SafeString:
    return format_html('<a href="{}">{}</a>', value.url, value.label)


WRITERS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    (Money, money),
    (State, state),
    (Phone, phone),
    (Person, person),
    (Link, link),
    (datetime, instant),
    (date, day),
    ((int, Decimal), number),
)


@register.filter
def shown(value: Any) -> Any:
    """Any value as a person reads it, by its type."""
    if value is None or value == "":
        return NOTHING
    for kind, writer in WRITERS:
        if isinstance(value, kind):
            return writer(value)
    return value


# Lists ----------------------------------------------------------------------------------------


def _cell(column: Column, value: Any) -> Any:
    if isinstance(value, Money):
        text = written.figures_text(value)
        if value.is_positive:
            return text
        look = "negative" if value.is_negative else "zero"
        return format_html('<span class="{}">{}</span>', look, text)
    if column.kind is Kind.DATE and isinstance(value, date):
        return table_day(value)
    return shown(value)


def _row_cells(row: Row, columns: Sequence[tuple[Column, str]]) -> str:
    """The cells of a row; the first names it and opens its page."""
    written_cells = []
    for at, (column, opening) in enumerate(columns):
        text: str = conditional_escape(_cell(column, row.cells.get(column.name)))
        if at:
            written_cells.append(f"{opening}{text}</td>")
            continue
        if row.url:
            text = f'<a href="{escape(row.url)}">{text}</a>'
        written_cells.append(f"{opening}{text}</th>")
    return "".join(written_cells)


def _opening(column: Column, *, is_first: bool) -> str:
    """How a cell of a column begins: the side of its figures, whether a phone has it."""
    side = "number" if column.is_figure else ""
    if is_first:
        return f'<th scope="row" class="{side}">'
    if column.kind is Kind.TEXT:
        side = "text"
    return f'<td class="{side}{"" if column.on_phone else " desk"}">'


@register.simple_tag
def table_rows(table: Table) -> SafeString:
    """Every row of a list. Long lists have thousands of cells: they are put together here, not by
    the loops of a template, which takes twice as long."""
    columns = [
        (column, _opening(column, is_first=at == 0)) for at, column in enumerate(table.columns)
    ]
    found = []
    for place, row in enumerate(table.rows, start=1):
        pick = _pick(row, place) if table.bulk_actions else ""
        found.append(f"<tr data-row>{pick}{_row_cells(row, columns)}</tr>")
    return mark_safe("".join(found))  # noqa: S308 - every cell is escaped above


def _pick(row: Row, place: int) -> SafeString:
    label = gettext("Select row %(number)s") % {"number": place}
    box = '<td class="pick"><input type="checkbox" name="row" value="{}" data-pick aria-label="{}">'
    return format_html(box + "</td>", row.id, label)


@register.simple_tag
def total_cell(table: Table, column: Column) -> Any:
    """A cell of the totals row; empty where nothing is added up."""
    value = table.totals.get(column.name)
    return "" if value is None else _cell(column, value)


@register.inclusion_tag("web/parts/_table.html", takes_context=True)
def data_table(context: template.Context, table: Table) -> dict[str, Any]:
    # Every cell names its column: the words are looked up once, not once a row.
    columns = [replace(one, title=str(one.title), unit=str(one.unit)) for one in table.columns]
    return {"table": replace(table, columns=columns), "request": context.get("request")}


@register.inclusion_tag("web/parts/_chips.html")
def filter_chips(chips: Sequence[Chip], label: str) -> dict[str, Any]:
    return {"chips": chips, "label": label}


@register.inclusion_tag("web/parts/_tabs.html")
def tabs(items: Sequence[Tab]) -> dict[str, Any]:
    return {"tabs": items}


# Pieces of a page -----------------------------------------------------------------------------


@register.inclusion_tag("web/parts/_facts.html")
def facts(items: Sequence[Fact], look: str = "") -> dict[str, Any]:
    """Names and values; with the look `figures`, amounts stand under each other."""
    return {"facts": items, "look": look}


@register.inclusion_tag("web/parts/_timeline.html")
def timeline(items: Sequence[Happening]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("web/parts/_refusal.html")
def refusal(given: Refusal) -> dict[str, Any]:
    return {"refusal": given}


@register.inclusion_tag("web/parts/_approval.html", takes_context=True)
def approval(context: template.Context, waiting: Approval) -> dict[str, Any]:
    return {"approval": waiting, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/parts/_figures.html")
def figure_cards(items: Sequence[Figure]) -> dict[str, Any]:
    return {"figures": items}


@register.inclusion_tag("web/parts/_chart.html")
def chart(drawn: Chart) -> dict[str, Any]:
    return {"chart": drawn}


@register.inclusion_tag("web/parts/_progress.html")
def progress(work: Progress) -> dict[str, Any]:
    return {"work": work}


@register.inclusion_tag("web/parts/_confirmation.html", takes_context=True)
def confirmation(context: template.Context, done: Confirmation) -> dict[str, Any]:
    return {"done": done, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/parts/_receipt.html")
def receipt(given: Receipt) -> dict[str, Any]:
    return {"receipt": given}


@register.inclusion_tag("web/parts/_steps.html")
def steps(items: Sequence[Step]) -> dict[str, Any]:
    return {"steps": items}


@register.inclusion_tag("web/parts/_action.html", takes_context=True)
def action(context: template.Context, given: Action, look: str = "") -> dict[str, Any]:
    return {"action": given, "look": look, "csrf_token": context.get("csrf_token")}


# Forms ----------------------------------------------------------------------------------------


def _field(bound: BoundField) -> SafeString:
    """The widget, tied to its help, its error and the words of its amount."""
    tied = [f"{bound.auto_id}-error"] if bound.errors else []
    tied += [f"{bound.auto_id}-help"] if bound.help_text else []
    attributes: dict[str, Any] = {}
    if isinstance(bound.field, MoneyField):
        tied.append(f"{bound.auto_id}-words")
        query = urlencode({"field": bound.html_name, "currency": bound.field.currency})
        attributes |= {
            "hx-get": f"{reverse('web:amount-words')}?{query}",
            "hx-trigger": "input changed delay:400ms",
            "hx-target": f"#{bound.auto_id}-words",
        }
    if tied:
        attributes["aria-describedby"] = " ".join(tied)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return bound.as_widget(attrs=attributes)


@register.simple_tag
def form_row(bound: BoundField) -> SafeString:
    """One row: label above, field with its unit, help, error; tied by aria-describedby."""
    widget = bound.field.widget
    is_tick = isinstance(widget, CheckboxInput)
    shown_row = {
        "bound": bound,
        "field": _field(bound),
        "unit": getattr(widget, "unit", ""),
        "size": getattr(widget, "size", ""),
        "is_group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "is_tick": is_tick,
        "is_money": isinstance(bound.field, MoneyField),
    }
    if isinstance(bound.field, MoneyField):
        shown_row["words"] = bound.field.words_of(bound.value())
    return mark_safe(render_to_string("web/parts/_row.html", shown_row))  # noqa: S308


@register.inclusion_tag("web/parts/_summary.html")
def error_summary(form: Form) -> dict[str, Any]:
    return {"form": form}


@register.inclusion_tag("web/parts/_form_start.html", takes_context=True)
def form_start(context: template.Context, form: Form) -> dict[str, Any]:
    """What every form begins with: tokens, its key, the notice of a restored draft."""
    return {"form": form, "csrf_token": context.get("csrf_token")}
