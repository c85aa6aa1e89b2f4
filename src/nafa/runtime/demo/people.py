"""Invented clients that fit the country: the same ones for the same seed."""

from datetime import date
from random import Random
from typing import Any, NamedTuple

from nafa.runtime.demo import catalogue

GROUP_SHARE = 15


class PersonPlan(NamedTuple):
    """What a person tells at registration."""

    branch: str
    values: dict[str, Any]


def person(random: Random, *, number: int) -> PersonPlan:
    """The n-th person of the demo."""
    branch = catalogue.BRANCHES[0 if random.random() < 0.6 else 1]
    is_woman = random.random() < 0.64
    activity, sector = random.choice(catalogue.ACTIVITIES)
    income = random.randrange(60, 420) * 1_000
    return PersonPlan(
        branch.code,
        {
            "given_names": random.choice(catalogue.WOMEN if is_woman else catalogue.MEN),
            "family_name": random.choice(catalogue.FAMILIES),
            "sex": "F" if is_woman else "M",
            "birth_date": date(
                random.randrange(1958, 2004), random.randrange(1, 13), random.randrange(1, 28)
            ),
            "phone": f"7{random.choice('0678')}{number:07d}",
            "locality": random.choice(branch.localities),
            "address": f"Villa {random.randrange(1, 900)}, {random.choice(branch.localities)}",
            "marital_status": random.choice(("MARRIED", "MARRIED", "SINGLE", "WIDOWED")),
            "household_size": random.randrange(2, 13),
            "dependants": random.randrange(0, 7),
            "activity": activity,
            "activity_sector": sector,
            "monthly_income_minor": income,
            "monthly_expense_minor": income * random.randrange(45, 80) // 100,
            "document_kind": "CNI",
            "document_number": f"{1 if not is_woman else 2}{random.randrange(10**11, 10**12)}",
            "not_a_duplicate_because": "Registre repris et vérifié à l'ouverture",
        },
    )
