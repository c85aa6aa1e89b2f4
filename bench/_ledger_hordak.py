"""django-hordak, the double entry of the Django world, posting the same kind of transfers."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from uuid import uuid4

from _ledger_books import open_books, uniform
from _ledger_common import Figures, at_least, in_turns, middle, rounded, superuser
from _ledger_sets import lay_out, post_at_hand

from nafa.kernel.identity.contexts import system_context

ROOT = Path(__file__).parents[1]
PEER = Path(__file__).with_name("_hordak_peer.py")
ACCOUNTS, SET, TIMES = 20, 1_000, 40
SETS_MORE = 20  # as many more transfers in sets, so that both sides take about as long


def measure(*, transfers: int, rounds: int) -> Figures:
    """Transfers a second, in turns: hordak one by one and in one transaction; ours in both ways."""
    day = open_books(ACCOUNTS)
    with superuser() as session:
        session.execute("DROP DATABASE IF EXISTS hordak")
        session.execute("CREATE DATABASE hordak")
    with tempfile.TemporaryDirectory(prefix="nafa-hordak-") as folder:
        address = re.sub(r"/[^/?]+\?", "/hordak?", os.environ["NAFA_DATABASE_URL"])
        with subprocess.Popen(
            [_environment(Path(folder)), str(PEER), address],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as peer:  # fmt: skip
            settings = json.loads(_answer(peer))
            found = in_turns(
                rounds,
                {
                    "hordak_one_by_one": lambda _n: _asked(peer, "single", transfers),
                    "hordak_in_one_transaction": lambda _n: _asked(peer, "together", transfers),
                    "ours_one_by_one_through_the_gate": lambda _n: _ours(transfers, 1, day),
                    "ours_in_sets": lambda _n: _ours(transfers * SETS_MORE, SET, day),
                },
            )
            peer.communicate()
    best = max(middle(found["hordak_one_by_one"]), middle(found["hordak_in_one_transaction"]))
    return {
        "hordak_settings": settings,
        "accounts": ACCOUNTS,
        "transfers_per_second": {name: rounded(rates) for name, rates in found.items()},
        "verdicts": [
            at_least(
                f"sets of {SET} to hordak at its best", ratio=TIMES,
                measured=middle(found["ours_in_sets"]), limit=best,
            )
        ],
    }  # fmt: skip


def _ours(count: int, size: int, day: date) -> float:
    lay_out(count, uniform, day, accounts=ACCOUNTS)
    begun = time.perf_counter()
    for start in range(0, count, size):
        post_at_hand(system_context(key=str(uuid4())), start=start, size=size)
    return count / (time.perf_counter() - begun)


def _asked(peer: subprocess.Popen[str], way: str, count: int) -> float:
    assert peer.stdin is not None
    peer.stdin.write(f"{way} {count}\n")
    peer.stdin.flush()
    return float(_answer(peer))


def _answer(peer: subprocess.Popen[str]) -> str:
    assert peer.stdout is not None
    return peer.stdout.readline()


def _environment(folder: Path) -> str:
    """hordak with its own dependencies, from the lock of the benchmarks, away from ours."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes",
         "--disable-pip-version-check", "-r", ROOT / "requirements-bench.lock"],
        check=True,
    )  # fmt: skip
    return str(folder / "bin" / "python")
