"""The warehouse: every resource in DuckDB, PostgreSQL or Parquet files (playbook "Polling Sync")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import CountMismatchError, DestinationError, SchemaConflictError

if TYPE_CHECKING:
    from .loader import Loaded, load

__all__ = ["CountMismatchError", "DestinationError", "Loaded", "SchemaConflictError", "load"]


def __getattr__(name: str) -> Any:
    """What needs an extra is imported when it is used, so that the command can say which one is missing."""
    if name not in ("Loaded", "load"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import loader

    return getattr(loader, name)
