"""The supervisor against what goes wrong on real machines. Every server here is a real one."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from nafa.runtime import processes
from nafa.runtime.embedded_postgres import Server, bundled_program, program_in, server_in
from nafa.runtime.embedded_postgres.credentials import APP, OWNER, SUPERUSER
from nafa.runtime.embedded_postgres.server import LONGEST_SOCKET_PATH
from nafa.runtime.refusals import Refused

AS_ROOT = os.geteuid() == 0
SLEEP = [sys.executable, "-c", "import time; time.sleep(300)"]


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="nafa-pg-"))
    path.chmod(0o711)
    yield path
    with suppress(Refused):
        server_in(path, program=bundled_program()).stop()
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def server(folder: Path) -> Server:
    running = server_in(folder, program=bundled_program())
    assert running.start()
    return running


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(SLEEP)
    yield process
    process.kill()
    process.wait()


def kill_everything(server: Server) -> None:
    """As a power cut does: no process gets a chance to tidy up."""
    for pid in list(processes.working_in(server.cluster.data, program="postgres")):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_a_server_that_dies_while_it_is_waited_for_is_started_anew(server: Server) -> None:
    for pid in processes.working_in(server.cluster.data, program="postgres"):
        os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as waiting:
        started = waiting.submit(server.start)
        time.sleep(0.5)
        kill_everything(server)

        assert started.result(60) is True
    assert server.is_healthy()


def query(server: Server, statement: str, *, role: str = APP) -> object:
    with psycopg.connect(server.credentials.url(role=role)) as session:
        row = session.execute(statement.encode()).fetchone()
    return row[0] if row else None


def test_a_first_start_makes_a_healthy_server_and_a_second_finds_it(server: Server) -> None:
    assert server.is_healthy()
    assert server.start() is False
    assert query(server, "SELECT current_user") == "nafa_app"


def test_the_database_is_unicode_and_depends_on_no_locale_of_the_system(server: Server) -> None:
    assert query(server, "SHOW server_encoding") == "UTF8"
    assert query(server, "SELECT datlocale FROM pg_database WHERE datname = 'nafa'") == "C.UTF-8"
    assert query(server, "SELECT lower('ÉLÈVE ĐŠ')") == "élève đš"


def test_data_outlives_a_clean_stop(server: Server) -> None:
    with psycopg.connect(server.credentials.url(role=OWNER)) as session:
        session.execute("CREATE TABLE kept AS SELECT 7 AS number")

    assert server.stop()
    assert server.stop() is False
    assert not server.is_healthy()
    server.start()

    assert query(server, "SELECT number FROM kept", role=OWNER) == 7


def test_what_was_committed_survives_a_power_cut(server: Server) -> None:
    acknowledged = 0
    with psycopg.connect(server.credentials.url(role=OWNER), autocommit=True) as session:
        session.execute("CREATE TABLE entry (id int PRIMARY KEY)")
        for number in range(1, 201):
            session.execute("INSERT INTO entry VALUES (%s)", (number,))
            acknowledged = number
        kill_everything(server)

    pid_file = server.cluster.data / "postmaster.pid"
    assert pid_file.exists(), "the power cut left the pid file behind"
    assert server.start()

    assert query(server, "SELECT count(*) FROM entry", role=OWNER) == acknowledged


def test_a_dead_postmaster_that_is_still_a_zombie_is_not_believed(server: Server) -> None:
    server.stop()
    user = server.cluster.user
    child = subprocess.Popen(
        [server._command("postgres"), "-D", server.cluster.data],
        cwd=server.cluster.folder, user=user.uid if user else None,
        group=user.gid if user else None, extra_groups=[] if user else None,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while not server.is_healthy():
        time.sleep(0.05)
    child.kill()
    deadline = time.monotonic() + 10
    while processes.started_ticks(child.pid) is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert Path(f"/proc/{child.pid}").exists(), "it is a zombie: nobody has waited for it"

    started = server.start()

    assert started
    assert server.postmaster() != child.pid
    assert server.is_healthy()
    child.wait()


def test_a_pid_file_that_names_another_living_process_is_not_believed(
    server: Server, bystander: subprocess.Popen[bytes]
) -> None:
    kill_everything(server)
    pid_file = server.cluster.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")
    lock = Path(server.credentials.socket_folder) / ".s.PGSQL.5432.lock"
    lock.write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")

    assert server.postmaster() is None
    assert server.start()

    assert server.is_healthy()
    assert bystander.poll() is None, "the bystander was left alone"


def test_a_pid_file_that_names_another_postgres_is_not_believed(server: Server) -> None:
    with tempfile.TemporaryDirectory(prefix="nafa-pg-") as name:
        Path(name).chmod(0o711)
        other = server_in(Path(name), program=bundled_program())
        other.start()
        try:
            kill_everything(server)
            pid_file = server.cluster.data / "postmaster.pid"
            rest = pid_file.read_text().partition("\n")[2]
            pid_file.write_text(f"{other.postmaster()}\n{rest}")

            assert server.start()

            assert server.is_healthy()
            assert other.is_healthy()
        finally:
            other.stop()


def test_a_process_that_only_mentions_the_data_folder_is_left_alone(server: Server) -> None:
    server.stop()
    named_alike = subprocess.Popen([*SLEEP, "postgres", "-D", str(server.cluster.data)])

    server.start()
    server.stop()

    assert named_alike.poll() is None
    named_alike.kill()
    named_alike.wait()


def test_only_passwords_open_it(server: Server) -> None:
    rules = (server.cluster.data / "pg_hba.conf").read_text().splitlines()
    methods = {rule.split()[-1] for rule in rules if rule and not rule.startswith("#")}
    wrong = server.credentials.url(role=APP).replace(server.credentials.app_password, "guess")

    assert methods == {"scram-sha-256"}
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    file = server.folder / "database.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_port_is_open_unless_asked(server: Server) -> None:
    assert query(server, "SHOW listen_addresses") == ""


def test_a_port_opens_when_asked_on_this_machine_only_and_with_passwords(server: Server) -> None:
    server.stop()
    open_server = server_in(server.folder, program=bundled_program(), port=54991)

    open_server.start()

    password = open_server.credentials.app_password
    address = f"host=127.0.0.1 port=54991 dbname=nafa user={APP}"
    with psycopg.connect(f"{address} password={password}") as session:
        assert session.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"{address} password=guess")


def test_the_server_outlives_the_process_that_started_it(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path;"
        "from nafa.runtime.embedded_postgres import *;"
        "server_in(Path(sys.argv[1]), program=bundled_program()).start();"
        "assert 'embedded_postgres' not in sys.modules"
    )
    environ = {name: value for name, value in os.environ.items() if name != "XDG_RUNTIME_DIR"}

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(folder)],
        env={**environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert server_in(folder, program=bundled_program()).is_healthy()


def test_it_is_stopped_for_want_of_users_only_when_none_is_left(server: Server) -> None:
    with server.in_use():
        assert server.stop_when_unneeded() is False
        assert server.is_healthy()

    assert server.stop_when_unneeded()


def test_two_starts_at_once_start_one_server(folder: Path) -> None:
    results: list[bool] = []
    starts = [
        threading.Thread(
            target=lambda: results.append(server_in(folder, program=bundled_program()).start())
        )
        for _ in range(3)
    ]

    for start in starts:
        start.start()
    for start in starts:
        start.join()

    assert sorted(results) == [False, False, True]


def test_a_start_waits_for_a_server_that_is_slow_to_answer(server: Server) -> None:
    postmaster = server.postmaster()
    assert postmaster is not None
    os.kill(postmaster, signal.SIGSTOP)
    awakening = threading.Timer(2.0, os.kill, (postmaster, signal.SIGCONT))
    awakening.start()

    started = server.start()

    assert started is False
    assert server.is_healthy()


def test_a_killed_first_start_leaves_nothing_that_is_believed(folder: Path) -> None:
    server = server_in(folder, program=bundled_program())
    half_made = server.cluster.folder / "data.unfinished"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    assert server.start()
    assert server.is_healthy()


def test_data_of_another_major_version_is_refused_and_left_as_it_is(server: Server) -> None:
    server.stop()
    version = server.cluster.data / "PG_VERSION"
    version.write_text("17\n")

    with pytest.raises(Refused) as refusal:
        server.start()

    assert "17" in refusal.value.words
    assert "18" in refusal.value.words
    assert "pg_upgrade" in refusal.value.advice
    assert version.read_text() == "17\n"


def test_a_server_that_cannot_start_is_refused_with_its_own_words(server: Server) -> None:
    server.stop()
    with (server.cluster.data / "postgresql.conf").open("a") as settings:
        settings.write("\nshared_buffers = 'much'\n")

    with pytest.raises(Refused, match="shared_buffers"):
        server.start()


def test_lost_passwords_are_refused_and_not_replaced(server: Server) -> None:
    server.stop()
    (server.folder / "database.json").unlink()

    with pytest.raises(Refused, match=r"passwords|mots de passe"):
        server.start()


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    deep = folder / ("a-long-name-" * 8)
    deep.mkdir(mode=0o711)
    server = server_in(deep, program=bundled_program())

    server.start()

    try:
        socket_folder = Path(server.credentials.socket_folder)
        assert len(str(socket_folder / ".s.PGSQL.5432")) < LONGEST_SOCKET_PATH
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
        assert server.is_healthy()
    finally:
        server.stop()
    shutil.rmtree(socket_folder)


def test_a_short_socket_folder_made_by_somebody_else_is_refused(folder: Path) -> None:
    deep = folder / ("a-long-name-" * 8)
    deep.mkdir(mode=0o711)
    server = server_in(deep, program=bundled_program())
    server.start()
    server.stop()
    socket_folder = Path(server.credentials.socket_folder)
    socket_folder.chmod(0o777)

    with pytest.raises(Refused):
        server.start()

    shutil.rmtree(socket_folder)


def test_folders_above_keep_their_rights(folder: Path) -> None:
    above = folder / "above"
    above.mkdir(mode=0o711)
    data = above / "data"
    data.mkdir(mode=0o711)
    before = [path.stat().st_mode for path in (folder, above, data)]

    server_in(data, program=bundled_program()).start()

    assert [path.stat().st_mode for path in (folder, above, data)] == before
    server_in(data, program=bundled_program()).stop()


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the server as another user")
def test_as_root_a_closed_folder_above_is_refused_and_not_opened(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = server_in(closed / "data", program=bundled_program())

    with pytest.raises(Refused) as refusal:
        server.start()

    assert "NAFA_DATA" in refusal.value.advice
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the server as another user")
def test_as_root_the_server_runs_as_a_user_without_rights(server: Server) -> None:
    postmaster = server.postmaster()

    assert Path(f"/proc/{postmaster}").stat().st_uid != 0


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the server as another user")
def test_as_root_a_program_in_a_closed_folder_is_copied_and_not_opened(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    installed = bundled_program().commands.parents[2]
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(installed / part, closed / part, symlinks=True)
    commands = closed / "embedded_postgres" / "pginstall" / "bin"

    server = server_in(folder, program=program_in(commands))

    assert server.start()

    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert (server.cluster.folder / f"program-{server.program.version}").is_dir()


def test_the_application_does_not_own_the_database(server: Server) -> None:
    owner = query(
        server,
        "SELECT rolname FROM pg_database JOIN pg_roles r ON r.oid = datdba WHERE datname = 'nafa'",
        role=SUPERUSER,
    )
    powers = query(
        server,
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname='nafa_app'",
    )

    assert (owner, powers) == ("nafa_owner", False)
