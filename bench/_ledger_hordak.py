"""django-hordak, the double entry of the Django world, posting the same kind of transfers."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from _ledger_books import open_books, transfers, uniform
from _ledger_common import Figures, at_least, superuser
from _ledger_sets import _at_hand, post_at_hand

from nafa.kernel.identity.contexts import system_context

ROOT = Path(__file__).parents[1]
PEER = Path(__file__).with_name("_hordak_peer.py")
ACCOUNTS, SET, TIMES = 20, 1_000, 40


def measure(*, singles: int, sets: int) -> Figures:
    """Transfers a second: hordak one by one and in one transaction, the ledger in both ways."""
    day = open_books(ACCOUNTS)
    with superuser() as session:
        session.execute("DROP DATABASE IF EXISTS hordak")
        session.execute("CREATE DATABASE hordak")
    with tempfile.TemporaryDirectory(prefix="nafa-hordak-") as folder:
        python = _environment(Path(folder))
        address = re.sub(r"/[^/?]+\?", "/hordak?", os.environ["NAFA_DATABASE_URL"])
        theirs = json.loads(
            subprocess.run(
                [python, str(PEER), address, str(singles), str(singles)],
                check=True, capture_output=True, text=True,
            ).stdout
        )  # fmt: skip
    _at_hand[:] = transfers(
        sets * SET, draw=uniform, accounts=ACCOUNTS, day=day, seed=singles
    )  # fmt: skip
    post_at_hand(system_context(key=str(uuid4())), start=0, size=SET)
    begun = time.perf_counter()
    for start in range(SET, sets * SET, SET):
        post_at_hand(system_context(key=str(uuid4())), start=start, size=SET)
    in_sets = (sets - 1) * SET / (time.perf_counter() - begun)
    _at_hand[:] = transfers(singles, draw=uniform, accounts=ACCOUNTS, day=day, seed=sets)
    begun = time.perf_counter()
    for start in range(singles):
        post_at_hand(system_context(key=str(uuid4())), start=start, size=1)
    one_by_one = singles / (time.perf_counter() - begun)
    best = max(theirs["single_per_second"], theirs["in_one_transaction_per_second"])
    return {
        "hordak": theirs,
        "ours_in_sets_per_second": round(in_sets, 1),
        "ours_one_by_one_through_the_gate_per_second": round(one_by_one, 1),
        "verdicts": [
            at_least(
                "sets of 1000 to hordak at its best", measured=in_sets, limit=best, ratio=TIMES
            )
        ],
    }


def _environment(folder: Path) -> str:
    """hordak with its own dependencies, from the lock of the benchmarks, away from ours."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes",
         "--disable-pip-version-check", "-r", ROOT / "requirements-bench.lock"],
        check=True,
    )  # fmt: skip
    return str(folder / "bin" / "python")
