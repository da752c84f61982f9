"""Carrying workflows out: each step is done once per event, also when the process dies between two of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from ..inbox.attempts import Reject, RetryLater
from ..inbox.engine import Cursor
from ..inbox.handlers import Delivered
from ..inbox.store import Inbox
from .actions import Config, Step
from .definition import StepDefinition, Workflow
from .sending import Outgoing, Sender
from .template import TemplateError, render
from .turns import Turns

_TABLE = """CREATE TABLE IF NOT EXISTS workflow_steps (
    key TEXT PRIMARY KEY, begun_at BIGINT, done_at BIGINT, result TEXT)"""


# Milliseconds for which an effect is known from here alone: the other side's search finds it a moment later.
KNOWN_FOR = 60_000


@dataclass(frozen=True)
class _Progress:
    begun_at: int | None = None
    done_at: int | None = None
    result: Any = None

    @property
    def done(self) -> bool:
        return self.done_at is not None

    @property
    def uncertain(self) -> bool:
        """Whether an attempt began whose end is not known."""
        return self.begun_at is not None and (self.done_at is None or self.begun_at > self.done_at)

    def known(self, now: int) -> bool:
        """Whether it was certainly done a moment ago."""
        return self.done_at is not None and now - self.done_at < KNOWN_FOR and not self.uncertain


class Progress:
    """How far each step of each run has come."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def open(self) -> None:
        """Make the table if it is missing."""
        self._inbox.engine.run(lambda cursor: cursor.execute(_TABLE) and None)

    async def of(self, key: str) -> _Progress:
        """How far a step is."""

        def run(cursor: Cursor) -> _Progress:
            cursor.execute("SELECT begun_at, done_at, result FROM workflow_steps WHERE key = ?", (key,))
            row = cursor.fetchone()
            if row is None:
                return _Progress()
            return _Progress(row[0], row[1], json.loads(row[2]) if row[2] else None)

        return await self._inbox.engine.arun(run)

    async def begun(self, key: str, at: int | None) -> None:
        """An attempt begins at `at` (Unix milliseconds), or has certainly not reached the other side (None)."""
        sql = (
            "INSERT INTO workflow_steps (key, begun_at) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET begun_at = excluded.begun_at"
        )
        await self._inbox.engine.arun(lambda cursor: cursor.execute(sql, (key, at)) and None)

    async def done(self, key: str, result: Any) -> None:
        """A step is done."""
        values = (self._inbox.clock(), json.dumps(result, default=str), key)
        sql = "UPDATE workflow_steps SET done_at = ?, result = ? WHERE key = ?"
        await self._inbox.engine.arun(lambda cursor: cursor.execute(sql, values) and None)


class WorkflowEngine:
    """Runs workflows as handlers of an inbox."""

    def __init__(self, inbox: Inbox, environment: Mapping[str, str], sender: Sender | None = None) -> None:
        self._inbox = inbox
        self._environment = environment
        self._sender = sender or Sender()
        self._progress = Progress(inbox)
        self._turns = Turns(inbox.clock)
        self._effects: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def open(self) -> None:
        """Make what it keeps, if it is missing."""
        self._progress.open()

    async def run(self, workflow: Workflow, event: Delivered) -> bool:
        """Every step that is not done yet, in order; whether the event met the workflow's conditions.

        A failure ends the attempt; what was done stays done.
        """
        context = context_of(event.to_dict())
        if workflow.condition is not None and not workflow.condition(context):
            return False
        for number, step in enumerate(workflow.steps):
            if step.condition is not None and not step.condition(context):
                context["steps"].append(None)
                continue
            key = f"{event.id}:{workflow.name}:{number}"
            context["steps"].append(await self._once(key, step, event, context))
        return True

    async def close(self) -> None:
        """Let go of the connections."""
        await self._sender.close()

    async def _once(self, key: str, step: StepDefinition, event: Delivered, context: dict[str, Any]) -> Any:
        progress = await self._progress.of(key)
        if progress.done:
            return progress.result
        config = rendered(step, context)
        around = Step(key, record_of(event.to_dict()))
        host = urlsplit(step.action.prepare(config, around, self._environment)[0].url).hostname
        effect = step.action.effect(config, around)
        lock = self._effects.setdefault(effect or key, asyncio.Lock())
        async with lock, self._turns.of(f"{step.action.name} at {host}", key):
            return await self._carried_out(step, config, around, effect)

    async def _carried_out(
        self, step: StepDefinition, config: Config, around: Step, effect: str | None
    ) -> Any:
        """One attempt, unless another step has just had the same effect."""
        now = self._inbox.clock()
        name = effect or around.key
        before = await self._progress.of(name)
        await self._progress.begun(around.key, now)
        if before.known(now):
            result = {**before.result, "found": True}
            await self._progress.done(around.key, result)
            return result
        await self._progress.begun(name, now)
        ago = (now - before.begun_at) / 1000 if before.begun_at is not None and before.uncertain else None
        try:
            result = await step.action.perform(
                config, replace(around, begun_ago=ago), self._environment, self._sender
            )
        except (RetryLater, Reject):
            # The other side has refused it, so it has not happened: what was uncertain before is all that still is.
            await self._progress.begun(name, before.begun_at)
            raise
        for one in dict.fromkeys((name, around.key)):
            await self._progress.done(one, result)
        return result


def context_of(envelope: dict[str, Any]) -> dict[str, Any]:
    """Where the paths of templates and conditions begin: the event's data, `data`, `message` and earlier `steps`."""
    data = envelope.get("data") or {}
    message = {name: value for name, value in envelope.items() if name != "data"}
    return {**data, "data": data, "message": message, "steps": []}


def record_of(envelope: dict[str, Any]) -> str:
    """The id of what an event is about."""
    data = envelope.get("data")
    record = data.get("id") if isinstance(data, dict) else None
    return record if isinstance(record, str) else str(envelope["id"])


def rendered(step: StepDefinition, context: dict[str, Any]) -> Config:
    """A step's config with its templates filled in; `Reject` when the event lacks what they need."""
    found: Config = {}
    for name, value in step.config.items():
        try:
            found[name] = render(value, context, step.action.fields[name].escape)
        except TemplateError as error:
            raise Reject(f"{step.action.name}: {name}: {error}") from None
    return found


def preview(
    workflow: Workflow, envelope: dict[str, Any], environment: Mapping[str, str]
) -> list[tuple[StepDefinition, list[Outgoing] | None]]:
    """What a workflow would send for an event; None for a step whose conditions do not hold.

    What a later step takes from an earlier one's result is not known yet and shown as it stands in the file.
    """
    context = context_of(envelope)
    found: list[tuple[StepDefinition, list[Outgoing] | None]] = []
    for number, step in enumerate(workflow.steps):
        if step.condition is not None and not step.condition(context):
            found.append((step, None))
            continue
        config = rendered(_with_open_results(step), context)
        key = f"{envelope['id']}:{workflow.name}:{number}"
        found.append((step, step.action.prepare(config, Step(key, record_of(envelope)), environment)))
    return found


def _with_open_results(step: StepDefinition) -> StepDefinition:
    def opened(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("{{steps.", "(result of step ").replace("{{ steps.", "(result of step ")
        if isinstance(value, dict):
            return {key: opened(one) for key, one in value.items()}
        return [opened(one) for one in value] if isinstance(value, list) else value

    return StepDefinition(step.action, opened(step.config), step.condition)
