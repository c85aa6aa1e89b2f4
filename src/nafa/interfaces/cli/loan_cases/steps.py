"""The steps of a case: read into facts, one after the other, and asked what they came to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from nafa.interfaces.cli.loan_cases import words
from nafa.interfaces.cli.loan_cases.fields import (
    CaseRefused,
    Fields,
    amount,
    choice,
    day,
    number,
    table,
    whole,
)
from nafa.interfaces.cli.loan_cases.snapshots import snapshot
from nafa.interfaces.cli.loan_cases.terms import product_charges, read_rules, read_terms
from nafa.lending.calc.servicing import events
from nafa.lending.calc.servicing.plan import Lending
from nafa.lending.calc.servicing.servicing import Loan
from nafa.lending.calc.terms import ChargeTerms

ISO_EPOCH = date(1970, 1, 1)


@dataclass(slots=True)
class Scene:
    """What a case is about while its steps pass."""

    document: Fields
    today: date = ISO_EPOCH
    loan: Loan | None = None
    product: Fields = field(default_factory=dict)
    product_rules: dict[str, dict[str, object]] = field(default_factory=dict)

    def held(self) -> Loan:
        if self.loan is None:
            raise CaseRefused("cases.loan_missing", "create_loan")
        return self.loan

    @property
    def digits(self) -> int:
        return self.held().terms.digits


def play(scene: Scene, steps: list[Fields]) -> list[dict[str, object]]:
    """What every expectation of the steps finds. Refuses: CaseRefused, ServicingRefused."""
    found = []
    for place, step in enumerate(steps):
        name = str(step.get("op"))
        if name.startswith("expect_"):
            seen = snapshot(scene.held(), step, scene.document, scene.product)
            found.append({"step": place, **seen})
            continue
        if name not in STEPS:
            raise CaseRefused("cases.step_unknown", "op", name)
        STEPS[name](scene, step)
    return found


def _business_date(scene: Scene, step: Fields) -> None:
    scene.today = day(step, "date")


def _create(scene: Scene, step: Fields) -> None:
    given = table(step, "loan")
    products = table(scene.document, "products")
    product = products.get(str(given.get("product")))
    if not isinstance(product, Mapping):
        raise CaseRefused("cases.product_unknown", "product", given.get("product"))
    fields = {**product, **given}
    fields["payment_allocation"] = _with_rules(scene, fields)
    scene.product = fields
    charges = product_charges(scene.document, fields) if fields.get("with_product_charges") else ()
    terms = read_terms(fields, charges=charges)
    submitted = day(fields, "submitted_on")
    wished = Lending(
        day(fields, "expected_disbursement_date")
        if fields.get("expected_disbursement_date")
        else submitted,
        amount(fields, "principal", terms.digits),
    )
    scene.loan = Loan(terms, read_rules(fields), submitted=submitted, wished=wished)


def _with_rules(scene: Scene, fields: Fields) -> object:
    """The product's rules with those set on it since."""
    given = fields.get("payment_allocation")
    if not isinstance(given, list):
        return given
    changed = scene.product_rules.get(str(fields.get("product")), {})
    rules = {str(rule.get("transaction_type")): dict(rule) for rule in given}
    for kind, future in changed.items():
        base = rules.get(kind) or rules.get("DEFAULT") or {}
        rules[kind] = {**base, "transaction_type": kind, "future_installment_rule": future}
    return list(rules.values())


def _set_rule(scene: Scene, step: Fields) -> None:
    kinds = scene.product_rules.setdefault(str(step.get("product")), {})
    kinds[str(step.get("transaction_type"))] = step.get("future_installment_rule")


def _approve(scene: Scene, step: Fields) -> None:
    scene.held().take(
        events.Approved(
            on=scene.today,
            amount=amount(step, "amount", scene.digits),
            expected_date=day(step, "expected_disbursement_date"),
        )
    )


def _disburse(scene: Scene, step: Fields) -> None:
    scene.held().take(
        events.Disbursed(
            on=scene.today, day=day(step, "date"), amount=amount(step, "amount", scene.digits)
        )
    )


def _transaction(scene: Scene, step: Fields) -> None:
    scene.held().take(
        events.Paid(
            on=scene.today,
            kind=choice(step, "type", words.PAYMENT_KINDS),
            day=_day_of(scene, step, "date"),
            amount=amount(step, "amount", scene.digits),
        )
    )


def _day_of(scene: Scene, step: Fields, name: str) -> date:
    given = step.get(name)
    return scene.today if given in (None, "business_date") else day(step, name)


def _pay_off(scene: Scene, step: Fields) -> None:
    scene.held().take(events.PaidOff(on=scene.today, day=_day_of(scene, step, "date")))


def _reverse(scene: Scene, step: Fields) -> None:
    named = str(step.get("of")).upper().replace(" ", "_")
    kind = words.PAYMENT_KINDS.get(named.removeprefix("LAST_MADE_"))
    if kind is None:
        raise CaseRefused("cases.word_unknown", "of", step.get("of"))
    made_on = step.get("made_on") is not None
    scene.held().take(
        events.Reversed(
            on=scene.today,
            kind=kind,
            day=day(step, "made_on") if made_on else None,
            nth=whole(step, "nth") if step.get("nth") is not None else None,
        )
    )


def _add_charge(scene: Scene, step: Fields) -> None:
    charges = table(scene.document, "charges")
    name = str(step.get("charge"))
    known = charges.get(name)
    if not isinstance(known, Mapping):
        raise CaseRefused("cases.charge_unknown", "charge", name)
    value = number(step, "percent" if step.get("percent") is not None else "amount")
    terms = ChargeTerms(
        name=name,
        time=choice(known, "time", words.CHARGE_TIMES),
        measure=choice(known, "calculation", words.CHARGE_MEASURES),
        value=value,
        is_penalty=bool(known.get("penalty")),
    )
    due = day(step, "due_date") if step.get("due_date") else None
    scene.held().take(events.Charged(on=scene.today, charge=terms, due=due))


def _reschedule(scene: Scene, step: Fields) -> None:
    loan, start = scene.held(), day(step, "from")
    if step.get("adjusted_due_date"):
        moved = day(step, "adjusted_due_date")
        loan.take(events.DueDateMoved(on=scene.today, was=start, to=moved))
    if step.get("new_interest_rate"):
        rate = number(step, "new_interest_rate")
        loan.take(events.RateChanged(on=scene.today, start=start, rate=rate))
    if step.get("extra_terms"):
        more = whole(step, "extra_terms")
        loan.take(events.TermExtended(on=scene.today, start=start, count=more))


def _pause(scene: Scene, step: Fields) -> None:
    scene.held().take(
        events.InterestPaused(on=scene.today, start=day(step, "start"), end=day(step, "end"))
    )


def _change_rate(scene: Scene, step: Fields) -> None:
    scene.held().take(
        events.RateChanged(
            on=scene.today,
            start=day(step, "effective_from"),
            rate=number(step, "annual_rate"),
        )
    )


STEPS: dict[str, Callable[[Scene, Fields], None]] = {
    "business_date": _business_date,
    "create_loan": _create,
    "set_product_allocation_rule": _set_rule,
    "approve": _approve,
    "disburse": _disburse,
    "transaction": _transaction,
    "pay_off": _pay_off,
    "reverse": _reverse,
    "add_charge": _add_charge,
    "reschedule": _reschedule,
    "interest_pause": _pause,
    "change_rate": _change_rate,
    "undo_approval": lambda scene, _: scene.held().take(events.ApprovalUndone(on=scene.today)),
    "undo_disbursal": lambda scene, _: scene.held().take(
        events.DisbursementUndone(on=scene.today, only_last=False)
    ),
    "undo_last_disbursal": lambda scene, _: scene.held().take(
        events.DisbursementUndone(on=scene.today, only_last=True)
    ),
    "waive_charge": lambda scene, _: scene.held().take(events.ChargeWaived(on=scene.today)),
    "undo_waive_charge": lambda scene, _: scene.held().take(
        events.ChargeWaived(on=scene.today, undone=True)
    ),
    "write_off": lambda scene, step: scene.held().take(
        events.WrittenOff(on=scene.today, day=_day_of(scene, step, "date"))
    ),
    "run_cob": lambda scene, _: scene.held().take(events.DayClosed(on=scene.today)),
}
