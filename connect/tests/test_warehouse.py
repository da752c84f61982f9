"""A warehouse ends up equal to the platform, whatever changes meanwhile, in each destination."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ghxstship import Client
from ghxstship.call import Hooks
from ghxstship.errors import ConfigurationError
from ghxstship.transport import PyreqwestTransport, Request, Response, Stream
from ghxstship_connect.warehouse import (
    CountMismatchError,
    DestinationError,
    Loaded,
    SchemaConflictError,
    load,
)
from ghxstship_connect.warehouse import loader as loading
from ghxstship_connect.warehouse.catalogue import Kind, choose, names
from ghxstship_connect.warehouse.destinations import open_destination
from tables import execute, rows_of, source_of

DATABASES = ("duckdb", "postgres")


@pytest.fixture(params=["duckdb", "parquet", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty destination; the test runs once on each kind."""
    yield from _destination(request, tmp_path)


@pytest.fixture(params=["duckdb", "parquet"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty destination on this machine's disk."""
    yield from _destination(request, tmp_path)


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty destination with SQL."""
    yield from _destination(request, tmp_path)


def _destination(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "duckdb":
        yield f"duckdb:///{folder}/x.db"
    elif request.param == "parquet":
        yield f"parquet:{folder}/lake"
    else:
        server: Any = request.getfixturevalue("postgres")
        name = server.create()
        yield server.url(name)
        server.drop(name)


def run(client: Client, url: str, *resources: str, **options: Any) -> dict[str, Loaded]:
    destination = open_destination(url)
    try:
        return {one.table: one for one in load(client, destination, resources, **options)}
    finally:
        destination.close()


def counts(loaded: Loaded) -> tuple[int, int, int]:
    return loaded.new, loaded.changed, loaded.deleted


def test_every_resource_is_a_table_equal_to_its_source(client: Client, url: str) -> None:
    loaded = run(client, url)
    assert list(loaded) == list(names())
    assert {"deals", "ticket_types", "crew", "orders"} <= set(loaded)
    for name, one in loaded.items():
        expected = source_of(client, name)
        assert rows_of(url, name) == expected, name
        assert (one.rows, one.new, one.exact) == (len(expected), len(expected), True)
    again = run(client, url)
    assert {counts(one) for one in again.values()} == {(0, 0, 0)}


def test_what_changes_is_brought_up_to_date(client: Client, url: str) -> None:
    deals = client.atlvs.deals
    kept, gone = deals.create(name="kept", value=75.5), deals.create(name="gone", value=1)
    run(client, url, "deals", batch=7)
    deals.update(kept.id, name='it\'s "kept"\nNULL, {"a": 1}', value=12345678901.25, metadata={"a": "b"})
    deals.delete(gone.id)
    new = deals.create(name="new", value=0.125, currency="KWD", expected_close_date="2026-12-18")
    short = deals.create(name="short-lived", value=1)
    deals.delete(short.id)
    [one] = run(client, url, "deals").values()
    assert counts(one) == (1, 1, 1)
    rows = rows_of(url, "deals")
    assert rows == source_of(client, "deals")
    assert kept.id in rows
    assert new.id in rows
    assert gone.id not in rows


def test_deleted_records_stay_with_a_mark_if_that_is_wanted(client: Client, url: str) -> None:
    deals = client.atlvs.deals
    before, later = deals.create(name="before", value=1), deals.create(name="later", value=1)
    deals.delete(before.id)
    [one] = run(client, url, "deals", mark=True).values()
    deals.delete(later.id)
    [two] = run(client, url, "deals", mark=True).values()
    assert counts(two) == (0, 0, 1)
    assert two.rows == one.rows - 1
    rows = rows_of(url, "deals")
    assert rows == source_of(client, "deals", mark=True)
    assert None not in {rows[before.id]["_deleted_at"], rows[later.id]["_deleted_at"]}
    with pytest.raises(DestinationError, match="use --deleted mark, or drop the table"):
        run(client, url, "deals")


@pytest.mark.parametrize("mark", [False, True])
def test_a_source_that_changes_during_the_load(client: Client, url: str, mark: bool) -> None:
    deals = client.atlvs.deals
    old = [deals.create(name=f"old {n}", value=n) for n in range(12)]
    steps = iter(range(1000))

    def meddle(table: str, read: int, total: int | None) -> None:
        step = next(steps)
        if read and step < 10:
            deals.update(old[step].id, name=f"changed {step}")
            deals.delete(deals.create(name="passing", value=1).id)
            deals.create(name=f"new {step}", value=step)
            if step == 5:
                deals.delete(old[11].id)
                deals.delete(old[0].id)

    [one] = run(client, url, "deals", batch=4, progress=meddle, mark=mark).values()
    assert one.exact
    assert rows_of(url, "deals") == source_of(client, "deals", mark=mark)


def test_a_walk_over_many_changes_is_written_in_batches(client: Client, url: str) -> None:
    run(client, url, "companies")
    items = [{"name": f"Company {n}"} for n in range(250)]
    client.request("POST", "/atlvs/v1/companies/batch", body={"items": items})
    read: list[int] = []
    [one] = run(client, url, "companies", batch=100, progress=lambda t, n, total: read.append(n)).values()
    assert counts(one) == (250, 0, 0)
    # What changed in the same millisecond as the last one known is read again, and recognised.
    assert (sum(read), max(read)) == (250, 100)
    assert rows_of(url, "companies") == source_of(client, "companies")


def test_a_count_that_differs_is_an_error(client: Client, database: str) -> None:
    run(client, database, "venues", "companies")
    execute(database, "DELETE FROM companies WHERE id = (SELECT MIN(id) FROM companies)")
    with pytest.raises(
        CountMismatchError, match=r"companies in .* has \d+ records, and the platform counts"
    ) as found:
        run(client, database, "companies", "venues")
    assert [one.table for one in found.value.loaded] == ["companies", "venues"]
    execute(database, "DROP TABLE companies")
    run(client, database, "companies")
    assert rows_of(database, "companies") == source_of(client, "companies")


def test_a_source_that_never_stands_still_is_not_taken_for_a_mismatch(
    client: Client, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = loading._Load._total

    def late(self: Any) -> int:
        client.gvteway.venues.create(name="while it is counted")
        return original(self)

    monkeypatch.setattr(loading._Load, "_total", late)
    [one] = run(client, database, "venues").values()
    assert one.exact is False


# --- one run at a time, one workspace a destination


def test_two_runs_at_once_refuse_each_other(url: str) -> None:
    first = open_destination(url)
    with pytest.raises(DestinationError, match=r"another `ghxstship sync`.* is loading into"):
        open_destination(url)
    first.close()
    open_destination(url).close()


def test_another_workspace_is_refused(client: Client, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run(client, url, "venues")
    table = choose(client, ["venues"])[0]
    destination = open_destination(url)
    try:
        other = loading._Load(client, destination, table, "ws_other", False, 10, lambda *told: None)
        with pytest.raises(DestinationError, match="this key is of ws_other; name another destination"):
            other.run()
    finally:
        destination.close()


# --- a destination that holds something else, or no more


def test_a_table_that_no_load_has_made_is_left_alone(client: Client, database: str) -> None:
    """An application's own database has tables named orders and customers too."""
    execute(database, "CREATE TABLE orders (id VARCHAR(40), note TEXT)")
    execute(database, "INSERT INTO orders VALUES ('ord_1', 'of the shop')")
    before = rows_of(database, "orders")
    with pytest.raises(DestinationError, match=r"already a table orders in .* Name another"):
        run(client, database, "orders")
    assert rows_of(database, "orders") == before
    execute(database, "ALTER TABLE orders RENAME TO orders_of_the_shop")
    run(client, database, "orders")
    assert rows_of(database, "orders") == source_of(client, "orders")
    execute(database, "CREATE VIEW crew AS SELECT 'crew_1' AS id")
    with pytest.raises(DestinationError, match="already a table crew"):
        run(client, database, "crew")


def test_parquet_files_of_somebody_else_are_left_alone(client: Client, tmp_path: Path) -> None:
    folder = tmp_path / "lake" / "orders"
    folder.mkdir(parents=True)
    file = folder / "part-00000001.parquet"
    pq.write_table(pa.table({"id": ["ord_1"]}), file)
    with pytest.raises(DestinationError, match=r"already a table orders in parquet:.* Name another folder"):
        run(client, f"parquet:{tmp_path}/lake", "orders")
    assert [path.name for path in folder.iterdir()] == [file.name]
    assert pq.read_table(file).to_pylist() == [{"id": "ord_1"}]


def test_a_schema_of_its_own_keeps_it_apart(client: Client, postgres: Any) -> None:
    name = postgres.create()
    url = postgres.url(name)
    execute(url, "CREATE SCHEMA ghxstship")
    execute(url, "CREATE TABLE venues (id text)")
    own = f"{url}&options=-csearch_path%3Dghxstship,public"
    run(client, own, "venues")
    run(client, own, "venues")
    assert rows_of(own, "ghxstship.venues") == source_of(client, "venues")
    assert rows_of(url, "public.venues") == {}
    postgres.drop(name)


def test_a_role_without_rights_is_told_of_them(client: Client, postgres: Any) -> None:
    name = postgres.create()
    role = f"reader_{name}"
    postgres.execute(f"CREATE ROLE {role} LOGIN")
    url = postgres.url(name).replace("postgres@", f"{role}@")
    with pytest.raises(DestinationError, match="permission denied for schema public"):
        open_destination(url)
    with pytest.raises(DestinationError, match="no schema has been selected"):
        open_destination(f"{postgres.url(name)}&options=-csearch_path%3Dnowhere")
    with pytest.raises(
        ConfigurationError, match="more than one @; one in the user or the password is written %40"
    ):
        open_destination("postgresql://me:p@ss@127.0.0.1/x")
    postgres.drop(name)
    postgres.execute(f"DROP ROLE {role}")


def test_what_the_database_refuses_is_told_without_the_rows(client: Client, database: str) -> None:
    run(client, database, "deals")
    execute(database, "ALTER TABLE deals ADD COLUMN mine INTEGER DEFAULT 1")
    execute(database, "ALTER TABLE deals ALTER COLUMN mine SET NOT NULL")
    execute(database, "ALTER TABLE deals ALTER COLUMN mine DROP DEFAULT")
    before = rows_of(database, "deals")
    client.atlvs.deals.create(name="a secret name", value=1)
    with pytest.raises(
        DestinationError, match=r"(?i)writing the table deals: .*not.null constraint"
    ) as found:
        run(client, database, "deals")
    assert "a secret name" not in str(found.value)
    assert rows_of(database, "deals") == before


def test_a_full_disk_is_told_and_the_next_run_goes_on(client: Client, running: Any, files: str) -> None:
    """A limit of a file's size is met as a full disk is: in the middle of a write."""
    command = [
        sys.executable,
        "-m",
        "ghxstship.cli",
        "sync",
        "--to",
        files,
        "--resources",
        "customers,tickets",
    ]
    # The program is measured without coverage, which would write a file of its own.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment = {**inherited, "GHXSTSHIP_API_KEY": running.api_key, "GHXSTSHIP_BASE_URL": running.url}
    size = 300_000 if files.startswith("duckdb") else 50_000

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    full = subprocess.run(command, env=environment, capture_output=True, text=True, preexec_fn=small)
    assert (full.returncode, full.stdout) == (1, ""), full.stderr
    assert full.stderr.startswith(f"Error: {files}: ")
    assert "File too large" in full.stderr
    assert "Traceback" not in full.stderr
    run(client, files, "customers", "tickets")
    assert rows_of(files, "tickets") == source_of(client, "tickets")
    assert rows_of(files, "customers") == source_of(client, "customers")


def test_a_table_that_has_not_changed_costs_two_requests(running: Any, url: str) -> None:
    asked: list[str] = []
    with Client(
        running.api_key, running.workspace_id, running.url, hooks=Hooks(request=lambda r: asked.append(r.url))
    ) as client:
        run(client, url, "venues", "projects")
        asked.clear()
        run(client, url, "venues", "projects")
    assert len(asked) == 1 + 2 * 2, asked


# --- columns that grow


class Newer(PyreqwestTransport):
    """A platform that knows more fields than this SDK."""

    def __init__(self, fields: Callable[[int], dict[str, Any]]) -> None:
        super().__init__()
        self._fields = fields
        self._number = 0

    def _more(self, record: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        return {**record, **self._fields(self._number)}

    def send(self, request: Request, timeout: float) -> Response:
        answer = super().send(request, timeout)
        document = answer.json()
        if isinstance(document.get("data"), list):
            document["data"] = [self._more(one) for one in document["data"]]
            answer.body = json.dumps(document).encode()
        return answer

    def open(self, request: Request) -> Stream:
        stream = super().open(request)
        lines = iter(b"".join(iter(stream.read, b"")).splitlines())

        def read() -> bytes:
            line = next(lines, None)
            return b"" if line is None else json.dumps(self._more(json.loads(line))).encode() + b"\n"

        stream.read = read  # type: ignore[method-assign]
        return stream


def newer(running: Any, fields: Callable[[int], dict[str, Any]]) -> Client:
    return Client(running.api_key, running.workspace_id, running.url, transport=Newer(fields))


def test_fields_that_the_sdk_does_not_know_become_columns(client: Client, running: Any, url: str) -> None:
    run(client, url, "venues")
    more = client.gvteway.venues.create(name="with more fields")

    def fields(n: int) -> dict[str, Any]:
        return {"stars": 3, "mood": "calm", "nothing": None, "open": True, "halls": [{"name": "A"}]}

    with newer(running, fields) as later:
        run(later, url, "venues")
    row = rows_of(url, "venues")[more.id]
    assert (row["stars"], row["mood"], row["open"], row["halls"]) == (3, "calm", True, [{"name": "A"}])
    assert "nothing" not in row
    halves = client.gvteway.venues.create(name="with halves")
    with newer(running, lambda n: {"stars": 3.5}) as later:
        run(later, url, "venues")
    rows = rows_of(url, "venues")
    assert (rows[more.id]["stars"], rows[halves.id]["stars"], rows[halves.id]["mood"]) == (3, 3.5, None)


def test_a_field_whose_kind_changes_is_a_conflict(running: Any, url: str) -> None:
    with (
        newer(running, lambda n: {"stars": 3 if n % 2 else "three"}) as later,
        pytest.raises(SchemaConflictError, match=r"venues\.stars: the platform sends what is no integer"),
    ):
        run(later, url, "venues")
    with (
        newer(running, lambda n: {"_deleted_at": "x"}) as later,
        pytest.raises(SchemaConflictError, match="'_deleted_at', which is a column of its own"),
    ):
        run(later, url, "venues")


def test_columns_of_the_destination_grow(client: Client, database: str) -> None:
    run(client, database, "deals")
    money = "DECIMAL(18,2)" if database.startswith("duckdb") else "numeric(18,2)"
    alter = "ALTER TABLE deals ALTER COLUMN"
    execute(database, "ALTER TABLE deals DROP COLUMN notes")
    execute(database, f"{alter} version TYPE INTEGER")
    execute(database, f"{alter} value TYPE {money}")
    execute(database, "ALTER TABLE deals ADD COLUMN mine INTEGER")
    deal = client.atlvs.deals.create(name="precise", value=1.125, currency="KWD", notes="again")
    run(client, database, "deals")
    row = rows_of(database, "deals")[deal.id]
    assert (str(row["value"]), row["notes"], row["mine"]) == ("1.1250", "again", None)


def test_a_column_that_cannot_hold_the_values_is_a_conflict(client: Client, database: str) -> None:
    run(client, database, "deals")
    execute(database, "ALTER TABLE deals DROP COLUMN value")
    execute(database, "ALTER TABLE deals ADD COLUMN value DATE")
    with pytest.raises(SchemaConflictError) as found:
        run(client, database, "deals")
    assert "deals.value is date in" in str(found.value).replace("DATE", "date")
    assert "Rename or drop that column, or drop the table deals to load it anew" in str(found.value)


def test_a_parquet_table_grows_file_by_file(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ghxstship_connect.warehouse.destinations import parquet

    monkeypatch.setattr(parquet, "SMALLEST", 5)
    monkeypatch.setattr(parquet, "LARGEST", 8)
    url = f"parquet:{tmp_path}/lake"
    run(client, url, "deals", batch=5)
    files = parquet.files_of(tmp_path / "lake", "deals")
    assert len(files) > 3
    manifest = json.loads((tmp_path / "lake/deals/_manifest.json").read_text())
    assert all(one["rows"] <= 8 for one in manifest["files"])
    first = next(iter(source_of(client, "deals")))
    client.atlvs.deals.update(first, notes="rewritten")
    run(client, url, "deals")
    later = parquet.files_of(tmp_path / "lake", "deals")
    assert len(set(files) - set(later)) == 1, "only the file with the changed record is written again"
    assert {path.name for path in (tmp_path / "lake/deals").glob("*.parquet")} == {
        Path(one).name for one in later
    }
    assert rows_of(url, "deals") == source_of(client, "deals")


def test_kinds_come_from_the_sdk(client: Client) -> None:
    [deals] = choose(client, ["deals"])
    kinds = {column.name: column.kind for column in deals.columns}
    assert kinds["value"] is Kind.MONEY
    assert kinds["expected_close_date"] is Kind.DATE
    assert kinds["updated_at"] is Kind.MOMENT
    assert kinds["metadata"] is Kind.JSON
    assert kinds["version"] is Kind.INTEGER
    assert kinds["probability"] is Kind.NUMBER
    assert kinds["name"] is Kind.TEXT
    assert "deleted_at" not in kinds
    with pytest.raises(
        ConfigurationError, match=r"no resource 'deal' \(did you mean 'deals'\?\); there are: companies"
    ):
        choose(client, ["deal"])
    assert [table.name for table in choose(client, ["ticket-types", "ticket_types"])] == ["ticket_types"]
