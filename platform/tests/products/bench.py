"""What a rule's test works with: a workspace, its clock, and short ways to create, change and look."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa

from ghxstship_platform.clock import ManualClock
from ghxstship_platform.errors import validation_error
from ghxstship_platform.products import records
from ghxstship_platform.products.fields import decode_fields
from ghxstship_platform.products.resource import Record, Resource
from ghxstship_platform.storage.database import Database
from ghxstship_platform.storage.schema import EVENTS, WORKSPACES
from ghxstship_platform.storage.statements import WORKSPACE, Statement
from ghxstship_platform.storage.transaction import Transaction

T = TypeVar("T")

_NEW = Statement(sa.insert(WORKSPACES).values({c.name: sa.bindparam(c.name) for c in WORKSPACES.c}))
_EVENTS = Statement(
    sa.select(EVENTS.c.envelope).where(EVENTS.c.workspace_id == WORKSPACE).order_by(EVENTS.c.sequence)
)


class Bench:
    """One workspace, `ws_test`. Every helper runs in a transaction of its own, as a request would."""

    workspace_id = "ws_test"

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.db = database
        self.clock = clock
        row = {"id": self.workspace_id, "name": "Test", "mode": "live", "tier": "pro", "version": 1,
               "created_at": 1, "updated_at": 1, "sequence": 0, "clock": 0, "first_sequence": 1}  # fmt: skip
        asyncio.run(database.administer(lambda session: session.run(_NEW, row)))

    def write(self, run: Callable[[Transaction], T]) -> T:
        """Run a function over a transaction."""
        return asyncio.run(self.db.write(self.workspace_id, run))

    def parallel(self, runs: list[Callable[[Transaction], Any]]) -> list[Any]:
        """Run many at once; each one's result or exception."""

        async def all_of() -> list[Any]:
            waiting = [self.db.write(self.workspace_id, run) for run in runs]
            return await asyncio.gather(*waiting, return_exceptions=True)

        return asyncio.run(all_of())

    def decoded(self, resource: Resource, body: dict[str, Any], *, creating: bool = True) -> dict[str, Any]:
        """A body as the API would decode it; raises VALIDATION_ERROR."""
        errors: list[dict[str, Any]] = []
        plain = json.loads(json.dumps(body), parse_float=Decimal)
        values = decode_fields(
            resource.input_fields, plain, errors, resource.currency_of(plain, "USD"), creating=creating
        )
        if errors:
            raise validation_error(*errors)
        return values

    def create(self, resource: Resource, **body: Any) -> Record:
        """POST."""
        return self.write(self.creating(resource, **body))

    def creating(self, resource: Resource, **body: Any) -> Callable[[Transaction], Record]:
        """The function of a POST, to be run later or in parallel."""
        values = self.decoded(resource, body)
        if resource.create is not None:
            create = resource.create
            return lambda tx: create(tx, values)
        return lambda tx: records.create(tx, resource, values)

    def update(self, resource: Resource, record_id: str, **body: Any) -> Record:
        """PATCH."""
        values = self.decoded(resource, body, creating=False)
        return self.write(
            lambda tx: records.update(tx, resource, records.get(tx, resource, record_id), values)
        )

    def delete(self, resource: Resource, record_id: str) -> Record:
        """DELETE."""
        return self.write(lambda tx: records.delete(tx, resource, records.get(tx, resource, record_id)))

    def act(self, resource: Resource, record_id: str, action: str, **body: Any) -> Record:
        """POST …/{action}."""
        return self.write(self.acting(resource, record_id, action, **body))

    def acting(
        self, resource: Resource, record_id: str, action: str, **body: Any
    ) -> Callable[[Transaction], Record]:
        """The function of an action, to be run later or in parallel."""
        chosen = next(a for a in resource.actions if a.name == action)

        def run(tx: Transaction) -> Record:
            record = records.get(tx, resource, record_id)
            errors: list[dict[str, Any]] = []
            plain = json.loads(json.dumps(body), parse_float=Decimal)
            currency = resource.currency_of(record, "USD")
            arguments = decode_fields(chosen.fields, plain, errors, currency, creating=True)
            if errors:
                raise validation_error(*errors)
            return chosen.run(tx, record, arguments)

        return run

    def get(self, resource: Resource, record_id: str) -> Record:
        """GET, with computed fields."""
        return self.write(lambda tx: resource.present(records.get(tx, resource, record_id), tx.now))

    def events(self, *types: str) -> list[dict[str, Any]]:
        """The envelopes of the log in order; only of these types if any are given."""
        rows = asyncio.run(self.db.read(lambda reader: reader.rows(_EVENTS, workspace_id=self.workspace_id)))
        envelopes = [json.loads(row[0]) for row in rows]
        return [e for e in envelopes if not types or e["event"] in types]
