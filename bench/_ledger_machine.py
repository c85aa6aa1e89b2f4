"""The machine and the server in words: what the ledger's figures were measured on."""

import os
import time
from pathlib import Path

from _ledger_common import Figures, superuser
from _measuring import machine

SETTINGS = (
    "synchronous_commit", "fsync", "full_page_writes", "wal_sync_method", "data_checksums",
    "wal_level", "max_wal_size", "shared_buffers", "work_mem", "jit",
)  # fmt: skip
BLOCK, FSYNC_SECONDS = 8192, 1.0


def described() -> Figures:
    """Cores, memory, load before, the cost of a flush, and the settings the server answers."""
    with superuser() as session:
        settings = {
            name: session.execute("SELECT current_setting(%s)", [name]).fetchone()[0]  # type: ignore[index]
            for name in SETTINGS
        }
        folder = Path(session.execute("SHOW data_directory").fetchone()[0])  # type: ignore[index]
    return {
        **machine(),
        "cpu": _cpu(),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "settings": settings,
        "fdatasync_per_second": _flushes(folder.parent),
    }


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return ""


def _flushes(folder: Path) -> float:
    """As pg_test_fsync does: write one block over and over, and wait for the disk each time."""
    path = folder / "flush-probe"
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.write(file, bytes(BLOCK * 256))
        os.fsync(file)
        done, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < FSYNC_SECONDS:
            os.pwrite(file, os.urandom(BLOCK), done % 256 * BLOCK)
            os.fdatasync(file)
            done += 1
        return round(done / (time.perf_counter() - begun), 1)
    finally:
        os.close(file)
        path.unlink()
