"""The handlers that serve every resource alike."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncGenerator, Callable
from typing import Any

from ..errors import PlatformError, add_unknown, detail, not_found, validation_error
from ..products import records
from ..products.fields import Integer, Money, decode_fields
from ..products.resource import Record, Resource
from ..storage.database import Reader
from ..storage.transaction import Transaction
from .context import Context
from .idempotency import once, read_key
from .operations import Operation
from .pagination import Page, read_page, scope_of, seal, unseal
from .request import Request
from .responses import Response, Stream, encode, etag

NDJSON = b"application/x-ndjson"
EXPORT_CHUNK = 1000
MAX_BATCH = 1000
_BATCH = ("items", "mode")


def resource_of(operation: Operation) -> Resource:
    """The resource that an operation is about."""
    assert operation.resource is not None
    return operation.resource


def no_parameters(request: Request) -> None:
    """Raise `BAD_REQUEST` for any query parameter, where an operation has none."""
    names = dict.fromkeys(name for name, _ in request.query())
    if names:
        errors = [detail(name[:100], "Unknown parameter") for name in names]
        raise PlatformError("BAD_REQUEST", f"{errors[0]['field']}: Unknown parameter", errors)


def _splice(resource: Resource, row: tuple[Any, ...], now: int) -> str:
    """A row's `doc` with the computed fields at its end."""
    doc: str = row[0]
    if not resource.computed:
        return doc
    values, at = {}, 4
    for computed in resource.computed:
        width = len(computed.columns)
        values[computed.field.name] = computed.compute(now, *row[at : at + width])
        at += width
    return f"{doc[:-1]},{records.dumps(values)[1:]}"


async def list_records(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """A page of a list."""
    resource = resource_of(operation)
    page = read_page(resource, tuple(request.query()))
    workspace_id, now = request.principal.workspace_id, context.db.clock.now()
    query = page.query
    scope = scope_of(workspace_id, query)
    position: tuple[Any, ...] | None = None
    total: int | None = None
    if page.cursor is not None:
        cursor = unseal(context.db.secret, scope, page.cursor)
        position = (cursor.lastId, *(cursor.at or ()))
        total = cursor.total
    counting = page.with_total and total is None

    def read(reader: Reader) -> tuple[list[tuple[Any, ...]], int | None]:
        statement, values = query.page(position, page.limit + 1, now)
        rows = reader.rows(statement, workspace_id=workspace_id, **values)
        return rows, query.total(reader, workspace_id, now) if counting else total

    # What no single index answers may look at many rows; that goes beside the loop, so that nobody waits for it.
    slow = query.counted_facet is None or (query.by_change and bool(query.filters))
    rows, total = await (context.db.read_long(read) if slow else context.db.read(read))
    more = len(rows) > page.limit
    rows = rows[: page.limit]
    cursor_text = "null"
    if more:
        last = rows[-1]
        at = (last[2], last[3]) if query.by_change else None
        cursor_text = f'"{seal(context.db.secret, scope, last[1], at, total)}"'
    docs = ",".join(
        [row[0] for row in rows] if not resource.computed else [_splice(resource, r, now) for r in rows]
    )
    counted = f',"total":{total}' if page.with_total and total is not None else ""
    has_more = "true" if more else "false"
    body = f'{{"data":[{docs}],"pagination":{{"cursor":{cursor_text},"hasMore":{has_more}{counted}}}}}'
    return Response(200, body.encode())


async def retrieve_record(
    context: Context, operation: Operation, request: Request, record_id: str
) -> Response:
    """One record, or 304 when the client has it already."""
    resource = resource_of(operation)
    if request.query_string:
        no_parameters(request)
    workspace_id = request.principal.workspace_id
    statement = resource.retrieve_statement

    row = await context.db.read(
        lambda reader: reader.row(statement, workspace_id=workspace_id, record_id=record_id)
    )
    if row is None:
        raise not_found(resource.noun, record_id[:100])
    tag = etag(row[1])
    wanted = request.headers.get(b"if-none-match")
    if wanted is not None and (
        wanted.strip() == b"*" or tag[1] in [t.strip().removeprefix(b"W/") for t in wanted.split(b",")]
    ):
        return Response(304, headers=[tag])
    return Response(200, _splice(resource, row, context.db.clock.now()).encode(), [tag])


async def export_records(context: Context, operation: Operation, request: Request, record_id: str) -> Stream:
    """The whole filtered set as NDJSON, from one snapshot."""
    resource = resource_of(operation)
    page = read_page(resource, tuple(request.query()), export=True)
    position = await _export_position(context, request, page)
    now = context.db.clock.now()
    statement, values = page.query.everything(position, now)
    workspace_id = request.principal.workspace_id

    async def chunks() -> AsyncGenerator[bytes, None]:
        rows_of = context.db.stream(statement, EXPORT_CHUNK, workspace_id=workspace_id, **values)
        async with contextlib.aclosing(rows_of):
            async for rows in rows_of:
                docs = [row[0] if not resource.computed else _splice(resource, row, now) for row in rows]
                yield ("\n".join(docs) + "\n").encode()

    return Stream(chunks(), NDJSON)


async def _export_position(context: Context, request: Request, page: Page) -> tuple[Any, ...] | None:
    """Where an export goes on: behind a list's cursor, or behind the last record that a broken export gave."""
    workspace_id, query = request.principal.workspace_id, page.query
    if page.cursor is not None and page.after is not None:
        raise PlatformError(
            "BAD_REQUEST", "Send cursor or after, not both.", [detail("after", "Not beside cursor")]
        )
    if page.cursor is not None:
        cursor = unseal(context.db.secret, scope_of(workspace_id, query), page.cursor)
        return (cursor.lastId, *(cursor.at or ()))
    if page.after is None:
        return None
    row = await context.db.read(
        lambda reader: reader.row(
            query.resource.position_statement, workspace_id=workspace_id, record_id=page.after
        )
    )
    if row is None:
        message = "Must be the id of a record of this list"
        raise PlatformError("BAD_REQUEST", f"after: {message}", [detail("after", message)])
    return row if query.by_change else row[:1]


async def create_record(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """A new record."""
    resource = resource_of(operation)
    no_parameters(request)
    body, raw = await request.json_object()
    values = _decode(resource, body)

    def run(tx: Transaction) -> Response:
        return _record_response(resource, _create(tx, resource, values), 201, tx.now)

    return await write(context, request, raw, run)


async def update_record(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """Changes to a record."""
    resource = resource_of(operation)
    no_parameters(request)
    body, raw = await request.json_object()
    expected = expected_version(request, body)
    currency = resource.currency_of(body, "")

    def run(tx: Transaction) -> Response:
        before = records.get(tx, resource, record_id)
        require_version(before, expected)
        values = _decode(resource, body, before, currency)
        return _record_response(resource, records.update(tx, resource, before, values), 200, tx.now)

    return await write(context, request, raw, run)


async def delete_record(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """The end of a record; 204."""
    resource = resource_of(operation)
    no_parameters(request)
    expected = expected_version(request, {})

    def run(tx: Transaction) -> Response:
        record = records.get(tx, resource, record_id)
        require_version(record, expected)
        records.delete(tx, resource, record)
        return Response(204)

    return await write(context, request, b"", run)


async def act_on_record(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """An action."""
    resource, action = resource_of(operation), operation.action
    assert action is not None
    no_parameters(request)
    body, raw = await request.json_object(optional=not any(field.required for field in action.fields))
    expected = expected_version(request, {})
    answers = action.returns or resource

    def run(tx: Transaction) -> Response:
        record = records.get(tx, resource, record_id)
        require_version(record, expected)
        errors: list[dict[str, Any]] = []
        currency = resource.currency_of(record, "USD")
        arguments = decode_fields(action.fields, body, errors, currency, creating=True)
        if errors:
            raise validation_error(*errors)
        return _record_response(answers, action.run(tx, record, arguments), action.status, tx.now)

    return await write(context, request, raw, run)


async def batch_records(context: Context, operation: Operation, request: Request, record_id: str) -> Response:
    """Up to 1,000 creates or upserts, each with its own result."""
    resource = resource_of(operation)
    no_parameters(request)
    body, raw = await request.json_object()
    items, upsert = _batch_items(body)
    decoded = [_decode_item(resource, item) for item in items]

    def run(tx: Transaction) -> Response:
        results, counts = [], {"created": 0, "updated": 0, "unchanged": 0, "failed": 0}
        for index, (item, values) in enumerate(zip(items, decoded, strict=True)):
            mark = tx.mark()
            try:
                if isinstance(values, PlatformError):
                    raise values
                outcome, record = _put(tx, resource, item, values, upsert=upsert)
            except PlatformError as error:
                tx.undo(mark)
                counts["failed"] += 1
                problem = {"code": error.code, "message": error.message, "details": error.details}
                results.append({"index": index, "status": error.status, "error": problem})
                continue
            tx.keep()
            counts[outcome] += 1
            shown = resource.present(record, tx.now)
            results.append({"index": index, "status": 201 if outcome == "created" else 200, "record": shown})
        return Response(200, encode({"data": results, "summary": counts}))

    return await write(context, request, raw, run)


def _put(
    tx: Transaction, resource: Resource, item: dict[str, Any], values: Record, *, upsert: bool
) -> tuple[str, Record]:
    """One item of a batch: what was done, and the record."""
    found = records.by_external_id(tx, resource, values["external_id"]) if upsert else None
    if found is None:
        return "created", _create(tx, resource, values)
    record = records.update(
        tx, resource, found, _decode(resource, item, found, resource.currency_of(item, ""))
    )
    return ("unchanged" if record is found else "updated"), record


def _batch_items(body: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    errors: list[dict[str, Any]] = []
    for name in body:
        if name not in _BATCH:
            add_unknown(errors, "field", name, _BATCH)
    items, mode = body.get("items"), body.get("mode", "create")
    if mode not in ("create", "upsert"):
        errors.append(detail("mode", "Must be create or upsert"))
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_BATCH:
        errors.append(detail("items", f"Must be a list of 1 to {MAX_BATCH} objects"))
    else:
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                errors.append(detail(f"items.{index}", "Must be an object"))
            elif mode == "upsert" and not isinstance(item.get("external_id"), str):
                errors.append(detail(f"items.{index}.external_id", "Is required to upsert"))
    if errors:
        raise validation_error(*errors)
    assert isinstance(items, list)
    return items, mode == "upsert"


def _decode_item(resource: Resource, item: dict[str, Any]) -> Record | PlatformError:
    try:
        return _decode(resource, item)
    except PlatformError as error:
        return error


def _create(tx: Transaction, resource: Resource, values: Record) -> Record:
    return resource.create(tx, values) if resource.create else records.create(tx, resource, values)


def _decode(
    resource: Resource, body: dict[str, Any], before: Record | None = None, currency: str = ""
) -> Record:
    """The values of a body; all that is wrong with it at once. Against `before` when it is a change."""
    errors: list[dict[str, Any]] = []
    money_in = currency or resource.currency_of(before or body, "USD")
    values = decode_fields(resource.input_fields, body, errors, money_in, creating=before is None)
    if errors:
        raise validation_error(*errors)
    if before is not None and currency and currency != before.get("currency"):
        _recheck_money(resource, {**before, **values}, currency)
    return values


def _recheck_money(resource: Resource, record: Record, currency: str) -> None:
    """After a change of currency the amounts that stay must fit the new one; the rules check those deeper down."""
    errors: list[dict[str, Any]] = []
    for field in resource.stored:
        if (
            isinstance(field.kind, Money)
            and record.get(field.name) is not None
            and field.writable == "always"
        ):
            field.kind.decode(record[field.name], field.name, errors, currency)
    if errors:
        raise validation_error(*errors)


def _record_response(resource: Resource, record: Record, status: int, now: int) -> Response:
    shown = resource.present(record, now)
    hidden = [field.name for field in resource.reveals if field.name in shown]
    response = Response(status, encode(shown), [etag(record["version"])])
    if hidden:
        response.stored = encode({name: value for name, value in shown.items() if name not in hidden})
    if status == 201:
        response.headers.append((b"location", f"{resource.path}/{record['id']}".encode()))
    return response


_MOST_VERSION = 2**53 - 1
_VERSION = re.compile(r'(?:W/)?"([0-9]{1,18})"', re.ASCII)


def expected_version(request: Request, body: dict[str, Any]) -> int | None:
    """The version that a write is conditional on, from `If-Match` or the body's `version` (which is taken out)."""
    expected: int | None = None
    condition = request.header(b"if-match")
    if condition is not None and condition.strip() != "*":
        match = _VERSION.fullmatch(condition.strip())
        if match is None:
            message = 'Must be one quoted version, such as "3"'
            raise PlatformError("BAD_REQUEST", f"If-Match: {message}", [detail("If-Match", message)])
        expected = int(match[1])
    if "version" in body:
        errors: list[dict[str, Any]] = []
        version = Integer(1, _MOST_VERSION).decode(body.pop("version"), "version", errors, "")
        if errors:
            raise validation_error(*errors)
        if expected is not None and version != expected:
            raise validation_error(detail("version", "Differs from If-Match"))
        expected = version
    return expected


def require_version(record: Record, expected: int | None) -> None:
    if expected is not None and record["version"] != expected:
        message = f"The record is at version {record['version']}, not {expected}."
        raise PlatformError(
            "VERSION_CONFLICT", message, [detail("version", message, current_version=record["version"])]
        )


async def write(
    context: Context, request: Request, raw: bytes, run: Callable[[Transaction], Response]
) -> Response:
    """Run a rule in the request's workspace, once for its Idempotency-Key if it has one."""
    workspace_id = request.principal.workspace_id
    key = read_key(request)
    run = _noted(request, run)
    if key is None:
        return await context.db.write(workspace_id, run, context.origin(request))
    context.in_flight.enter(workspace_id, key)
    try:
        guarded = once(run, key, request, raw, lambda error: context.render(error, request))
        return await context.db.write(workspace_id, guarded, context.origin(request))
    finally:
        context.in_flight.leave(workspace_id, key)


def _noted(request: Request, run: Callable[[Transaction], Response]) -> Callable[[Transaction], Response]:
    """The rule, with the request told which events it has caused: what a transaction appends stands together."""

    def noting(tx: Transaction) -> Response:
        before = tx.sequence
        response = run(tx)
        request.events = (before + 1, tx.sequence) if tx.sequence > before else None
        return response

    return noting
