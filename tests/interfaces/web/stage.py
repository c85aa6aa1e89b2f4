"""Furnishes the database that the screens are shown with; run as a program by the checks.

One person per shipped role, whose log-in name is the role's code. What a page needs to show more
is added here, by real commands.
"""

import sys
from datetime import date
from pathlib import Path

import django

sys.path.append(str(Path(__file__).parents[2]))  # the factories of the tests
PASSWORD = "une-longue-phrase-d-essai"
FIRST_NAMES = ("Awa", "Modou", "Khady", "Ousmane", "Rokhaya", "Cheikh", "Marième", "Ibrahima")


def furnish() -> None:
    """An institution in Dakar with two branches and a person for every role."""
    from nafa.kernel.access.commands import define_security_policy
    from nafa.kernel.identity.commands import (
        assign_role,
        create_user,
        found_institution,
        open_branch,
    )
    from nafa.kernel.identity.contexts import system_context
    from nafa.kernel.identity.roles import shipped_roles

    found_institution(
        name="Mutuelle Teranga",
        currency="XOF",
        jurisdiction="uemoa/senegal",
        opened_date=date(2026, 11, 21),
    )
    # The checks keep tabs of one person open for longer than anybody leaves a counter.
    define_security_policy(system_context(key="stage/security"), rules={"idle_minutes": {"*": 720}})
    for code, name in (("DKR", "Dakar Médina"), ("THS", "Thiès Nord")):
        open_branch(system_context(key=f"branch/{code}"), code=code, name=name, city=name)
    for number, role in enumerate(shipped_roles()):
        user_id = create_user(
            system_context(key=f"user/{role.code}"),
            username=role.code,
            full_name=f"{FIRST_NAMES[number % len(FIRST_NAMES)]} Ndiaye",
            password=PASSWORD,
        )
        assign_role(
            system_context(key=f"role/{role.code}"),
            user_id=user_id,
            role_code=role.code,
            branch_id=None,
        )


def furnish_all() -> None:
    """The institution, then what its pages show."""
    from stage_bureau import furnish_bureau
    from stage_control import furnish_control
    from stage_credit import furnish_credit
    from stage_farming import furnish_farming
    from stage_financing import furnish_financing
    from stage_groups import furnish_groups
    from stage_house import furnish_house
    from stage_life import furnish_life
    from stage_lines import furnish_lines
    from stage_payouts import furnish_payouts
    from stage_recovery import furnish_recovery
    from stage_tranches import furnish_tranches

    furnish()
    furnish_credit()
    furnish_house()
    furnish_recovery()
    furnish_groups()
    furnish_financing()
    furnish_life()
    furnish_farming()
    furnish_payouts()
    furnish_tranches()
    furnish_lines()
    furnish_bureau()
    furnish_control()


def furnish_for_the_door() -> None:
    """Contracts to pay out, and a policy: codes for accountants, proofs of disbursements."""
    from stage_credit import furnish_credit
    from stage_house import furnish_house
    from stage_payouts import contract

    import nafa.runtime.urls  # noqa: F401 - every command that a policy may name is known
    from nafa.kernel.access.commands import define_security_policy
    from nafa.kernel.identity.contexts import system_context

    furnish()
    furnish_credit()
    furnish_house()
    contract("C0000003")
    contract("C0000004")
    define_security_policy(
        system_context(key="stage/door"),
        rules={
            "second_factor": ["accountant"],
            "hours": {"committee_member": [{"days": [0], "from": "03:00", "until": "03:01"}]},
            "proofs": {"lending.disburse": 100_000, "kernel.assign_role": 0},
        },
    )


if __name__ == "__main__":
    django.setup()
    {"furnish": furnish_all, "door": furnish_for_the_door}[sys.argv[1]]()
