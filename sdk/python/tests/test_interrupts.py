"""Signals to a program that waits for the platform: real processes, and a server that does not answer."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fault_server import Asked, FaultServer, answer

# A program that is measured has a handler of SIGTERM, so that it waits in the other way.
pytestmark = pytest.mark.no_cover

PROGRAM = """
import signal, socket, sys, threading
from ghxstship import Client

def stop(*_):
    sys.exit(7)

def note(*_):
    print("noted,", end=" ")

client = Client("k", base_url=sys.argv[1], pacing=False, timeout=600)
"""
CAUGHT = """
try:
    {waiting}
except KeyboardInterrupt:
    print("interrupted,", client.request("GET", "/x").status)
"""
CALL = 'client.request("GET", "/never")'
THREAD = """
thread = threading.Thread(target=lambda: print(client.request("GET", "/later").status))
thread.start()
"""
OWN = """
theirs = socket.socketpair()
theirs[0].setblocking(False)
signal.set_wakeup_fd(theirs[0].fileno())
"""

WAITING = {
    "a call that is not answered": CAUGHT.format(waiting=CALL),
    "a body that drips": CAUGHT.format(waiting='client.request("GET", "/drip")'),
    "a stream of events": CAUGHT.format(waiting="list(client.workspace.events.stream())"),
    "an export": CAUGHT.format(waiting="list(client.atlvs.deals.export())"),
    "somebody else who is told of signals": OWN
    + CAUGHT.format(waiting=CALL)
    + "assert theirs[1].recv(9) == bytes([signal.SIGINT])",
}


class Waiting:
    """A program that waits, until it is told to stop or is answered."""

    def __init__(
        self, process: subprocess.Popen[str], answered: threading.Event, faults: FaultServer
    ) -> None:
        self.process = process
        self.answered = answered
        self.faults = faults

    def until_asked(self, calls: int) -> None:
        while len(self.faults.asked) < calls:
            assert self.process.poll() is None, (self.process.returncode, self.process.communicate())
            time.sleep(0.01)

    def send(self, number: int) -> None:
        self.process.send_signal(number)

    def end(self) -> tuple[int, str, str]:
        told, complained = self.process.communicate(timeout=120)
        return self.process.returncode, told.strip(), complained


@contextmanager
def waiting(faults: FaultServer, code: str, calls: int = 1) -> Iterator[Waiting]:
    answered = threading.Event()

    def act(peer: socket.socket, asked: Asked, stopping: threading.Event) -> bool:
        if asked.target not in ("/x", "/never", "/later"):
            peer.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n")
        if asked.target != "/x":
            answered.wait(120)
        return answer({})(peer, asked, stopping)

    faults.script(act)
    command = [sys.executable, "-X", "faulthandler", "-c", PROGRAM + code, faults.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            program = Waiting(process, answered, faults)
            program.until_asked(calls)
            yield program
        finally:
            answered.set()
            process.kill()


@pytest.mark.parametrize("what", WAITING)
def test_ctrl_c_ends_at_once(faults: FaultServer, what: str) -> None:
    with waiting(faults, WAITING[what]) as program:
        program.send(signal.SIGINT)
        assert program.end() == (0, "interrupted, 200", "")


def test_ctrl_c_that_nobody_catches_ends_the_program(faults: FaultServer) -> None:
    with waiting(faults, CALL) as program:
        program.send(signal.SIGINT)
        code, told, complained = program.end()
    assert (code, told, complained.splitlines()[-1]) == (-signal.SIGINT, "", "KeyboardInterrupt")


def test_a_handler_that_raises_ends_the_program(faults: FaultServer) -> None:
    with waiting(faults, f"signal.signal(signal.SIGTERM, stop)\n{CALL}") as program:
        program.send(signal.SIGTERM)
        assert program.end() == (7, "", "")


@pytest.mark.parametrize("name", ["SIGINT", "SIGUSR1"])
def test_a_handler_that_does_not_raise_leaves_the_call_alone(faults: FaultServer, name: str) -> None:
    with waiting(faults, f"signal.signal(signal.{name}, note)\nprint({CALL}.status)") as program:
        program.send(signal.Signals[name])
        program.answered.set()
        assert program.end() == (0, "noted, 200", "")
    assert len(faults.asked) == 1


def test_what_other_threads_ask_is_asked_again(faults: FaultServer) -> None:
    with waiting(faults, THREAD + CAUGHT.format(waiting=CALL), calls=2) as program:
        program.send(signal.SIGINT)
        program.until_asked(4)
        program.answered.set()
        code, told, complained = program.end()
    assert (code, complained) == (0, "")
    assert sorted(told.splitlines()) == ["200", "interrupted, 200"]
    assert [asked.target for asked in faults.asked].count("/later") == 2
