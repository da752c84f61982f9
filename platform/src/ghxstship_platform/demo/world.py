"""What the demo's stories share: the calendar, who exists already, and short ways to create, change and act.

Everything goes through the same decoding and the same rules as a request, so that the demo cannot hold a record that
the API would refuse.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from ..clock import DAY, day_of
from ..errors import validation_error
from ..products import records
from ..products.fields import Field, decode_fields
from ..products.resource import Action, Record, Resource
from ..storage.transaction import Transaction
from .timeline import Timeline

HISTORY = 274 * DAY
"""How far back the demo goes: nine months."""

_SEED = "Harbor Lights Touring"


@dataclass
class World:
    """One telling of the demo.

    Attributes
    ----------
    today: the first millisecond of the day of the telling (UTC); nothing happens after it.
    scale: how many times the deals, customers and orders of the ordinary demo.
    timeline: where stories and their consequences go.
    ids: ids of records by a name of the story's own, for the few that other stories refer to.
    """

    today: int
    scale: float
    timeline: Timeline = field(init=False)
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.timeline = Timeline(self.today - HISTORY, self.today)

    def random(self, story: str) -> Random:
        """The chance of one story: the same at every telling, whatever the other stories do."""
        return Random(f"{_SEED}/{story}")

    def day(self, offset: float) -> int:
        """The moment so many days after (or, negative, before) the beginning of today."""
        return self.today + round(offset * DAY)

    def date(self, offset: float) -> str:
        """The date of that moment."""
        return day_of(self.day(offset))


def create(tx: Transaction, resource: Resource, **body: Any) -> Record:
    """POST."""
    values = _decoded(resource.input_fields, body, resource.currency_of(body, "USD"))
    return resource.create(tx, values) if resource.create else records.create(tx, resource, values)


def change(tx: Transaction, resource: Resource, record_id: str, **body: Any) -> Record:
    """PATCH."""
    before = records.get(tx, resource, record_id)
    values = _decoded(resource.input_fields, body, resource.currency_of(before, "USD"), creating=False)
    return records.update(tx, resource, before, values)


def act(tx: Transaction, resource: Resource, record_id: str, action: str, **body: Any) -> Record:
    """POST …/{action}."""
    chosen: Action = next(a for a in resource.actions if a.name == action)
    record = records.get(tx, resource, record_id)
    return chosen.run(tx, record, _decoded(chosen.fields, body, resource.currency_of(record, "USD")))


def _decoded(fields: tuple[Field, ...], body: Record, currency: str, *, creating: bool = True) -> Record:
    errors: list[dict[str, Any]] = []
    values = decode_fields(fields, body, errors, currency, creating=creating)
    if errors:
        raise validation_error(*errors)
    return values


def weighted_amount(random: Random, low: int, high: int, step: int) -> int:
    """An amount between two others, small ones more often than large ones, rounded to `step`."""
    steps: int = round(low * (high / low) ** random.random() / step)
    return steps * step
