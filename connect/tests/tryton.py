"""A Tryton of its own for the tests: a database with parties and opportunities, and its server on a free port.

Installing Tryton's modules into an empty database takes half a minute; it is done once for each version of them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path

from ghxstship_connect.mirror.adapters.tryton import Rpc


@contextmanager
def tryton(folder: Path, kept: Path) -> Iterator[str]:
    """The server's address; its database is `crm`, the user `admin`, the password `tryton-password`.

    Parameters
    ----------
    kept: where databases with the modules, and nothing else, are kept for the next time.
    """
    tools = Path(sys.executable).parent
    (folder / "password").write_text("tryton-password")
    environment = {**os.environ, "TRYTONPASSFILE": str(folder / "password"), "PYTHONWARNINGS": "ignore"}
    # Whoever connects before the server takes the socket over waits in its queue.
    with socket.create_server(("127.0.0.1", 0)) as door, (folder / "log").open("wb") as log:
        port = door.getsockname()[1]
        settings = folder / "trytond.conf"
        settings.write_text(
            f"[database]\nuri = sqlite://\npath = {folder}\n[web]\nlisten = 127.0.0.1:{port}\n"
            "[session]\nauthentications = password\n[password]\nlength = 8\n"
        )
        common = ["-c", str(settings), "-d", "crm"]
        database, ready = folder / "crm.sqlite", kept / f"{_versions()}.sqlite"
        if ready.exists():
            shutil.copy(ready, database)
        else:
            database.touch()
            made = subprocess.run(
                [tools / "trytond-admin", *common, "-u", "sale_opportunity", "--activate-dependencies",
                 "--email", "a@example.org"],
                env=environment, stdout=log, stderr=log, check=False, stdin=subprocess.DEVNULL,
            )  # fmt: skip
            assert made.returncode == 0, (folder / "log").read_text()[-3000:]
            shutil.copy(database, ready.with_suffix(".new"))
            ready.with_suffix(".new").rename(ready)
        environment |= {"WERKZEUG_RUN_MAIN": "true", "WERKZEUG_SERVER_FD": str(door.fileno())}
        server = subprocess.Popen(
            [tools / "trytond", *common], env=environment, stdout=log, stderr=log, pass_fds=[door.fileno()]
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _furnish(Rpc(url, "crm", "admin", "tryton-password"))
        yield url
    finally:
        server.terminate()
        server.wait(120)


def _versions() -> str:
    """One name for all that a database with the modules depends on."""
    found = sorted(f"{one.name} {one.version}" for one in distributions() if one.name.startswith("trytond"))
    return hashlib.sha256("\n".join([sys.version, *found]).encode()).hexdigest()[:16]


def _furnish(rpc: Rpc) -> None:
    """What every company has: a currency, itself, somebody who works there, categories of parties."""
    [currency] = rpc.call(
        "model.currency.currency.create", [{"name": "US Dollar", "symbol": "$", "code": "USD"}]
    )
    [house, person] = rpc.call("model.party.party.create", [{"name": "The House"}, {"name": "Sal Seller"}])
    [company] = rpc.call("model.company.company.create", [{"party": house, "currency": currency}])
    [employee] = rpc.call("model.company.employee.create", [{"party": person, "company": company}])
    rpc.call("model.party.category.create", [{"name": "Company"}, {"name": "Contact"}])
    [user] = rpc.call("model.res.user.search", [["login", "=", "admin"]], 0, 1, None)
    rpc.call(
        "model.res.user.write",
        [user],
        {"companies": [["add", [company]]], "employees": [["add", [employee]]]},
    )
    rpc.call("model.res.user.write", [user], {"company": company, "employee": employee})
    rpc.close()
