"""Workflows that end themselves as a power failure would, at a step of their own code.

    python killed_workflow.py STEP INBOX CLOCK FOLDER

0 is never: then it works until nothing is due, and prints how many steps there were. FOLDER holds the workflows and
`events.json`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import ghxstship_connect
from dying import dying_at
from ghxstship_connect import Delivered
from ghxstship_connect.inbox.handlers import Handlers
from ghxstship_connect.inbox.runner import Runner
from ghxstship_connect.inbox.store import Arrival, Inbox
from ghxstship_connect.workflows.definition import Workflow, load
from ghxstship_connect.workflows.engine import WorkflowEngine


async def main(inbox: str, at: int, folder: Path, environment: Mapping[str, str]) -> None:
    files = sorted(folder.glob("flow-*.json"))  # noqa: ASYNC240 - nothing else runs yet
    events = json.loads((folder / "events.json").read_text())
    box = Inbox(inbox, lambda: at)
    box.open()
    engine, handlers = WorkflowEngine(box, environment), Handlers()

    def add(workflow: Workflow) -> None:
        async def handle(event: Delivered) -> None:
            await engine.run(workflow, event)

        handlers.add(handle, workflow.types, f"workflow:{workflow.name}")

    for file in files:
        add(load(file, environment))
    await box.add([Arrival.of(one) for one in events], handlers.wanting)
    await Runner(box, handlers, concurrency=1, in_order=False).drain()
    await engine.close()
    box.close()


if __name__ == "__main__":
    with dying_at(int(sys.argv[1]), ghxstship_connect) as steps:
        asyncio.run(main(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]), os.environ))
    print(steps.passed)
