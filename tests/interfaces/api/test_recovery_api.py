"""Recovery over HTTP: the list, a contact with a promise, a letter, handing over, refusals."""

from datetime import date, timedelta

import pytest

from factories.goods import Goods
from interfaces.api.test_api import Call, call, xof

__all__ = ["call"]
pytestmark = pytest.mark.django_db
SIXTEEN_DAYS_LATE = date(2026, 2, 21)


def test_a_late_sale_over_http(goods: Goods, call: Call) -> None:
    house, sale = goods.house, goods.running("MURABAHA")
    house.close_days_until(SIXTEEN_DAYS_LATE)

    listed = call("ibra", "GET", "/recovery").json()
    assert [(one["id"], one["kind"], one["step"]) for one in listed] == [
        (str(sale), "MURABAHA", "rappel")
    ]
    assert listed[0]["overdue"] == xof(93_333)
    said = {
        "kind": "VISIT", "result": "PROMISED", "promised": xof(50_000),
        "promised_date": str(SIXTEEN_DAYS_LATE + timedelta(days=3)),
        "place": {"latitude": "14.69278", "longitude": "-17.44672"},
    }  # fmt: skip
    assert call("ibra", "POST", f"/recovery/{sale}/acts", said).status_code == 201
    letter = call("ibra", "POST", f"/recovery/{sale}/letters", {"step_code": "rappel"})
    assert letter.status_code == 201
    after = call("ibra", "GET", "/recovery?reason=PROMISED").json()
    assert (after[0]["promise"], after[0]["step"]) == (xof(50_000), "")
    to = {"collector_id": str(house.people["ousmane"])}
    assert call("ousmane", "POST", f"/recovery/{sale}/collector", to).status_code == 204


def test_what_recovery_refuses_over_http(goods: Goods, call: Call) -> None:
    sale = goods.running("MURABAHA")
    said = {"kind": "CALL", "result": "REACHED"}

    early = call("ibra", "POST", f"/recovery/{sale}/acts", said)
    assert (early.status_code, early.json()["code"]) == (409, "recovery.not_late")
    nobody = call("ibra", "POST", "/recovery/00000000-0000-0000-0000-000000000000/acts", said)
    assert (nobody.status_code, nobody.json()["code"]) == (404, "kernel.not_found")
    odd = call("ibra", "POST", f"/recovery/{sale}/acts", {"kind": "DANCE", "result": "REACHED"})
    assert odd.status_code == 422
    assert call("awa", "GET", "/recovery").status_code == 403
