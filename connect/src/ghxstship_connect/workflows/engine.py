"""Carrying workflows out: each step is done once per event, also when the process dies between two of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from ..inbox.attempts import Reject, RetryLater
from ..inbox.handlers import Delivered
from ..inbox.steps import Steps
from ..inbox.store import Inbox
from .actions import Config, Step
from .definition import StepDefinition, Workflow
from .sending import Outgoing, Sender
from .template import TemplateError, render
from .turns import Turns


class WorkflowEngine:
    """Runs workflows as handlers of an inbox."""

    def __init__(self, inbox: Inbox, environment: Mapping[str, str], sender: Sender | None = None) -> None:
        self._inbox = inbox
        self._environment = environment
        self._sender = sender or Sender()
        self._steps = Steps(inbox)
        self._turns = Turns(inbox.clock)
        self._effects: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

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
            context["steps"].append(await self._once(f"{workflow.name}:{number}", step, event, context))
        return True

    async def close(self) -> None:
        """Let go of the connections."""
        await self._sender.close()

    async def _once(self, name: str, step: StepDefinition, event: Delivered, context: dict[str, Any]) -> Any:
        result = await self._steps.result(event.id, name)
        if result is not None:
            return result
        config = rendered(step, context)
        around = Step(f"{event.id}:{name}", record_of(event.to_dict()))
        host = urlsplit(step.action.prepare(config, around, self._environment)[0].url).hostname
        effect = step.action.effect(config, around)
        lock = self._effects.setdefault(effect or around.key, asyncio.Lock())
        async with lock, self._turns.of(f"{step.action.name} at {host}", around.key):
            if effect is None:
                result, own = await self._perform(step, config, around), None
            else:
                result, own = await self._shared(step, config, around, effect)
            await self._steps.done(event.id, name, result, own)
        return result

    async def _shared(
        self, step: StepDefinition, config: Config, around: Step, effect: str
    ) -> tuple[dict[str, Any], str | None]:
        """The result of an effect that other steps have too, and the effect, if it was had just now."""
        at = self._inbox.clock()
        before = await self._steps.begin(effect, at)
        known = before.known(at)
        if known is not None:
            return {**known, "found": True}, None
        try:
            return await self._perform(step, config, replace(around, begun_ago=before.begun_ago(at))), effect
        except (RetryLater, Reject):
            # The other side has refused it, so it has not happened: what was uncertain before is all that still is.
            await self._steps.end(effect, before.begun_at)
            raise
        except Exception:
            # Whether it has happened is not known: the next attempt looks for it first.
            await self._steps.end(effect, at)
            raise

    async def _perform(self, step: StepDefinition, config: Config, around: Step) -> dict[str, Any]:
        return await step.action.perform(config, around, self._environment, self._sender)


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
