"""Threads that come and go share a client."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ghxstship.testing import Platform

SCRIPT = """
import sys, threading
from ghxstship import Client

client = Client(sys.argv[1], base_url=sys.argv[2])
found = []

def call():
    found.append(len(client.workspace.events.list(limit=1).data))

def stream():
    options = {"extra_headers": {"Last-Event-ID": "0"}}
    found.append(client.open_stream("/workspace/v1/events/stream", accept="text/event-stream", options=options))

def read():
    open_one = next(one for one in found if one not in (0, 1))
    found.append(len(open_one.read()) > 0)

for work in (call, call, stream, read, call, read, call):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
stream = next(one for one in found if one not in (0, 1))
assert stream.read()
stream.close()
assert [one for one in found if one is not stream] == [1, 1, True, 1, True, 1], found
"""


@pytest.mark.parametrize(
    "before", ["", "import pyreqwest.client\n"], ids=["loaded by a thread", "loaded before"]
)
def test_a_thread_that_has_ended_takes_nothing_with_it(running: Platform, before: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", before + SCRIPT, running.api_key, running.url],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
