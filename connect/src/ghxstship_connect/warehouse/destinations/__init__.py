"""Where records are loaded to."""

from __future__ import annotations

from ghxstship.errors import ConfigurationError

from .base import Destination

FORMS = "duckdb:///FILE, parquet:DIR or postgresql://USER@HOST/DATABASE"


def open_destination(url: str) -> Destination:
    """The destination of an address; raises `ConfigurationError` or `DestinationError` when it cannot be used."""
    scheme, _, rest = url.partition(":")
    if scheme == "duckdb" and rest.startswith("///") and len(rest) > 3:
        from .duckdb import DuckdbDestination

        return DuckdbDestination(rest[3:])
    if scheme == "parquet" and rest.strip("/"):
        from .parquet import ParquetDestination

        return ParquetDestination(rest)
    if scheme in ("postgresql", "postgres") and rest.startswith("//"):
        from .postgres import PostgresDestination

        return PostgresDestination(url)
    shown = url if "@" not in url else f"{scheme}:…"  # a password may stand in it
    raise ConfigurationError(f"--to must be {FORMS}, not {shown!r}")
