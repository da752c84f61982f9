"""From a method and a path to an operation: two dictionary look-ups, however many operations there are."""

from __future__ import annotations

import re
from collections import defaultdict

from ..errors import PlatformError
from ..products.registry import RESOURCES
from ..products.resource import Resource
from . import resources, workspace
from .audit_log import AUDIT_OPERATIONS
from .operations import Handler, Operation
from .request_log import REQUEST_LOG_OPERATIONS
from .webhooks import WEBHOOK_OPERATIONS


def _resource_operations(resource: Resource) -> list[Operation]:
    noun = resource.noun.replace("_", " ")
    article = "an" if noun[0] in "aeiou" else "a"
    plural = resource.name.replace("-", " ")
    path, item = resource.path, f"{resource.path}/{{id}}"
    read, change = resource.read_scope, resource.write_scope
    forms: dict[str, tuple[str, str, str, str, Handler, int]] = {
        "list": ("GET", path, f"List {plural}", read, resources.list_records, 200),
        "create": ("POST", path, f"Create {article} {noun}", change, resources.create_record, 201),
        "batch": (
            "POST",
            f"{path}/batch",
            f"Create or upsert up to 1,000 {plural}",
            change,
            resources.batch_records,
            200,
        ),
        "export": (
            "GET",
            f"{path}/export",
            f"Export {plural} as NDJSON",
            read,
            resources.export_records,
            200,
        ),
        "retrieve": ("GET", item, f"Retrieve {article} {noun}", read, resources.retrieve_record, 200),
        "update": ("PATCH", item, f"Update {article} {noun}", change, resources.update_record, 200),
        "delete": ("DELETE", item, f"Delete {article} {noun}", change, resources.delete_record, 204),
    }
    key = f"{resource.product}.{resource.name.replace('-', '_')}"
    generic = [
        Operation(
            method, template, f"{key}.{kind}", summary, kind, scope, handler, resource, status=status,
            errors=resource.errors if kind in ("create", "update", "batch") else (),
            media_type="application/x-ndjson" if kind == "export" else "application/json",
        )
        for kind, (method, template, summary, scope, handler, status) in forms.items()
        if kind in resource.operations
    ]  # fmt: skip
    actions = [
        Operation(
            "POST", f"{item}/{action.name}", f"{key}.{action.name.replace('-', '_')}", action.summary, "action", change,
            resources.act_on_record, resource, action, action.status, action.errors,
        )
        for action in resource.actions
    ]  # fmt: skip
    return generic + actions


_WORKSPACE = "/workspace/v1/workspace"
_EVENTS = "/workspace/v1/events"
_WORKSPACE_OPERATIONS = (
    Operation("GET", _WORKSPACE, "workspace.workspace.retrieve", "Retrieve the workspace", "other", "read",
              workspace.retrieve_workspace, answer=workspace.WORKSPACE_SCHEMA),
    Operation("PATCH", _WORKSPACE, "workspace.workspace.update", "Rename the workspace or change its tier", "write",
              "admin", workspace.update_workspace, errors=("VERSION_CONFLICT",), body=workspace.WORKSPACE_CHANGE,
              answer=workspace.WORKSPACE_SCHEMA),
    Operation("GET", _EVENTS, "workspace.events.list", "List events, oldest first", "page", "read",
              workspace.list_events, parameters=(workspace.AFTER, workspace.TYPES), answer=workspace.EVENT_SCHEMA,
              description="The log in commit order, as far back as it is kept (30 days unless the operator says "
              "otherwise)."),
    Operation("GET", f"{_EVENTS}/stream", "workspace.events.stream", "Follow the event log", "stream", "read",
              workspace.stream_events, parameters=(workspace.AFTER, workspace.TYPES), media_type="text/event-stream"),
    Operation("GET", f"{_EVENTS}/{{id}}", "workspace.events.retrieve", "Retrieve an event", "other", "read",
              workspace.retrieve_event, answer=workspace.EVENT_SCHEMA),
    Operation("GET", "/workspace/v1/event-types", "workspace.event_types.list", "List the event types", "other", "read",
              workspace.list_event_types, answer=workspace.EVENT_TYPES_SCHEMA),
)  # fmt: skip

OPERATIONS: tuple[Operation, ...] = (
    *(operation for resource in RESOURCES for operation in _resource_operations(resource)),
    *_WORKSPACE_OPERATIONS,
    *WEBHOOK_OPERATIONS,
    *REQUEST_LOG_OPERATIONS,
    *AUDIT_OPERATIONS,
)

PRODUCTS = ("/atlvs/", "/compvss/", "/gvteway/", "/workspace/")

Methods = dict[str, Operation]

# What an id can consist of. Anything else names nothing, and must not reach a database (PostgreSQL takes no NUL).
_ID = re.compile("[0-9A-Za-z_]{1,100}", re.ASCII)


def allow(methods: Methods) -> str:
    """The value of an `Allow` header; who answers GET answers HEAD too."""
    return ", ".join(sorted({*methods, "OPTIONS"} | ({"HEAD"} if "GET" in methods else set())))


class Router:
    """The operations by path."""

    def __init__(self, operations: tuple[Operation, ...]) -> None:
        self._exact: dict[str, Methods] = defaultdict(dict)
        self._items: dict[str, Methods] = defaultdict(dict)
        self._actions: dict[tuple[str, str], Methods] = defaultdict(dict)
        for operation in operations:
            head, braces, rest = operation.path.partition("/{id}")
            if not braces:
                self._exact[head][operation.method] = operation
            elif not rest:
                self._items[head][operation.method] = operation
            else:
                self._actions[head, rest[1:]][operation.method] = operation

    def find(self, path: str) -> tuple[Methods, str] | None:
        """What a path answers to, by method, and the id in it; None where there is nothing."""
        methods = self._exact.get(path)
        if methods is not None:
            return methods, ""
        head, _, tail = path.rpartition("/")
        methods = self._items.get(head)
        if methods is not None and _ID.fullmatch(tail):
            return methods, tail
        head, _, record_id = head.rpartition("/")
        methods = self._actions.get((head, tail))
        return (methods, record_id) if methods is not None and _ID.fullmatch(record_id) else None

    def operation(self, method: str, path: str) -> tuple[Operation, str]:
        """The operation and the id in its path; raises `NOT_FOUND` or `METHOD_NOT_ALLOWED`."""
        found = self.find(path)
        if found is None:
            raise PlatformError("NOT_FOUND", f"There is nothing at {path[:200]}.")
        methods, record_id = found
        operation = methods.get("GET" if method == "HEAD" else method)
        if operation is None:
            allowed = allow(methods)
            raise PlatformError(
                "METHOD_NOT_ALLOWED", f"Use one of {allowed} here.", headers={"Allow": allowed}
            )
        return operation, record_id
