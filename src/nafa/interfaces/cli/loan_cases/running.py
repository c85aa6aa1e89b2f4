"""The answer to a case: what its expectations find, or why it cannot be computed."""

from nafa.interfaces.cli.loan_cases.fields import (
    CaseRefused,
    Fields,
    amount,
    day,
    rows,
    table,
    whole,
)
from nafa.interfaces.cli.loan_cases.steps import Scene, play
from nafa.interfaces.cli.loan_cases.telling import schedule_rows
from nafa.interfaces.cli.loan_cases.terms import read_terms
from nafa.lending.calc.refusals import ServicingRefused
from nafa.lending.calc.servicing import events
from nafa.lending.calc.servicing.servicing import Loan
from nafa.lending.calc.terms import TermsRefused


def cases_of(document: Fields) -> list[Fields]:
    """The cases of a document. Refuses: CaseRefused when they are no list of objects."""
    if document.get("cases") is None:
        raise CaseRefused("cases.list_wanted", "cases")
    return rows(document, "cases")


def answer(document: Fields, case: Fields) -> dict[str, object]:
    """What the format wants to know of a case, or why it cannot be computed."""
    name = str(case.get("id"))
    try:
        return {"id": name, "snapshots": _snapshots(document, case), "error": None}
    except (CaseRefused, TermsRefused, ServicingRefused) as refusal:
        return {"id": name, "snapshots": [], "error": str(refusal)}


def _snapshots(document: Fields, case: Fields) -> list[dict[str, object]]:
    if "steps" not in case:
        return [_one_schedule(case)]
    steps = rows(case, "steps")
    if "terms" in case:
        return _periods(document, table(case, "terms"), steps)
    return play(Scene(document), steps)


def _periods(document: Fields, fields: Fields, steps: list[Fields]) -> list[dict[str, object]]:
    """Terms first, then steps: the loan is agreed for all that the steps lend."""
    digits = whole(fields, "currency_digits", 2)
    lent = [step for step in steps if step.get("op") == "disburse"]
    scene = Scene(document)
    whole_amount = sum(amount(step, "amount", digits) for step in lent)
    first = day(lent[0], "date") if lent else scene.today
    scene.loan = Loan(read_terms(fields, lent=whole_amount), {}, submitted=first)
    scene.today = first
    scene.loan.take(events.Approved(on=first, amount=whole_amount, expected_date=first))
    return play(scene, steps)


def _one_schedule(case: Fields) -> dict[str, object]:
    """A case of terms and disbursements only: agreed, and put out unless only foreseen."""
    fields = table(case, "terms")
    put_out = table(case, "disburse")
    digits = whole(fields, "currency_digits", 2)
    is_given = put_out.get("amount") is not None
    lent = amount(put_out, "amount", digits) if is_given else 0
    start = day(put_out, "date")
    terms = read_terms(fields, lent=lent)
    loan = Loan(terms, {}, submitted=start)
    loan.take(events.Approved(on=start, amount=lent or terms.approved, expected_date=start))
    if is_given and not put_out.get("planned"):
        loan.take(events.Disbursed(on=start, day=start, amount=lent))
    return {"step": None, "schedule": schedule_rows(loan.rows, loan.lent, terms.digits)}
