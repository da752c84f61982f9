"""What a rule can do with records: get, find, insert, save, delete, emit; and the generic create and update that the
API calls, which run the resource's own rules around them.

Whatever changes a record goes through `insert`, `save` or `remove`: they keep row, columns, counters, version and
event together.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa

from ..audit import log as audit_log
from ..clock import to_text
from ..errors import PlatformError, detail, not_found, validation_error
from ..events import log
from ..storage.schema import METADATA, SEQUENCES, table_name
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Transaction
from .resource import Record, Resource

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)

# Not part of what a change changes.
_TRACKED = frozenset(("version", "updated_at"))


def dumps(value: Any) -> str:
    """JSON text; a Decimal is a number."""
    return _encoder.encode(value).decode()


def loads(doc: str) -> Record:
    """A record from its `doc`; fractions are Decimals."""
    record: Record = _decoder.decode(doc)
    return record


class Sql:
    """The statements of one resource."""

    def __init__(self, resource: Resource) -> None:
        table = resource.table
        own = (table.c.workspace_id == WORKSPACE) & (table.c.id == sa.bindparam("record_id"))
        live = table.c.deleted_at.is_(None)
        names = [c.name for c in table.c if c.name != "workspace_id"]
        self.insert = Statement(
            sa.insert(table).values(
                {"workspace_id": WORKSPACE, **{name: sa.bindparam(name) for name in names}}
            )
        )
        self.update = Statement(
            sa.update(table)
            .where(own)
            .values({n: sa.bindparam(n) for n in names if n not in ("id", "created_at", *resource.internal)})
        )
        self.get = Statement(sa.select(table.c.doc).where(own, live))
        self.by_external_id = Statement(
            sa.select(table.c.doc).where(
                table.c.workspace_id == WORKSPACE, table.c.external_id == sa.bindparam("external_id"), live
            )
        )
        self.one_with = {
            field.name: Statement(
                sa.select(table.c.id).where(
                    table.c.workspace_id == WORKSPACE, table.c[field.name] == sa.bindparam("value"), live
                )
            )
            for field in resource.unique
        }


@cache
def sql_of(resource: Resource) -> Sql:
    """The statements of a resource, made once."""
    return Sql(resource)


def get(tx: Transaction, resource: Resource, record_id: str) -> Record:
    """A live record; raises `NOT_FOUND`."""
    row = tx.row(sql_of(resource).get, record_id=record_id)
    if row is None:
        raise not_found(resource.noun, record_id)
    return loads(row[0])


def linked(tx: Transaction, key: str, record_id: str | None) -> Record | None:
    """The record of the resource `key` (``atlvs.companies``) that a reference points to, as a reader gets it; None
    for a reference to nothing.
    """
    # The registry imports every resource, and each of them this module.
    from .registry import BY_KEY

    if record_id is None:
        return None
    resource = BY_KEY[key]
    return resource.present(get(tx, resource, record_id), tx.now)


def find(tx: Transaction, statement: Statement, **parameters: Any) -> list[Record]:
    """The records whose `doc` a statement selects."""
    return [loads(row[0]) for row in tx.rows(statement, **parameters)]


def by_external_id(tx: Transaction, resource: Resource, external_id: str) -> Record | None:
    """The live record with an external_id, or None."""
    found = find(tx, sql_of(resource).by_external_id, external_id=external_id)
    return found[0] if found else None


def create(tx: Transaction, resource: Resource, values: Mapping[str, Any]) -> Record:
    """Create a record from decoded input, through the resource's rules.

    Raises `VALIDATION_ERROR` for references to nothing, `ALREADY_EXISTS` for unique values that are taken, and what
    the rules raise.
    """
    record = dict(values)
    if resource.lifecycle and record["status"] not in resource.lifecycle.start:
        starts = ", ".join(resource.lifecycle.start)
        raise validation_error(detail("status", f"Must begin as one of {starts}"))
    require_references(tx, resource, record)
    require_unique(tx, resource, record)
    resource.prepare(tx, record)
    record = insert(tx, resource, record)
    resource.created(tx, record)
    return record


def update(tx: Transaction, resource: Resource, before: Record, values: Mapping[str, Any]) -> Record:
    """Change a record by decoded input, through the resource's rules; a change of nothing is nothing."""
    after = {**before, **values}
    if after == before:
        return before
    if resource.lifecycle:
        resource.lifecycle.check(before["status"], after["status"])
    require_references(tx, resource, after, before)
    require_unique(tx, resource, after, before)
    resource.change(tx, before, after)
    after = save(tx, resource, before, after)
    resource.changed(tx, before, after)
    return after


def delete(tx: Transaction, resource: Resource, record: Record) -> Record:
    """Delete a record through the resource's rules; its tombstone.

    Raises `RESOURCE_IN_USE` while live records point to it.
    """
    resource.remove(tx, record)
    _require_unused(tx, resource, record)
    return remove(tx, resource, record)


def insert(tx: Transaction, resource: Resource, values: Mapping[str, Any]) -> Record:
    """Store a new record as it is (no rules) and emit `<noun>.created`."""
    sequence = tx.next_sequence()
    moment = to_text(tx.now)
    record: Record = {"id": tx.new_id(resource.prefix, sequence)}
    for field in resource.stored:
        record[field.name] = values.get(field.name)
    record["metadata"] = values.get("metadata") or {}
    record["external_id"] = values.get("external_id")
    record.update(version=1, created_at=moment, updated_at=moment)
    doc = dumps(record)
    internal = {name: values.get(name) for name in resource.internal}
    tx.run(
        sql_of(resource).insert,
        **_columns(tx, resource, record, doc, sequence),
        **internal,
        created_at=tx.now,
    )
    _count(tx, resource, record, 1)
    log.append(tx, f"{resource.noun}.created", record["id"], _payload(tx, resource, record, doc), sequence)
    if resource.audited:
        own = {field.name: record[field.name] for field in resource.stored}
        audit(tx, f"{resource.noun}.created", record, audit_log.created(own))
    return record


def save(
    tx: Transaction, resource: Resource, before: Record, after: Record, *, verb: str = "updated"
) -> Record:
    """Store a changed record as it is (no rules) and emit `<noun>.updated` with its changes; nothing if none.

    Parameters
    ----------
    verb: what the audit log calls it, if it keeps such records.
    """
    changes = {
        name: {"from": before.get(name), "to": value}
        for name, value in after.items()
        if name not in _TRACKED and value != before.get(name)
    }
    if not changes:
        return before
    sequence = tx.next_sequence()
    record = {**after, "version": before["version"] + 1, "updated_at": to_text(tx.now)}
    doc = dumps(record)
    tx.run(sql_of(resource).update, record_id=record["id"], **_columns(tx, resource, record, doc, sequence))
    for facet in resource.facets:
        if facet in changes:
            tx.count(resource.key, facet, str(before[facet]), -1)
            tx.count(resource.key, facet, str(record[facet]), 1)
    payload = _payload(tx, resource, record, doc)
    log.append(
        tx, f"{resource.noun}.updated", record["id"], f'{payload[:-1]},"changes":{dumps(changes)}}}', sequence
    )
    if resource.audited:
        audit(tx, f"{resource.noun}.{verb}", record, changes)
    return record


def remove(tx: Transaction, resource: Resource, before: Record) -> Record:
    """Turn a record into a tombstone (no rules) and emit `<noun>.deleted`."""
    sequence = tx.next_sequence()
    moment = to_text(tx.now)
    record = {**before, "version": before["version"] + 1, "updated_at": moment, "deleted_at": moment}
    doc = dumps(record)
    tx.run(
        sql_of(resource).update,
        record_id=record["id"],
        **{**_columns(tx, resource, record, doc, sequence), "deleted_at": tx.now},
    )
    _count(tx, resource, before, -1)
    log.append(tx, f"{resource.noun}.deleted", record["id"], _payload(tx, resource, record, doc), sequence)
    if resource.audited:
        audit(tx, f"{resource.noun}.deleted", record)
    return record


def emit(tx: Transaction, resource: Resource, event: str, record: Record, /, **related: Any) -> int:
    """Append a domain event: the record itself, once more under its noun (templates read ``{{deal.name}}``), and
    the related records by name.
    """
    doc = dumps(resource.present(record, tx.now))
    extra = dumps({resource.noun: msgspec.Raw(doc.encode()), **related})
    return log.append(tx, event, record["id"], f"{doc[:-1]},{extra[1:]}")


_LAST_NUMBER = (SEQUENCES.c.workspace_id == WORKSPACE) & (SEQUENCES.c.series == sa.bindparam("in_series"))
_NEXT_NUMBER = Statement(sa.update(SEQUENCES).where(_LAST_NUMBER).values(last=SEQUENCES.c.last + 1))
_READ_NUMBER = Statement(sa.select(SEQUENCES.c.last).where(_LAST_NUMBER))
_START_NUMBER = Statement(
    sa.insert(SEQUENCES).values(workspace_id=WORKSPACE, series=sa.bindparam("in_series"), last=1)
)


def next_number(tx: Transaction, series: str) -> int:
    """The next number of a gap-free series of the workspace (invoice numbers of a year); the first is 1."""
    if not tx.run(_NEXT_NUMBER, in_series=series):
        tx.run(_START_NUMBER, in_series=series)
    row = tx.row(_READ_NUMBER, in_series=series)
    assert row is not None
    return int(row[0])


@cache
def _exists(table: str) -> Statement:
    t = METADATA.tables[table]
    return Statement(
        sa.select(t.c.id).where(
            t.c.workspace_id == WORKSPACE, t.c.id == sa.bindparam("record_id"), t.c.deleted_at.is_(None)
        )
    )


def require_references(
    tx: Transaction, resource: Resource, after: Record, before: Record | None = None
) -> None:
    """Raise `VALIDATION_ERROR` naming every reference that is new and points to no live record."""
    missing = []
    for name, kind in resource.references:
        value = after.get(name)
        if value is not None and (before is None or before.get(name) != value):
            table = table_name(kind.target)
            if tx.row(_exists(table), record_id=value) is None:
                noun = METADATA.tables[table].info["noun"].replace("_", " ")
                missing.append(detail(name, f"No {noun} with the id {value} in this workspace"))
    if missing:
        raise validation_error(*missing)


def require_unique(tx: Transaction, resource: Resource, after: Record, before: Record | None = None) -> None:
    """Raise `ALREADY_EXISTS` with the id of the record that has a unique value already."""
    taken = []
    for field in resource.unique:
        value = after.get(field.name)
        if value is not None and (before is None or before.get(field.name) != value):
            row = tx.row(sql_of(resource).one_with[field.name], value=field.kind.to_column(value, "USD"))
            if row is not None and (before is None or row[0] != before["id"]):
                taken.append(detail(field.name, f"Is taken by {row[0]}", id=row[0]))
    if taken:
        noun = resource.noun.replace("_", " ")
        raise PlatformError(
            "ALREADY_EXISTS", f"A {noun} with this {taken[0]['field']} already exists.", taken
        )


@cache
def _pointing(table: str) -> list[tuple[str, str, Statement]]:
    """Every column that points to a table: noun, column and the statement that finds one live row."""
    found = []
    for other in METADATA.sorted_tables:
        for column, target in other.info.get("references", {}).items():
            if target == table:
                own = (other.c.workspace_id == WORKSPACE) & (other.c[column] == sa.bindparam("record_id"))
                one = Statement(sa.select(other.c.id).where(own, other.c.deleted_at.is_(None)).limit(1))
                found.append((other.info["noun"], column, one))
    return found


def _require_unused(tx: Transaction, resource: Resource, record: Record) -> None:
    users = []
    for noun, column, statement in _pointing(resource.table.name):
        row = tx.row(statement, record_id=record["id"])
        if row is not None:
            users.append(detail(column, f"Is used by the {noun.replace('_', ' ')} {row[0]}", id=row[0]))
    if users:
        message = (
            f"The {resource.noun.replace('_', ' ')} is used by other records; delete or change them first."
        )
        raise PlatformError("RESOURCE_IN_USE", message, users)


def audit(
    tx: Transaction, action: str, record: Record, changes: Mapping[str, Mapping[str, Any]] | None = None
) -> None:
    """Note in the audit log what is done to a record."""
    name = next((record[field] for field in ("name", "app_name", "email", "url") if record.get(field)), None)
    audit_log.record(tx, action, record["id"], name, changes)


def _columns(tx: Transaction, resource: Resource, record: Record, doc: str, sequence: int) -> dict[str, Any]:
    search = " ".join(str(record[name]) for name in resource.searched if record.get(name)).lower()
    row = {field.name: resource.column_value(field.name, record) for field in resource.columns}
    row.update(
        id=record["id"], seq=sequence, version=record["version"], updated_at=tx.now, deleted_at=None,
        external_id=record["external_id"], search=search or None, doc=doc,
    )  # fmt: skip
    return row


def _payload(tx: Transaction, resource: Resource, record: Record, doc: str) -> str:
    return dumps(resource.present(record, tx.now)) if resource.computed else doc


def _count(tx: Transaction, resource: Resource, record: Record, delta: int) -> None:
    tx.count(resource.key, "", "", delta)
    for facet in resource.facets:
        tx.count(resource.key, facet, str(record[facet]), delta)
