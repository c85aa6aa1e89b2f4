"""The first day: branches, staff, tills, capital, products."""

from nafa.journeys.founding import found
from nafa.kernel.identity.commands import assign_role, create_user, open_branch
from nafa.kernel.models import Branch, Institution
from nafa.ledger import commands as ledger
from nafa.lending import commands as lending
from nafa.lending.commands.origination.filing import ask_for_file
from nafa.lending.commands.origination.own_funds import state_own_funds
from nafa.lending.commands.origination.policies import define_approval_policy
from nafa.lending.commands.origination.scoring import define_scorecard
from nafa.lib.money import Money
from nafa.payments import commands as payments
from nafa.runtime.demo import catalogue
from nafa.runtime.demo.stage import Stage

CAPITAL = 220_000_000
VAULT_CASH = 45_000_000
ACCOUNTANT = "moussa.faye"
MANAGER = "ousmane.sow"


def francs(amount: int) -> Money:
    """An amount in the demo's currency."""
    return Money(amount, catalogue.CURRENCY)


def open_institution(stage: Stage) -> None:
    """Found the institution and make it ready for its first client."""
    found(
        name=catalogue.NAME,
        jurisdiction=catalogue.JURISDICTION,
        currency=catalogue.CURRENCY,
        opened_date=stage.day,
        branch_name=catalogue.BRANCHES[0].name,
    )
    Institution.objects.filter(id=1).update(address=catalogue.ADDRESS)
    Branch.objects.filter(code="01").update(city=catalogue.BRANCHES[0].city)
    for plan in catalogue.BRANCHES[1:]:
        open_branch(stage.as_system(), code=plan.code, name=plan.name, city=plan.city)
    stage.branches = dict(Branch.objects.values_list("code", "id"))
    _hire(stage)
    _open_tills(stage)
    define_approval_policy(stage.as_person("fatou.mbaye"), rules=catalogue.POLICY)
    define_scorecard(stage.as_person("fatou.mbaye"), rules=catalogue.SCORECARD)
    for product in catalogue.PRODUCTS:
        stage.products[product.code] = lending.define_product(
            stage.as_person("fatou.mbaye"),
            code=product.code,
            name=product.name,
            rules=product.rules,
        )
    state_own_funds(
        stage.as_person("fatou.mbaye"), as_of_date=stage.day, amount=francs(CAPITAL),
        source="Bilan d'ouverture",
    )  # fmt: skip
    ask_for_file(
        stage.as_person("fatou.mbaye"),
        product_id=stage.products["IND"],
        rules=catalogue.FILE_OF_APPLICATIONS,
    )


def _hire(stage: Stage) -> None:
    for plan in catalogue.STAFF:
        user_id = create_user(
            stage.as_system(),
            username=plan.username,
            full_name=plan.full_name,
            password=catalogue.PASSWORD,
            job_title=plan.job_title,
        )
        stage.people[plan.username] = user_id
        for branch in plan.branches or ("",):
            assign_role(
                stage.as_system(),
                user_id=user_id,
                role_code=plan.role,
                branch_id=stage.branches.get(branch),
                approval_limit_minor=plan.approval_limit,
            )


def _open_tills(stage: Stage) -> None:
    ledger.record_journal(
        stage.as_person(ACCOUNTANT),
        value_date=stage.day,
        memo="Libération du capital",
        branch_id=stage.branches["01"],
        lines=[
            ledger.JournalLine("1141", CAPITAL, 0, catalogue.CURRENCY),
            ledger.JournalLine("57111", 0, CAPITAL, catalogue.CURRENCY),
        ],
    )
    for branch in catalogue.BRANCHES:
        branch_id = stage.branches[branch.code]
        for kind, name, kept in (
            ("VAULT", "Coffre", stage.vaults),
            ("TILL", "Caisse 1", stage.tills),
        ):
            kept[branch.code] = payments.open_till(
                stage.as_person(MANAGER, branch.code),
                branch_id=branch_id,
                name=name,
                kind=kind,
                currency=catalogue.CURRENCY,
                ceiling_minor=8_000_000 if kind == "TILL" else None,
            )
        payments.supply_till(
            stage.as_person(MANAGER, branch.code),
            till_id=stage.vaults[branch.code],
            amount=francs(VAULT_CASH),
            reference=f"RETRAIT-{branch.code}-001",
        )
