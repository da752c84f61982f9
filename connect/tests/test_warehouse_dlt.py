"""The dlt source: everything, then what has changed, deleted records removed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ghxstship import Client
from tables import rows_of, source_of

pytestmark = pytest.mark.filterwarnings("ignore")  # those of dlt itself


@pytest.fixture
def pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    monkeypatch.setenv("DLT_DATA_DIR", str(tmp_path / "dlt"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dlt

        yield dlt.pipeline(
            "ghxstship",
            pipelines_dir=str(tmp_path / "pipelines"),
            destination=dlt.destinations.duckdb(str(tmp_path / "x.db")),
            dataset_name="main",
        )


def test_a_pipeline_ends_equal_to_the_source(
    client: Client, pipeline: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ghxstship_connect.warehouse import dlt_source
    from ghxstship_connect.warehouse.dlt_source import ghxstship

    monkeypatch.setattr(dlt_source, "PORTION", 7)
    deals = client.atlvs.deals
    changed, gone = deals.create(name="changed", value=1.5), deals.create(name="gone", value=1)
    url = f"duckdb:///{tmp_path}/x.db"

    def loaded(name: str) -> dict[str, dict[str, Any]]:
        return {key: {n: v for n, v in row.items() if n != "_deleted_at" and not n.startswith("_dlt")}
                for key, row in rows_of(url, name).items()}  # fmt: skip

    info = pipeline.run(ghxstship(client, ["deals", "invoices"]))
    files = [job.file_path for package in info.load_packages for job in package.jobs["completed_jobs"]]
    assert any(file.endswith(".parquet") for file in files)
    assert not any("deals" in file and "insert_values" in file for file in files)
    assert loaded("deals") == source_of(client, "deals")
    assert loaded("invoices") == source_of(client, "invoices")
    deals.update(changed.id, name="once more")
    deals.delete(gone.id)
    deals.create(name="new", value=2)
    pipeline.run(ghxstship(client, ["deals"]))
    assert gone.id not in loaded("deals")
    assert loaded("deals") == source_of(client, "deals")
