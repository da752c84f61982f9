"""Ctrl-C in a program that waits for the platform: real processes and signals."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from fault_server import Asked, FaultServer, answer, reset

PROGRAM = """
import sys
from ghxstship import Client

client = Client("k", base_url=sys.argv[1], pacing=False, timeout=600)

try:
    {waiting}
except KeyboardInterrupt:
    print("interrupted,", client.request("GET", "/x").status)
"""

WAITING = {
    "a call that is not answered": 'client.request("GET", "/never")',
    "a body that drips": 'client.request("GET", "/drip")',
    "a stream of events": "list(client.workspace.events.stream())",
    "an export": "list(client.atlvs.deals.export())",
}


@pytest.mark.parametrize("what", WAITING)
def test_ctrl_c_ends(faults: FaultServer, what: str) -> None:
    gone = threading.Event()

    def waits(peer: socket.socket, asked: Asked, stopping: threading.Event) -> bool:
        """No end, until Ctrl-C was pressed; then the connection breaks, as when somebody pulls the plug."""
        if asked.target == "/x":
            return answer({})(peer, asked, stopping)
        if asked.target != "/never":
            peer.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n")
        gone.wait(30)
        return reset(peer, asked, stopping)

    faults.script(waits)
    command = [sys.executable, "-X", "faulthandler", "-c", PROGRAM.format(waiting=WAITING[what]), faults.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not faults.asked:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        gone.set()
        told, complained = process.communicate(timeout=30)
    assert (process.returncode, complained, told) == (0, "", "interrupted, 200\n")
