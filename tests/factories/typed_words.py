"""What people type about somebody, in every place that takes words of a loan and its life."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID, uuid4

from factories.house import House, francs
from nafa.ledger import commands as ledger
from nafa.lending import commands as lending
from nafa.lending.commands.origination import filing
from nafa.lending.commands.origination.securing import add_guarantee
from nafa.lending.commands.origination.signing import sign_contract
from nafa.lending.commands.solidarity.sheets import SheetLine, save_collection_sheet
from nafa.lending.models import AnswerSheet, DeathReport
from nafa.payments import commands as payments
from nafa.payments import queries as cash
from nafa.recovery.models import Act, Claim
from nafa.savings import commands as savings
from nafa.savings.commands import ImportedMovement, ImportedOrder, import_movements, import_orders

Words = Callable[[str], str]


class Told(NamedTuple):
    """Whose words were typed."""

    client_id: UUID
    loan_id: UUID
    account_id: UUID


def tell_about_a_borrower(house: House, words: Words) -> Told:
    """An application with its file, a loan, a sheet, a visit of recovery, imported savings."""
    client_id = house.client(not_a_duplicate_because=words("Homonyme"))
    application_id = lending.submit_application(
        house.ctx("ibra"), client_id=client_id, product_id=house.product("MOTS"),
        amount=francs(500_000), instalment_count=6, purpose=words("Commerce"),
    )  # fmt: skip
    today = house.ctx("ibra").business_date
    filing.record_visit(
        house.ctx("ibra"), application_id=application_id, visited_date=today, note=words("Etal")
    )
    add_guarantee(
        house.ctx("ibra"), application_id=application_id, kind="PLEDGE", value=francs(90_000),
        valued_date=today, description=words("Machine"), valued_by=words("Expert"),
    )  # fmt: skip
    AnswerSheet.objects.create(
        id=uuid4(), application_id=application_id, answers={"qui": words("Reponse")},
        recorded_at=house.ctx("ibra").now,
    )  # fmt: skip
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED",
        reason=words("Accord"), conditions=words("Condition"),
    )  # fmt: skip
    loan_id = lending.draw_contract(house.ctx("ibra"), application_id=application_id)
    sign_contract(house.ctx("ibra"), loan_id=loan_id, witness=words("Temoin"))
    if cash.open_session_of(house.people["awa"]) is None:
        house.open_till()
    lending.disburse(house.ctx("awa"), loan_id=loan_id)
    _live(house, loan_id, words)
    return Told(client_id, loan_id, _save(house, client_id, words))


def _live(house: House, loan_id: UUID, words: Words) -> None:
    save_collection_sheet(
        house.ctx("awa"), counted=francs(5_000),
        lines=(SheetLine(loan_id, francs(5_000), comment=words("Remarque")),),
    )  # fmt: skip
    ctx = house.ctx("ibra")
    lending.ask_change(
        ctx, loan_id=loan_id, kind="DEFERMENT", reason=words("Report"),
        asked={"periods": 1, "bears_interest": False},
    )  # fmt: skip
    Act.objects.create(
        id=uuid4(), claim=Claim.objects.create(id=loan_id, loan_id=loan_id), kind="VISIT",
        result="REACHED", note=words("Visite"), done_at=ctx.now, done_date=ctx.business_date,
        days_late=1, overdue_minor=1, currency="XOF",
    )  # fmt: skip
    DeathReport.objects.create(
        loan_id=loan_id, death_date=ctx.business_date, reported_date=ctx.business_date,
        answer=words("Assureur"),
    )  # fmt: skip


def _save(house: House, client_id: UUID, words: Words) -> UUID:
    """A savings account with a movement and an order of another system."""
    account_id = savings.open_account(house.ctx("ibra"), client_id=client_id)
    ctx = replace(house.ctx("system"), permissions=frozenset({"import.run"}))
    import_movements(
        ctx,
        rows=[
            ImportedMovement(
                uuid4(), account_id, "IN", "CASH", 5_000, ctx.business_date, "x:1",
                words("Mouvement"),
            )
        ],
    )  # fmt: skip
    import_orders(
        house.ctx("system"),
        rows=[
            ImportedOrder(
                uuid4(), account_id, 500, payee_bank=words("Banque"),
                payee_account=words("Compte"), purpose=words("Loyer"),
            )
        ],
    )  # fmt: skip
    return account_id


def tell_the_books(house: House, words: Words) -> UUID:
    """A manual entry and a supply of the till, each with a typed reference; the entry."""
    payments.supply_till(
        house.ctx("ousmane"), till_id=house.vault_id, amount=francs(1_000),
        reference=words("Cheque"),
    )  # fmt: skip
    return ledger.record_journal(
        house.ctx("aminata"), value_date=house.ctx("aminata").business_date,
        memo=words("Avance"), reference=words("Piece"), branch_id=house.branch_id,
        lines=[ledger.JournalLine("1141", 5, 0, "XOF"), ledger.JournalLine("57111", 0, 5, "XOF")],
    )  # fmt: skip
