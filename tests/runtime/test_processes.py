"""A pid file is believed only about the very process that it was written for."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nafa.runtime import processes
from nafa.runtime.cli.ports import choose_port, is_free, next_free
from nafa.runtime.refusals import Refused


def test_a_living_process_is_known_by_its_record(tmp_path: Path) -> None:
    file = tmp_path / "run" / "web.json"
    record = processes.record_of(os.getpid(), address="http://127.0.0.1:8000/")

    processes.write_record(file, record)

    assert processes.living_record(file) == record


def test_another_process_with_the_same_number_is_not_believed(tmp_path: Path) -> None:
    file = tmp_path / "web.json"
    record = processes.record_of(os.getpid())

    for other in (
        replace(record, started_ticks=record.started_ticks - 1),
        replace(record, boot="another boot"),
    ):
        processes.write_record(file, other)

        assert processes.living_record(file) is None


@pytest.mark.parametrize("content", ["", "{", "[]", json.dumps({"pid": 1})])
def test_a_spoilt_pid_file_names_nobody(tmp_path: Path, content: str) -> None:
    file = tmp_path / "web.json"
    file.write_text(content)

    assert processes.living_record(file) is None


def test_a_zombie_is_dead() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.DEVNULL)
    record = processes.record_of(child.pid)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert Path(f"/proc/{child.pid}").exists()
    assert not processes.is_alive(record)
    child.wait()


def test_stopping_asks_and_waits() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])

    assert processes.stop(processes.record_of(child.pid), patience_seconds=10)
    assert child.wait() < 0


def test_a_taken_port_is_refused_with_the_next_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        free = next_free("127.0.0.1", port)

        with pytest.raises(Refused) as refusal:
            choose_port("127.0.0.1", port, automatic=False)

        assert str(free) in refusal.value.advice
        assert choose_port("127.0.0.1", port, automatic=True) == free
        assert not is_free("127.0.0.1", port)
