"""The worked entries of docs/domain/leasing.md and islamic-finance.md, run and compared."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from factories.goods import PAPER, Goods
from factories.house import francs
from nafa.assets import commands as assets
from nafa.assets.models import Asset, Contract
from nafa.ledger import queries as books

pytestmark = pytest.mark.django_db
PAGES = Path(__file__).parents[3] / "docs" / "domain"
PIECE = re.compile(r"([DC]) (\d+) ([\d ]+)")
Step = Callable[[], object]


def told(name: str) -> list[tuple[str, dict[str, int]]]:
    """The steps of a checked table with what each does to accounts, debits positive."""
    text = "".join((PAGES / page).read_text() for page in ("leasing.md", "islamic-finance.md"))
    table = text.split(f"<!-- checked: {name} -->\n")[1].split("\n\n")[0]
    found = []
    for line in table.splitlines()[2:]:
        _, step, entry, _ = line.split("|")
        moved: dict[str, int] = {}
        for side, code, figures in PIECE.findall(entry):
            minor = int(figures.replace(" ", "")) * (1 if side == "D" else -1)
            moved[code] = moved.get(code, 0) + minor
        found.append((step.strip(), moved))
    return found


def nets(goods: Goods) -> dict[str, int]:
    rows = books.trial_balance(on=goods.today)
    found: dict[str, int] = {}
    for row in rows:
        found[row.code] = found.get(row.code, 0) + row.closing_net
    return found


def run(goods: Goods, name: str, steps: dict[str, Step]) -> None:
    """Do each step of the page in its order and compare what it did to the books."""
    for step, wanted in told(name):
        before = nets(goods)
        steps.pop(step)()
        after = nets(goods)
        moved = {code: after[code] - before.get(code, 0) for code in after}
        assert {code: minor for code, minor in moved.items() if minor} == wanted, step
    assert not steps


def closed_until(goods: Goods, day: date) -> Step:
    def close() -> None:
        goods.house.close_days_until(day)
        goods.open_till()

    return close


def bought(goods: Goods, contract_id: UUID) -> tuple[Step, Step, Step]:
    """Purchase, payment of the supplier, possession: each as a step."""
    asset_id = goods.order(contract_id)
    contract = Contract.objects.get(id=contract_id)
    cost = francs(contract.terms["cost_minor"])
    return (
        lambda: assets.record_purchase(
            goods.house.ctx("ibra"), asset_id=asset_id, price=cost, ancillary=francs(0),
            invoice=PAPER,
        ),
        lambda: assets.pay_supplier_by_bank(
            goods.house.ctx("aminata"), asset_id=asset_id, amount=francs(contract.laid_out_minor)
        ),
        lambda: assets.take_possession(
            goods.house.ctx("ibra"), asset_id=asset_id, possessed_date=goods.today, place="Ici",
            delivery_note=PAPER,
        ),
    )  # fmt: skip


def test_the_entries_of_a_murabaha(goods: Goods) -> None:
    goods.open_till()
    contract_id = goods.approved("MURABAHA")
    purchase, supplier, possession = bought(goods, contract_id)

    def sale() -> None:
        possession()
        assets.sign(goods.house.ctx("ibra"), contract_id=contract_id)

    def late() -> None:
        goods.house.close_days_until(date(2026, 2, 11))
        goods.open_till()
        goods.pay(contract_id, 95_333)

    def rebate() -> None:
        asked = assets.ask_rebate(
            goods.house.ctx("ibra"), contract_id=contract_id, amount=francs(50_000), reason="Bon"
        )
        assets.decide_rebate(goods.house.ctx("ousmane"), rebate_id=asked, is_granted=True)

    run(
        goods,
        "murabaha",
        {
            "purchase": purchase,
            "supplier paid by the bank": supplier,
            "sale": sale,
            "close of the first due day": closed_until(goods, date(2026, 2, 6)),
            "first instalment, six days late": late,
            "gift paid to a charity": lambda: assets.give_to_charity(
                goods.house.ctx("aminata"), pool_id=goods.pool_id,
                branch_id=goods.house.branch_id, amount=francs(2_000), beneficiary="École",
            ),
            "rebate granted": rebate,
            "the rest at once": lambda: goods.pay(contract_id, 1_120_000 - 93_333 - 50_000),
        },
    )  # fmt: skip


def test_the_entries_of_a_lease(goods: Goods) -> None:
    goods.open_till()
    contract_id = goods.approved("LEASE")
    purchase, supplier, possession = bought(goods, contract_id)

    def hand_over() -> None:
        possession()
        assets.sign(goods.house.ctx("ibra"), contract_id=contract_id)
        assets.make_available(
            goods.house.ctx("ibra"), contract_id=contract_id, available_date=goods.today
        )

    run(
        goods,
        "lease",
        {
            "purchase": purchase,
            "supplier paid by the bank": supplier,
            "deposit": lambda: assets.take_deposit(
                goods.house.ctx("awa"), contract_id=contract_id, amount=francs(50_000)
            ),
            "hand-over": hand_over,
            "close of the first due day": closed_until(goods, date(2026, 2, 6)),
            "first rent": lambda: goods.pay(contract_id, 60_000),
            "purchase by the client the same day": lambda: assets.buy_out(
                goods.house.ctx("awa"), contract_id=contract_id, amount=francs(690_000)
            ),
            "deposit given back": lambda: assets.give_back_deposit(
                goods.house.ctx("awa"), contract_id=contract_id
            ),
        },
    )
    assert Asset.objects.get(contract_id=contract_id).status == "SOLD"


def test_the_entries_of_a_diminishing_musharaka(goods: Goods) -> None:
    goods.open_till()
    contract_id = goods.approved(
        "MUSHARAKA", cost_minor=1_000_000, units=8, units_per_period=2, count=4
    )
    purchase, supplier, possession = bought(goods, contract_id)

    def first_close() -> None:
        possession()
        assets.sign(goods.house.ctx("ibra"), contract_id=contract_id)
        assets.make_available(
            goods.house.ctx("ibra"), contract_id=contract_id, available_date=goods.today
        )
        closed_until(goods, date(2026, 2, 6))()

    run(
        goods,
        "musharaka",
        {
            "purchase of the share": purchase,
            "supplier paid by the bank": supplier,
            "close of the first due day": first_close,
            "first payment": lambda: goods.pay(contract_id, 208_000),
            "three more units": lambda: assets.buy_units(
                goods.house.ctx("awa"), contract_id=contract_id, units=3
            ),
        },
    )


def test_the_entries_of_a_salam_and_of_a_qard(goods: Goods) -> None:
    goods.open_till()
    salam, qard = goods.approved("SALAM"), goods.approved("QARD")
    for contract_id in (salam, qard):
        assets.sign(goods.house.ctx("ibra"), contract_id=contract_id)

    run(
        goods,
        "salam",
        {
            "price paid ahead": lambda: assets.pay_out(goods.house.ctx("awa"), contract_id=salam),
            "goods delivered": lambda: assets.record_delivery(
                goods.house.ctx("ibra"), contract_id=salam, quantity=25
            ),
            "sold at 24 000 a bag": lambda: assets.sell_goods(
                goods.house.ctx("awa"), contract_id=salam, quantity=25, amount=francs(600_000)
            ),
        },
    )
    other = goods.running("SALAM")
    run(
        goods,
        "parallel",
        {
            "price of the buyer": lambda: assets.sell_ahead(
                goods.house.ctx("awa"), contract_id=other, quantity=25, amount=francs(450_000),
                buyer="Moulins Sentenac",
            ),
            "goods delivered": lambda: assets.record_delivery(
                goods.house.ctx("ibra"), contract_id=other, quantity=25
            ),
            "handed over to the buyer": lambda: assets.hand_over_goods(
                goods.house.ctx("ibra"), contract_id=other
            ),
        },
    )  # fmt: skip
    run(
        goods,
        "qard",
        {
            "sum lent, cost of handling": lambda: assets.pay_out(
                goods.house.ctx("awa"), contract_id=qard
            ),
            "all returned": lambda: goods.pay(qard, 200_000),
        },
    )
