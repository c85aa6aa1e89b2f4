"""The ledger against its limits and peers: `nafa bench ledger [PART …] [NAME=NUMBER …]`."""

import json
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any

import django

django.setup()

import _ledger_hordak as hordak  # noqa: E402
import _ledger_sets as sets  # noqa: E402
import _ledger_single as single  # noqa: E402
import _ledger_verify as verify  # noqa: E402
import _ledger_years as years  # noqa: E402
from _ledger_machine import described  # noqa: E402

PARTS: dict[str, Callable[..., dict[str, Any]]] = {
    "years": years.measure,
    "bulk": sets.measure_bulk,
    "sets": sets.measure_sets,
    "single": single.measure,
    "hordak": hordak.measure,
    "verify": verify.measure,
}
SIZES: dict[str, dict[str, int]] = {
    "years": {"entries": 50_000_000, "accounts": 20_000},
    "bulk": {"entries": 200_000, "rounds": 5},
    "sets": {"entries": 40_000, "rounds": 5},
    "single": {"seconds": 10, "rounds": 3},
    "verify": {"entries": 1_000_000, "rounds": 3},
    "hordak": {"transfers": 500, "rounds": 5},
}


def main(arguments: Sequence[str]) -> int:
    """The parts named, or all of them, with the sizes given; 1 when a figure misses its limit."""
    given = dict(word.split("=", 1) for word in arguments if "=" in word)
    chosen = [word for word in arguments if "=" not in word] or list(PARTS)
    if unknown := (set(chosen) - PARTS.keys()) | (given.keys() - set().union(*SIZES.values())):
        print(f"unknown: {', '.join(sorted(unknown))}", file=sys.stderr)
        print(f"parts: {', '.join(PARTS)}; sizes: {SIZES}", file=sys.stderr)
        return 2
    result: dict[str, Any] = {"benchmark": "ledger", "machine": described(), "parts": {}}
    for name in chosen:
        sizes = {
            size: int(given[size].replace("_", "")) if size in given else usual
            for size, usual in SIZES[name].items()
        }
        print(f"{name}: {sizes}", file=sys.stderr, flush=True)
        begun = time.perf_counter()
        try:
            part = PARTS[name](**sizes)
        except Exception as fault:  # what the other parts measured is not lost
            traceback.print_exc()
            part = {"verdicts": [{"name": name, "holds": False, "fault": str(fault)}]}
        result["parts"][name] = {
            **sizes, **part, "part_seconds": round(time.perf_counter() - begun, 1)
        }  # fmt: skip
    verdicts = [line for part in result["parts"].values() for line in part["verdicts"]]
    result["verdicts"] = verdicts
    json.dump(result, sys.stdout, indent=1, ensure_ascii=False)
    print()
    return 0 if all(line["holds"] for line in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
