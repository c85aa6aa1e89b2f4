"""Credit lines: a ceiling, draws under it, what is free again, fees, suspension and end."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from factories.house import FIRST_DAY, House, francs
from factories.staff import level, submit
from interfaces.api.test_api import Call, call, xof
from nafa.journeys.blocked_savings import block_savings
from nafa.kernel.errors import DomainError
from nafa.ledger import queries as books
from nafa.lending import commands as lending
from nafa.lending.commands import lines
from nafa.lending.commands.origination.policies import define_approval_policy
from nafa.lending.commands.origination.securing import add_guarantee, release_guarantees
from nafa.lending.models import CreditLine, Decision, Guarantee, LineFee, Loan, LoanProgress
from nafa.lending.queries.life.files import held_guarantees
from nafa.lending.queries.lines import line_view, standings
from nafa.lending.queries.origination.exposures import exposures
from nafa.lending.queries.state import fold
from nafa.runtime.wiring import relay_events
from nafa.savings import commands as savings

__all__ = ["call"]
pytestmark = pytest.mark.django_db
CEILING = 1_000_000


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as told:
        act()
    return told.value.code


def approved(house: House, **rule: Any) -> UUID:
    """An application for a line of a million, over at most six instalments a draw."""
    product_id = house.product("LIG", charges=[], line={"months": 12, **rule})
    application_id = submit(
        house, amount=CEILING, instalment_count=6, product_id=product_id
    )  # fmt: skip
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    return application_id


def opened(house: House, **rule: Any) -> UUID:
    return lines.open_line(house.ctx("ibra"), application_id=approved(house, **rule))


def draw(house: House, line_id: UUID, amount: int, *, count: int = 6) -> UUID:
    return lines.draw_on_line(
        house.ctx("ibra"), line_id=line_id, amount=francs(amount), instalment_count=count
    )


def paid_draw(house: House, line_id: UUID, amount: int) -> UUID:
    loan_id = draw(house, line_id, amount)
    house.open_till()
    lending.disburse(house.ctx("awa"), loan_id=loan_id)
    house.close_till()
    return loan_id


def settle(house: House, loan_id: UUID) -> None:
    house.open_till()
    today = house.ctx("system").business_date
    amount = fold(Loan.objects.get(id=loan_id), on=today).settlement().sum
    lending.settle(house.ctx("awa"), loan_id=loan_id, amount=amount)
    house.close_till()


def free(house: House, line_id: UUID) -> int:
    line = CreditLine.objects.get(id=line_id)
    return standings([line], on=house.ctx("system").business_date)[line_id].free.minor


def next_day(house: House, days: int = 1) -> None:
    house.close_days_until(house.ctx("system").business_date + timedelta(days=days))


def test_a_line_is_a_commitment_that_draws_lower_and_repayments_raise(house: House) -> None:
    line_id = opened(house)
    seen = [house.net("801")]
    loan_id = paid_draw(house, line_id, 600_000)
    seen.append(house.net("801"))
    settle(house, loan_id)
    next_day(house)

    assert [*seen, house.net("801"), house.net("891")] == [
        CEILING, 400_000, CEILING, -CEILING
    ]  # fmt: skip
    assert free(house, line_id) == CEILING
    assert Loan.objects.get(id=loan_id).line_id == line_id


def test_what_was_drawn_once_is_used_up_where_the_line_does_not_revolve(house: House) -> None:
    line_id = opened(house, is_revolving=False)
    settle(house, paid_draw(house, line_id, 600_000))

    assert free(house, line_id) == 400_000
    assert refused(lambda: draw(house, line_id, 400_001)) == "lending.above_ceiling"
    draw(house, line_id, 400_000)


def test_a_draw_that_waits_holds_its_part_until_the_evening(house: House) -> None:
    line_id = opened(house)
    loan_id = draw(house, line_id, 700_000)

    assert refused(lambda: draw(house, line_id, 300_001)) == "lending.above_ceiling"
    assert house.net("801") == CEILING
    next_day(house)
    assert free(house, line_id) == CEILING
    assert Loan.objects.get(id=loan_id).status == Loan.Status.CANCELLED


def test_draws_are_over_no_more_instalments_than_were_approved(house: House) -> None:
    line_id = opened(house)

    assert refused(lambda: draw(house, line_id, 10_000, count=7)) == "lending.draw_above_count"
    assert refused(lambda: draw(house, line_id, 0)) == "payments.amount_not_positive"


def test_a_suspended_line_pays_nothing_out(house: House) -> None:
    line_id = opened(house)
    loan_id = draw(house, line_id, 100_000)
    suspend = lambda: lines.suspend_line(  # noqa: E731
        house.ctx("ousmane"), line_id=line_id, reason="Visite défavorable"
    )
    suspend()
    house.open_till()

    pay = lambda: lending.disburse(house.ctx("awa"), loan_id=loan_id)  # noqa: E731
    assert refused(pay) == "lending.line_not_open"
    assert refused(lambda: draw(house, line_id, 1_000)) == "lending.line_not_open"
    assert refused(suspend) == "lending.line_not_open"
    assert house.net("801") == 0
    lines.resume_line(house.ctx("ousmane"), line_id=line_id, reason="Levée")
    pay()
    assert house.net("801") == 900_000


def test_after_its_end_a_line_must_be_renewed_by_another_person(house: House) -> None:
    line_id = opened(house, months=1)
    CreditLine.objects.filter(id=line_id).update(end_date=FIRST_DAY + timedelta(days=1))
    next_day(house, 2)

    assert refused(lambda: draw(house, line_id, 1_000)) == "lending.line_expired"
    next_day(house)
    assert house.net("801") == 0
    CreditLine.objects.filter(id=line_id).update(opened_by_id=house.people["ousmane"])
    renew = lambda: lines.renew_line(  # noqa: E731
        house.ctx("ousmane"), line_id=line_id, reason="Bonne tenue"
    )
    assert refused(renew) == "lending.own_application"
    CreditLine.objects.filter(id=line_id).update(opened_by_id=house.people["ibra"])
    renew()
    assert house.net("801") == CEILING
    draw(house, line_id, 1_000)


def test_engagement_fees_are_paid_before_anything_is_drawn(house: House) -> None:
    line_id = opened(house, engagement_percent="1.5")

    assert refused(lambda: draw(house, line_id, 1_000)) == "lending.line_fees_due"
    house.open_till()
    assert lines.pay_line_fees(house.ctx("awa"), line_id=line_id) == francs(15_000)
    assert house.net("7029") == -15_000
    pay = lambda: lines.pay_line_fees(house.ctx("awa"), line_id=line_id)  # noqa: E731
    assert refused(pay) == "lending.no_line_fees"
    draw(house, line_id, 1_000)


def test_what_could_be_drawn_costs_by_the_day_at_the_end_of_the_month(house: House) -> None:
    line_id = opened(house, undrawn_percent="3.65")
    paid_draw(house, line_id, 400_000)
    start = house.ctx("system").business_date
    first_of_next = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    house.close_days_until(first_of_next)

    fee = LineFee.objects.get(line_id=line_id)
    outstanding = standings(
        [CreditLine.objects.get(id=line_id)], on=first_of_next
    )[line_id].outstanding  # fmt: skip
    assert outstanding == francs(400_000)
    days = (first_of_next - start).days
    assert (fee.kind, fee.amount_minor) == ("UNDRAWN", 60 * days)
    assert CreditLine.objects.get(id=line_id).undrawn_numerator == 0


def test_who_approved_the_line_pays_no_draw_out(house: House) -> None:
    line_id = opened(house)
    loan_id = draw(house, line_id, 100_000)
    Decision.objects.update(decided_by_id=house.people["awa"])
    house.open_till()
    pay = lambda: lending.disburse(house.ctx("awa"), loan_id=loan_id)  # noqa: E731

    assert refused(pay) == "lending.same_person_disburses"


def test_a_late_draw_stops_the_line(house: House) -> None:
    line_id = opened(house)
    paid_draw(house, line_id, 300_000)
    house.close_days_until(FIRST_DAY + timedelta(days=45))

    assert refused(lambda: draw(house, line_id, 1_000)) == "lending.line_late"


def test_a_line_ends_when_nothing_is_owed_under_it(house: House) -> None:
    line_id = opened(house)
    loan_id = paid_draw(house, line_id, 300_000)
    close = lambda: lines.close_line(  # noqa: E731
        house.ctx("ousmane"), line_id=line_id, reason="Fin de campagne"
    )

    assert refused(close) == "lending.line_still_used"
    settle(house, loan_id)
    close()
    assert house.net("801") == 0
    assert refused(close) == "lending.line_not_open"
    view = line_view(house.ctx("ibra"), line_id)
    assert [one.kind for one in view.happenings] == ["CLOSED", "OPENED"]


def test_a_line_is_no_loan_and_a_loan_no_line(house: House) -> None:
    application_id = approved(house)
    contract = lambda: lending.draw_contract(  # noqa: E731
        house.ctx("ibra"), application_id=application_id
    )
    assert refused(contract) == "lending.line_wanted"
    other = submit(house, amount=100_000)
    lending.decide_application(house.ctx("ousmane"), application_id=other, outcome="APPROVED")
    line = lambda: lines.open_line(house.ctx("ibra"), application_id=other)  # noqa: E731
    assert refused(line) == "lending.not_a_line"
    lines.open_line(house.ctx("ibra"), application_id=application_id)
    again = lambda: lines.open_line(house.ctx("ibra"), application_id=application_id)  # noqa: E731
    assert refused(again) == "lending.application_not_approved"


def test_the_whole_ceiling_counts_towards_the_limits_of_risk(house: House) -> None:
    line_id = opened(house)
    paid_draw(house, line_id, 300_000)
    client_id = CreditLine.objects.get(id=line_id).client_id

    assert exposures(client_id, asked=francs(0), on=FIRST_DAY)[0].lent == francs(CEILING)


@pytest.mark.parametrize(
    "rule", [{"months": 0}, {"months": 12, "undrawn_percent": "101"},
             {"months": 12, "engagement_percent": "0.00001"}, {"months": 12, "colour": "red"}],
)  # fmt: skip
def test_lines_that_cannot_be_are_refused(house: House, rule: dict[str, Any]) -> None:
    assert refused(lambda: house.product(line=rule)) == "lending.terms_not_possible"


def test_a_line_over_http(house: House, call: Call) -> None:
    application_id = approved(house, engagement_percent="1")

    made = call("ibra", "POST", f"/applications/{application_id}/line")
    path = f"/lines/{made.json()['id']}"
    early = call("ibra", "POST", f"{path}/draws", {"amount": xof(1), "instalment_count": 1})
    house.open_till()
    fees = call("awa", "POST", f"{path}/fees/payment")
    drawn = call(
        "ibra", "POST", f"{path}/draws", {"amount": xof(250_000), "instalment_count": 3}
    )  # fmt: skip
    paid = call("awa", "POST", f"/loans/{drawn.json()['id']}/disbursement", {})
    shown = call("ibra", "GET", path).json()
    reason = {"reason": "essai"}
    acts = [
        call("ousmane", "POST", f"{path}/{act}", reason)
        for act in ("suspension", "resumption", "renewal", "closing")
    ]

    assert (early.status_code, early.json()["code"]) == (409, "lending.line_fees_due")
    assert fees.json() == xof(10_000)
    assert [made.status_code, drawn.status_code, paid.status_code] == [201, 201, 201]
    assert (shown["used"], shown["free"]) == (xof(250_000), xof(750_000))
    assert [one.status_code for one in acts] == [204, 204, 201, 409]
    assert acts[-1].json()["code"] == "lending.line_still_used"
    assert call("ibra", "GET", "/lines").json()[0]["number"] == "L0000001"


def secured(house: House, *, saved: int = 0, pledged: int = 0, covered: int = 100) -> UUID:
    """An open line of a million whose policy asks for cover, with what secures it."""
    define_approval_policy(
        house.ctx("babacar"),
        rules={
            "application_days": 30, "approval_days": 400, "coverage_percent": {"LIG": covered},
            "levels": [level("Tous", "branch_manager")],
        },
    )  # fmt: skip
    product_id = house.product("LIG", charges=[], line={"months": 36})
    client_id = house.client(not_a_duplicate_because="essai")
    application_id = submit(
        house, amount=CEILING, instalment_count=6, product_id=product_id, client_id=client_id
    )  # fmt: skip
    today = house.ctx("system").business_date
    if pledged:
        add_guarantee(
            house.ctx("ibra"), application_id=application_id, kind="PLEDGE",
            value=francs(pledged), valued_date=today, description="Stock de riz",
        )  # fmt: skip
    if saved:
        account = savings.open_account(house.ctx("ibra"), client_id=client_id)
        house.open_till()
        savings.deposit(house.ctx("awa"), account_id=account, amount=francs(saved))
        house.close_till()
        block_savings(
            house.ctx("ibra"), application_id=application_id, savings_id=account,
            amount=francs(saved),
        )  # fmt: skip
    lending.decide_application(
        house.ctx("ousmane"), application_id=application_id, outcome="APPROVED"
    )
    return lines.open_line(house.ctx("ibra"), application_id=application_id)


def test_draws_are_covered_by_what_the_guarantees_are_worth_on_their_day(house: House) -> None:
    line_id = secured(house, pledged=2_000_000, covered=80)
    draw(house, line_id, 100_000)
    later = house.ctx("system").business_date + timedelta(days=400)
    with connection.cursor() as cursor:  # the line is looked at more than a year later
        cursor.execute("UPDATE kernel_institution SET business_date = %s", [later])
    assert refused(lambda: draw(house, line_id, 100_000)) == "lending.coverage_too_low"


def test_all_that_is_drawn_counts_against_the_guarantees(house: House) -> None:
    line_id = secured(house, saved=500_000, covered=50)
    Guarantee.objects.update(value_minor=300_000)
    draw(house, line_id, 400_000)
    assert refused(lambda: draw(house, line_id, 200_002)) == "lending.coverage_too_low"
    draw(house, line_id, 200_000)


def provisions(house: House, *loan_ids: UUID) -> list[int]:
    found = LoanProgress.objects.filter(loan_id__in=loan_ids).order_by("loan__number")
    ids = found.values_list("provision_account_id", flat=True)
    return [-books.balance(one).minor if one else 0 for one in ids]


def test_savings_of_a_line_lower_the_provisions_of_its_draws_once(house: House) -> None:
    line_id = secured(house, saved=300_000, covered=30)
    first, second = paid_draw(house, line_id, 400_000), paid_draw(house, line_id, 200_000)
    house.close_days_until(house.ctx("system").business_date + timedelta(days=125))
    rate = Decimal("0.40")

    # 300 000 of savings over 600 000 drawn: half of each is without risk.
    assert provisions(house, first, second) == [int(200_000 * rate), int(100_000 * rate)]


def test_guarantees_of_a_line_are_held_until_the_line_and_its_draws_are_over(house: House) -> None:
    line_id = secured(house, saved=300_000, covered=30)
    loan_id = paid_draw(house, line_id, 400_000)
    settle(house, loan_id)
    relay_events(timestamp=0)
    assert Guarantee.objects.get().status == "HELD"
    lines.close_line(house.ctx("ousmane"), line_id=line_id, reason="fin")

    found = Guarantee.objects.get()
    assert (found.status, found.release_reason) == ("RELEASED", "LINE_CLOSED")


def test_a_draw_that_was_written_off_keeps_the_guarantees_of_its_line(house: House) -> None:
    line_id = secured(house, pledged=2_000_000, covered=80)
    loan_id = paid_draw(house, line_id, 400_000)
    Loan.objects.filter(id=loan_id).update(status=Loan.Status.WRITTEN_OFF)
    lines.close_line(house.ctx("ousmane"), line_id=line_id, reason="fin")

    assert Guarantee.objects.get().status == "HELD"
    Loan.objects.filter(id=loan_id).update(status=Loan.Status.CLOSED)
    application_id = CreditLine.objects.get(id=line_id).application_id
    assert release_guarantees(house.ctx("system"), application_id=application_id, reason="x") == 1


def test_a_guarantee_of_a_line_is_realised_for_a_late_draw(house: House) -> None:
    line_id = secured(house, pledged=2_000_000, covered=80)
    loan_id = paid_draw(house, line_id, 400_000)
    house.close_days_until(house.ctx("system").business_date + timedelta(days=45))

    held = held_guarantees(house.ctx("ousmane"), loan_id)
    assert [one.description for one in held] == ["Stock de riz"]
