"""For an integrator's own tests: a real platform, signed sample webhooks, and calls that fail on purpose."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import APIConnectionError, GhxstshipError
from .transport import AsyncStream, AsyncTransport, Request, Response, Stream, Transport
from .webhooks import sign

# Seconds that a platform may take to start.
PATIENCE = 120.0


@dataclass(frozen=True)
class Platform:
    """A running platform: where it is and how to reach it."""

    url: str
    """Where it is."""
    workspace_id: str
    """The workspace with the demo's data."""
    api_key: str = field(repr=False)
    """One of that workspace, with every scope."""
    email: str = ""
    """Of a person who can sign in at its portal."""
    password: str = field(default="", repr=False)
    """Of that person."""


@contextlib.contextmanager
def platform(
    *, tier: str = "enterprise", scale: int = 1, command: tuple[str, ...] = ()
) -> Iterator[Platform]:
    """A throw-away platform with demo data on a free port; needs `ghxstship-platform`.

    Parameters
    ----------
    tier: of the workspace: `free`, `pro` or `enterprise`.
    scale: how many times the demo's data; 0 is an empty workspace.
    command: how to start it, instead of this Python's.
    """
    program = command or (sys.executable, "-c", "from ghxstship_platform.cli import main; main()")
    with tempfile.TemporaryDirectory(prefix="ghxstship-") as name:
        folder = Path(name)
        ready, log = folder / "ready.json", folder / "log"
        flags = ["serve", "--demo", "--host", "127.0.0.1", "--port", "0", "--data", str(folder / "data")]
        flags += ["--ready-file", str(ready), "--tier", tier, "--scale", str(scale)]
        with log.open("wb") as output:
            process = subprocess.Popen([*program, *flags], stdout=output, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            yield _wait_ready(process, ready, log)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_ready(process: subprocess.Popen[bytes], ready: Path, log: Path) -> Platform:
    deadline = time.monotonic() + PATIENCE
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise GhxstshipError(f"the platform did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.02)
    document = json.loads(ready.read_text())
    portal = document["portal"]
    return Platform(
        document["url"], document["workspace_id"], document["api_key"], portal.get("email") or "",
        portal.get("password") or "",
    )  # fmt: skip


def webhook(
    event: str,
    data: Mapping[str, Any],
    secret: str,
    *,
    sequence: int = 1,
    timestamp: int | None = None,
) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of a webhook as the platform would send it.

    >>> from ghxstship.testing import webhook
    >>> secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    >>> body, headers = webhook("deal.won", {"id": "deal_1"}, secret)
    >>> headers["X-GHXSTSHIP-Event"]
    'deal.won'

    Parameters
    ----------
    event: such as `deal.won`.
    data: the record.
    secret: the endpoint's `whsec_…`.
    sequence: of the event; the ids are made of it.
    timestamp: Unix seconds of the signature; now, if left out.
    """
    at = int(time.time()) if timestamp is None else timestamp
    message_id = f"msg_{sequence:026d}"
    envelope = {
        "id": message_id,
        "event": event,
        "version": "1.0",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at)),
        "sequence": sequence,
        "workspace_id": f"ws_{0:026d}",
        "data": dict(data),
        "metadata": {"correlation_id": None, "request_id": None, "actor": None},
    }
    body = json.dumps(envelope, separators=(",", ":"), ensure_ascii=False).encode()
    headers = sign(body, secret, message_id=message_id, timestamp=at)
    extra = {"Content-Type": "application/json", "X-GHXSTSHIP-Event": event, "X-GHXSTSHIP-Attempt": "1"}
    return body, {**headers, **extra, "X-GHXSTSHIP-Delivery": f"dlv_{sequence:026d}"}


@dataclass
class _Fault:
    matches: Callable[[Request], bool]
    status: int | None
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    times: int


class Faults:
    """What shall fail; shared by the two transports below.

    Attributes
    ----------
    seen: the requests that came by.
    """

    def __init__(self) -> None:
        self._planned: list[_Fault] = []
        self.seen: list[Request] = []

    def fail(
        self,
        method: str,
        path: str,
        *,
        status: int | None = None,
        code: str = "INTERNAL_ERROR",
        headers: Mapping[str, str] | None = None,
        times: int = 1,
    ) -> None:
        """Let the next `times` requests with this method and a path that begins so fail.

        With `status` they are answered with it, without it the connection breaks.

        Parameters
        ----------
        method: such as `GET`.
        path: how the path begins, such as `/atlvs/v1/deals`.
        status: of the answer.
        code: of the answer's error.
        headers: of the answer.
        times: how many requests.
        """

        def matches(request: Request) -> bool:
            return request.method == method and ("/" + request.url.split("/", 3)[-1]).startswith(path)

        body = {
            "error": {"code": code, "message": "failed on purpose", "details": [], "request_id": "req_fault"}
        }
        self._planned.append(_Fault(matches, status, headers or {}, body, times))

    def answer(self, request: Request) -> Response | None:
        """The planned failure of a request; None if it shall go on."""
        self.seen.append(request)
        for fault in self._planned:
            if fault.times > 0 and fault.matches(request):
                fault.times -= 1
                if fault.status is None:
                    raise APIConnectionError("the connection broke on purpose", request=request)
                headers = {"content-type": "application/json", "x-request-id": "req_fault"}
                headers |= {name.lower(): value for name, value in fault.headers.items()}
                return Response(fault.status, headers, json.dumps(fault.body).encode(), request)
        return None


class _Planned:
    """A planned answer where a stream was asked for."""

    def __init__(self, answer: Response) -> None:
        self.status, self.headers, self._rest = answer.status, answer.headers, answer.body

    def read(self) -> bytes:
        """All of it, then nothing."""
        piece, self._rest = self._rest, b""
        return piece

    def close(self) -> None:
        """There is no connection."""


class _AsyncPlanned:
    """As `_Planned`."""

    def __init__(self, answer: Response) -> None:
        self.status, self.headers, self._inner = answer.status, answer.headers, _Planned(answer)

    async def read(self) -> bytes:
        """All of it, then nothing."""
        return self._inner.read()

    async def close(self) -> None:
        """There is no connection."""


class FaultyTransport(Faults):
    """A transport for `Client(transport=…)` that fails as planned and else hands on.

    >>> from ghxstship.testing import FaultyTransport
    >>> from ghxstship.transport import PyreqwestTransport
    >>> transport = FaultyTransport(PyreqwestTransport())
    >>> transport.fail("GET", "/atlvs/v1/deals", status=503, headers={"Retry-After": "0"})
    >>> faulty = Client(transport=transport)
    >>> faulty.atlvs.deals.list(limit=1).raw_response.attempts
    2
    >>> transport.close()

    Parameters
    ----------
    inner: what it hands on to.
    """

    def __init__(self, inner: Transport) -> None:
        super().__init__()
        self._inner = inner

    def send(self, request: Request, timeout: float) -> Response:
        """The planned failure, or the real answer."""
        return self.answer(request) or self._inner.send(request, timeout)

    def open(self, request: Request) -> Stream:
        """The planned failure, or the real answer."""
        planned = self.answer(request)
        return self._inner.open(request) if planned is None else _Planned(planned)

    def close(self) -> None:
        """Close the real one."""
        self._inner.close()


class AsyncFaultyTransport(Faults):
    """As `FaultyTransport`, for `AsyncClient`.

    Parameters
    ----------
    inner: what it hands on to.
    """

    def __init__(self, inner: AsyncTransport) -> None:
        super().__init__()
        self._inner = inner

    async def send(self, request: Request, timeout: float) -> Response:
        """The planned failure, or the real answer."""
        return self.answer(request) or await self._inner.send(request, timeout)

    async def open(self, request: Request) -> AsyncStream:
        """The planned failure, or the real answer."""
        planned = self.answer(request)
        return await self._inner.open(request) if planned is None else _AsyncPlanned(planned)

    async def close(self) -> None:
        """Close the real one."""
        await self._inner.close()
