"""What the counter, the books and the administration show, put on the stage by real commands."""

from stage_credit import acting, branch_id


def furnish_house() -> None:
    """A till and a vault with cash, a loan paid out (R00000001) and paid once (R00000002)."""
    from nafa.lending import commands as lending
    from nafa.lending import queries as loans
    from nafa.lib.money import Money
    from nafa.payments import commands as payments

    capital()
    tills = {
        name: payments.open_till(
            acting("administrator"),
            branch_id=branch_id(),
            name=name,
            kind=kind,
            currency="XOF",
            ceiling_minor=ceiling,
        )
        for name, kind, ceiling in (("Caisse 1", "TILL", 8_000_000), ("Coffre", "VAULT", None))
    }
    vault, till = tills["Coffre"], tills["Caisse 1"]
    payments.supply_till(
        acting("branch_manager"), till_id=vault, amount=Money(20_000_000, "XOF"), reference="CHQ 1"
    )
    payments.transfer_cash(
        acting("branch_manager"),
        from_till_id=vault,
        to_till_id=till,
        amount=Money(3_500_000, "XOF"),
    )
    payments.open_session(acting("teller"), till_id=till)
    loan_id = loans.loan_id_of("P0000001")
    assert loan_id is not None
    lending.disburse(acting("teller"), loan_id=loan_id)
    lending.repay(acting("teller"), loan_id=loan_id, amount=Money(45_000, "XOF"))


def capital() -> None:
    """The chart of accounts, and the capital of the institution at its bank."""
    from nafa.jurisdictions.queries import institution_pack
    from nafa.kernel.identity.contexts import system_context
    from nafa.ledger import commands as ledger

    ledger.load_chart(system_context(key="stage/chart"), rows=institution_pack().chart_rows())
    context = acting("accountant")
    ledger.record_journal(
        context,
        value_date=context.business_date,
        memo="Capital appelé et versé",
        branch_id=branch_id(),
        lines=[
            ledger.JournalLine("1141", 90_000_000, 0, "XOF"),
            ledger.JournalLine("57111", 0, 90_000_000, "XOF"),
        ],
    )
