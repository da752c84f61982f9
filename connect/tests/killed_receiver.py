"""A receiver that ends itself as a power failure would, at a step of its own code.

    python killed_receiver.py STEP NUMBER INBOX LEDGER WEBHOOKS

A step is a call that the package makes or gets, such as `Inbox.add call` or `_add c_call execute`; the process dies
when it comes for the NUMBERth time. `-` is never: then it works until nothing is left, and prints which steps there
were. WEBHOOKS holds what arrives; the ledger gets a line for each answer, and for each handler's begin and end.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import ghxstship_connect
from ghxstship import AsyncClient
from ghxstship_connect import Delivered, Receiver, Reject
from ghxstship_connect.inbox import attempts

PACKAGE = os.path.dirname(ghxstship_connect.__file__)  # noqa: PTH120 - compared with the names in frames
SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


class Ledger:
    """What has happened, in a file that survives the process."""

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def tell(self, *what: Any) -> None:
        os.write(self._descriptor, (json.dumps(what) + "\n").encode())


def watch(step: str, number: int) -> Counter[str]:
    """Count the steps in every thread, and die at one of them."""
    seen: Counter[str] = Counter()

    def count(frame: FrameType, event: str, argument: Any) -> None:
        if frame.f_code.co_filename.startswith(PACKAGE):
            name = f"{frame.f_code.co_qualname} {event}"  # type: ignore[attr-defined, unused-ignore]
            if event.startswith("c_"):
                name += f" {argument.__name__}"
            seen[name] += 1
            if name == step and seen[name] == number:
                os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(count)
    sys.setprofile(count)
    return seen


async def main(inbox: str, ledger: Ledger, webhooks: list[tuple[str, dict[str, str]]]) -> None:
    async with AsyncClient() as client:
        receiver = Receiver(SECRET, inbox=inbox, client=client, settle=0.0, concurrency=4)

        def begin(event: Delivered) -> None:
            name = event.idempotency_key.partition(":")[2]
            ledger.tell(
                "begin", event.id, name, event.data.id, event.sequence, event.idempotency_key, event.attempt
            )
            if event.data.name == "poison":
                raise Reject("poisoned")

        @receiver.on("deal.*", name="one")
        async def one(event: Delivered) -> None:
            begin(event)
            await asyncio.sleep(0)
            ledger.tell("end", event.id, "one", event.data.id, event.sequence)

        @receiver.on("deal.updated", name="two")
        def two(event: Delivered) -> None:
            begin(event)
            ledger.tell("end", event.id, "two", event.data.id, event.sequence)

        async def arrive(body: str, headers: dict[str, str]) -> None:
            answer = await receiver.accept(body.encode(), headers)
            ledger.tell("answer", json.loads(body)["id"], answer.status)

        async with receiver.running():
            await asyncio.gather(*(arrive(*one) for one in webhooks))
            target = (await client.workspace.workspace.retrieve()).sequence
            while (await receiver.inbox.position() or 0) < target:  # noqa: ASYNC110 - the feed moves it
                await asyncio.sleep(0.005)
            open_states = ("waiting", "queued", "running")
            while any(receiver.inbox.counts()[state] for state in open_states):  # noqa: ASYNC110
                await asyncio.sleep(0.005)


if __name__ == "__main__":
    attempts.WAITS = (0,) * 1_000  # what is killed again and again is gone on with at once
    steps = watch(sys.argv[1], int(sys.argv[2]))
    asyncio.run(main(sys.argv[3], Ledger(sys.argv[4]), json.loads(Path(sys.argv[5]).read_text())))
    sys.setprofile(None)
    print(json.dumps(steps))
