"""Dues, shares, lateness, wear and entries of contracts about goods, for any terms."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nafa.assets.calc.depreciation import wear_plan
from nafa.assets.calc.dues import (
    Due,
    Payment,
    Shares,
    dues_of,
    equal_parts,
    late_count,
    moved,
    reduced,
    shared,
    split,
    standing,
    unit_dues,
)
from nafa.assets.calc.equivalent import yearly_percent
from nafa.assets.calc.kinds import (
    ASSET_MOVES,
    AssetStatus,
    ContractKind,
    DepreciationBasis,
    may_become,
)
from nafa.assets.calc.postings import Role, derecognised, paid, provisioned, sold
from nafa.assets.calc.screening import is_prohibited
from nafa.assets.calc.steps import StepCode, checklist
from nafa.assets.calc.terms import (
    Terms,
    TermsRefused,
    checked,
    terms_from_plain,
    terms_to_plain,
)

START = date(2026, 1, 5)
amounts = st.integers(1, 10**9)


def murabaha(cost: int, markup: int, count: int) -> Terms:
    return Terms(
        kind=ContractKind.MURABAHA, currency="XOF", cost_minor=cost, markup_minor=markup,
        count=count,
    )  # fmt: skip


@st.composite
def sales(draw: st.DrawFn) -> Terms:
    cost = draw(st.integers(1_000, 10**9))
    return murabaha(cost, draw(st.integers(0, cost)), draw(st.integers(1, 60)))


@given(terms=sales())
def test_a_sale_is_paid_at_its_price_and_releases_its_markup(terms: Terms) -> None:
    dues = dues_of(terms, start=START)

    assert sum(due.minor for due in dues) == terms.price.minor
    assert sum(due.profit_minor for due in dues) == terms.markup_minor
    assert all(due.price_minor >= 0 and due.profit_minor >= 0 for due in dues)
    assert [due.due_date for due in dues] == sorted({due.due_date for due in dues})


@given(terms=sales(), recognised=st.integers(0, 60))
def test_deferred_and_recognised_markup_are_the_markup_at_any_time(
    terms: Terms, recognised: int
) -> None:
    dues = dues_of(terms, start=START)
    entry = sold(terms, deposit_minor=0)

    released = sum(due.profit_minor for due in dues[:recognised])

    assert -entry.get(Role.DEFERRED_MARKUP, 0) - released == sum(
        due.profit_minor for due in dues[recognised:]
    )
    assert sum(entry.values()) == 0


@given(
    unit=st.integers(1, 10**6), per_month=st.integers(1, 10), count=st.integers(1, 60),
    percent=st.decimals("0.01", "5", places=2),
)  # fmt: skip
def test_units_are_all_sold_and_rents_fall_with_the_share(
    unit: int, per_month: int, count: int, percent: Decimal
) -> None:
    units = per_month * count
    terms = checked(
        Terms(
            kind=ContractKind.MUSHARAKA, currency="XOF", cost_minor=unit * units + 1,
            unit_price_minor=unit, units=units, units_per_period=per_month, count=count,
            rent_percent=percent,
        )
    )  # fmt: skip

    dues = dues_of(terms, start=START)

    assert sum(due.price_minor for due in dues) == terms.share.minor
    rents = [due.rent_minor for due in dues]
    assert rents == sorted(rents, reverse=True)
    fewer = unit_dues(
        terms, days=[due.due_date for due in dues[1:]], held=max(units - 2 * per_month, 0),
        first_number=2,
    )  # fmt: skip
    assert all(
        after.rent_minor <= before.rent_minor
        for after, before in zip(fewer, dues[1:], strict=False)
    )


@given(
    cost=st.integers(1, 10**9), life=st.integers(1, 120),
    start=st.dates(date(2020, 1, 1), date(2030, 12, 31)), basis=st.sampled_from(DepreciationBasis),
)  # fmt: skip
def test_a_book_value_falls_to_nothing_and_never_below(
    cost: int, life: int, start: date, basis: DepreciationBasis
) -> None:
    value = cost
    for wear in wear_plan(cost, life_months=life, start=start, basis=basis):
        assert wear.minor >= 0
        assert wear.due_date > start or basis is DepreciationBasis.DAYS
        value -= wear.minor
        assert value >= 0
    assert value == 0


@given(
    parts=st.lists(st.tuples(amounts, amounts), min_size=1, max_size=12),
    payments=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 10**8)), max_size=8),
    day=st.integers(0, 500),
)
def test_shares_add_up_and_never_exceed_what_falls_due(
    parts: list[tuple[int, int]], payments: list[tuple[int, int]], day: int
) -> None:
    dues = [
        Due(n, START + timedelta(days=30 * n), rent, price, 0)
        for n, (rent, price) in enumerate(parts, 1)
    ]
    taken: list[Payment] = []
    for on, amount in sorted(payments):
        seen = standing(
            dues, taken, on=START + timedelta(days=on), donation_minor=500, grace_days=3,
        )  # fmt: skip
        shares = shared(amount, dues, seen, may_pay_ahead=True)
        if shares is None:
            assert amount > seen.left_minor + seen.donation_owed_minor
            continue
        assert shares.minor == amount
        taken.append(Payment(START + timedelta(days=on), shares.rent_minor + shares.price_minor))
    settled = sum(one.minor for one in taken)
    after = split(dues, settled=settled)
    assert after.minor == settled
    seen = standing(dues, taken, on=START + timedelta(days=day))
    assert seen.overdue_minor <= seen.due_minor <= seen.left_minor
    assert (seen.days_late > 0) == (seen.overdue_minor > 0)


def test_a_late_instalment_counts_once_and_grace_is_grace() -> None:
    dues = dues_of(murabaha(1_000_000, 120_000, 12), start=START)
    first = dues[0].due_date
    on_the_last_day_of_grace = [Payment(first + timedelta(days=5), 93_333)]
    a_day_after = [Payment(first + timedelta(days=6), 93_333)]
    later = first + timedelta(days=20)

    assert late_count(dues, on_the_last_day_of_grace, grace_days=5, on=later) == 0
    assert late_count(dues, a_day_after, grace_days=5, on=later) == 1
    assert late_count(dues, [], grace_days=5, on=first + timedelta(days=5)) == 0


@given(terms=sales(), settled=st.integers(0, 60), months=st.integers(1, 24))
def test_moving_instalments_changes_dates_and_no_amount(
    terms: Terms, settled: int, months: int
) -> None:
    dues = dues_of(terms, start=START)
    paid_up = sum(due.minor for due in dues[:settled])

    after = moved(dues, settled=paid_up, months=months)

    assert [due._replace(due_date=START) for due in after] == [
        due._replace(due_date=START) for due in dues
    ]
    assert after[:settled] == dues[:settled]
    assert all(
        new.due_date > old.due_date
        for new, old in zip(after[settled:], dues[settled:], strict=True)
    )


@given(terms=sales(), earned=st.integers(0, 60), data=st.data())
def test_a_rebate_comes_off_the_last_instalments(
    terms: Terms, earned: int, data: st.DataObject
) -> None:
    dues = dues_of(terms, start=START)
    to_come = sum(due.profit_minor for due in dues[earned:])
    rebate = data.draw(st.integers(0, to_come))

    after = reduced(dues, minor=rebate, earned=[due.number for due in dues[:earned]])

    assert sum(due.price_minor for due in after) == terms.price.minor - rebate
    assert sum(due.profit_minor for due in after) == terms.markup_minor - rebate
    kept = {due.number: due for due in after}
    assert all(kept[due.number].profit_minor == due.profit_minor for due in dues[:earned])


@given(price=st.integers(0, 10**9), cost=amounts, worn=st.integers(0, 10**9))
def test_what_leaves_the_books_leaves_a_gain_or_a_loss(price: int, cost: int, worn: int) -> None:
    worn = min(worn, cost)

    entry = derecognised(price_minor=price, cost_minor=cost, worn_minor=worn)

    assert sum(entry.values()) == 0
    assert entry[Role.LEASED_ASSET] == -cost
    assert (Role.DISPOSAL_LOSS in entry) == (price < cost - worn)


@given(existing=st.integers(0, 10**6), wanted=st.integers(0, 10**6), held=st.integers(0, 3),
       band=st.integers(0, 3))  # fmt: skip
def test_a_provision_ends_at_what_is_wanted(
    existing: int, wanted: int, held: int, band: int
) -> None:
    existing = existing if held else 0

    entry = provisioned(existing, wanted, held_band=held, band=band)

    moved_to = {role: minor for role, minor in entry.items() if "PROVISION_" in role}
    left = -sum(moved_to.get(Role[f"PROVISION_{n}"], 0) for n in (1, 2, 3))
    assert existing + left == (wanted if band else 0)
    assert sum(entry.values()) == 0


def test_a_gift_of_a_late_client_never_is_income() -> None:
    shares = Shares(0, 93_333, 2_000)

    islamic = paid(ContractKind.MURABAHA, shares, held_in=Role.SALE_RECEIVABLE)
    lease = paid(ContractKind.LEASE, shares, held_in=Role.RENT_RECEIVABLE)

    assert islamic[Role.CHARITY] == -2_000
    assert Role.LATE_FEE_INCOME not in islamic
    assert lease[Role.LATE_FEE_INCOME] == -2_000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cost_minor": 0}, "cost_minor"),
        ({"count": 0}, "count"),
        ({"markup_minor": -1}, "markup_minor"),
        ({"deposit_minor": 1_120_000}, "deposit_minor"),
        ({"kind": "QARD"}, "markup_minor"),
        ({"kind": "QARD", "markup_minor": 0, "fee_minor": 1_000_000}, "fee_minor"),
        ({"kind": "IJARA"}, "rent_minor"),
        ({"kind": "IJARA", "rent_minor": 9}, "useful_life_months"),
        ({"kind": "IJARA", "rent_minor": 9, "useful_life_months": 9, "residual_minor": 5},
         "residual_minor"),
        ({"kind": "LEASE", "rent_minor": 9, "useful_life_months": 9, "transfer": "GIFT"},
         "transfer"),
        ({"kind": "MUSHARAKA"}, "units"),
        ({"kind": "MUSHARAKA", "units": 12, "unit_price_minor": 100_000}, "units"),
        ({"kind": "MUSHARAKA", "units": 9, "unit_price_minor": 100_000, "units_per_period": 1,
          "rent_percent": "1"}, "count"),
        ({"kind": "SALAM"}, "quantity"),
        ({"kind": "SALAM", "quantity": 5, "goods": "Mil"}, "delivery_date"),
        ({"rate": 5}, "rate"),
        ({"count": "douze"}, "count"),
        ({"rent_percent": "deux"}, "rent_percent"),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_name_their_field(changes: dict[str, object], field: str) -> None:
    plain = {"kind": "MURABAHA", "currency": "XOF", "cost_minor": 1_000_000,
             "markup_minor": 120_000, "count": 12}  # fmt: skip

    with pytest.raises(TermsRefused) as refused:
        checked(terms_from_plain({**plain, **changes}))

    assert refused.value.field == field


@given(terms=sales())
def test_terms_survive_their_plain_form(terms: Terms) -> None:
    assert terms_from_plain(terms_to_plain(terms)) == terms


def test_the_checklist_names_the_first_step_that_is_not_done() -> None:
    seen = checklist(ContractKind.MURABAHA, {StepCode.REQUEST, StepCode.APPROVAL, StepCode.ORDER})

    assert next(one.code for one in seen if one.is_next) is StepCode.OWNERSHIP
    assert next(one for one in seen if one.code is StepCode.AGENCY).is_optional


def test_a_thing_that_left_never_comes_back() -> None:
    for status in (AssetStatus.SOLD, AssetStatus.LOST, AssetStatus.SCRAPPED):
        assert not ASSET_MOVES[status]
    assert not may_become(AssetStatus.ORDERED, AssetStatus.POSSESSED)
    assert not may_become(AssetStatus.OWNED, AssetStatus.SOLD)


def test_sectors_and_equal_parts_and_the_equivalent() -> None:
    assert is_prohibited("ALCOHOL", prohibited=["ALCOHOL"])
    assert is_prohibited("UNHEARD", prohibited=[])
    assert not is_prohibited("TRADE", prohibited=["ALCOHOL"])
    assert equal_parts(1_120_000, 12) == (*[93_333] * 11, 93_337)
    assert yearly_percent(1_000_000, [1_010_000], method="PROPORTIONAL") == Decimal("12.00")
    assert yearly_percent(1_000_000, [1_010_000], method="EQUIVALENT") == Decimal("12.68")
    assert yearly_percent(1_000_000, [1_000_000], method="EQUIVALENT") is None
