"""A source for dlt, for every destination that it has and this package has not: `pip install "ghxstship-connect[dlt]"`.

    import dlt
    from ghxstship_connect.warehouse.dlt_source import ghxstship

    dlt.pipeline("warehouse", destination="bigquery", dataset_name="ghxstship").run(ghxstship())

Records are handed over as Arrow in large portions and loaded as Parquet, which is several times as fast as dlt's
default format. dlt keeps the position with its load, so a run that fails is repeated as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import dlt

from ghxstship import Client
from ghxstship.sync import OVERLAP

from .arrow import to_arrow
from .catalogue import DELETED_AT, Table, choose

# Records of a portion.
PORTION = 10_000


@dlt.source(name="ghxstship")
def ghxstship(client: Client | None = None, resources: Sequence[str] = ()) -> Any:
    """A dlt source with a resource for each table, merged by id; deleted records are removed.

    Parameters
    ----------
    client: made from the environment if left out.
    resources: the names of some; all if left out.
    """
    used = client or Client()
    return [_resource(used, table) for table in choose(used, resources, mark=True)]


def _resource(client: Client, table: Table) -> Any:
    def changed() -> Iterator[Any]:
        state = dlt.current.resource_state()
        since = state.get("since")
        given = {"updated_after": datetime.fromisoformat(since) - OVERLAP} if since else {}
        records = table.resource(client).export(sort="updated_at", include_deleted=bool(since), **given)
        portion: list[dict[str, Any]] = []
        for record in records:
            portion.append(record.to_dict())
            if len(portion) == PORTION:
                yield to_arrow(table.name, portion, table.columns)
                portion.clear()
            state["since"] = record.to_dict()["updated_at"]
        if portion:
            yield to_arrow(table.name, portion, table.columns)

    return dlt.resource(
        changed,
        name=table.name,
        primary_key="id",
        write_disposition="merge",
        columns={DELETED_AT: {"hard_delete": True, "data_type": "timestamp"}},
        file_format="parquet",
    )
