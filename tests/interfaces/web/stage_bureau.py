"""The credit bureau has answered on the first application; the file of October is made."""

from datetime import date

from stage_credit import acting

from factories.bureau import connected, credit, report


def furnish_bureau() -> None:
    """Awa agreed, was asked about, and owes elsewhere."""
    from nafa.clients import queries as clients
    from nafa.lending import queries as loans
    from nafa.lending.commands.origination.consulting import (
        consult_bureau,
        record_bureau_consent,
    )
    from nafa.lending.commands.origination.month_file import make_bureau_file

    officer, client_id = acting("loan_officer"), clients.client_id_of("C0000001")
    record_bureau_consent(officer, client_id=client_id, kind="GIVEN", given_date=date(2026, 11, 20))
    late = credit(lender="Caisse populaire de Thiaroye", days_late=120, outstanding_minor=85_000)
    ended = credit(lender="Crédit du Baol", state="CLOSED", ended_date="2024-03-31",
                   outstanding_minor=0, monthly_minor=0, months_left=0)  # fmt: skip
    with connected({**report(late, ended, credit()), "as_of_date": "2026-10-31"}):
        consult_bureau(acting("loan_officer"), application_id=loans.application_id_of("D0000001"))
    make_bureau_file(acting("general_manager"), month=date(2026, 10, 1))
