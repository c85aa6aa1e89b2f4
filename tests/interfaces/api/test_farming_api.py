"""Farming over HTTP: from the calendar to the payment of the supplier."""

from typing import Any

import pytest

from factories.farm import make_farm
from factories.house import FIRST_DAY, House
from interfaces.api.test_api import Call, call, xof

__all__ = ["call"]
pytestmark = pytest.mark.django_db


def test_a_field_is_financed_in_kind(house: House, call: Call) -> None:
    farm = make_farm(house)
    shown = call("ibra", "GET", "/crop-calendars").json()
    assert [one["id"] for one in shown if one["is_confirmed"]] == [str(farm.calendar_id)]
    asked: dict[str, Any] = {
        "client_id": str(house.client(not_a_duplicate_because="essai")),
        "product_id": str(farm.product_id),
        "calendar_id": str(farm.calendar_id),
        "season_year": 2026,
        "hectares": "1",
        "amount": xof(160_000),
        "purpose": "Arachide",
    }

    refused = call("ibra", "POST", "/farm-applications", asked)
    assert refused.json()["code"] == "lending.above_field_cap"
    application = call("ibra", "POST", "/farm-applications", {**asked, "amount": xof(80_000)})
    application_id = application.json()["id"]
    thing = {"name": "Engrais", "unit": "sac", "quantity": "4", "price": xof(20_000)}
    body = {"supplier_id": str(farm.suppliers["Sodagri"]), "lines": [thing]}
    path = f"/applications/{application_id}/vouchers"
    voucher = call("ibra", "POST", path, body).json()["id"]
    call("ousmane", "POST", f"/applications/{application_id}/decisions", {"outcome": "APPROVED"})
    loan = call("ibra", "POST", f"/applications/{application_id}/contract").json()["id"]

    assert call("awa", "POST", f"/loans/{loan}/deliveries", {"notes": []}).status_code == 409
    note = {"voucher_id": voucher, "number": "BL 7", "delivered_date": FIRST_DAY.isoformat()}
    assert call("awa", "POST", f"/loans/{loan}/deliveries", {"notes": [note]}).status_code == 201
    assert call("ibra", "GET", path).json()[0]["status"] == "DELIVERED"
    payment = {"amount": xof(80_000), "source": "BANK", "reference": "VIR 1"}
    supplier = f"/suppliers/{farm.suppliers['Sodagri']}/payments"
    assert call("moussa", "POST", supplier, payment).status_code == 201
    flood = {
        "kind": "FLOOD", "crop": "Arachide", "zone": "Bassin arachidier", "season_year": 2026,
        "until_date": "2027-03-31", "bears_interest": True, "reason": "Champs noyés",
    }  # fmt: skip
    event = call("ousmane", "POST", "/weather-events", flood).json()["id"]
    again = call("ousmane", "POST", f"/weather-events/{event}/deferral")
    assert again.json()["code"] == "lending.own_weather_event"
    assert [one["status"] for one in call("ibra", "GET", "/weather-events").json()] == ["DECLARED"]
    owed = {one["name"]: one["owed"]["amount"] for one in call("ibra", "GET", "/suppliers").json()}
    assert owed["Sodagri"] == "0"
