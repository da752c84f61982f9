"""The same deals by dlt's own means: its rest_api source into DuckDB, with the Parquet loader.

python dlt_peer.py BASE_URL KEY FILE
"""

from __future__ import annotations

import sys

import dlt
from dlt.sources.rest_api import rest_api_source


def main(url: str, key: str, file: str) -> None:
    """Load once."""
    source = rest_api_source(
        {
            "client": {
                "base_url": f"{url}/atlvs/v1/",
                "auth": {"type": "bearer", "token": key},
                "paginator": {
                    "type": "cursor",
                    "cursor_path": "pagination.cursor",
                    "cursor_param": "cursor",
                },
            },
            "resources": [
                {
                    "name": "deals",
                    "endpoint": {"path": "deals", "params": {"limit": 100}, "data_selector": "data"},
                }
            ],
        }
    )
    pipeline = dlt.pipeline("bench", destination=dlt.destinations.duckdb(file), dataset_name="main")
    pipeline.run(source, loader_file_format="parquet", write_disposition="append")


if __name__ == "__main__":
    main(*sys.argv[1:4])
