"""The API with its request log over either engine."""

from __future__ import annotations

from ..api.conftest import on_service

__all__ = ["on_service"]
