"""A command that moves money tells its amount, so that limits, approvals and proofs can hold it.

Found by walking from each command to the doors of the journal; a step that is a command which
tells its amount is held there. The exceptions are named with their reason.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

import nafa
from nafa.kernel.commands import CommandSpec, registered

DOORS = frozenset({
    "nafa.ledger.commands._post", "nafa.ledger.commands._batch",
    "nafa.ledger.commands._post_staged",
})  # fmt: skip
BY_RIGHT: Mapping[str, str] = {
    "day.close": "computed by the day close from terms and dates; nobody types an amount",
    "import.run": "books of another system, brought in whole and compared with its totals",
    "lending.take_over": "loans of another institution, brought in whole before work begins",
}
GOODS = "goods change hands at a price that was approved; paying for them tells its amount"
COMMITMENT = "a promise beside the balance; each draw on it tells its amount"
PLAN = "dates and marks change; nobody gets or gives up money"
BY_NAME: Mapping[str, str] = {
    "assets.give_asset": GOODS,
    "assets.hand_over_goods": GOODS,
    "assets.record_delivery": GOODS,
    "assets.record_purchase": GOODS,
    "assets.sign": GOODS,
    "assets.record_loss": "a thing is gone; its book value leaves the books, no money does",
    "assets.scrap_asset": "a thing is gone; its book value leaves the books, no money does",
    "journeys.block_savings": "savings are set aside and stay the saver's; use_savings tells",
    "lending.accept_change": "held by the limit of approval of whoever decides (may_decide)",
    "lending.close_line": COMMITMENT,
    "lending.defer_for_weather": PLAN,
    "lending.end_drawing": COMMITMENT,
    "lending.move_to_branch": "the same debt in the books of another branch",
    "lending.open_line": COMMITMENT,
    "lending.renew_line": COMMITMENT,
    "lending.resume_line": COMMITMENT,
    "lending.suspend_line": COMMITMENT,
    "payments.close_session": "the count is what it is; a difference is booked, never chosen",
}


def commands() -> dict[str, CommandSpec]:
    for module in pkgutil.walk_packages(nafa.__path__, "nafa."):
        if any(part in module.name for part in (".commands", ".control", ".journeys")):
            importlib.import_module(module.name)
    found = registered().items()
    return {name: one for name, one in found if one.function.__module__.startswith("nafa.")}


def names_in(code: CodeType) -> Iterator[str]:
    """Every name that a function uses, those of functions inside it too."""
    yield from code.co_names
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from names_in(one)


def called_by(function: FunctionType) -> Iterator[FunctionType]:
    """Functions of the program that a function may call, by the names it uses."""
    names = set(names_in(function.__code__))
    for name in names:
        named: Any = function.__globals__.get(name)
        if isinstance(named, FunctionType):
            yield named
        is_place = isinstance(named, ModuleType | type)
        place = (
            named.__name__ if isinstance(named, ModuleType) else getattr(named, "__module__", "")
        )
        if is_place and str(place).startswith("nafa."):
            yield from (one for key, one in vars(named).items()
                        if key in names and isinstance(one, FunctionType))  # fmt: skip


def way_to_the_journal(spec: CommandSpec, telling: set[Any]) -> list[str]:
    """The calls that lead from a command to a door of the journal, untold; nothing if none do."""
    seen: set[Any] = set()

    def walk(function: FunctionType) -> list[str]:
        inner: Any = getattr(function, "__wrapped__", function)
        if not isinstance(inner, FunctionType) or inner in seen or inner in telling:
            return []
        seen.add(inner)
        if inner.__module__ in DOORS:
            return [inner.__name__]
        if not inner.__module__.startswith("nafa."):
            return []
        for one in called_by(inner):
            if further := walk(one):
                return [inner.__name__, *further]
        return []

    assert isinstance(spec.function, FunctionType)
    return walk(spec.function)


def test_every_command_that_moves_money_tells_its_amount() -> None:
    known = commands()
    telling = {one.function for one in known.values() if one.linked is not None}
    untold = {
        name: way
        for name, spec in known.items()
        if spec.linked is None and (way := way_to_the_journal(spec, telling))
    }

    silent = {
        name: way
        for name, way in untold.items()
        if name not in BY_NAME and known[name].permission not in BY_RIGHT
    }
    assert not silent
    assert not set(BY_NAME) - set(untold), "an exception that is none any more"
    assert {known[name].permission for name in untold} >= set(BY_RIGHT)


def test_the_walk_finds_the_doors() -> None:
    """Without this, a walk that finds nothing would let everything pass."""
    known = commands()
    for name in ("lending.repay", "lending.disburse", "savings.withdraw", "assets.collect",
                 "ledger.record_journal", "payments.transfer_cash"):  # fmt: skip
        assert way_to_the_journal(known[name], set()), name
