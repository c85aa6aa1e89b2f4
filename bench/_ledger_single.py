"""Single posts at 1, 8 and 32 sessions: our function, a bare one, and TPC-B on the same server."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from _ledger_books import ACCOUNT_PATTERN, open_books
from _ledger_common import (
    AS_APP,
    Figures,
    at_least,
    in_turns,
    make_peers,
    middle,
    program,
    rounded,
    superuser,
)

SESSIONS = (1, 8, 32)
ACCOUNTS, TPC_SCALE, RATIO = 1_000, 20, 0.8

BARE = """
CREATE FUNCTION peer.post(p_id uuid, p_day date, p_at timestamptz, p_debit uuid, p_credit uuid,
    p_minor bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM peer.ledger_balance WHERE account_id IN (p_debit, p_credit)
        ORDER BY account_id FOR UPDATE;
    INSERT INTO peer.ledger_entry (id, kind, value_date, booked_date, booked_at, reference, memo,
            line_count)
        VALUES (p_id, 'bench.transfer', p_day, p_day, p_at, 'R00017', 'Versement', 2);
    INSERT INTO peer.ledger_line (entry_id, account_id, debit_minor, credit_minor, booked_at,
            booked_date, value_date, number, currency)
        VALUES (p_id, p_debit, p_minor, 0, p_at, p_day, p_day, 1, 'XOF'),
               (p_id, p_credit, 0, p_minor, p_at, p_day, p_day, 2, 'XOF');
    UPDATE peer.ledger_balance SET debit_minor = debit_minor + p_minor
        WHERE account_id = p_debit;
    UPDATE peer.ledger_balance SET credit_minor = credit_minor + p_minor
        WHERE account_id = p_credit;
END $$;
"""
_DRAW = f"""
\\set a random(1, {ACCOUNTS})
\\set b 1 + (:a + random(0, {ACCOUNTS} - 2)) % {ACCOUNTS}
\\set minor random(1, 100000)
"""
_A, _B = (f"{ACCOUNT_PATTERN.format(number=f':{name}::text')}" for name in "ab")
OURS = f"""{_DRAW}
SELECT ledger_post_two(uuidv7(), 'bench.transfer', '{{day}}', '{{day}}', now(), NULL, NULL, NULL,
    'R00017', 'Versement', NULL, {_A}, {_B}, :minor::bigint, 0, 'XOF');
"""
PEERS = f"""{_DRAW}
SELECT peer.post(uuidv7(), '{{day}}', now(), {_A}, {_B}, :minor::bigint);
"""


def measure(*, seconds: int, rounds: int) -> Figures:
    """Transactions a second by number of sessions, in turns; the middle of the rounds."""
    day = open_books(ACCOUNTS)
    with superuser() as session:
        make_peers(session)
        session.execute(BARE)
        session.execute("DROP DATABASE IF EXISTS tpcb")
        session.execute("CREATE DATABASE tpcb")
    tpcb = re.sub(r"/[^/?]+\?", "/tpcb?", os.environ["NAFA_DATABASE_URL"])
    _run([program("pgbench"), "-i", "-q", "-s", str(TPC_SCALE), tpcb])
    figures: Figures = {
        "accounts": ACCOUNTS, "tpcb_scale": TPC_SCALE, "seconds_a_run": seconds, "rounds": rounds,
        "same_on_both_sides": "pgbench, prepared statements, role nafa_app, two-line entries",
        "sessions": {}, "ratio_to_tpcb": {}, "verdicts": [],
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        scripts = {
            "ours": ["-f", _written(Path(name) / "ours.sql", OURS.format(day=day))],
            "bare": ["-f", _written(Path(name) / "bare.sql", PEERS.format(day=day))],
        }
        for count in SESSIONS:
            found = in_turns(
                rounds,
                {
                    "bare": _running(count, seconds, scripts["bare"]),
                    "ours": _running(count, seconds, scripts["ours"]),
                    "tpcb": _running(count, seconds, ["-b", "tpcb-like"], url=tpcb),
                },
            )
            figures["sessions"][count] = {name: rounded(rates) for name, rates in found.items()}
            ours = middle(found["ours"])
            figures["ratio_to_tpcb"][count] = round(ours / middle(found["tpcb"]), 3)
            figures["verdicts"].append(
                at_least(
                    f"single posts, {count} sessions, to the bare function", ratio=RATIO,
                    measured=ours, limit=middle(found["bare"]),
                )
            )  # fmt: skip
    return figures


def _running(
    count: int, seconds: int, arguments: Sequence[str], *, url: str = ""
) -> Callable[[int], float]:
    return lambda _round: pgbench(count, seconds, *arguments, url=url)


def pgbench(sessions: int, seconds: int, *arguments: str, url: str = "") -> float:
    """Transactions a second, as pgbench counts them; a failed transaction ends the benchmark."""
    said = _run(
        [program("pgbench"), "-n", "-M", "prepared", "-c", str(sessions),
         "-j", str(min(sessions, os.cpu_count() or 1)), "-T", str(seconds), *arguments,
         url or os.environ["NAFA_DATABASE_URL"]],
        as_app=not url,
    )  # fmt: skip
    found = re.search(r"^tps = ([\d.]+)", said, re.MULTILINE)
    assert found is not None, said
    return float(found[1])


def _run(command: list[str], *, as_app: bool = False) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=AS_APP if as_app else None
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr[-2000:]}")
    return done.stdout


def _written(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)
