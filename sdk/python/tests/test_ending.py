"""How processes end that leave calls and streams behind: real ones, while the server goes on sending."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from contextlib import suppress

import pytest

from fault_server import Act, Asked, FaultServer, answer, reset
from ghxstship import APIConnectionError, AsyncClient

# The interpreter's end takes a while and lets other threads run, as it does where much is to be taken down.
BEGIN = """
import asyncio, atexit, os, sys, threading
from ghxstship import AsyncClient, Client, ConfigurationError

class Slow:
    def __del__(self, wait=threading.Event().wait):
        wait(0.1)

slow = Slow()
given = {"base_url": sys.argv[1], "pacing": False, "max_retries": 0}
begun = threading.Event()

async def read(client):
    async for event in client.workspace.events.stream():
        begun.set()

async def begin():
    global client, task
    client = AsyncClient("k", **given)
    task = asyncio.create_task(read(client))
    while not begun.is_set():
        await asyncio.sleep(0)
"""

ENDS = {
    "a stream that is open": """
client = Client("k", **given)
events = client.workspace.events.stream()
next(events)
""",
    "a task that reads": "asyncio.run(begin())",
    "a loop that was left": """
loop = asyncio.new_event_loop()
loop.run_until_complete(begin())
""",
    "a client that was closed under a task": """
async def main():
    await begin()
    await client.close()
asyncio.run(main())
""",
    "calls that nobody waits for": """
async def main():
    global client, calls
    client = AsyncClient("k", **given)
    calls = [asyncio.create_task(client.request("GET", "/x")) for _ in range(20)]
    await calls[0]
loop = asyncio.new_event_loop()
loop.run_until_complete(main())
""",
    "a daemon thread that reads": """
def work():
    for event in Client("k", **given).workspace.events.stream():
        begun.set()
threading.Thread(target=work, daemon=True).start()
begun.wait()
""",
    "daemon threads that call": """
client = Client("k", **given)
def work():
    while True:
        client.request("GET", "/x")
        begun.set()
for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
begun.wait()
""",
    "a daemon thread's loop": """
threading.Thread(target=lambda: asyncio.run(read(AsyncClient("k", **given))), daemon=True).start()
begun.wait()
""",
    "a daemon thread's call that gets no answer": """
client = Client("k", **given)
from ghxstship import Hooks
client = client.with_options(hooks=Hooks(request=lambda request: begun.set()))
threading.Thread(target=lambda: client.request("GET", "/never"), daemon=True).start()
begun.wait()
""",
    "a fork": """
asyncio.run(begin())
child = os.fork()
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""",
    "a call that atexit makes": """
def late():
    try:
        client.request("GET", "/x")
    except ConfigurationError as problem:
        if "ending" in str(problem):
            print("refused")
client = Client("k", **given)
client.request("GET", "/x")
import ghxstship.ending
atexit.unregister(ghxstship.ending._end)
atexit.register(late)
atexit.register(ghxstship.ending._end)
""",
}


def sends(peer: socket.socket, asked: Asked, stopping: threading.Event) -> bool:
    """Events without end, one after the other; or a small answer; or none."""
    if asked.target == "/never":
        stopping.wait()
        return False
    if asked.target == "/x":
        return answer({})(peer, asked, stopping)
    piece = b'id: 1\ndata: {"id":"msg_1"}\n\n'
    with suppress(OSError):
        peer.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not stopping.wait(0.0005):
            peer.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
    return False


@pytest.fixture
def sending(faults: FaultServer) -> FaultServer:
    faults.script(sends)
    return faults


@pytest.mark.parametrize("what", ENDS)
def test_a_process_ends_well_with(sending: FaultServer, what: str) -> None:
    command = [sys.executable, "-X", "faulthandler", "-c", BEGIN + ENDS[what], sending.url]
    for _ in range(3):
        done = subprocess.run(command, timeout=60, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == ("refused\n" if "atexit" in what else "")


@pytest.mark.parametrize("fate", [answer({}), reset], ids=["answer", "failure"])
def test_a_cancellation_that_comes_with_the_end_of_a_call_is_heeded(faults: FaultServer, fate: Act) -> None:
    answered = threading.Event()
    faults.script(fate)

    async def scenario() -> int:
        loop = asyncio.get_running_loop()
        wake = loop.call_soon_threadsafe

        def woken(*arguments: object, **options: object) -> object:
            answered.set()
            return wake(*arguments, **options)  # type: ignore[arg-type]

        loop.call_soon_threadsafe = woken  # type: ignore[method-assign,assignment]
        heeded = 0
        async with AsyncClient("ghx_test_secret", base_url=faults.url, pacing=False, max_retries=0) as client:
            for _ in range(150):  # pyreqwest looks at one of the two first, by chance
                answered.clear()
                seen = len(faults.asked)
                call = asyncio.create_task(client.request("GET", "/x"))
                while len(faults.asked) == seen:  # noqa: ASYNC110 - the server runs in a thread of its own
                    await asyncio.sleep(0)
                # The loop stands still until the answer is there, and learns of both at once.
                if not call.done() and answered.wait(1) and call.cancel():
                    with pytest.raises(asyncio.CancelledError):
                        await call
                    heeded += 1
                else:
                    with suppress(APIConnectionError):
                        await call
        return heeded

    assert asyncio.run(scenario()) > 0
