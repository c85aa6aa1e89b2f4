"""Every shipped pack loads, covers the posting roles, and gets its own examples right."""

import tomllib
from datetime import date
from decimal import Decimal

import pytest

from nafa.jurisdictions.library import PACKS, pack, pack_codes
from nafa.jurisdictions.types import FactUnknown, Pack
from nafa.lending.calc import provisioning
from nafa.lending.calc.postings import BANDS, Role
from nafa.lib.money import Money


def _examples(kind: str):
    for path in sorted(PACKS.rglob("examples/*.toml")):
        code = path.parent.parent.relative_to(PACKS).as_posix()
        for place, case in enumerate(tomllib.loads(path.read_text()).get(kind, ())):
            yield pytest.param(pack(code), case, id=f"{code}-{path.stem}-{place}")


def _classes(of: Pack, on: date) -> tuple[provisioning.ArrearsClass, ...]:
    return tuple(
        provisioning.ArrearsClass(
            row.code,
            row.more_than,
            provisioning.AgeUnit(row.unit),
            row.rate_percent,
            row.write_off,
        )
        for row in of.arrears_classes(on)
    )


@pytest.mark.parametrize(("of", "case"), list(_examples("usury")))
def test_usury_ceiling(of, case):
    assert of.usury_ceiling(date.fromisoformat(case["on"])) == Decimal(case["expected"])


@pytest.mark.parametrize(("of", "case"), list(_examples("account")))
def test_account_of_a_role(of, case):
    assert of.account_for(case["role"], term=case["term"]) == case["expected"]


@pytest.mark.parametrize(("of", "case"), list(_examples("arrears")))
def test_arrears_class(of, case):
    on = date.fromisoformat(case["on"])

    band = provisioning.classify(date.fromisoformat(case["due"]), on=on, classes=_classes(of, on))

    assert band is not None and band.code == case["expected"]


@pytest.mark.parametrize(("of", "case"), list(_examples("provision")))
def test_minimum_provision(of, case):
    on = date.fromisoformat(case["on"])
    band = provisioning.classify(date.fromisoformat(case["due"]), on=on, classes=_classes(of, on))

    provision = provisioning.minimum_provision(
        Money(case["outstanding"], of.currency),
        guarantee_deposits=Money(case["guarantee_deposits"], of.currency),
        band=band,
    )

    assert provision.minor == case["expected"]


@pytest.mark.parametrize(("of", "case"), list(_examples("holiday")))
def test_holiday(of, case):
    on = date.fromisoformat(case["on"])

    assert case["expected"] in {h.code for h in of.holiday_list(on.year) if h.day == on}


@pytest.mark.parametrize("code", pack_codes())
def test_a_pack_serves_what_the_modules_ask(code):
    of, on = pack(code), date(2026, 11, 21)
    postable = {row["code"] for row in of.chart_rows() if row["is_leaf"]}

    for role in (*Role, "BANK", "VAULT", "CASH_OVER", "CASH_SHORT", "SAVINGS_SIGHT"):
        for term in ("", "SHORT", "MEDIUM", "LONG"):
            assert of.account_for(role, term=term, on=on) in postable
    assert of.teg_method(on) in {"PROPORTIONAL", "EQUIVALENT"}
    assert {row.band for row in of.arrears_classes(on)} <= set(range(len(BANDS) + 1))
    assert [of.term_class(months=months, on=on) for months in (12, 13, 61)] == [
        "SHORT",
        "MEDIUM",
        "LONG",
    ]


def test_a_child_speaks_with_its_parents_words():
    senegal = pack("uemoa/senegal")

    assert senegal.currency == "XOF"
    assert senegal.value("cash_report_threshold", date(2026, 1, 1)) == 15_000_000
    assert senegal.value("arrears_contagion", date(2026, 1, 1)) is False
    assert senegal.dated("teg_method", date(2026, 1, 1)).confirmed is False
    assert len(senegal.chart()) == 380
    assert sum(len(region.departments) for region in senegal.regions) == 46
    assert {kind.code for kind in senegal.document_kinds} >= {"CNI", "PASSPORT"}


def test_2026_has_its_holidays_and_the_moon_is_not_confirmed():
    senegal = pack("uemoa/senegal")

    assert date(2026, 4, 6) in senegal.holidays(2026)
    unconfirmed = {h.code for h in senegal.holiday_list(2026) if h.confirmed is False}
    assert unconfirmed >= {"KORITE", "TABASKI", "MAGAL", "GAMOU", "TAMKHARIT"}
    assert senegal.holidays(1960) == ()


def test_no_rule_no_ceiling_and_the_unknown_is_refused():
    assert pack("generic").usury_ceiling(date(2026, 1, 1)) is None
    for ask in (
        lambda: pack("atlantis"),
        lambda: pack("uemoa").value("teg_method", date(1900, 1, 1)),
        lambda: pack("uemoa").value("colour", date(2026, 1, 1)),
        lambda: pack("uemoa").arrears_classes(date(1900, 1, 1)),
        lambda: pack("uemoa").account_for("SHOES"),
        lambda: pack("uemoa").account_for("CASH", on=date(1900, 1, 1)),
    ):
        with pytest.raises(FactUnknown):
            ask()
