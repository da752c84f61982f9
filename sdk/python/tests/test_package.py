"""The package as others get it: a wheel, installed without the network, used from there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ghxstship.testing import Platform

PACKAGE = Path(__file__).parents[1]
TOOLS = PACKAGE.parents[1] / "tooling" / "node_modules" / ".bin"
PLAYBOOK = """\
import os

from ghxstship import Client

client = Client(api_key=os.environ['GHXSTSHIP_API_KEY'])
deals = client.atlvs.deals.list(status='open')
"""
CONSUMER = """\
from datetime import datetime
from decimal import Decimal
from typing import assert_type

from ghxstship import AsyncClient, Client, ConflictError, Page
from ghxstship.resources.atlvs import Deal

def use(client: Client) -> None:
    page = client.atlvs.deals.list(status=["open", "won"], updated_after=datetime.now())
    assert_type(page, Page[Deal])
    for deal in page:
        assert_type(deal.value, Decimal)
        assert_type(deal.created_at, datetime)
        assert_type(deal.deleted_at, datetime | None)
    client.atlvs.deals.create(name="A", value=Decimal(1), timeout=2.0, idempotency_key="k")
    client.workspace.usage.retrieve(from_=datetime.now())
    try:
        client.atlvs.deals.update("deal_1", status="won", notes=None, if_match=3)
    except ConflictError as error:
        print(error.code, error.details)

async def wait(client: AsyncClient) -> None:
    assert_type((await client.atlvs.deals.list()).data, list[Deal])
    async for deal in client.atlvs.deals.list():
        print(deal.id)
"""
WRONG = """\
from ghxstship import Client

client = Client()
client.atlvs.deals.list(statos="open")
client.atlvs.deals.list(status="opn")
client.atlvs.deals.create(name="A")
_ = client.atlvs.dealz
_ = client.deals
"""
# Of every Python that the package claims to run on, as far as this machine has it.
PYTHONS = ["python3.11", "python3.12", "python3.13"]
SMOKE = """\
import sys
sys.path[:0] = {paths!r}
import ghxstship
from ghxstship import Client, testing, webhooks
from ghxstship.transport import Response

class Network:
    def send(self, request, timeout):
        body = b'{{"data": [{{"id": "deal_1", "value": 75.5}}], "pagination": {{"cursor": null}}}}'
        return Response(200, {{}}, body, request)
    def close(self): pass

with Client("ghx_test_x", base_url="http://x", transport=Network()) as client:
    (deal,) = client.atlvs.deals.list(status="open")
    assert str(deal.value) == "75.5", deal
secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
body, headers = testing.webhook("deal.won", {{"id": "deal_1"}}, secret)
assert webhooks.verify(body, headers, secret).data.id == "deal_1"
import ghxstship.oauth, ghxstship.sync, ghxstship.sse
print(ghxstship.__version__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    flags = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(folder)]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", *flags, str(PACKAGE)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (made,) = folder.glob("*.whl")
    return made


class Installed:
    """A virtual environment of its own, and where its packages are."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder)
        self.python = folder / "bin" / "python"
        (self.packages,) = folder.glob("lib/python*/site-packages")

    def program(self, name: str) -> Path:
        return self.python.with_name(name)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The package and its one dependency, and nothing else."""
    made = Installed(tmp_path_factory.mktemp("environment"))
    flags = ["--no-deps", "--no-index", "--quiet", "--no-compile"]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(made.python)]
    subprocess.run([*command, "install", *flags, str(wheel)], check=True, capture_output=True, text=True)
    import pyreqwest

    (made.packages / "pyreqwest").symlink_to(Path(next(iter(pyreqwest.__path__))))
    return made


@pytest.fixture
def with_extras(installed: Installed) -> Iterator[Installed]:
    """The same with what the extras need, as it is in this environment; the package itself is that of the wheel."""
    link = installed.packages / "extras.pth"
    link.write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
    yield installed
    link.unlink()


def run(*command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GHXSTSHIP_", "COV_", "COVERAGE"))
    }
    return subprocess.run(
        [str(part) for part in command],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_wheel_is_small_typed_and_whole(wheel: Path) -> None:
    assert wheel.stat().st_size <= 300_000
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"ghxstship/py.typed", "ghxstship/cli/tables/atlvs.json"} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"ghxstship"}
    (metadata,) = [name for name in names if name.endswith("METADATA")]
    required = [
        line
        for line in zipfile.ZipFile(wheel).read(metadata).decode().splitlines()
        if "Requires-Dist" in line
    ]
    assert [line for line in required if "extra" not in line] == ["Requires-Dist: pyreqwest<1,>=0.15"]


def test_the_playbook_s_snippet_runs_from_the_package(installed: Installed, running: Platform) -> None:
    code = f"{PLAYBOOK}\nimport json, ghxstship\nprint(json.dumps([ghxstship.__file__, *(d.status for d in deals)]))\n"
    done = run(
        installed.python, "-c", code, GHXSTSHIP_API_KEY=running.api_key, GHXSTSHIP_BASE_URL=running.url,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    where, *statuses = json.loads(done.stdout)
    assert Path(where).is_relative_to(installed.packages)
    assert set(statuses) == {"open"}


def test_without_its_extra_the_command_says_how_to_get_it(installed: Installed) -> None:
    done = run(installed.program("ghxstship"))
    assert (done.returncode, done.stdout) == (1, "")
    assert 'pip install "ghxstship[cli]"' in done.stderr


def test_the_command_runs_from_the_package(with_extras: Installed, running: Platform) -> None:
    where = {"GHXSTSHIP_API_KEY": running.api_key, "GHXSTSHIP_BASE_URL": running.url}
    done = run(with_extras.program("ghxstship"), "deals", "list", "--status", "open", "--jsonl", **where)
    assert done.returncode == 0, done.stderr
    assert {json.loads(line)["status"] for line in done.stdout.splitlines()} == {"open"}


CONSUMER_TEST = """
import ghxstship

def test_pipeline(ghxstship_client):
    print("home", ghxstship.__file__)
    assert ghxstship_client.atlvs.deals.list(status="open").total > 0
"""


def test_an_application_s_own_tests_have_the_fixture(with_extras: Installed, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["ghxstship.pytest_plugin"]\n')
    (tmp_path / "test_application.py").write_text(CONSUMER_TEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    flags = ("-q", "-s", "-p", "no:cacheprovider", "--rootdir", tmp_path)
    done = run(with_extras.python, "-m", "pytest", *flags, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    # Of the wheel, not of this checkout.
    assert f"home {with_extras.packages}" in done.stdout


@pytest.mark.parametrize(("code", "problems"), [(PLAYBOOK, 0), (CONSUMER, 0), (WRONG, 5)])
def test_pyright_strict_on_an_application(
    installed: Installed, tmp_path: Path, code: str, problems: int
) -> None:
    if not (TOOLS / "pyright").exists():
        if os.environ.get("CI") == "true":
            pytest.fail("Node.js: there is no pyright, and CI=true allows no skipped test")
        pytest.skip("Node.js: there is no pyright, run `make setup-node`")
    (tmp_path / "application.py").write_text(code)
    settings = {
        "typeCheckingMode": "strict",
        "extraPaths": [str(installed.packages)],
        "pythonVersion": "3.11",
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    done = run(TOOLS / "pyright", "--outputjson", "--project", tmp_path, "--pythonpath", sys.executable)
    told = json.loads(done.stdout)
    assert told["summary"]["filesAnalyzed"] == 1
    wrong = {
        one["range"]["start"]["line"] for one in told["generalDiagnostics"] if one["severity"] == "error"
    }
    assert len(wrong) == problems, told["generalDiagnostics"]


@pytest.mark.parametrize("name", PYTHONS)
def test_it_runs_on_each_python(installed: Installed, tmp_path: Path, name: str) -> None:
    versions = Path.home() / ".pyenv" / "versions"
    found = next(
        (one for one in versions.glob(f"{name.removeprefix('python')}.*/bin/python")), shutil.which(name)
    )
    if found is None:
        pytest.skip(f"{name}: it is not on this machine")
    script = tmp_path / "smoke.py"
    script.write_text(SMOKE.format(paths=[str(installed.packages)]))
    done = run(found, "-S", "-W", "error", script)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("0.")
