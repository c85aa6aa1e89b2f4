"""Terms of products, applications and contracts in the words of the one engine."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 2_000
METHODS = {
    "DECLINING_EQUAL_INSTALMENTS": ("DECLINING", "EQUAL_INSTALMENTS"),
    "DECLINING_EQUAL_PRINCIPAL": ("DECLINING", "EQUAL_PRINCIPAL"),
    "FLAT": ("FLAT", "EQUAL_INSTALMENTS"),
}
RHYTHMS = {"WEEKLY": ("WEEKS", 1), "FORTNIGHTLY": ("WEEKS", 2), "MONTHLY": ("MONTHS", 1)}
DAY_COUNTS = {
    "PERIOD_EQUAL": ("SAME_AS_REPAYMENT", "ACTUAL", "ACTUAL"),
    "30/360": ("DAILY", "DAYS_30", "DAYS_360"),
    "ACT/360": ("DAILY", "ACTUAL", "DAYS_360"),
    "ACT/365": ("DAILY", "ACTUAL", "DAYS_365"),
}
SETTLEMENTS = {
    "INTEREST_TO_DATE": "UNTIL_THE_DAY",
    "INTEREST_OF_CURRENT_PERIOD": "UNTIL_THE_DUE_DATE",
    "FULL_INTEREST": "WHOLE_TERM",
}
DIRECTIONS = {"BY_INSTALMENT": "BY_INSTALMENT", "BY_COMPONENT": "BY_COMPONENT_OF_DUE"}
KEPT = (
    "principal", "rate", "rate_unit", "disbursement_date", "first_due_date", "grace_principal",
    "roll", "rounding", "penalty", "compulsory_deposit_percent",
)  # fmt: skip
ORDER = ["PENALTY", "FEE", "INTEREST", "PRINCIPAL"]


def converted(old: dict[str, Any]) -> dict[str, Any]:
    """The same terms as the engine names them; terms that it names already stay."""
    if "method" not in old:
        return old
    interest, amortisation = METHODS[old["method"]]
    unit, every = RHYTHMS[old["frequency"]]
    period, in_month, in_year = DAY_COUNTS[old.get("day_count") or "PERIOD_EQUAL"]
    grace = old.get("grace_interest") or 0
    is_free = old.get("interest_grace") == "WAIVED"
    new = {name: old[name] for name in KEPT if old.get(name) is not None}
    if "instalment_count" in old:
        new["count"] = old["instalment_count"]
    return {
        **new,
        "interest": interest, "amortisation": amortisation, "unit": unit, "every": every,
        "interest_period": period, "days_in_month": in_month, "days_in_year": in_year,
        "grace_interest": 0 if is_free else grace, "interest_free": grace if is_free else 0,
        "multiple": old.get("instalment_multiple") or 1,
        "charges": [_charge(fee) for fee in old.get("fees") or []],
        "settlement": SETTLEMENTS[old.get("early_settlement") or "INTEREST_TO_DATE"],
        "allocation": {
            "order": old.get("allocation_order") or ORDER,
            "direction": DIRECTIONS[old.get("allocation_strategy") or "BY_INSTALMENT"],
        },
        "kind": "CUMULATIVE", "level": "EVERY_PERIOD", "counts_odd_first": True,
        "deferred_interest": "SPREAD_AFTER", "charges_count_from_their_day": True,
        "precision": 40, "guard_digits": 10, "accrual_rounding": "DOWN",
    }  # fmt: skip


def _charge(fee: dict[str, Any]) -> dict[str, Any]:
    recurs = fee.get("when") == "WITH_INSTALMENTS"
    percent = "PERCENT_OF_LOAN" if recurs else "PERCENT_OF_PRINCIPAL"
    return {
        "name": fee["code"],
        "time": "WITH_EACH_INSTALMENT" if recurs else "AT_DISBURSEMENT",
        "measure": "FLAT" if fee["kind"] == "FIXED" else percent,
        "value": fee["value"],
        "in_teg": fee.get("in_teg", True),
        "is_tax": fee.get("is_tax", False),
    }


def convert(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Every row, a batch at a time."""
    del editor
    versions = apps.get_model("lending", "ProductVersion")
    for row in versions.objects.all().iterator(chunk_size=BATCH):
        row.rules = {**row.rules, "terms": converted(row.rules["terms"])}
        row.save(update_fields=["rules"])
    for name in ("Application", "Loan"):
        model, rows = apps.get_model("lending", name), []
        for row in model.objects.only("id", "terms").iterator(chunk_size=BATCH):
            row.terms = converted(row.terms)
            rows.append(row)
            if len(rows) == BATCH:
                model.objects.bulk_update(rows, ["terms"])
                rows = []
        model.objects.bulk_update(rows, ["terms"])


class Migration(migrations.Migration):
    """The schedules that were signed stay as they are; only the words of the terms change."""

    dependencies = [("lending", "0013_guarantee")]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
