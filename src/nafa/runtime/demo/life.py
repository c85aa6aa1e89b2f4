"""Days of the demo: clients come, ask, borrow, pay — most on time, some late, a few not at all."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random
from uuid import UUID

from nafa.clients import commands as clients
from nafa.clients import queries as persons
from nafa.ledger import commands as ledger
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lending import queries as loans
from nafa.lending.commands.solidarity.meetings import plan_meetings
from nafa.lending.commands.solidarity.shares import MemberAmount, set_shares
from nafa.lending.models import Loan
from nafa.payments import commands as payments
from nafa.payments import queries as cash
from nafa.runtime.demo import catalogue, credit_desk
from nafa.runtime.demo.goods_desk import BRANCH, GoodsDesk
from nafa.runtime.demo.opening import ACCOUNTANT, MANAGER, francs
from nafa.runtime.demo.people import GROUP_SHARE, person
from nafa.runtime.demo.stage import Stage

OFFICERS = {"01": "ibrahima.ndiaye", "02": "mariama.ba"}
TELLERS = {"01": "awa.diop", "02": "modou.fall"}
FLOAT, LEAST, MOST_OVER = 3_500_000, 1_500_000, 2_500_000
GOOD, SLOW, BAD = "good", "slow", "bad"
MEETING_DAYS = 5


class Life:
    """What happens between opening and closing, from a seed."""

    def __init__(self, stage: Stage, *, clients_wanted: int, loans_wanted: int, seed: int) -> None:
        self.stage, self.random = stage, Random(seed)  # noqa: S311 - invented data, no secret
        self.clients_wanted, self.loans_wanted = clients_wanted, loans_wanted
        self.persons: dict[str, list[UUID]] = defaultdict(list)
        self.groups: dict[str, list[UUID]] = defaultdict(list)
        self.registered = self.lent = 0
        self.payments_on: dict[date, list[tuple[str, UUID]]] = defaultdict(list)
        self.habits: dict[UUID, str] = {}
        self.branch_of: dict[UUID, str] = {}
        self.busy: dict[UUID, date] = {}
        self.books_closed: set[date] = set()
        self.expenses_paid: set[date] = set()
        self.goods = GoodsDesk(stage)

    # -- clients -----------------------------------------------------------------------------

    def register(self, count: int) -> None:
        """Register the next clients; every so often members found a group."""
        for _ in range(count):
            self.registered += 1
            if self.registered % GROUP_SHARE == 0 and self._found_group():
                continue
            plan = person(self.random, number=self.registered)
            officer = OFFICERS[plan.branch]
            client_id = clients.register_person(
                self.stage.as_person(officer, plan.branch), **plan.values
            )
            self.persons[plan.branch].append(client_id)
            if self.registered % 9 == 0:
                clients.record_interaction(
                    self.stage.as_person(officer, plan.branch),
                    client_id=client_id,
                    kind="VISIT",
                    text="Visite de l'activité, stock et emplacement vus.",
                )

    def _found_group(self) -> bool:
        branch = "01" if self.random.random() < 0.5 else "02"
        members = self.persons[branch][-12:]
        if len(members) < 5:
            return False
        names, made = catalogue.GROUP_NAMES, sum(len(g) for g in self.groups.values())
        town = self.random.choice(catalogue.BRANCHES[int(branch) - 1].localities)
        name = f"GIE {names[made % len(names)]} de {town}"
        group_id = clients.register_group(
            self.stage.as_person("ousmane.sow", branch),
            name=name,
            officer_id=self.stage.people[OFFICERS[branch]],
            member_ids=members[: self.random.randrange(5, 9)],
            locality=town,
            activity=self.random.choice(catalogue.ACTIVITIES)[0],
        )
        plan_meetings(
            self.stage.as_person("ousmane.sow", branch),
            group_id=group_id,
            weekday=made % MEETING_DAYS,
            time="10 h",
            place=f"Marché de {town}",
        )
        self.groups[branch].append(group_id)
        return True

    # -- the counter -------------------------------------------------------------------------

    def open_counters(self) -> None:
        """Tellers take their tills; the vault gives where little is left."""
        for branch, teller in TELLERS.items():
            payments.open_session(
                self.stage.as_person(teller, branch), till_id=self.stage.tills[branch]
            )
            self._fill_till(branch, LEAST)

    def _fill_till(self, branch: str, wanted: int) -> None:
        held = self._balance(self.stage.tills[branch])
        missing = FLOAT + wanted - held
        if held < wanted:
            if self._balance(self.stage.vaults[branch]) < missing:
                payments.supply_till(
                    self.stage.as_person(MANAGER, branch),
                    till_id=self.stage.vaults[branch],
                    amount=francs(max(10_000_000, missing)),
                    reference=f"RETRAIT-{branch}-{self.stage.day:%y%m%d}",
                )
            self._move(branch, self.stage.vaults[branch], self.stage.tills[branch], missing)

    def _move(self, branch: str, giving: UUID, taking: UUID, amount: int) -> None:
        payments.transfer_cash(
            self.stage.as_person(MANAGER, branch),
            from_till_id=giving,
            to_till_id=taking,
            amount=francs(amount),
        )

    def _balance(self, till_id: UUID) -> int:
        return books.balance(cash.find_till(till_id).account_id).minor

    def close_counters(self) -> None:
        """A large surplus goes to the vault, the till is counted; at times a coin is missing."""
        for branch, teller in TELLERS.items():
            surplus = self._balance(self.stage.tills[branch]) - FLOAT
            if surplus > MOST_OVER:
                self._move(branch, self.stage.tills[branch], self.stage.vaults[branch], surplus)
            counted = self._balance(self.stage.tills[branch])
            if self.random.random() < 0.02:
                counted = max(counted + self.random.choice((-500, -100, 50, 200)), 0)
            payments.close_session(self.stage.as_person(teller, branch), counted=francs(counted))

    # -- loans -------------------------------------------------------------------------------

    def lend(self, count: int) -> None:
        """Applications that go the whole way today."""
        for _ in range(count):
            application = self._apply()
            if application is None:
                continue
            branch, application_id, amount = application
            if not self._decide(branch, application_id):
                continue
            loan_id = lending.draw_contract(
                self.stage.as_person(OFFICERS[branch], branch), application_id=application_id
            )
            self._fill_till(branch, amount)
            lending.disburse(self.stage.as_person(TELLERS[branch], branch), loan_id=loan_id)
            self.lent += 1
            self._plan_payments(branch, loan_id)

    def _apply(self) -> tuple[str, UUID, int] | None:
        weights = [product.weight for product in catalogue.PRODUCTS]
        product = self.random.choices(catalogue.PRODUCTS, weights)[0]
        branch = "01" if self.random.random() < 0.6 else "02"
        kinds = product.rules["client_kinds"]
        pool = self.groups[branch] if kinds == ["GROUP"] else self.persons[branch]
        free = [one for one in pool if self.busy.get(one, self.stage.day) <= self.stage.day]
        if not free:
            return None
        client_id = self.random.choice(free)
        amount = self.random.choice(product.usual_amounts)
        application_id = lending.submit_application(
            self.stage.as_person(OFFICERS[branch], branch),
            client_id=client_id,
            product_id=self.stage.products[product.code],
            amount=francs(amount),
            instalment_count=self.random.choice(product.usual_counts),
            purpose=self.random.choice(catalogue.PURPOSES),
        )
        if kinds == ["GROUP"]:
            self._share_out(branch, client_id, application_id, amount)
        self.busy[client_id] = self.stage.day + timedelta(days=400)
        return branch, application_id, amount

    def _share_out(self, branch: str, group_id: UUID, application_id: UUID, amount: int) -> None:
        """Each member bears an equal share; the first bears what is left over."""
        members = persons.members_of(group_id)
        each = amount // len(members)
        amounts = [amount - each * (len(members) - 1), *[each] * (len(members) - 1)]
        set_shares(
            self.stage.as_person(OFFICERS[branch], branch),
            application_id=application_id,
            shares=tuple(
                MemberAmount(one.client_id, francs(share))
                for one, share in zip(members, amounts, strict=True)
            ),
        )

    def _decide(self, branch: str, application_id: UUID) -> bool:
        if self.random.random() < 0.06:
            credit_desk.turn_down(
                self.stage,
                branch,
                application_id,
                outcome="REFUSED",
                reason="Capacité de remboursement insuffisante.",
            )
            return False
        credit_desk.approve(self.stage, branch, application_id)
        return True

    def _plan_payments(self, branch: str, loan_id: UUID) -> None:
        habit = self.random.choices((GOOD, SLOW, BAD), (80, 15, 5))[0]
        self.habits[loan_id], self.branch_of[loan_id] = habit, branch
        due_dates = Loan.objects.get(id=loan_id).instalments.values_list("due_date", flat=True)
        stops_after = self.random.randrange(0, 4)
        for place, due_date in enumerate(due_dates.order_by("number")):
            if habit == BAD and place >= stops_after:
                break
            late = self.random.randrange(2, 24) if habit == SLOW and place else 0
            if habit == GOOD and self.random.random() < 0.04:
                late = self.random.randrange(1, 6)
            self.payments_on[due_date + timedelta(days=late)].append((branch, loan_id))

    def collect(self, day: date) -> None:
        """Payments planned for the day; a closed counter sends people to the next open one."""
        for branch, loan_id in self.payments_on.pop(day, []):
            self._pay(branch, loan_id)

    def _pay(self, branch: str, loan_id: UUID) -> None:
        teller = self.stage.as_person(TELLERS[branch], branch)
        loan = loans.find_loan(teller, loan_id)
        if loan.status != Loan.Status.ACTIVE:
            return
        folded = loans.fold(loan, on=self.stage.day)
        due = folded.state.due_on(self.stage.day).sum
        if self.habits[loan_id] == GOOD and self.random.random() < 0.012:
            wanted = folded.settlement().sum
            lending.settle(teller, loan_id=loan_id, amount=wanted)
        elif due.is_positive:
            receipt = lending.repay(teller, loan_id=loan_id, amount=due)
            if self.random.random() < 0.003:
                self._mistake(branch, loan_id, receipt.fact_id)

    def _mistake(self, branch: str, loan_id: UUID, fact_id: UUID) -> None:
        """A repayment booked twice by mistake is taken back, then entered as it was."""
        lending.reverse_repayment(
            self.stage.as_person(MANAGER, branch), fact_id=fact_id, reason="Montant mal saisi"
        )
        teller = self.stage.as_person(TELLERS[branch], branch)
        view = loans.loan_view(teller, loan_id)
        yesterday = self.stage.day - timedelta(days=1)
        lending.repay(
            teller,
            loan_id=loan_id,
            amount=view.folded.state.due_on(self.stage.day).sum,
            value_date=max(yesterday, view.row.disbursement_date),
        )

    def leave_work(self) -> None:
        """On the last day: files that wait for somebody, so that every desk has its own work."""
        self.goods.leave_work(self.persons[BRANCH])
        waiting: dict[str, list[UUID]] = defaultdict(list)
        for number in range(14):
            application = self._apply()
            if application is None:
                continue
            branch, application_id, _amount = application
            if number % 3:
                credit_desk.complete_file(self.stage, OFFICERS[branch], branch, application_id)
            if number % 4 == 0:
                credit_desk.approve(self.stage, branch, application_id)
            elif number % 7 == 5:
                credit_desk.turn_down(
                    self.stage,
                    branch,
                    application_id,
                    outcome="RETURNED",
                    reason="Joindre la facture pro forma.",
                )
            else:
                waiting[branch].append(application_id)
            if number % 8 == 0:
                lending.draw_contract(
                    self.stage.as_person(OFFICERS[branch], branch), application_id=application_id
                )
        for branch, application_ids in waiting.items():
            credit_desk.leave_session(self.stage, branch, application_ids)

    # -- the accountant ----------------------------------------------------------------------

    def pay_expenses(self) -> None:
        """The month's expenses by bank, one entry each."""
        for code, memo, amount in catalogue.EXPENSES:
            ledger.record_journal(
                self.stage.as_person(ACCOUNTANT),
                value_date=self.stage.day,
                memo=f"{memo} {self.stage.day:%m/%Y}",
                branch_id=self.stage.branches["01"],
                lines=[
                    ledger.JournalLine(code, amount, 0, catalogue.CURRENCY),
                    ledger.JournalLine("1141", 0, amount, catalogue.CURRENCY),
                ],
            )
