"""One case after the other: an answer for each, or why it cannot be computed."""

from collections.abc import Iterator

from nafa.interfaces.cli.loan_cases.fields import CaseRefused, Fields, amount, day, rows, table
from nafa.interfaces.cli.loan_cases.telling import decimal_text, schedule_rows
from nafa.interfaces.cli.loan_cases.terms import read_terms
from nafa.lending.calc.servicing.plan import Disbursed, schedule
from nafa.lending.calc.terms import TermsRefused


def answers(document: Fields) -> Iterator[dict[str, object]]:
    """The answer to every case of a document, in its order."""
    for case in rows(document, "cases"):
        name = str(case.get("id"))
        try:
            yield {"id": name, "snapshots": _snapshots(document, case), "error": None}
        except (CaseRefused, TermsRefused) as refusal:
            yield {"id": name, "snapshots": [], "error": str(refusal)}


def _snapshots(document: Fields, case: Fields) -> list[dict[str, object]]:
    if "steps" not in case:
        return [_one_schedule(case)]
    if "terms" in case:
        return []
    return []


def _one_schedule(case: Fields) -> dict[str, object]:
    """A case of terms and disbursements only."""
    fields = table(case, "terms")
    put_out = table(case, "disburse")
    digits = int(str(fields.get("currency_digits", 2)))
    lent: list[Disbursed] = []
    if put_out.get("amount") is not None:
        lent.append(Disbursed(day(put_out, "date"), amount(put_out, "amount", digits)))
    terms = read_terms(fields, lent=sum(one.amount for one in lent))
    planned = [
        Disbursed(one.expected_date, one.amount, is_made=False)
        for one in terms.tranches
        if not lent or one.expected_date > lent[0].day
    ]
    instalments = schedule(terms, lent or planned)
    return {
        "step": None,
        "schedule": schedule_rows(instalments, [*lent, *(planned)], terms.digits),
        "outstanding": decimal_text(sum(row.outstanding for row in instalments), terms.digits),
    }
