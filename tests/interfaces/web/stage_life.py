"""Changes of loans: one that waits (M0000001), a loan rescheduled (P0000003), one given up."""

from datetime import timedelta

from stage_credit import acting


def furnish_life() -> None:
    """The officer asks; the branch manager and the general manager decide."""
    from nafa.kernel.models import Assignment
    from nafa.lending import commands as lending
    from nafa.lending import queries as loans

    for role in ("branch_manager", "general_manager"):
        held = Assignment.objects.filter(role__code=role, approval_limit_minor=None)
        held.update(approval_limit_minor=2_000_000)
    ids = {number: loans.loan_id_of(number) for number in ("P0000002", "P0000003", "P0000004")}
    first = acting("loan_officer").business_date + timedelta(days=30)

    def ask(number: str, kind: str, **asked: object) -> object:
        loan_id = ids[number]
        assert loan_id is not None
        return lending.ask_change(
            acting("loan_officer"), loan_id=loan_id, kind=kind, asked=asked,
            reason="La récolte est perdue ; la famille vend deux moutons en décembre.",
        )  # fmt: skip

    ask("P0000002", "RESTRUCTURING", first_due_date=first.isoformat(), count=12, rate="12")
    changed = ask("P0000003", "RESCHEDULING", first_due_date=first.isoformat(), count=6)
    lending.accept_change(acting("branch_manager"), request_id=changed)  # type: ignore[arg-type]
    loan_id = ids["P0000003"]
    assert loan_id is not None
    lending.charge_loan(
        acting("branch_manager"), loan_id=loan_id,
        asked={"name": "Visite de recouvrement", "amount": "2500"}, reason="Visite du 20",
    )  # fmt: skip
    lost = ask("P0000004", "WRITE_OFF", ground="NO_HOPE")
    lending.accept_change(acting("general_manager"), request_id=lost)  # type: ignore[arg-type]
