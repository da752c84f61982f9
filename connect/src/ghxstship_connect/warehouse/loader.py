"""A load: the first time everything by the bulk export, from then on what has changed, a checkpoint with each batch.

The export walks by id, in which creation order is; whatever changes meanwhile is read afterwards, in the order of the
changes, from the newest one that was known when the export began. So a source that is written to all the time ends up
equal, and a run that was killed goes on behind its last batch.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ghxstship.sync import OVERLAP

from .arrow import Records, to_arrow, unknown_columns
from .catalogue import Column, Kind, Table, choose, wider
from .destinations.base import Destination, State
from .errors import CountMismatchError, DestinationError

if TYPE_CHECKING:
    from ghxstship import Client

# Records of a batch: what is in memory at once, and what a crash may cost.
BATCH = 5_000

# How often in a row a count that differs is looked at while nothing changes, and how often at all while much does.
LOOKS = 3
ROUNDS = 10

# Told of a table: its name, how many of its records were read since the last time, how many there are.
Progress = Callable[[str, int, int | None], None]


@dataclass
class Loaded:
    """What a run has done to a table.

    Parameters
    ----------
    rows: how many records are there that are not deleted.
    exact: whether that is what the platform counts; False when records changed faster than they could be counted.
    """

    table: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    deleted: int = 0
    seconds: float = 0.0
    exact: bool = True


@dataclass
class _Position:
    """Where the walk along the changes stands, as the SDK's `sync` keeps it."""

    state: State | None

    def load(self) -> State | None:
        return self.state

    def save(self, state: State) -> None:
        self.state = state


def load(
    client: Client,
    destination: Destination,
    resources: Sequence[str] = (),
    *,
    mark: bool = False,
    batch: int = BATCH,
    progress: Progress = lambda table, read, total: None,
) -> list[Loaded]:
    """Bring a destination up to date; one `Loaded` for each table.

    Raises `CountMismatchError` at the end, when a table has another number of records than the platform counts.

    Parameters
    ----------
    resources: the names of some; all if left out.
    mark: keep deleted records, with `_deleted_at`.
    batch: how many records are written together.
    """
    tables = choose(client, resources, mark=mark)
    workspace: str = client.workspace.workspace.retrieve().id
    loaded, mismatches = [], []
    for table in tables:
        one = _Load(client, destination, table, workspace, mark, batch, progress)
        loaded.append(one.done)
        try:
            one.run()
        except CountMismatchError as error:
            mismatches.append(str(error))
    if mismatches:
        raise CountMismatchError("\n".join(mismatches), loaded)
    return loaded


@dataclass
class _Load:
    """The load of one table."""

    client: Client
    destination: Destination
    table: Table
    workspace: str
    mark: bool
    batch: int
    progress: Progress
    state: State = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._source = self.table.resource(self.client)
        self._columns = list(self.table.columns)
        self._known = frozenset(("deleted_at", *(column.field for column in self.table.columns)))
        self.done = Loaded(self.table.name)

    def run(self) -> None:
        """Everything of this run."""
        began = time.monotonic()
        self._begin()
        if self.state["exported"]:
            self.progress(self.table.name, 0, None)  # how much has changed nobody knows before
        else:
            self.progress(self.table.name, 0, self._total())
            self._export()
        self._follow()
        self._verify()
        self.done.seconds = time.monotonic() - began

    def _begin(self) -> None:
        held = self.destination.state(self.table.name)
        if held is None:
            self.state = {
                "workspace": self.workspace,
                "mark": self.mark,
                "exported": False,
                "after": None,
                "since": self._newest(),
                "changes": None,
                "extra": {},
            }
            self.destination.begin(self.table.name, self._columns, self.state)
            return
        where = f"{self.table.name} in {self.destination.name}"
        if held["workspace"] != self.workspace:
            raise DestinationError(
                f"{where} holds the workspace {held['workspace']}, and this key is of {self.workspace};"
                " name another destination"
            )
        if held["mark"] != self.mark:
            kept = "keeps deleted records" if held["mark"] else "was loaded without deleted records"
            raise DestinationError(
                f"{where} {kept}; use --deleted {'mark' if held['mark'] else 'remove'},"
                " or drop the table to load it anew"
            )
        self.state = held
        self._grow(held["extra"])

    def _newest(self) -> str | None:
        """When a record changed last; what changes from now on is not older."""
        page = self._source.list(sort="-updated_at", include_deleted=True, limit=1, total=False)
        return page.data[0].to_dict()["updated_at"] if page.data else None

    def _total(self) -> int:
        total = self._source.list(limit=1).total
        assert total is not None
        return int(total)

    # --- the first time

    def _export(self) -> None:
        given = {"after": self.state["after"]} if self.state["after"] else {}
        records = self._source.export(sort="created_at", include_deleted=self.mark, **given)
        for batch in _portions(records, self.batch):
            self.state = {**self.state, "after": batch[-1]["id"]}
            self._write(batch, (), fresh=True)
            self.done.new += len(batch)
            self.progress(self.table.name, len(batch), None)
        self.state = {**self.state, "exported": True}
        self._write((), (), fresh=True)

    # --- what has changed

    def _follow(self) -> int:
        """Read what has changed since the last time; how many records that was."""
        position = _Position(self.state["changes"])
        waiting: dict[str, dict[str, Any]] = {}
        applied = 0
        for page in self._source.sync(checkpoint=position, **self._since()):
            for record in (*page.items, *page.deleted):
                waiting[record.to_dict()["id"]] = record.to_dict()
            page.commit()
            if len(waiting) >= self.batch:
                applied += self._apply(list(waiting.values()), position.state)
                waiting.clear()
        return applied + self._apply(list(waiting.values()), position.state)

    def _since(self) -> dict[str, Any]:
        since = self.state["since"]
        return {"updated_since": datetime.fromisoformat(since) - OVERLAP} if since is not None else {}

    def _apply(self, records: list[dict[str, Any]], changes: State | None) -> int:
        """Write those that are not there as they are; how many."""
        stored = self.destination.stored(self.table.name, [record["id"] for record in records])
        differs = [record for record in records if stored.get(record["id"]) != record["version"]]
        gone = [record for record in differs if record.get("deleted_at") is not None]
        live = [record for record in differs if record.get("deleted_at") is None]
        removed = () if self.mark else [record["id"] for record in gone if record["id"] in stored]
        known = sum(record["id"] in stored for record in live)
        self.done.changed += known
        self.done.new += len(live) - known
        self.done.deleted += sum(record["id"] in stored for record in gone)
        if changes != self.state["changes"] or live or removed:
            self.state = {**self.state, "changes": changes}
            self._write(differs if self.mark else live, removed, fresh=False)
        self.progress(self.table.name, len(live), None)
        return len(live) + len(gone if self.mark else removed)

    def _write(self, records: Records, removed: Sequence[str], *, fresh: bool) -> None:
        extra: dict[str, str] = self.state["extra"]
        new = {
            name: wider(Kind(extra.get(name, kind)), kind).value
            for name, kind in unknown_columns(records, self._known).items()
        }
        if not new.items() <= extra.items():
            self.state = {**self.state, "extra": {**extra, **new}}
            self._grow(self.state["extra"])
        rows = to_arrow(self.table.name, records, self._columns)
        self.destination.write(self.table.name, rows, removed, self.state, fresh=fresh)

    def _grow(self, extra: dict[str, str]) -> None:
        """Make room for the fields of the SDK, and for those that only the platform knows."""
        more = [Column(name, Kind(kind), name) for name, kind in extra.items()]
        self._columns = [*self.table.columns, *more]
        self.destination.grow(self.table.name, self._columns)

    # --- what it must come to

    def _verify(self) -> None:
        """Compare with the platform's own count, which goes on changing; see `LOOKS` and `ROUNDS`."""
        looks = 0
        for _ in range(ROUNDS):
            total = self._total()
            self.done.rows = self.destination.count(self.table.name, mark=self.mark)
            if self.done.rows == total:
                self.progress(self.table.name, 0, total)
                return
            # What changed while it was counted is read; if nothing did, the difference is real.
            looks = 0 if self._follow() else looks + 1
            if looks == LOOKS:
                raise CountMismatchError(
                    f"{self.table.name} in {self.destination.name} has {self.done.rows} records, and the platform"
                    f" counts {total}. Was it changed by hand? Drop the table {self.table.name} to load it anew"
                )
        self.done.exact = False


def _portions(records: Iterator[Any], size: int) -> Iterator[list[dict[str, Any]]]:
    portion: list[dict[str, Any]] = []
    for record in records:
        portion.append(record.to_dict())
        if len(portion) == size:
            yield portion
            portion = []
    if portion:
        yield portion
