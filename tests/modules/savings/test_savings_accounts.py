"""Savings on PostgreSQL: what is done, and what is refused with the books unchanged."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.house import FIRST_DAY, House
from factories.house import francs as fcfa
from nafa.kernel.errors import InvalidInput, KeyReused, NotFound, NotPermitted, OtherBranch
from nafa.kernel.history import history
from nafa.kernel.identity.commands import assign_role, create_user
from nafa.ledger import queries as books
from nafa.ledger.errors import BalanceTooLow
from nafa.lib.money import Money
from nafa.payments import errors as payment_errors
from nafa.payments import queries as payments
from nafa.savings import commands as savings
from nafa.savings import errors, queries

pytestmark = pytest.mark.django_db


FLOAT = 20_000_000  # what lies in Awa's till


@pytest.fixture
def house(house: House) -> House:
    """Awa holds her till; Coumba is a teller of another branch."""
    house.open_till()
    house.people["coumba"] = create_user(
        house.ctx("system"), username="coumba", full_name="Coumba", password="une longue phrase"
    )
    assign_role(
        house.ctx("system"),
        user_id=house.people["coumba"],
        role_code="teller",
        branch_id=house.other_branch_id,
    )
    return house


@pytest.fixture
def client_id(house: House):
    return house.client()


@pytest.fixture
def account(house: House, client_id):
    return savings.open_account(house.ctx("ibra"), client_id=client_id)


def balance(house: House, account_id) -> Money:
    return queries.account_view(house.ctx("system"), account_id).row.balance


def till_cash(house: House) -> Money:
    return books.balance(payments.find_till(house.till_id).account_id)


def test_an_opened_account_is_in_the_clients_branch_with_its_owner(house, client_id, account):
    view = queries.account_view(house.ctx("awa"), account)

    assert view.row.number == "E0000001"
    assert view.row.client == "Aïssatou NDIAYE"
    assert (view.row.branch, view.row.kind, view.row.status) == ("Médina", "SIGHT", "OPEN")
    assert view.row.opened_date == FIRST_DAY
    assert view.row.minimum == fcfa(0)
    assert [(h.client_id, h.role) for h in view.holders] == [(client_id, "OWNER")]
    assert queries.account_by_number(house.ctx("system"), "e0000001") == view.row
    assert queries.accounts(house.ctx("system"), client_id=client_id) == [view.row]
    assert history("savings", account)[0].name == "savings.open_account"


@pytest.mark.parametrize("kind", ["SIGHT", "PASSBOOK", "BOOK"])
def test_each_kind_has_its_account_of_the_chart(house, client_id, kind):
    opened = savings.open_account(house.ctx("system"), client_id=client_id, kind=kind)

    owned = books.balances_of_owner("savings", opened)

    assert len(owned) == 1
    assert next(iter(owned)).startswith("25")


def test_a_kind_that_is_not_offered_is_refused(house, client_id):
    with pytest.raises(errors.KindUnknown):
        savings.open_account(house.ctx("system"), client_id=client_id, kind="TERM")

    assert queries.accounts(house.ctx("system")) == []


def test_money_goes_in_and_out_with_numbered_receipts(house, account):
    paid_in = savings.deposit(house.ctx("awa"), account_id=account, amount=fcfa(20_000))
    paid_out = savings.withdraw(
        house.ctx("awa"), account_id=account, amount=fcfa(7_500), memo="Rentrée scolaire"
    )

    assert (paid_in.balance, paid_out.balance) == (fcfa(20_000), fcfa(12_500))
    assert till_cash(house) == fcfa(FLOAT + 12_500)
    assert int(paid_out.receipt_number[1:]) == int(paid_in.receipt_number[1:]) + 1
    rows = queries.statement(house.ctx("system"), account)
    assert [(r.kind, r.paid_in, r.paid_out, r.balance, r.memo) for r in rows] == [
        ("savings.deposit", fcfa(20_000), fcfa(0), fcfa(20_000), ""),
        ("savings.withdrawal", fcfa(0), fcfa(7_500), fcfa(12_500), "Rentrée scolaire"),
    ]
    assert books.differences(on=FIRST_DAY) == []


def test_the_same_key_deposits_once_and_never_another_amount(house, account):
    sent = {"account_id": account, "amount": fcfa(1_000)}
    first = savings.deposit(house.ctx("awa", key="phone/1"), **sent)
    again = savings.deposit(house.ctx("awa", key="phone/1"), **sent)

    assert again == first
    with pytest.raises(KeyReused):
        savings.deposit(house.ctx("awa", key="phone/1"), account_id=account, amount=fcfa(9_000))
    assert balance(house, account) == fcfa(1_000)


def test_nobody_withdraws_more_than_the_account_holds(house, account):
    savings.deposit(house.ctx("awa"), account_id=account, amount=fcfa(5_000))

    with pytest.raises(BalanceTooLow):
        savings.withdraw(house.ctx("awa"), account_id=account, amount=fcfa(5_001))

    assert balance(house, account) == fcfa(5_000)
    assert till_cash(house) == fcfa(FLOAT + 5_000)


def test_a_till_does_not_pay_what_it_does_not_hold(house, client_id, account):
    rich = savings.open_account(house.ctx("system"), client_id=client_id, minimum_minor=-90_000_000)

    with pytest.raises(BalanceTooLow):
        savings.withdraw(house.ctx("awa"), account_id=rich, amount=fcfa(FLOAT + 1))

    assert balance(house, rich) == fcfa(0)


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (fcfa(0), payment_errors.AmountNotPositive),
        (fcfa(-1), payment_errors.AmountNotPositive),
        (fcfa(10**15), payment_errors.AmountTooLarge),
        (Money(100, "EUR"), payment_errors.CurrencyOther),
    ],
)
def test_amounts_that_make_no_sense_are_refused(house, account, amount, refusal):
    for act in (savings.deposit, savings.withdraw):
        with pytest.raises(refusal):
            act(house.ctx("awa"), account_id=account, amount=amount)

    assert queries.statement(house.ctx("system"), account) == []


def test_rights_branch_and_till_are_asked_for(house, client_id, account):
    with pytest.raises(NotPermitted):
        savings.deposit(house.ctx("ibra"), account_id=account, amount=fcfa(1))
    with pytest.raises(OtherBranch):
        savings.deposit(house.ctx("coumba"), account_id=account, amount=fcfa(1))
    with pytest.raises(OtherBranch):
        queries.statement(house.ctx("coumba"), account)
    with pytest.raises(payment_errors.NoOpenTill):
        savings.deposit(house.ctx("system"), account_id=account, amount=fcfa(1))
    with pytest.raises(NotPermitted):
        savings.open_account(house.ctx("awa"), client_id=client_id)
    assert queries.accounts(house.ctx("coumba")) == []


def test_a_deposit_taken_back_leaves_the_till_and_the_account_as_before(house, account):
    receipt = savings.deposit(house.ctx("awa"), account_id=account, amount=fcfa(3_000))

    taken_back = savings.reverse_operation(
        house.ctx("ousmane"), operation_id=receipt.operation_id, reason="Montant mal saisi"
    )

    assert taken_back.balance == fcfa(0)
    assert till_cash(house) == fcfa(FLOAT)
    operations = queries.account_view(house.ctx("system"), account).operations
    assert [(o.kind, o.is_reversed) for o in operations] == [
        ("REVERSAL", False),
        ("DEPOSIT", True),
    ]
    for operation_id in (receipt.operation_id, taken_back.operation_id):
        with pytest.raises(errors.OperationNotReversible):
            savings.reverse_operation(
                house.ctx("ousmane"), operation_id=operation_id, reason="Encore"
            )


def test_a_reversal_is_refused_without_right_reason_money_or_operation(house, account):
    receipt = savings.deposit(house.ctx("awa"), account_id=account, amount=fcfa(3_000))
    savings.withdraw(house.ctx("awa"), account_id=account, amount=fcfa(1))

    with pytest.raises(NotPermitted):
        savings.reverse_operation(
            house.ctx("awa"), operation_id=receipt.operation_id, reason="Erreur"
        )
    with pytest.raises(InvalidInput):
        savings.reverse_operation(
            house.ctx("ousmane"), operation_id=receipt.operation_id, reason=" "
        )
    with pytest.raises(BalanceTooLow):
        savings.reverse_operation(
            house.ctx("ousmane"), operation_id=receipt.operation_id, reason="Erreur"
        )
    with pytest.raises(NotFound):
        savings.reverse_operation(house.ctx("ousmane"), operation_id=account, reason="Erreur")
    assert balance(house, account) == fcfa(2_999)


def test_only_an_empty_account_is_closed_and_then_it_rests(house, account):
    savings.deposit(house.ctx("awa"), account_id=account, amount=fcfa(400))
    with pytest.raises(errors.BalanceNotZero):
        savings.close_account(house.ctx("ousmane"), account_id=account)
    savings.withdraw(house.ctx("awa"), account_id=account, amount=fcfa(400))

    savings.close_account(house.ctx("ousmane"), account_id=account)

    row = queries.account_view(house.ctx("system"), account).row
    assert (row.status, row.closed_date) == ("CLOSED", FIRST_DAY)
    for act in (savings.deposit, savings.withdraw):
        with pytest.raises(errors.AccountClosed):
            act(house.ctx("awa"), account_id=account, amount=fcfa(1))
    with pytest.raises(errors.AccountClosed):
        savings.close_account(house.ctx("ousmane"), account_id=account)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["deposit", "withdraw", "reverse", "close"]),
        st.integers(min_value=1, max_value=12_000_000),
        st.integers(min_value=0, max_value=30),
    ),
    max_size=12,
)


class Notebook:
    """The tiny reference: the same acts on a sheet of paper, each with the answer expected."""

    def __init__(self) -> None:
        self.held, self.till, self.is_open = 0, FLOAT, True
        self.done: list[list] = []

    def _move(self, amount: int) -> bool:
        if not self.is_open or self.held + amount < 0 or self.till + amount < 0:
            return False
        self.held, self.till = self.held + amount, self.till + amount
        return True

    def act(self, what: str, amount: int, place: int) -> bool:
        if what == "close":
            closes = self.is_open and self.held == 0
            self.is_open = self.is_open and not closes
            return closes
        if what == "reverse":
            if not self.done or self.done[place % len(self.done)][1]:
                return False
            target = self.done[place % len(self.done)]
            target[1] = self._move(-target[0])
            return target[1]
        signed = amount if what == "deposit" else -amount
        if self._move(signed):
            self.done.append([signed, False])
            return True
        return False


@given(acts=ACTS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_sequence_of_acts_gives_what_a_sheet_of_paper_gives(house, client_id, acts):
    account = savings.open_account(house.ctx("system"), client_id=client_id)
    paper, receipts, start = Notebook(), [], till_cash(house).minor
    paper.till = start

    for what, amount, place in acts:
        expected = paper.act(what, amount, place)
        try:
            _do(house, account, what, amount, place, receipts)
            done = True
        except (BalanceTooLow, errors.AccountClosed, errors.BalanceNotZero):
            done = False
        except (errors.OperationNotReversible, NotFound):
            done = False
        assert done is expected, (what, amount)

    assert balance(house, account) == fcfa(paper.held)
    assert till_cash(house) == fcfa(paper.till)
    last = queries.statement(house.ctx("system"), account)[-1:]
    assert [row.balance for row in last] in ([], [fcfa(paper.held)])


def _do(house, account, what, amount, place, receipts):
    if what == "close":
        savings.close_account(house.ctx("ousmane"), account_id=account)
    elif what == "reverse":
        target = receipts[place % len(receipts)] if receipts else account
        savings.reverse_operation(house.ctx("ousmane"), operation_id=target, reason="Essai")
    else:
        act = {"deposit": savings.deposit, "withdraw": savings.withdraw}[what]
        receipt = act(house.ctx("awa"), account_id=account, amount=fcfa(amount))
        receipts.append(receipt.operation_id)
