"""What can stop a load. Each message says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ghxstship.errors import ConfigurationError, GhxstshipError

if TYPE_CHECKING:
    from .loader import Loaded


class DestinationError(GhxstshipError):
    """The destination cannot be reached, is in use, or belongs to something else; nothing was written."""


class SchemaConflictError(ConfigurationError):
    """A column of the destination cannot hold what the platform sends."""


class CountMismatchError(GhxstshipError):
    """The destination has another number of records than the platform; `loaded` tells what was done all the same."""

    def __init__(self, message: str, loaded: Sequence[Loaded] = ()) -> None:
        super().__init__(message)
        self.loaded = loaded
