"""Indexes that rates of loans follow, and their dated values."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Schema

from nafa.interfaces.api.v1.access import reader, writer
from nafa.interfaces.api.v1.clients import REFUSALS
from nafa.interfaces.api.v1.values import Created, DecimalText, Short
from nafa.lending.commands import rate_indexes as commands
from nafa.lending.queries import rate_indexes as queries

router = Router(tags=["indexes of rates"])


class NewIndex(Schema):
    """An index and who publishes it."""

    code: Short
    name: Short
    source: Short


class NewValue(Schema):
    """What the index is from a day on, in percent a year, and where that was read."""

    effective_date: date
    percent: DecimalText
    source: Short


class ValueShown(Schema):
    """A value that was stated."""

    effective_date: date
    percent: str
    source: str
    stated_by: str


class IndexShown(NewIndex):
    """An index with its values, the latest first, and how many running loans follow it."""

    values: list[ValueShown]
    loan_count: int


@router.post("/indexes", response={201: Created, **REFUSALS})
def define(request: HttpRequest, body: NewIndex) -> tuple[int, Created]:
    """Make an index known."""
    return 201, Created(id=commands.define_index(writer(request), **body.model_dump()))


@router.post("/indexes/{code}/values", response={201: int, **REFUSALS})
def state(request: HttpRequest, code: str, body: NewValue) -> tuple[int, int]:
    """State a value; how many running loans will follow, each at its next due date."""
    made = commands.state_index(
        writer(request),
        code=code,
        effective_date=body.effective_date,
        percent=Decimal(body.percent),
        source=body.source,
    )
    return 201, made


@router.get("/indexes", response={200: list[IndexShown], **REFUSALS})
def list_indexes(request: HttpRequest) -> list[IndexShown]:
    """Every index."""
    reader(request, "lending.view")
    return [
        IndexShown(
            code=row.code,
            name=row.name,
            source=row.source,
            loan_count=row.loan_count,
            values=[
                ValueShown(**(one._asdict() | {"percent": f"{one.percent:f}"}))
                for one in row.values
            ],
        )
        for row in queries.indexes()
    ]
