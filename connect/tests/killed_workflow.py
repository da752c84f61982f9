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
from pathlib import Path
from typing import Any

import ghxstship_connect
from dying import dying_at
from ghxstship_connect import Delivered
from ghxstship_connect.inbox.handlers import Handlers
from ghxstship_connect.inbox.runner import Runner
from ghxstship_connect.inbox.store import Arrival, Inbox
from ghxstship_connect.workflows.definition import Workflow, load
from ghxstship_connect.workflows.engine import WorkflowEngine


async def main(inbox: str, at: int, files: list[Path], events: list[dict[str, Any]]) -> None:
    box = Inbox(inbox, lambda: at)
    box.open()
    engine, handlers = WorkflowEngine(box, os.environ), Handlers()

    def add(workflow: Workflow) -> None:
        async def handle(event: Delivered) -> None:
            await engine.run(workflow, event)

        handlers.add(handle, workflow.types, f"workflow:{workflow.name}")

    for file in files:
        add(load(file, os.environ))
    await box.add([Arrival.of(one) for one in events], handlers.wanting)
    await Runner(box, handlers, concurrency=1, in_order=False).drain()
    await engine.close()
    box.close()


if __name__ == "__main__":
    folder = Path(sys.argv[4])
    given = sorted(folder.glob("flow-*.json")), json.loads((folder / "events.json").read_text())
    with dying_at(int(sys.argv[1]), ghxstship_connect) as steps:
        asyncio.run(main(sys.argv[2], int(sys.argv[3]), *given))
    print(steps.passed)
