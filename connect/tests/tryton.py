"""A Tryton of its own for the tests: a database with parties and opportunities, and its server on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ghxstship_connect.mirror.adapters.tryton import Rpc

PATIENCE = 120.0


@contextmanager
def tryton(folder: Path) -> Iterator[str]:
    """The server's address; its database is `crm`, the user `admin`, the password `tryton-password`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "trytond.conf"
    settings.write_text(
        f"[database]\nuri = sqlite://\npath = {folder}\n[web]\nlisten = 127.0.0.1:{port}\n"
        "[session]\nauthentications = password\n[password]\nlength = 8\n"
    )
    (folder / "password").write_text("tryton-password")
    environment = {**os.environ, "TRYTONPASSFILE": str(folder / "password"), "PYTHONWARNINGS": "ignore"}
    tools = Path(sys.executable).parent
    common = ["-c", str(settings), "-d", "crm"]
    (folder / "crm.sqlite").touch()
    with (folder / "log").open("wb") as log:
        made = subprocess.run(
            [tools / "trytond-admin", *common, "-u", "sale_opportunity", "--activate-dependencies",
             "--email", "a@example.org"],
            env=environment, stdout=log, stderr=log, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert made.returncode == 0, (folder / "log").read_text()[-3000:]
        server = subprocess.Popen([tools / "trytond", *common], env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(server, port, folder / "log")
        _furnish(Rpc(url, "crm", "admin", "tryton-password"))
        yield url
    finally:
        server.terminate()
        server.wait(20)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        assert server.poll() is None, log.read_text()[-3000:]
        assert time.monotonic() < deadline, "the server did not start"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


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
