"""A resource, declared once: the declaration drives table, validation, routes, OpenAPI, events and SDKs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from ..errors import PlatformError, detail
from ..storage import schema
from ..storage.statements import WORKSPACE, Statement
from ..storage.transaction import Transaction
from .fields import Choice, Field, Integer, Metadata, Reference, Text, Timestamp

Record = dict[str, Any]
"""A record in its wire form: money in major units (int or Decimal), times as RFC 3339 strings."""

Rule = Callable[[Transaction, Record], None]
ChangeRule = Callable[[Transaction, Record, Record], None]


@dataclass(frozen=True, slots=True)
class Action:
    """A verb on one record, ``POST …/{id}/{name}``.

    Parameters
    ----------
    run: ``run(tx, record, arguments) -> record``: the rule; what it returns is the answer.
    fields: the body's fields; none means that the body may be left out.
    returns: the resource of the answer, when it is another one (a payment of an invoice).
    status: of the answer.
    errors: the codes it can answer with beside the usual ones.
    """

    name: str
    summary: str
    run: Callable[[Transaction, Record, Record], Record]
    fields: tuple[Field, ...] = ()
    returns: Resource | None = None
    status: int = 200
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """An event of the trade that a resource emits on top of created, updated and deleted.

    Parameters
    ----------
    related: what its data carries beside the record: key and the resource that the key's value is a record of.
        A list of records is written ``[resource]``, a resource that cannot be imported by its key
        (``atlvs.invoices``), and what is no record as a JSON schema.
    """

    name: str
    doc: str
    related: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Computed:
    """A field that is worked out at each read from columns (an invoice's `overdue`), never stored.

    Parameters
    ----------
    compute: ``compute(now, *columns) -> value``; now in epoch ms.
    condition: ``condition(table, now_parameter) -> SQL`` to filter by it, or None; the parameter ``today`` is there
        too, the UTC day as text.
    """

    field: Field
    columns: tuple[str, ...]
    compute: Callable[..., Any]
    condition: Callable[[sa.Table, sa.ColumnElement[int]], sa.ColumnElement[bool]] | None = None


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states of a record and the ways between them.

    Parameters
    ----------
    start: the states that create may give; the first is the default.
    ways: from each state, where a PATCH may go.
    """

    ways: Mapping[str, tuple[str, ...]]
    start: tuple[str, ...]

    def check(self, before: str, after: str) -> None:
        """Raise `INVALID_TRANSITION` unless there is a way (staying is always one)."""
        if after != before and after not in self.ways[before]:
            raise invalid_transition(before, after, self.ways[before])


def invalid_transition(
    before: str, after: str, allowed: Sequence[str], why: str = "", *, field: str = "status", **extra: Any
) -> PlatformError:
    """409 with `from`, `to`, `allowed` and what else the reader needs; `field` is what asked for the way."""
    ways = ", ".join(allowed) or "none (it is final)"
    message = why or f"Cannot go from {before} to {after}; allowed from here: {ways}."
    entry = detail(field, message, **{"from": before, "to": after, "allowed": list(allowed), **extra})
    return PlatformError("INVALID_TRANSITION", message, [entry])


def _nothing(tx: Transaction, record: Record) -> None:
    return None


def _nothing_changed(tx: Transaction, before: Record, after: Record) -> None:
    return None


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource of a product.

    Parameters
    ----------
    product: ``atlvs``, ``compvss``, ``gvteway`` or ``workspace``.
    name: plural, kebab-case, as in the path.
    noun: singular, snake_case, as in event names.
    prefix: of its ids.
    fields: its own fields; id, version, times, metadata and external_id come by themselves.
    operations: which of create, retrieve, list, update, delete, batch, export it answers.
    prepare: rule before a create is stored: completes and checks the record, raises, may write other records.
    created: rule after a create: emits its domain events.
    change: rule before an update is stored: ``(tx, before, after)``; completes and checks `after`.
    changed: rule after an update: emits its domain events.
    remove: rule before a delete.
    create: replaces the generic create where a record comes with something that is shown once (an API key).
    reveals: fields of create's answer that are never stored, not even for an idempotent replay.
    internal: columns that are never on the wire, name to kind (``text`` or ``integer``).
    lookups: columns that find a record without its workspace, because they tell it (the hash of a key).
    admits: whether a change of it may end what somebody was let in with.
    """

    product: str
    name: str
    noun: str
    prefix: str
    doc: str
    fields: tuple[Field, ...]
    lifecycle: Lifecycle | None = None
    actions: tuple[Action, ...] = ()
    events: tuple[DomainEvent, ...] = ()
    computed: tuple[Computed, ...] = ()
    operations: tuple[str, ...] = ("create", "retrieve", "list", "update", "delete", "batch", "export")
    read_scope: str = "read"
    write_scope: str = "write"
    prepare: Rule = _nothing
    created: Rule = _nothing
    change: ChangeRule = _nothing_changed
    changed: ChangeRule = _nothing_changed
    remove: Rule = _nothing
    create: Callable[[Transaction, Record], Record] | None = None
    reveals: tuple[Field, ...] = ()
    internal: Mapping[str, str] = field(default_factory=dict)
    indexes: tuple[tuple[str, ...], ...] = ()
    lookups: tuple[str, ...] = ()
    admits: bool = False
    errors: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """``product.name``, unique."""
        return f"{self.product}.{self.name}"

    @cached_property
    def path(self) -> str:
        """Where it is served, ``/atlvs/v1/deals``."""
        return f"/{self.product}/v1/{self.name}"

    @cached_property
    def audited(self) -> bool:
        """Whether what is done to its records goes into the audit log: what decides who may do what, does."""
        return self.product == "workspace"

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        """The record's own fields, without those that are input only."""
        return tuple(f for f in self.fields if not f.input_only)

    @cached_property
    def input_fields(self) -> tuple[Field, ...]:
        """What a body may carry."""
        return (*self.fields, METADATA, EXTERNAL_ID)

    @cached_property
    def record_fields(self) -> tuple[Field, ...]:
        """What a record carries, in the order of the wire."""
        identity = Field(
            "id", Text(64, 1, f"{self.prefix}[0-9A-Z]{{26}}"), "Identifier; sorts in creation order.",
            required=True, writable="never", example=f"{self.prefix}01KAQ7R5M0000G4XWZ9YV8T2NB",
        )  # fmt: skip
        return (identity, *self.stored, METADATA, EXTERNAL_ID, *TRACKING, *(c.field for c in self.computed))

    @cached_property
    def columns(self) -> tuple[Field, ...]:
        """The fields that lie in a column."""
        return tuple(f for f in self.stored if f.in_column)

    @cached_property
    def searched(self) -> tuple[str, ...]:
        """The fields that `q` looks through."""
        return tuple(f.name for f in self.fields if f.search)

    @cached_property
    def facets(self) -> tuple[str, ...]:
        """The fields whose values are counted."""
        return tuple(f.name for f in self.fields if f.facet)

    @cached_property
    def references(self) -> tuple[tuple[str, Reference], ...]:
        """The fields that point to other records."""
        return tuple((f.name, f.kind) for f in self.stored if isinstance(f.kind, Reference))

    @cached_property
    def unique(self) -> tuple[Field, ...]:
        """The fields that must be unique among the live records."""
        return tuple(f for f in (*self.stored, EXTERNAL_ID) if f.unique)

    @cached_property
    def table(self) -> sa.Table:
        """The table, made from the declaration."""
        kinds = {f.name: f.kind.column or "" for f in self.columns}
        return schema.record_table(
            schema.table_name(self.key),
            columns={**kinds, **self.internal},
            unique=[f.name for f in self.unique if f is not EXTERNAL_ID],
            indexed=[(f.name,) for f in self.columns if f.filter or isinstance(f.kind, Reference)]
            + list(self.indexes),
            references={name: schema.table_name(kind.target) for name, kind in self.references},
            noun=self.noun,
            lookups=self.lookups,
        )

    @cached_property
    def retrieve_statement(self) -> Statement:
        """doc, version and, to keep the places of a list's row, two more columns; then those of the computed fields."""
        c = self.table.c
        extra = [c[name] for computed in self.computed for name in computed.columns]
        own = (c.workspace_id == WORKSPACE, c.id == sa.bindparam("record_id"), c.deleted_at.is_(None))
        return Statement(sa.select(c.doc, c.version, c.updated_at, c.seq, *extra).where(*own))

    @cached_property
    def position_statement(self) -> Statement:
        """id, updated_at and seq of a record, deleted or not: a position in its lists."""
        c = self.table.c
        own = (c.workspace_id == WORKSPACE, c.id == sa.bindparam("record_id"))
        return Statement(sa.select(c.id, c.updated_at, c.seq).where(*own))

    @cached_property
    def _fields_by_name(self) -> dict[str, Field]:
        return {f.name: f for f in self.record_fields}

    def column_value(self, name: str, record: Mapping[str, Any]) -> Any:
        """What lies in the column `name` for this record."""
        value = record.get(name)
        if value is None or name in self.internal:
            return value
        return self._fields_by_name[name].kind.to_column(value, self.currency_of(record, "USD"))

    def present(self, record: Record, now: int) -> Record:
        """The record as a reader gets it at the moment `now`: with its computed fields."""
        if not self.computed:
            return record
        extra = {
            c.field.name: c.compute(now, *(self.column_value(name, record) for name in c.columns))
            for c in self.computed
        }
        return {**record, **extra}

    def currency_of(self, values: Mapping[str, Any], otherwise: str) -> str:
        """The currency that money in these values is in."""
        currency = values.get("currency")
        return currency if isinstance(currency, str) else otherwise


METADATA = Field(
    "metadata", Metadata(), "Up to 50 string pairs of your own.", default={}, example={"source": "crm"}
)
EXTERNAL_ID = Field(
    "external_id", Text(255, 1), "The record's id in your system, unique per workspace and resource.",
    column=True, filter=True, unique=True, example="crm-4711",
)  # fmt: skip
_MOMENT = "2026-11-23T07:21:00.000Z"
TRACKING = (
    Field("version", Integer(1), "Counts the changes; for `If-Match`.", required=True, writable="never", example=3),
    Field("created_at", Timestamp(), "When it was created.", required=True, writable="never", example=_MOMENT),
    Field("updated_at", Timestamp(), "When it last changed.", required=True, writable="never", example=_MOMENT),
)  # fmt: skip


def status_field(lifecycle: Lifecycle, doc: str, *, writable: str = "always") -> Field:
    """The `status` field of a resource with this lifecycle."""
    return Field(
        "status", Choice(tuple(lifecycle.ways)), doc,
        default=lifecycle.start[0], writable=writable, filter=True, facet=True, example=lifecycle.start[0],
    )  # fmt: skip
