"""Trying the copies: bring them back to a scratch place, check the books there, compare, report.

Reports lie beside the copies and are sealed as they are: the counts of an institution are its own.
"""

import io
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from nafa.kernel import clock
from nafa.runtime.backup import names
from nafa.runtime.backup.restore import restore
from nafa.runtime.backup.sealing import open_stream, public_half, seal_stream
from nafa.runtime.backup.stores import Store
from nafa.runtime.embedded_postgres import Server, bundled_program, server_in
from nafa.runtime.embedded_postgres.credentials import SUPERUSER

COUNTED = (
    "ledger_entry", "ledger_line", "kernel_commandrecord", "clients_client", "lending_loan",
)  # fmt: skip
_LAST = "SELECT max(booked_at) FROM ledger_entry"
_KEPT_WORDS = 2_000
_OUTER = ("NAFA_DATABASE_URL", "NAFA_DATABASE_OWNER_URL", "NAFA_DATABASE_PORT", "NAFA_MASTER_KEY",
          "NAFA_SECRET_KEY", "NAFA_DATABASE_ROLE")  # fmt: skip


@dataclass(frozen=True)
class Drill:
    """What a trial found. `counts` holds rows there and here; here is -1 when nothing runs here."""

    tried_at: str
    base_at: str
    wanted_until: str
    last_entry_at: str
    seconds: float
    counts: dict[str, tuple[int, int]]
    books_sound: bool
    books_said: str

    @property
    def is_good(self) -> bool:
        """Sound books, and nothing there that is not here."""
        return self.books_sound and all(
            there >= 0 and (here < 0 or there <= here) for there, here in self.counts.values()
        )


def try_copies(
    store: Store,
    *,
    identity: str,
    command: Sequence[str],
    living: Server | None = None,
    at: datetime | None = None,
) -> Drill:
    """Restore to a scratch folder, verify the books, count. Refuses what `restore` refuses."""
    begun = clock.now()
    with tempfile.TemporaryDirectory(prefix="nafa-drill-", ignore_cleanup_errors=True) as name:
        scratch = Path(name)
        scratch.chmod(0o711)
        folder = scratch / "data"
        base = restore(store, folder, identity=identity, at=at)
        said = subprocess.run(
            [*command, "ledger", "verify"], check=False, capture_output=True, text=True,
            env={**_without_outer(), "NAFA_DATA": str(folder)},
        )  # fmt: skip
        server = server_in(folder, program=bundled_program())
        server.start()
        try:
            there, last = _counted(server)
        finally:
            server.stop()
    here = _counted(living)[0] if living is not None and living.postmaster() else {}
    drill = Drill(
        tried_at=begun.isoformat(),
        base_at=base.at.isoformat(),
        wanted_until=at.isoformat() if at else "",
        last_entry_at=last.astimezone(UTC).isoformat() if last else "",
        seconds=round((clock.now() - begun).total_seconds(), 1),
        counts={table: (there[table], here.get(table, -1)) for table in COUNTED},
        books_sound=said.returncode == 0,
        books_said=(said.stdout + said.stderr)[-_KEPT_WORDS:],
    )
    report = json.dumps(asdict(drill) | {"is_good": drill.is_good}, indent=1).encode()
    with store.write(f"{names.DRILLS}/{names.written(begun)}.json{names.SEALED}") as out:
        seal_stream(io.BytesIO(report), out, recipient=public_half(identity))
    return drill


def reports_in(store: Store, *, identity: str) -> Iterator[Drill]:
    """The reports of all trials, oldest first; those made before they were sealed are left out.

    Refuses: another key.
    """
    for name in store.names(names.DRILLS):
        if not name.endswith(names.SEALED):
            continue
        report = io.BytesIO()
        with store.read(name) as source:
            open_stream(source, report, identity=identity)
        said = json.loads(report.getvalue())
        said.pop("is_good")
        said["counts"] = {table: tuple(both) for table, both in said["counts"].items()}
        yield Drill(**said)


def _without_outer() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OUTER}


def _counted(server: Server) -> tuple[dict[str, int], datetime | None]:
    with psycopg.connect(server.credentials.url(role=SUPERUSER), autocommit=True) as session:
        counts = {}
        for table in COUNTED:
            counting = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            row = session.execute(counting).fetchone()
            counts[table] = int(row[0]) if row else 0
        row = session.execute(_LAST.encode()).fetchone()
        return counts, row[0] if row else None
