"""Which process is which. A number alone proves nothing: numbers are given out again.

A process is known by its number, the instant it started and the boot it started in, all read
from /proc. A zombie is dead: it holds a number and nothing else.
"""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

PROC = Path("/proc")
_STATE, _STARTED = 0, 19  # fields of /proc/PID/stat counted after the name in brackets


@dataclass(frozen=True)
class ProcessRecord:
    """What a pid file holds: enough to know the process again, and where it serves."""

    pid: int
    started_ticks: int
    boot: str
    address: str = ""


def boot_id() -> str:
    """Changes with every start of the machine."""
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def started_ticks(pid: int) -> int | None:
    """When the process started, in ticks since boot; None when it is dead or a zombie."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[_STATE] in "ZX" else int(fields[_STARTED])


def is_alive(record: ProcessRecord) -> bool:
    """Whether exactly this process still runs."""
    return record.boot == boot_id() and started_ticks(record.pid) == record.started_ticks


def record_of(pid: int, *, address: str = "") -> ProcessRecord:
    """The record of a living process."""
    ticks = started_ticks(pid)
    if ticks is None:
        raise ProcessLookupError(pid)
    return ProcessRecord(pid=pid, started_ticks=ticks, boot=boot_id(), address=address)


def write_record(path: Path, record: ProcessRecord) -> None:
    """Replace the pid file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(asdict(record)))
    fresh.replace(path)


def living_record(path: Path) -> ProcessRecord | None:
    """What the pid file names, when that very process is alive."""
    try:
        record = ProcessRecord(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return record if is_alive(record) else None


def stop(record: ProcessRecord, *, patience_seconds: float) -> bool:
    """Ask the process to end and wait; False when it has not ended in time."""
    deadline = time.monotonic() + patience_seconds
    with suppress(ProcessLookupError):
        if is_alive(record):
            os.kill(record.pid, signal.SIGTERM)
    while is_alive(record):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def working_in(folder: Path, *, program: str) -> Iterator[int]:
    """Living processes of a program (by its file name) whose working folder is this one."""
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        pid = int(entry.name)
        if runs_in(pid, folder=folder, program=program):
            yield pid


def runs_in(pid: int, *, folder: Path, program: str) -> bool:
    """Whether this living process runs the program with the folder as its working folder."""
    if started_ticks(pid) is None:
        return False
    try:
        name = (PROC / str(pid) / "exe").readlink().name.removesuffix(" (deleted)")
        return name == program and (PROC / str(pid) / "cwd").samefile(folder)
    except OSError:  # another user's process, or one that ended meanwhile
        return False
