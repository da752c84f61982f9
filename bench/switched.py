"""The platform with its request log switched on and off while it serves: one process, one memory, one database.

Two processes, one of each kind, differ by more than the log costs: by where their memory lies, by which of them runs
when the machine is slow.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

from ghxstship_platform import cli, metrics
from ghxstship_platform.api.gateway import Call
from ghxstship_platform.request_log.recorder import Recorder

from .servers import Running, platform

_SOCKET = "switch"
_IDLE_SECONDS, _POLL_SECONDS = 5.0, 0.01


@dataclass(frozen=True, slots=True)
class Slice:
    """What the server did from one switch to the next, the writing of what was logged included.

    Parameters
    ----------
    seconds: how long it was.
    cpu: seconds of CPU of the whole process.
    """

    requests: float
    seconds: float
    cpu: float

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def cpu_us(self) -> float:
        """Microseconds of CPU a request."""
        return self.cpu / self.requests * 1e6


@dataclass(frozen=True, slots=True)
class Switch:
    """The other end of the server's switch."""

    server: Running
    _connection: Connection

    def turn(self, *, on: bool) -> Slice:
        """What was done since the last turn; from now on requests are logged, or not."""
        self._connection.send(on)
        requests, seconds, cpu = self._connection.recv()
        return Slice(requests, seconds, cpu)


@contextlib.contextmanager
def switched(folder: Path, database: str) -> Iterator[Switch]:
    """The platform as `ghxstship serve` starts it, with a switch."""
    program = f"from bench.switched import main; main({str(folder / _SOCKET)!r})"
    with platform(folder, database, program=program) as server, Client(str(folder / _SOCKET)) as connection:
        yield Switch(server, connection)


def main(socket: str) -> None:
    """`ghxstship serve` with a switch that is reached at a socket."""
    begin = Recorder.start

    def start(recorder: Recorder) -> None:
        begin(recorder)
        threading.Thread(target=_serve, args=(recorder, Listener(socket)), daemon=True).start()

    Recorder.start = start  # type: ignore[method-assign, assignment]
    cli.main()


def _serve(recorder: Recorder, listener: Listener) -> None:
    record = recorder.add
    with listener.accept() as connection, contextlib.suppress(EOFError):
        before = _now()
        while True:
            on = connection.recv()
            # What was logged is written within the time that it was logged in.
            recorder.flush()
            # Nor does a slice end before anything was answered in it, unless there is no load at all.
            while (now := _now())[0] == before[0] and now[1] - before[1] < _IDLE_SECONDS:
                time.sleep(_POLL_SECONDS)
            recorder.add = record if on else _ignore  # type: ignore[method-assign, assignment]
            connection.send(tuple(new - old for new, old in zip(now, before, strict=True)))
            before = now


def _now() -> tuple[float, float, float]:
    answered = sum(sample.value for metric in metrics._requests.collect() for sample in metric.samples)
    return answered, time.perf_counter(), time.process_time()


def _ignore(_call: Call, _seconds: float) -> None:
    """Without a log."""
