"""A small closed-loop load generator: every connection sends its next request when it has the answer to the last.

It runs in a process of its own, over raw sockets with keep-alive and requests that are built beforehand, so that it
costs 10 to 20 microseconds a request. Its own CPU share is part of the result: near 1 it measures itself.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass

NUMBER = "0123456789abcdef"
"""Where this stands in a request, every request gets a number of its own (sixteen digits)."""

_TIMEOUT = 30.0
_MOST = 1 << 18


@dataclass(frozen=True, slots=True)
class Load:
    """What to send.

    Parameters
    ----------
    request: the bytes of one request, as Latin-1 text; `NUMBER` in it is counted up.
    connections: how many clients.
    seconds, warmup: how long to measure, and how long to run unmeasured before.
    first: the first number.
    """

    host: str
    port: int
    request: str
    connections: int
    seconds: float
    warmup: float = 0.5
    first: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What came back within the measured time.

    Parameters
    ----------
    statuses: all answers by HTTP status, those of the warm-up included.
    latencies: sorted, in milliseconds.
    moments: how many answers came in each tenth of a second.
    cpu: the generator's own CPU time as a share of one core.
    last: the first number that was not used.
    """

    elapsed: float
    statuses: dict[str, int]
    latencies: list[float]
    moments: list[int]
    bytes: int
    cpu: float
    last: int

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.elapsed

    def percentile(self, share: float) -> float:
        """The latency that `share` of the answers stayed within, in milliseconds."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]

    def require(self, status: int) -> Result:
        """The result itself; raises RuntimeError when an answer had another status."""
        if set(self.statuses) != {str(status)}:
            raise RuntimeError(f"expected only {status}, got {self.statuses}")
        return self


def request(method: str, target: str, headers: dict[str, str], body: str = "") -> str:
    """The text of an HTTP/1.1 request."""
    fields = {"Host": "127.0.0.1", **headers}
    if body:
        fields |= {"Content-Type": "application/json", "Content-Length": str(len(body.encode()))}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode().decode("latin-1")


def generate(load: Load) -> Result:
    """Run a load in a process of its own; raises RuntimeError when it fails."""
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(
        command, input=json.dumps(asdict(load)), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the load generator failed: {done.stderr[-2000:]}")
    return Result(**json.loads(done.stdout))


class _Connection:
    __slots__ = ("missing", "sent", "socket")

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), _TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.sent = 0.0
        self.missing = 0
        """Bytes of the answer that are still to come; 0 means that its head is."""


def _missing(data: bytes) -> int:
    """How many bytes of the answer, which `data` begins, are still to come."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        raise RuntimeError("the head of an answer came in pieces")
    head = data[:end].lower()
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        raise RuntimeError(f"an answer without Content-Length: {data[:200]!r}")
    length = head[at + 17 :].split(b"\r\n", 1)[0]
    return end + 4 + int(length) - len(data)


class _Driver:
    """One load under way."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._whole = load.request.encode("latin-1")
        self._parts = self._whole.split(NUMBER.encode())
        self._number = load.first
        self._selector = selectors.DefaultSelector()
        self._statuses: Counter[bytes] = Counter()
        self._latencies: list[float] = []
        self._moments: Counter[int] = Counter()
        self._bytes = 0

    def run(self) -> Result:
        """Warm up, measure, and wait for the last answers."""
        load = self._load
        for _ in range(load.connections):
            connection = _Connection(load.host, load.port)
            self._selector.register(connection.socket, selectors.EVENT_READ, connection)
            self._send(connection)
        self._until(time.perf_counter() + load.warmup, measured=False)
        began, cpu = time.perf_counter(), time.process_time()
        self._until(began + load.seconds, measured=True)
        elapsed = time.perf_counter() - began
        share = (time.process_time() - cpu) / elapsed
        self._end()
        self._latencies.sort()
        return Result(
            elapsed,
            {status.decode(): count for status, count in self._statuses.items()},
            [round(latency * 1000, 4) for latency in self._latencies],
            [self._moments[tenth] for tenth in range(int(elapsed * 10))],
            self._bytes,
            round(share, 3),
            self._number,
        )

    def _send(self, connection: _Connection) -> None:
        data = self._whole
        if len(self._parts) > 1:
            data = (b"%016d" % self._number).join(self._parts)
            self._number += 1
        connection.sent = time.perf_counter()
        if connection.socket.send(data) != len(data):
            raise RuntimeError("a request did not fit into the socket's buffer")

    def _until(self, end: float, *, measured: bool) -> None:
        """Go round until a moment; the answers of an unmeasured time are only looked at for errors."""
        clock = time.perf_counter
        began = now = clock()
        while now < end:
            for connection in self._ready():
                done, data = self._receive(connection)
                now = clock()
                if not done:
                    continue
                if measured:
                    self._latencies.append(now - connection.sent)
                    self._moments[int((now - began) * 10)] += 1
                    self._bytes += data
                self._send(connection)

    def _end(self) -> None:
        """Take the last answers, so that nothing is under way any more."""
        open_connections = self._load.connections
        while open_connections:
            for connection in self._ready():
                if self._receive(connection)[0]:
                    self._selector.unregister(connection.socket)
                    connection.socket.close()
                    open_connections -= 1

    def _ready(self) -> list[_Connection]:
        found = [key.data for key, _ in self._selector.select(_TIMEOUT)]
        if not found:
            raise RuntimeError(f"no answer within {_TIMEOUT:g} s")
        return found

    def _receive(self, connection: _Connection) -> tuple[bool, int]:
        """Take what has come: whether that ends the answer, and how much it was."""
        data = connection.socket.recv(_MOST)
        if not data:
            raise RuntimeError("the server closed a connection")
        if connection.missing:
            connection.missing -= len(data)
        else:
            self._statuses[data[9:12]] += 1
            connection.missing = _missing(data)
        return not connection.missing, len(data)


def drive(load: Load) -> Result:
    """Run a load in this process."""
    return _Driver(load).run()


if __name__ == "__main__":
    json.dump(asdict(drive(Load(**json.load(sys.stdin)))), sys.stdout)
