"""The clients beside what people use else, in the same run and against the same local server.

    python -m bench.sdk [--quick]

What is measured is the client's own CPU (all its threads) in rounds that take turns; the medians are compared.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import http.client
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from .data import fill
from .report import Report
from .servers import peer, platform

ROOT = Path(__file__).parent.parent
TYPESCRIPT = ROOT / "sdk" / "typescript"
TOOLS = ROOT / "tooling" / "node_modules"
KEY = "ghx_test_bench"
IN_FLIGHT = 32
MEBIBYTE = 1024 * 1024
# What others took for a small call, in microseconds, on the machine for which the goals in microseconds were set.
REFERENCE = {"stripe-python": 648, "openai-python": 539, "httpx2": 246, "requests": 437, "http.client": 50}


def _body(size: int) -> str:
    """A page that every client takes for one of its own API."""
    times = {"created_at": "2026-11-23T07:21:00.000Z", "updated_at": "2026-11-23T07:21:00.000Z"}
    deals = [
        {
            "id": f"deal_01K{number:023d}", "object": "customer", "name": f"Summer tour {number}",
            "value": 150000.5 + number, "currency": "USD", "status": "open", "stage": "proposal",
            "probability": 0.5, "owner_id": None, "company_id": "company_01K", "expected_close_date": "2026-12-01",
            "notes": "Call again in spring", "metadata": {"source": "crm"}, "external_id": f"crm-{number}",
            "version": 3, **times,
        }
        for number in range(size)
    ]  # fmt: skip
    page = {"object": "list", "data": deals, "has_more": False, "url": "/v1/customers"}
    return json.dumps({**page, "pagination": {"cursor": None, "hasMore": False, "total": size}})


def _turns(cases: dict[str, Callable[[], None]], rounds: int, calls: int) -> dict[str, float]:
    """Microseconds of this process's CPU a call: the median over rounds."""
    found: dict[str, list[float]] = {name: [] for name in cases}
    for call in cases.values():
        for _ in range(20):
            call()
    for _ in range(rounds):
        for name, call in cases.items():
            before = time.process_time()
            for _ in range(calls):
                call()
            found[name].append((time.process_time() - before) / calls * 1e6)
    return {name: statistics.median(values) for name, values in found.items()}


def _blocking(url: str) -> dict[str, Callable[[], None]]:
    """One list of each client; the last three fields are read, as an application would."""
    import httpx2
    import openai
    import requests
    import stripe

    from ghxstship import Client

    ours = Client(KEY, base_url=url)
    theirs = stripe.StripeClient(KEY, base_addresses={"api": url})
    model = openai.OpenAI(api_key=KEY, base_url=f"{url}/v1")
    session, pool = requests.Session(), httpx2.Client()
    headers = {"Authorization": f"Bearer {KEY}"}
    bare = http.client.HTTPConnection(url.partition("//")[2])

    def ghxstship() -> None:
        for one in ours.atlvs.deals.list(limit=100).data:
            _ = one.id, one.name, one.value

    def stripe_python() -> None:
        for one in theirs.v1.customers.list({"limit": 100}).data:
            _ = one.id, one.name, one["value"]

    def openai_python() -> None:
        for one in model.models.list().data:
            _ = one.id, one.name, one.value  # type: ignore[attr-defined]

    def read(document: Any) -> None:
        for one in document["data"]:
            _ = one["id"], one["name"], one["value"]

    def http_client() -> None:
        bare.request("GET", "/atlvs/v1/deals?limit=100", headers=headers)
        read(json.loads(bare.getresponse().read()))

    return {
        "ghxstship": ghxstship,
        "ghxstship, nothing read": lambda: _ignore(
            ours.request("GET", "/atlvs/v1/deals", query={"limit": 100})
        ),
        "stripe-python": stripe_python,
        "openai-python": openai_python,
        "httpx2": lambda: read(pool.get(f"{url}/atlvs/v1/deals?limit=100", headers=headers).json()),
        "requests": lambda: read(session.get(f"{url}/atlvs/v1/deals?limit=100", headers=headers).json()),
        "http.client": http_client,
    }


def _ignore(_: object) -> None:
    """The answer is not looked at."""


def _asynchronous(url: str, rounds: int, calls: int) -> dict[str, float]:
    """The same with 32 calls in flight."""
    import httpx2
    import openai

    from ghxstship import AsyncClient

    async def crowd(call: Callable[[], Awaitable[object]]) -> float:
        async def one() -> None:
            for _ in range(calls // IN_FLIGHT):
                await call()

        before = time.process_time()
        await asyncio.gather(*(one() for _ in range(IN_FLIGHT)))
        return (time.process_time() - before) / (calls // IN_FLIGHT * IN_FLIGHT) * 1e6

    async def measured() -> dict[str, float]:
        model = openai.AsyncOpenAI(api_key=KEY, base_url=f"{url}/v1")
        async with AsyncClient(KEY, base_url=url) as ours, httpx2.AsyncClient() as pool, model:

            async def listed() -> object:
                return await ours.atlvs.deals.list()

            async def models() -> object:
                return await model.models.list()

            cases: dict[str, Callable[[], Awaitable[object]]] = {
                "ghxstship": listed,
                "openai-python": models,
                "httpx2": lambda: pool.get(f"{url}/atlvs/v1/deals"),
            }
            found: dict[str, list[float]] = {name: [] for name in cases}
            for number in range(rounds + 1):
                for name, call in cases.items():
                    taken = await crowd(call)
                    if number:  # the first round warms up
                        found[name].append(taken)
            return {name: statistics.median(values) for name, values in found.items()}

    return asyncio.run(measured())


def _start(folder: Path, code: str, rounds: int) -> float:
    """Milliseconds of CPU of a process that runs this: the least, which is what a busy machine leaves intact."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    taken = []
    for _ in range(rounds + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken) * 1e3


def _sizes(folder: Path) -> tuple[float, float]:
    """KB of the wheel, and gzipped KB of what an application bundles of the TypeScript client."""
    flags = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(folder)]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", *flags]
    subprocess.run([*command, str(ROOT / "sdk" / "python")], check=True)
    (wheel,) = folder.glob("ghxstship-*.whl")
    bundle = [
        TOOLS / ".bin" / "esbuild",
        TYPESCRIPT / "src" / "index.ts",
        "--bundle",
        "--minify",
        "--format=esm",
    ]
    text = subprocess.run([*map(str, bundle)], check=True, capture_output=True).stdout
    return wheel.stat().st_size / 1000, len(gzip.compress(text, 9)) / 1024


def _sync(folder: Path, report: Report, rows: int, rounds: int) -> None:
    """A bulk walk beside the loop that one would write by hand on the fastest client there is."""
    import pyreqwest.client

    from ghxstship import Client

    (workspace,) = fill(f"sqlite:///{folder / 'platform.db'}", rows)
    with platform(folder, f"sqlite:///{folder / 'platform.db'}") as server:
        url = f"http://127.0.0.1:{server.port}"
        ours = Client(workspace.key, base_url=url)
        pool = pyreqwest.client.SyncClientBuilder().build()
        bearer = {"Authorization": f"Bearer {workspace.key}"}
        memory: list[float] = []

        def sync() -> int:
            found = 0
            for batch in ours.atlvs.deals.sync():
                found += len(batch)
                memory.append(psutil.Process().memory_info().rss / MEBIBYTE)
            return found

        def by_hand() -> int:
            target = f"{url}/atlvs/v1/deals?sort=updated_at&limit=100&total=false&include_deleted=true"
            found, cursor = 0, ""
            while True:
                page = json.loads(bytes(pool.get(f"{target}{cursor}").headers(bearer).build().send().bytes()))
                found += len(page["data"])
                if page["pagination"]["cursor"] is None:
                    return found
                cursor = f"&cursor={page['pagination']['cursor']}"

        taken: dict[str, list[float]] = {"sync": [], "by hand": []}
        by_hand()  # the platform reads its file for the first time
        for _ in range(rounds):
            for name, walk in (("sync", sync), ("by hand", by_hand)):
                began = time.perf_counter()
                if walk() != rows:
                    raise RuntimeError(f"{name}: not every record")
                taken[name].append(time.perf_counter() - began)
        ours.close()
    pairs = zip(taken["sync"], taken["by hand"], strict=True)
    ratio = statistics.median([mine / theirs for mine, theirs in pairs])
    report.at_most(f"sync of {rows:,} records ÷ loop by hand on pyreqwest", ratio, 1.3)
    report.at_most("  growth of memory over the walk", max(memory) - memory[len(memory) // 10], 5, " MiB")
    report.data["sync_seconds"] = taken


def main() -> int:
    """Run all of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.sdk", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds and records")
    quick = parser.parse_args().quick
    rounds, calls, rows = (3, 200, 10_000) if quick else (9, 400, 100_000)
    folder = Path(tempfile.mkdtemp(prefix="ghx-bench-"))
    report = Report("sdk", "The clients: CPU a call, beside others")
    try:
        with peer(folder, "memory", body=_body(1)) as small:
            url = f"http://127.0.0.1:{small.port}"
            one = _turns(_blocking(url), rounds, calls)
            crowd = _asynchronous(url, rounds, calls * 2)
        with peer(folder, "memory", body=_body(100)) as large:
            page = _turns(_blocking(f"http://127.0.0.1:{large.port}"), rounds, calls // 10)
        _python(report, one, page, crowd)
        bare = _start(folder, "pass", rounds)
        taken = _start(folder, "from ghxstship import Client; Client('ghx_test_x').atlvs.deals", rounds)
        _absolute(
            report, one, "import, client and first resource, beside bare Python", taken - bare, 40, " ms CPU"
        )
        wheel, core = _sizes(folder)
        report.at_most("wheel", wheel, 300, " KB")
        report.at_most("TypeScript core, gzipped", core, 12, " KB")
        _node(report, folder)
        _sync(folder, report, rows, min(rounds, 3))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report.show()
    report.plot(lambda canvas: _draw(canvas, one, page))
    return 0


def _python(report: Report, one: dict[str, float], page: dict[str, float], crowd: dict[str, float]) -> None:
    ours = one["ghxstship"]
    _absolute(report, one, "one small call", ours, 120, " µs")
    for name in ("stripe-python", "openai-python"):
        report.at_most(f"  ÷ {name} ({one[name]:,.0f} µs)", ours / one[name], 0.25)
    for name in ("httpx2", "requests", "http.client"):
        report.add(f"  {name}", f"{one[name]:,.0f} µs")
    each = (page["ghxstship"] - page["ghxstship, nothing read"]) / 100
    _absolute(
        report, one, "a record of a page of 100, three fields read, beside the bare call", each, 5, " µs"
    )
    for name in ("stripe-python", "openai-python", "httpx2", "requests", "http.client"):
        report.add(f"  {name}, the whole page ÷ 100", f"{page[name] / 100:.1f} µs")
    _absolute(report, one, f"asynchronous, {IN_FLIGHT} in flight", crowd["ghxstship"], 120, " µs")
    for name in ("openai-python", "httpx2"):
        report.add(f"  {name}", f"{crowd[name]:,.0f} µs")
    factors = ", ".join(f"{name} {factor:.2f}" for name, factor in _factors(one).items())
    report.notes.append(
        f"this machine takes {_slowness(one):.2f} times as long as the one that goals in µs and ms are for: {factors}"
    )
    report.data |= {"one": one, "page": page, "crowd": crowd}


def _factors(one: dict[str, float]) -> dict[str, float]:
    """How much longer each of the others takes here than on the machine for which goals were set."""
    return {name: one[name] / taken for name, taken in REFERENCE.items()}


def _slowness(one: dict[str, float]) -> float:
    return statistics.median(_factors(one).values())


def _absolute(report: Report, one: dict[str, float], what: str, value: float, goal: float, unit: str) -> None:
    """A time, as it is and as it would be on the machine for which its goal was set."""
    report.at_most(what, value, goal, unit)
    report.at_most("  at the speed of the goal's machine", value / _slowness(one), goal, unit)


def _node(report: Report, folder: Path) -> None:
    """The TypeScript client beside stripe-node and bare fetch."""
    subprocess.run(["node", TYPESCRIPT / "build.mjs", folder / "package"], check=True)
    script = Path(__file__).with_name("sdk_node.mjs")
    command = ["node", script, folder / "package" / "dist" / "esm" / "index.js", TOOLS / "stripe"]
    done = subprocess.run([*map(str, command)], check=True, capture_output=True, text=True)
    found = report.data["node"] = json.loads(done.stdout)
    for name, taken in found["1"].items():
        report.add(f"Node, one small call: {name}", f"{taken:,.0f} µs")
    for name, taken in found["100"].items():
        report.add(f"Node, a page of 100: {name}", f"{taken:,.0f} µs")


def _draw(canvas: Any, one: dict[str, float], page: dict[str, float]) -> None:
    for axes, found, title in zip(
        canvas.subplots(1, 2), (one, page), ("a small call", "a page of 100"), strict=True
    ):
        names = sorted(found, key=lambda name: found[name], reverse=True)
        axes.barh(names, [found[name] for name in names])
        axes.set_xlabel(f"µs CPU, {title}")


if __name__ == "__main__":
    sys.exit(main())
