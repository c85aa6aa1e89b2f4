"""What an expectation asks for, told in the columns of the format."""

from collections.abc import Callable, Mapping
from datetime import date

from nafa.interfaces.cli.loan_cases import words
from nafa.interfaces.cli.loan_cases.fields import Fields
from nafa.interfaces.cli.loan_cases.telling import decimal_text, schedule_rows
from nafa.lending.calc.choices import InterestPeriod
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.entries import entry
from nafa.lending.calc.servicing.movements import Movement
from nafa.lending.calc.servicing.servicing import Loan

PRINCIPAL, INTEREST = Component.PRINCIPAL, Component.INTEREST
FEE, PENALTY = Component.FEE, Component.PENALTY


def snapshot(loan: Loan, step: Fields, document: Fields, product: Fields) -> dict[str, object]:
    """The part of the loan's state that the step names."""
    name = step.get("op")
    if name == "expect_journal":
        return {"journal": _journal(loan, step, document, product)}
    if name == "expect_periods":
        return {"periods": _periods(loan, step)}
    told = _TOLD.get(str(name))
    if told is not None:
        return {told[0]: told[1](loan)}
    digits = loan.terms.digits
    return {
        "status": words.STATUSES[loan.status],
        "outstanding": decimal_text(loan.outstanding, digits),
        "overpaid": decimal_text(loan.overpaid, digits),
    }


def _movement(one: Movement, digits: int) -> list[object]:
    parts = one.outcome.parts
    return [
        one.day.isoformat(),
        words.MOVEMENT_NAMES[one.kind],
        decimal_text(one.amount, digits),
        *(decimal_text(parts[name], digits) for name in (PRINCIPAL, INTEREST, FEE, PENALTY)),
        decimal_text(one.outcome.balance, digits),
        int(one.is_reversed),
        int(one.is_replayed),
    ]


def _periods(loan: Loan, step: Fields) -> list[list[object]]:
    digits = loan.terms.digits
    columns = step.get("columns")
    told = []
    waiting = sorted(loan.lent, key=lambda one: one.day)
    balance = 0
    for row in loan.rows:
        while waiting and _counts_by(loan, row.due, waiting[0].day):
            balance += waiting.pop(0).amount
        balance -= row.asked[PRINCIPAL]
        cells: dict[str, object] = {
            "nr": row.number,
            "from": row.start.isoformat(),
            "due": row.due.isoformat(),
            "installment": decimal_text(row.asked[PRINCIPAL] + row.asked[INTEREST], digits),
            "interest": decimal_text(row.asked[INTEREST], digits),
            "principal": decimal_text(row.asked[PRINCIPAL], digits),
            "balance_after": decimal_text(balance, digits),
        }
        wanted = columns if isinstance(columns, list) else list(cells)
        told.append([cells.get(str(column)) for column in wanted])
    return told


def _counts_by(loan: Loan, due: date, day: date) -> bool:
    """Whether what is lent on a day is in the balance of a due date.

    Where part of a period bears what the whole does, it counts from the period's start.
    """
    if loan.terms.counts_part_periods or loan.terms.interest_period is InterestPeriod.DAILY:
        return day <= due
    following = [row for row in loan.rows if row.start == due]
    return day <= due or bool(following and day < following[0].due)


def _charges(loan: Loan) -> list[dict[str, object]]:
    digits = loan.terms.digits
    return [
        {
            "name": charge.terms.name,
            "due": decimal_text(charge.asked, digits),
            "paid": decimal_text(charge.sum_paid, digits),
            "waived": decimal_text(charge.sum_waived, digits),
            "outstanding": decimal_text(charge.outstanding, digits),
        }
        for charge in loan.charges
    ]


def _totals(loan: Loan) -> dict[str, object]:
    digits, rows = loan.terms.digits, loan.rows
    names = {"principal": PRINCIPAL, "interest": INTEREST, "fees": FEE, "penalties": PENALTY}
    sums = {name: sum(row.asked[part] for row in rows) for name, part in names.items()}
    sums["due"] = sum(row.sum_asked for row in rows)
    sums["paid"] = sum(row.sum_paid for row in rows)
    sums["paid_in_advance"] = sum(row.paid_in_advance for row in rows)
    sums["paid_late"] = sum(row.paid_late for row in rows)
    sums["outstanding"] = sum(row.outstanding for row in rows)
    return {name: decimal_text(amount, digits) for name, amount in sums.items()}


def _journal(loan: Loan, step: Fields, document: Fields, product: Fields) -> list[list[object]]:
    """The entries of the movements of a kind on a day."""
    kind = words.JOURNAL_KINDS.get(str(step.get("type")))
    found = [one for one in loan.movements if kind is one.kind and _is_on(one, step)]
    return [line for one in found for line in _lines(one, loan.terms.digits, document, product)]


def _is_on(one: Movement, step: Fields) -> bool:
    given = step.get("date")
    return given is None or one.day == date.fromisoformat(str(given))


def _lines(one: Movement, digits: int, document: Fields, product: Fields) -> list[list[object]]:
    """The lines of a movement, those of one account and side joined."""
    profiles, accounts = document.get("gl_profiles"), document.get("gl_accounts")
    profile = profiles.get(product.get("gl_profile")) if isinstance(profiles, Mapping) else None
    sums: dict[tuple[str, bool, bool], int] = {}
    for place, line in enumerate(entry(one)):
        slot = words.ACCOUNT_SLOTS[line.account]
        name = str(profile.get(slot)) if isinstance(profile, Mapping) else slot
        mirrored = one.is_reversed and place >= len(entry(one)) // 2
        key = (name, line.debit > 0, mirrored)
        sums[key] = sums.get(key, 0) + line.debit + line.credit
    told: list[list[object]] = []
    for (name, is_debit, _), total in sums.items():
        account = accounts.get(name) if isinstance(accounts, Mapping) else None
        known = account if isinstance(account, Mapping) else {}
        text = decimal_text(total, digits)
        sides = [text, None] if is_debit else [None, text]
        told.append([known.get("type"), known.get("code", name), known.get("name", name), *sides])
    return told


_TOLD: dict[str, tuple[str, Callable[[Loan], object]]] = {
    "expect_schedule": (
        "schedule",
        lambda loan: schedule_rows(loan.rows, loan.lent, loan.terms.digits),
    ),
    "expect_transactions": (
        "transactions",
        lambda loan: [_movement(one, loan.terms.digits) for one in loan.movements],
    ),
    "expect_charges": ("charges", _charges),
    "expect_schedule_totals": ("totals", _totals),
}
