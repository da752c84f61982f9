"""Parquet files: `parquet:DIR`, a folder for each table and in it a manifest that names the files which count.

A batch writes new files and then replaces the manifest, in which the checkpoint stands too, by a rename. A crash
leaves files that no manifest names; the next run removes them. Ids sort in creation order, so the files are disjoint
ranges of ids, and a change rewrites only the files that hold its records.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ghxstship.errors import ConfigurationError

from ..arrow import TYPES as ARROW
from ..catalogue import DELETED_AT, Column, Kind
from ..errors import DestinationError
from ..locks import FileLock
from .base import State, grown, of_somebody_else

MANIFEST = "_manifest.json"

# Records of a file: one is rewritten as a whole, in memory.
LARGEST = 50_000
# A batch of fewer records joins the file before it, so that a watch does not leave a file each time.
SMALLEST = 5_000

_TYPES = {kind: str(type_) for kind, type_ in ARROW.items()}
_WIDENINGS = {_TYPES[Kind.INTEGER]: frozenset((_TYPES[Kind.NUMBER], _TYPES[Kind.MONEY]))}


class _Manifest:
    """The files of a table, in the order of their ids, and where its load stands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[dict[str, Any]] = []
        self.columns: dict[str, str] = {}
        self.state: State | None = None
        self.number = 0
        try:
            held = json.loads((folder / MANIFEST).read_text())
        except FileNotFoundError:
            return
        self.files, self.columns = held["files"], held["columns"]
        self.state, self.number = held["state"], held["number"]

    def save(self) -> None:
        held = {"number": self.number, "files": self.files, "columns": self.columns, "state": self.state}
        draft = self.folder / f"{MANIFEST}.new"
        with draft.open("w") as file:
            json.dump(held, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / MANIFEST)
        _settle(self.folder)

    def tidy(self) -> None:
        """Remove the files that do not count: of a batch that was not committed, or that others have replaced."""
        named = {file["name"] for file in self.files}
        for path in self.folder.glob("*.parquet"):  # those that begin with a dot too
            if path.name not in named:
                path.unlink()


def _settle(folder: Path) -> None:
    """Make a rename durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class ParquetDestination:
    """A folder of Parquet files."""

    def __init__(self, path: str) -> None:
        try:
            import pyarrow.parquet
        except ModuleNotFoundError:
            raise ConfigurationError(
                'Parquet needs the extra: pip install "ghxstship-connect[parquet]"'
            ) from None
        self._parquet = pyarrow.parquet
        self._root = Path(path)
        self.name = f"parquet:{path}"
        try:
            self._root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = "it is a file" if self._root.exists() else str(error)
            raise DestinationError(f"{self.name} cannot be made: {reason}; name another folder") from None
        self._lock = FileLock(self._root / ".lock", self.name)
        self._manifests: dict[str, _Manifest] = {}

    @contextmanager
    def _explained(self, doing: str) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, KeyError) as error:
            raise DestinationError(f"{self.name}: {doing}: {error}") from None

    def _manifest(self, table: str) -> _Manifest:
        if table not in self._manifests:
            with self._explained(f"reading the manifest of {table}"):
                manifest = _Manifest(self._root / table)
                if manifest.state is not None:  # else what is there is not ours to remove
                    manifest.tidy()
            self._manifests[table] = manifest
        return self._manifests[table]

    def state(self, table: str) -> State | None:
        """Where the load of a table stands."""
        return self._manifest(table).state

    def begin(self, table: str, columns: Sequence[Column], state: State) -> None:
        """Make the folder and the first manifest."""
        manifest = self._manifest(table)
        with self._explained(f"making the folder of {table}"):
            manifest.folder.mkdir(exist_ok=True)
            if any(manifest.folder.glob("*.parquet")):
                raise of_somebody_else(self.name, table, "folder")
            manifest.columns = {column.name: _TYPES[column.kind] for column in columns}
            manifest.state = state
            manifest.save()

    def grow(self, table: str, columns: Sequence[Column]) -> None:
        """Bring the files of a table to new columns, one after the other."""
        manifest = self._manifest(table)
        present = manifest.columns
        missing, wider = grown(self.name, table, present, columns, _TYPES, _WIDENINGS)
        if not missing and not wider:
            return
        manifest.columns = {**present, **{column.name: _TYPES[column.kind] for column in (*missing, *wider)}}
        changed = {column.name: column for column in wider}
        with self._explained(f"changing the table {table}"):
            manifest.files = [
                self._put(manifest, self._grown(self._read(manifest, file), missing, changed))
                for file in manifest.files
            ]
            manifest.save()
            manifest.tidy()

    @staticmethod
    def _grown(rows: Any, missing: Sequence[Column], wider: dict[str, Column]) -> Any:
        import pyarrow as pa

        for index, name in enumerate(rows.column_names):
            if name in wider:
                cast = rows.column(name).cast(ARROW[wider[name].kind])
                rows = rows.set_column(index, name, cast)
        for column in missing:
            rows = rows.append_column(column.name, pa.nulls(rows.num_rows, ARROW[column.kind]))
        return rows

    def stored(self, table: str, ids: Sequence[str]) -> dict[str, int]:
        """The versions of those of the records that are there."""
        manifest, found = self._manifest(table), {}
        for index, wanted in self._spread(manifest, ids).items():
            with self._explained("reading"):
                rows = self._read(manifest, manifest.files[index], ["id", "version"])
            held = dict(zip(rows.column("id").to_pylist(), rows.column("version").to_pylist(), strict=True))
            found.update({one: held[one] for one in wanted if one in held})
        return found

    @staticmethod
    def _spread(manifest: _Manifest, ids: Sequence[str]) -> dict[int, list[str]]:
        """Which file holds which of the records, or would; a record before all of them belongs into the first."""
        firsts = [file["first"] for file in manifest.files]
        found: dict[int, list[str]] = {}
        for one in ids:
            found.setdefault(max(0, bisect_right(firsts, one) - 1), []).append(one)
        return found if firsts else {}

    def write(self, table: str, rows: Any, removed: Sequence[str], state: State, *, fresh: bool) -> None:
        """Write the files that change, and then the manifest that names them."""
        manifest = self._manifest(table)
        with self._explained(f"writing the table {table}"):
            if fresh and (rows.num_rows >= SMALLEST or not manifest.files):
                self._append(manifest, rows)
            else:
                self._merge(manifest, rows, removed)
            manifest.state = state
            manifest.save()
            manifest.tidy()

    def _append(self, manifest: _Manifest, rows: Any) -> None:
        if rows.num_rows:
            manifest.files.append(self._put(manifest, rows.sort_by("id")))

    def _merge(self, manifest: _Manifest, rows: Any, removed: Sequence[str]) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        if not manifest.files:
            self._append(manifest, rows)
            return
        ids = rows.column("id").to_pylist()
        place = dict(zip(ids, range(len(ids)), strict=True))
        replaced: dict[int, list[dict[str, Any]]] = {}
        for index, those in self._spread(manifest, [*ids, *removed]).items():
            new = rows.take(pa.array([place[one] for one in those if one in place], pa.int64()))
            old = self._read(manifest, manifest.files[index])
            gone = pa.array(those, pa.string())
            kept = old.filter(pc.invert(pc.is_in(old.column("id"), value_set=gone)))
            merged = pa.concat_tables([kept, new.select(kept.column_names)]).sort_by("id")
            replaced[index] = [
                self._put(manifest, merged.slice(start, LARGEST))
                for start in range(0, merged.num_rows, LARGEST)
            ]
        manifest.files = [
            file for index, old in enumerate(manifest.files) for file in replaced.get(index, [old])
        ]

    def _put(self, manifest: _Manifest, rows: Any) -> dict[str, Any]:
        manifest.number += 1
        name = f"part-{manifest.number:08d}.parquet"
        draft = manifest.folder / f".{name}"
        with draft.open("wb") as file:
            self._parquet.write_table(rows, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(manifest.folder / name)  # a file that others can see is whole
        ids = rows.column("id")
        found = {"name": name, "rows": rows.num_rows, "first": ids[0].as_py(), "last": ids[-1].as_py()}
        if DELETED_AT in rows.column_names:
            found["deleted"] = rows.num_rows - rows.column(DELETED_AT).null_count
        return found

    def _read(self, manifest: _Manifest, file: dict[str, Any], columns: Sequence[str] | None = None) -> Any:
        return self._parquet.read_table(
            manifest.folder / file["name"], columns=columns, partitioning=None, memory_map=False
        )

    def count(self, table: str, *, mark: bool) -> int:
        """How many records are there that are not deleted."""
        return sum(file["rows"] - file.get("deleted", 0) for file in self._manifest(table).files)

    def pause(self) -> None:
        """Others can read at any time."""

    def close(self) -> None:
        """Give the lock back."""
        self._lock.release()


def files_of(folder: str | Path, table: str) -> list[str]:
    """The Parquet files of a table that count now, for `pandas`, `polars` or DuckDB's `read_parquet`."""
    manifest = _Manifest(Path(folder) / table)
    return [str(manifest.folder / file["name"]) for file in manifest.files]
