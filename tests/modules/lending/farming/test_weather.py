"""A drought puts off every loan of its crop, zone and season at once, as one by one would."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from factories.farm import DUE, Farm, make_farm
from factories.house import House
from factories.staff import hire
from nafa.kernel.errors import DomainError
from nafa.lending import commands as lending
from nafa.lending import queries as loans
from nafa.lending.commands.farming.weather import (
    declare_weather,
    defer_for_weather,
    withdraw_weather,
)
from nafa.lending.commands.life.changes import accept_change, ask_change
from nafa.lending.models import WeatherEvent
from nafa.lending.queries.farming.weather import deferrals_of, preview_deferrals

pytestmark = pytest.mark.django_db
NEXT = date(2027, 12, 31)
STATE = """
SELECT l.number, l.maturity_date, l.plan_version, i.number, i.due_date, i.principal_minor,
       i.interest_minor, p.recognised_interest_minor, p.carried_minor, p.days_late
FROM lending_loan l JOIN lending_instalment i ON i.loan_id = l.id
JOIN lending_loanprogress p ON p.loan_id = l.id ORDER BY 1, 4
"""


@pytest.fixture
def farm(house: House) -> Farm:
    """Two loans for groundnuts run; a manager of the house may decide."""
    made = make_farm(house)
    hire(house, "fatou", "general_manager", limit=50_000_000)
    house.open_till()
    for amount in (200_000, 150_000):
        loan_id = made.contract(made.apply(amount=amount))
        lending.disburse(house.ctx("awa"), loan_id=loan_id)
    return made


def declare(farm: Farm, **changes: Any) -> UUID:
    given: dict[str, Any] = {
        "kind": "DROUGHT", "crop": "Arachide", "zone": "Bassin arachidier", "season_year": 2026,
        "until_date": NEXT, "bears_interest": True, "reason": "Pluies arrêtées en août",
    }  # fmt: skip
    return declare_weather(farm.house.ctx("ousmane"), **{**given, **changes})


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as found:
        act()
    return found.value.code


def state() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return cursor.fetchall()


def loan_ids(event_id: UUID) -> list[UUID]:
    return [one.loan_id for one in deferrals_of(event_id)]


@pytest.mark.parametrize("bears_interest", [True, False])
def test_all_concerned_loans_move_as_each_would_alone(farm: Farm, bears_interest: bool) -> None:
    house = farm.house
    event_id = declare(farm, bears_interest=bears_interest)
    event = WeatherEvent.objects.get(id=event_id)
    shown = preview_deferrals(house.ctx("fatou"), event)
    assert [one.former_date for one in shown] == [DUE, DUE]
    asked = {"until": NEXT.isoformat(), "bears_interest": bears_interest}
    with transaction.atomic():
        for one in shown:
            request = ask_change(
                house.ctx("ousmane"), loan_id=one.loan_id, kind="DEFERMENT", asked=asked,
                reason="Sécheresse",
            )  # fmt: skip
            accept_change(house.ctx("fatou"), request_id=request)
        alone = state()
        transaction.set_rollback(True)

    count = defer_for_weather(house.ctx("fatou"), event_id=event_id)

    assert count == 2
    assert state() == alone
    for one in shown:
        folded = loans.fold(loans.find_loan(house.ctx("ibra"), one.loan_id),
                            on=house.ctx("ibra").business_date)  # fmt: skip
        assert folded.schedule[-1].due_date == NEXT
        assert loans.debt_of(folded) == one.debt_after
        assert (one.debt_after > one.debt) == bears_interest


def test_other_crops_zones_and_seasons_stay(farm: Farm) -> None:
    for changes in ({"crop": "Mil"}, {"zone": "Niayes"}, {"season_year": 2025},
                    {"until_date": date(2026, 6, 1)}):  # fmt: skip
        assert refused(lambda c=changes: declare(farm, **c)) == "lending.no_loan_concerned"


def test_who_declares_does_not_apply_and_it_happens_once(farm: Farm) -> None:
    house, event_id = farm.house, declare(farm)
    apply = lambda who: defer_for_weather(house.ctx(who), event_id=event_id)  # noqa: E731

    assert refused(lambda: apply("ousmane")) == "lending.own_weather_event"
    assert refused(lambda: apply("ibra")) == "kernel.not_permitted"
    apply("fatou")
    assert len(loan_ids(event_id)) == 2
    assert refused(lambda: apply("fatou")) == "lending.weather_decided"
    assert refused(lambda: declare(farm)) == "lending.no_loan_concerned"


def test_an_event_may_be_withdrawn_and_must_say_what_happened(farm: Farm) -> None:
    event_id = declare(farm)
    withdraw_weather(farm.house.ctx("ousmane"), event_id=event_id)

    assert refused(
        lambda: defer_for_weather(farm.house.ctx("fatou"), event_id=event_id)
    ) == "lending.weather_decided"  # fmt: skip
    for changes in ({"kind": "STORM"}, {"reason": " "}, {"until_date": date(2026, 1, 5)}):
        assert refused(lambda c=changes: declare(farm, **c)) == "lending.weather_not_possible"
