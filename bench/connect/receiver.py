"""A receiver under webhooks: events a second that are durable when they are answered, and those that are handled."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ghxstship import AsyncClient
from ghxstship.testing import webhook
from ghxstship_connect import Delivered, Receiver
from ghxstship_connect.inbox.store import Inbox

from ..data import deal, fill
from ..report import Report
from ..servers import platform, postgres
from ..setup import Setup

SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
_CONNECTIONS = 64
_PATIENCE = 120.0


def _requests(count: int) -> list[bytes]:
    """Signed webhooks, as they go over the wire."""
    found = []
    for number in range(1, count + 1):
        data = {**deal(number), "id": f"deal_{number % 1000:026d}", "probability": 0.6}
        body, headers = webhook("deal.updated", data, SECRET, sequence=number)
        fields = {**headers, "Host": "127.0.0.1", "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        found.append(f"POST /hook HTTP/1.1\r\n{head}\r\n".encode() + body)
    return found


async def _post(port: int, requests: list[bytes]) -> None:
    """Every request once, over some connections; RuntimeError unless each is answered with 200."""
    left = iter(requests)

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in left:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"answered {head[:200]!r}")
            length = int(head.lower().partition(b"content-length:")[2].split()[0])
            await reader.readexactly(length)
        writer.close()

    await asyncio.gather(*(client() for _ in range(_CONNECTIONS)))


@contextmanager
def _serving(inbox: str, folder: Path) -> Iterator[int]:
    """The receiver on Granian, one worker; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port), "--no-ws"]
    with (folder / "receiver.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "bench.connect.hooks:receiver"],
            env={**os.environ, "BENCH_INBOX": inbox, "GHXSTSHIP_API_KEY": ""}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((folder / "receiver.log").read_text()[-2000:]) from None
                time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


def _measure(inbox: str, folder: Path, count: int) -> tuple[float, float]:
    """Events a second: answered, and handled."""
    requests = _requests(count)
    with _serving(inbox, folder) as port:
        began = time.perf_counter()
        asyncio.run(_post(port, requests))
        answered = time.perf_counter() - began
        box = Inbox(inbox)
        box.open()
        try:
            while (done := box.counts()["done"]) < count:
                if time.perf_counter() - began > _PATIENCE:
                    raise RuntimeError(f"{done} of {count} events were handled")
                time.sleep(0.1)
        finally:
            box.close()
        return count / answered, count / (time.perf_counter() - began)


async def _catch_up(inbox: str, url: str, key: str, count: int) -> float:
    """Fetch and handle everything that the log has; events a second. RuntimeError unless each is handled once."""
    seen: Counter[str] = Counter()
    complete = asyncio.Event()
    async with AsyncClient(key, base_url=url) as client:
        receiver = Receiver(inbox=inbox, client=client, webhooks=False)

        @receiver.on("deal.created", name="all")
        async def note(event: Delivered) -> None:
            seen[event.id] += 1
            if len(seen) == count:
                complete.set()

        await asyncio.to_thread(receiver.inbox.open)
        await receiver.inbox.start_at(0)
        began = time.perf_counter()
        async with receiver.running():
            await asyncio.wait_for(complete.wait(), _PATIENCE * 5)
            took = time.perf_counter() - began
            while receiver.inbox.counts()["done"] < count:  # noqa: ASYNC110 - stored a moment later
                await asyncio.sleep(0.1)
    if set(seen.values()) != {1}:
        raise RuntimeError("an event was handled more than once")
    return count / took


def _downtime(report: Report, folder: Path, inboxes: dict[str, str], count: int) -> None:
    (workspace,) = fill(f"sqlite:///{folder / 'platform.db'}", count)
    with platform(folder, f"sqlite:///{folder / 'platform.db'}") as server:
        for engine, inbox in inboxes.items():
            rate = asyncio.run(_catch_up(inbox, f"http://127.0.0.1:{server.port}", workspace.key, count))
            report.add(
                f"{engine}: {count:,} events of a downtime, fetched and handled once", f"{rate:,.0f}/s"
            )


def receiver(setup: Setup) -> Report:
    """On both engines; a 200 means that the event is on the disk."""
    count, missed = (5_000, 5_000) if setup.quick else (20_000, 50_000)
    report = Report(
        "connect-receiver", f"A receiver: {count:,} signed webhooks over {_CONNECTIONS} connections"
    )
    folder = setup.empty("receiver")
    with postgres() as database, postgres() as other:
        for engine, inbox in (("SQLite", f"sqlite:///{folder / 'inbox.db'}"), ("PostgreSQL", database)):
            answered, handled = _measure(inbox, folder, count)
            report.at_least(f"{engine}: durable and answered", answered, 2_000, "/s")
            report.add(f"{engine}: handled as well", f"{handled:,.0f}/s")
        _downtime(
            report, folder, {"SQLite": f"sqlite:///{folder / 'missed.db'}", "PostgreSQL": other}, missed
        )
    report.notes.append(
        "Both databases flush to the disk before they confirm; handlers run while webhooks come."
    )
    report.show()
    return report
