"""A workflow's file: `{"trigger": "deal.won", "action": "slack.postMessage", "config": {…}}` (playbook "Slack
Notifications"), or with `"steps"` instead of one action.

Everything that can be known to be wrong before the first event is said when the file is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ..configuration import Document, Place, named, nearest, read
from .actions import ACTIONS, Action, Config, check_fields
from .conditions import Condition, compile_conditions
from .template import TemplateError, paths_of

# The schema of `data` by type of event, as the platform's catalogue has it.
Catalogue = Mapping[str, Mapping[str, Any]]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
MESSAGE_FIELDS = ("id", "event", "version", "timestamp", "sequence", "workspace_id", "metadata")


@dataclass(frozen=True)
class StepDefinition:
    """One step: an action with its config, and when it is done."""

    action: Action
    config: Config
    condition: Condition | None


@dataclass(frozen=True)
class Workflow:
    """A workflow that was read.

    Parameters
    ----------
    name: unique and lasting: its runs are kept under it.
    types: names or globs of events.
    """

    name: str
    types: tuple[str, ...]
    condition: Condition | None
    steps: tuple[StepDefinition, ...]

    def wants(self, kind: str) -> bool:
        """Whether a type of event triggers it."""
        return any(fnmatchcase(kind, pattern) for pattern in self.types)

    @property
    def variables(self) -> tuple[str, ...]:
        """What its actions need from the environment."""
        return tuple(dict.fromkeys(name for step in self.steps for name in step.action.variables))


def load(path: str | Path, environment: Mapping[str, str], catalogue: Catalogue | None = None) -> Workflow:
    """Read a workflow; raises `ConfigurationError` that names everything that is wrong, with file, line and remedy.

    Parameters
    ----------
    environment: where `{{env.NAME}}` and the actions' credentials come from.
    catalogue: with it, triggers and template paths are checked against what events have.
    """
    document = read(path)
    keys = ("name", "trigger", "when", "action", "config", "steps")
    top = document.mapping(document.value, (), keys, ["trigger"])
    if not isinstance(document.value, dict):
        document.raise_problems()
    types = _triggers(document, top.get("trigger"), catalogue)
    matching = _matching(types, catalogue)
    condition = _condition(document, top, (), matching)
    steps = _steps(document, top, environment, matching)
    name = top.get("name", document.path.stem)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        document.complain(("name",), f"name must be letters, digits, dots and dashes, not {name!r}")
    document.raise_problems()
    workflow = Workflow(name, types, condition, steps)
    for variable in workflow.variables:
        if not environment.get(variable):
            _miss(document, workflow, variable)
    document.raise_problems()
    return workflow


def _miss(document: Document, workflow: Workflow, variable: str) -> None:
    """Complain of a credential that is not set, at the first action that needs it."""
    users = {
        at: step.action.name for at, step in enumerate(workflow.steps) if variable in step.action.variables
    }
    place: Place = ("steps", min(users), "action") if "steps" in document.value else ("action",)
    names = ", ".join(dict.fromkeys(users.values()))
    document.complain(place, f"set {variable} in the environment: {names} needs it")


def _triggers(document: Document, value: Any, catalogue: Catalogue | None) -> tuple[str, ...]:
    if value is None:
        return ()
    given = value if isinstance(value, list) else [value]
    types = []
    if not given:
        document.complain(("trigger",), "trigger must name at least one event, such as deal.won")
    for index, one in enumerate(given):
        place: Place = ("trigger", index) if isinstance(value, list) else ("trigger",)
        text = document.text(one, place)
        if text is None:
            continue
        if catalogue is not None and not any(fnmatchcase(kind, text) for kind in catalogue):
            document.complain(
                place, f"no event is called {text!r}{nearest(text, catalogue)}; see /docs/webhooks/events"
            )
        types.append(text)
    return tuple(types)


def _matching(types: tuple[str, ...], catalogue: Catalogue | None) -> Catalogue:
    found = (catalogue or {}).items()
    return {kind: schema for kind, schema in found if any(fnmatchcase(kind, pattern) for pattern in types)}


def _condition(
    document: Document, holder: dict[str, Any], place: Place, matching: Catalogue
) -> Condition | None:
    if "when" not in holder:
        return None
    here = (*place, "when")
    if isinstance(holder["when"], dict):
        for path in holder["when"]:
            _check_path(document, path, (*here, path), matching, steps=0)
    return compile_conditions(document, holder["when"], here)


def _steps(
    document: Document, top: dict[str, Any], environment: Mapping[str, str], matching: Catalogue
) -> tuple[StepDefinition, ...]:
    if "steps" not in top:
        if "action" not in top:
            document.complain((), "the file lacks 'action' (or 'steps', a list of them)")
            return ()
        step = _step(document, top, (), 0, environment, matching)
        return (step,) if step is not None else ()
    for key in ("action", "config"):
        if key in top:
            document.complain((key,), f"{key!r} stands beside 'steps'; write it into one of the steps")
    if not isinstance(top["steps"], list) or not top["steps"]:
        document.complain(("steps",), "steps must be a list with at least one action")
        return ()
    found = []
    for index, value in enumerate(top["steps"]):
        place: Place = ("steps", index)
        holder = document.mapping(value, place, ("action", "config", "when"), ("action",))
        step = _step(document, holder, place, index, environment, matching) if "action" in holder else None
        if step is not None:
            found.append(step)
    return tuple(found)


def _step(
    document: Document,
    holder: dict[str, Any],
    place: Place,
    index: int,
    environment: Mapping[str, str],
    matching: Catalogue,
) -> StepDefinition | None:
    action = ACTIONS.get(holder["action"]) if isinstance(holder["action"], str) else None
    if action is None:
        hint = nearest(str(holder["action"]), ACTIONS)
        document.complain(
            (*place, "action"), f"there is no action {holder['action']!r}{hint}; use {', '.join(ACTIONS)}"
        )
        return None
    here = (*place, "config")
    config = document.with_environment(holder.get("config", {}), here, environment)
    check_fields(document, action, config, here)
    if isinstance(config, dict):
        action.check(document, config, here)
        _check_templates(document, config, here, matching, index)
    condition = _condition(document, holder, place, matching) if place else None
    return StepDefinition(action, config, condition)


def _check_templates(document: Document, value: Any, place: Place, matching: Catalogue, steps: int) -> None:
    if isinstance(value, dict):
        for key, one in value.items():
            _check_templates(document, one, (*place, key), matching, steps)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            _check_templates(document, one, (*place, index), matching, steps)
    else:
        try:
            for path in paths_of(value):
                _check_path(document, path, place, matching, steps)
        except TemplateError as error:
            document.complain(place, f"{named(place)}: {error}")


def _check_path(document: Document, path: str, place: Place, matching: Catalogue, steps: int) -> None:
    """Note a path that no event, or not every event of the trigger, has."""
    root, _, rest = path.partition(".")
    if root == "message":
        if rest.partition(".")[0] not in MESSAGE_FIELDS:
            document.complain(place, f"{{{{{path}}}}}: a message has {', '.join(MESSAGE_FIELDS)}")
    elif root == "steps":
        number = rest.partition(".")[0]
        if not number.isdigit() or int(number) >= steps:
            document.complain(
                place, f"{{{{{path}}}}}: no earlier step has this number; they are counted from 0"
            )
    else:
        keys = (rest if root == "data" else path).split(".")
        for kind, schema in matching.items():
            if not _leads_somewhere(schema, [key for key in keys if key]):
                known = sorted(schema.get("properties") or {})
                hint = nearest(keys[0], known) if keys[0] not in known else ""
                document.complain(
                    place, f"{kind} has nothing at {{{{{path}}}}}{hint}; see /docs/webhooks/events#{kind}"
                )
                return


def _leads_somewhere(schema: Mapping[str, Any], keys: list[str]) -> bool:
    """Whether a JSON schema may have a value at a path. What it leaves open, it may."""
    if not keys:
        return True
    for branch in schema.get("anyOf") or schema.get("oneOf") or ():
        if _leads_somewhere(branch, keys):
            return True
    if "items" in schema and keys[0].isdigit():
        return _leads_somewhere(schema["items"], keys[1:])
    properties = schema.get("properties")
    if properties is None:
        extra = schema.get("additionalProperties", "object" in _types(schema))
        return extra if isinstance(extra, bool) else _leads_somewhere(extra, keys[1:])
    return keys[0] in properties and _leads_somewhere(properties[keys[0]], keys[1:])


def _types(schema: Mapping[str, Any]) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)
