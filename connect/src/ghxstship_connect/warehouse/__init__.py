"""The warehouse: every resource in DuckDB, PostgreSQL or Parquet files (playbook "Polling Sync")."""

from .errors import CountMismatchError, DestinationError, SchemaConflictError
from .loader import Loaded, load

__all__ = ["CountMismatchError", "DestinationError", "Loaded", "SchemaConflictError", "load"]
