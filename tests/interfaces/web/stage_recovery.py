"""Loans in arrears (from P0000002 on), with contacts and promises; the day is closed once."""

from datetime import date, timedelta
from decimal import Decimal

from stage_credit import acting, branch_id

WHO = (("C0000002", 650_000, 4), ("C0000003", 180_000, 2), ("C0000004", 1_200_000, 3))


def furnish_recovery() -> None:
    """Three loans of the old books that are late; the first was visited and promised to pay."""
    from nafa.clients import queries as clients
    from nafa.lending import commands as lending
    from nafa.lending import queries as loans
    from nafa.lending.commands import TakenLoan
    from nafa.lib.money import Money
    from nafa.payments import queries as cash
    from nafa.recovery import commands as recovery

    product_id = loans.product_id_of("IND")
    vault = next(till for till in cash.tills() if till.name == "Coffre")
    taken = []
    for number, amount, months in WHO:
        client_id = clients.client_id_of(number)
        assert client_id is not None
        begun = date(2026, 11, 21) - timedelta(days=30 * months)
        taken.append(TakenLoan(client_id, acting("loan_officer").actor_id, amount, 12, begun, 1))
    lending.take_over_loans(
        acting("administrator"),
        branch_id=branch_id(),
        product_id=product_id,
        cash_account_id=vault.account_id,
        loans=taken,
    )
    close_the_day()
    loan_id = loans.loan_id_of("P0000002")
    assert loan_id is not None
    officer = acting("loan_officer")
    recovery.record_act(
        officer, claim_id=loan_id, kind="CALL", step_code="appel", result="ABSENT",
        note="Le téléphone sonne, personne ne répond.",
    )  # fmt: skip
    recovery.write_letter(acting("loan_officer"), claim_id=loan_id, step_code="rappel")
    recovery.record_act(
        acting("field_agent"), claim_id=loan_id, kind="VISIT", result="PROMISED",
        note="Vue à sa gargote ; la saison reprend après le Magal.",
        promised=Money(40_000, "XOF"), promised_date=officer.business_date + timedelta(days=6),
        place=(Decimal("14.69278"), Decimal("-17.44672")),
    )  # fmt: skip


def close_the_day() -> None:
    """The till is counted, the day closed, and the till taken again."""
    from nafa.journeys.end_of_day import close_day
    from nafa.ledger import queries as books
    from nafa.payments import commands as payments
    from nafa.payments import queries as cash

    own = cash.open_session_of(acting("teller").actor_id)
    assert own is not None
    payments.close_session(acting("teller"), counted=books.balance(own.account_id))
    close_day(acting("chief_accountant"))
    payments.open_session(acting("teller"), till_id=own.till_id)
