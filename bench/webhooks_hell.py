"""Webhooks to a healthy endpoint beside one from hell, one kind after the other: the healthy one must not notice.

In turns with a second healthy endpoint in its place, because a second endpoint is work, whatever it does.

    python -m bench.webhooks_hell

is the other end: it listens once for each kind and prints where, as one JSON line.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .data import fill
from .report import Report
from .servers import Running, platform
from .webhooks import Client, Receiver, load, receiving, sqlite, subscribe

_RATE = 100
_WELL = "a healthy one"
_HEAD = b"HTTP/1.1 200 OK\r\n"
_GIGABYTE = b"Content-Length: 1000000000\r\n\r\n"
# A p99 of some hundred deliveries wanders by itself.
_UNMOVED = 1.2


def _kinds() -> dict[str, Any]:
    """What the receivers of the tests do, by name; None takes the connection and says nothing."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "platform"))
    receivers = importlib.import_module("tests.webhooks.receivers")
    return {
        _WELL: receivers.status(200),
        "silent": None,
        "a reset in mid-response": receivers.resets(_HEAD + b"X-"),
        "a byte at a time": receivers.drips(b"x", after=_HEAD + _GIGABYTE),
        "a body of 1 GB": receivers.forever(b"x" * 65_536, after=_HEAD + _GIGABYTE),
        "a gzip bomb": receivers.bomb(50_000_000),
        "a redirect": receivers.status(307, "Location: http://127.0.0.1:9/"),
        "endless 100 Continue": receivers.forever(b"HTTP/1.1 100 Continue\r\n\r\n" * 99),
        "not HTTP": receivers.answers(b"\x00 hello\r\n\r\n", close=True),
        "500": receivers.status(500),
        "429 with a huge Retry-After": receivers.status(429, "Retry-After: 99999999999"),
    }


async def _serve() -> None:
    kinds = _kinds()
    receiver = importlib.import_module("tests.webhooks.receivers").receiver
    async with contextlib.AsyncExitStack() as stack:
        urls = {}
        for name, behaviour in kinds.items():
            there = await stack.enter_async_context(receiver(behaviour))
            urls[name] = f"http://127.0.0.1:{there.port}/"
        urls |= {
            "connection refused": "http://127.0.0.1:9/",
            "no TLS behind https": urls["500"].replace("http:", "https:"),
            "a name without an address": "https://nowhere.invalid/",
        }
        print(json.dumps(urls), flush=True)
        await asyncio.Event().wait()


@contextlib.contextmanager
def _hell() -> Iterator[dict[str, str]]:
    """Where each kind listens, for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.webhooks_hell"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        urls: dict[str, str] = json.loads(process.stdout.readline())
        yield urls
    finally:
        process.kill()
        process.communicate()


def _other(client: Client, url: str) -> str:
    """A second endpoint, disabled for now; its id."""
    body = {"url": url, "events": ["deal.created"], "status": "disabled"}
    return str(client.post("/workspace/v1/webhook-endpoints", body)["id"])


def _beside(server: Running, client: Client, receiver: Receiver, other: str, seconds: float) -> float:
    """p99 of the healthy endpoint while the other one is enabled (ms)."""
    where = f"/workspace/v1/webhook-endpoints/{other}"
    client.post(where, {"status": "enabled"}, "PATCH")
    run = load(server, client, receiver, _RATE, seconds)
    client.post(where, {"status": "disabled"}, "PATCH")
    if run.arrived < run.written:
        raise RuntimeError(f"{run.written - run.arrived} were lost by the healthy endpoint")
    return run.quantile(0.99)


def measure(report: Report, root: Path, seconds: float) -> None:
    """Add its rows; a run of less than ten seconds is a quick one."""
    rounds, each = (1, 3.0) if seconds < 10 else (3, 4.0)
    folder, url = sqlite(root, "hell")
    (workspace,) = fill(url, 1)
    options = (folder, url, "--allow-local-webhooks")
    with receiving() as receiver, _hell() as urls, platform(*options) as server:
        client = Client(server, workspace.headers)
        subscribe(client, receiver, "/healthy")
        well = _other(client, urls.pop(_WELL))
        ratios = {}
        for name, where in urls.items():
            other = _other(client, where)
            pairs = [
                [_beside(server, client, receiver, one, each) for one in (other, well)] for _ in range(rounds)
            ]
            ratios[name] = statistics.median(bad / good for bad, good in pairs)
    for name, ratio in ratios.items():
        report.add(f"Beside {name}: p99 ÷ beside a healthy one", f"{ratio:.2f}")
    middle = statistics.median(ratios.values())
    report.at_most(f"Beside {len(ratios)} kinds from hell: p99 ÷ beside a healthy one", middle, _UNMOVED)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve())
