"""Charges of a plan that is replaced: what of them goes on with the instalments of the new one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from nafa.lending.calc.choices import ChargeMeasure, ChargeTime
from nafa.lending.calc.parts import Component
from nafa.lending.calc.servicing.charges import Charge
from nafa.lending.calc.servicing.instalments import Instalment
from nafa.lending.calc.terms import Terms


def carry_charges(
    terms: Terms,
    laid: Sequence[Charge],
    day: date,
    rows: Sequence[Instalment],
    *,
    keeps_dues: bool,
) -> list[Charge]:
    """Charges that had fallen due, or have a date of their own, go on with the plan.

    Those of each instalment are laid anew with the plan's own.
    """
    carried = []
    for charge in laid:
        owed = 0
        by_instalment = charge.terms.time is ChargeTime.WITH_EACH_INSTALMENT
        for due in [one for one in charge.shares if one > day or not keeps_dues]:
            paid, waived = charge.paid.get(due, 0), charge.waived.get(due, 0)
            if not by_instalment or due <= day:
                owed += charge.shares[due] - paid - waived
            charge.shares[due] = paid + waived
            _gather(charge, due, min(due, day))
        if owed > 0:
            carried.append(_carried(terms, charge, day, owed, rows))
    return carried


def _gather(charge: Charge, due: date, onto: date) -> None:
    """What was settled of a share that fell due later stands on the day of the plan."""
    if due == onto:
        return
    for amounts in (charge.shares, charge.paid, charge.waived):
        if due in amounts:
            amounts[onto] = amounts.get(onto, 0) + amounts.pop(due)


def _carried(
    terms: Terms, charge: Charge, day: date, owed: int, rows: Sequence[Instalment]
) -> Charge:
    due = charge.due if charge.due and charge.due > day else day
    later = [one for one in rows if one.due >= due] or rows[-1:]
    row = rows[0] if charge.component is Component.PENALTY else later[0]
    flat = replace(
        charge.terms,
        time=ChargeTime.ON_A_DATE,
        measure=ChargeMeasure.FLAT,
        value=Decimal(owed).scaleb(-terms.digits),
    )
    return Charge(charge.number, flat, day, due=due, shares={row.due: owed})
