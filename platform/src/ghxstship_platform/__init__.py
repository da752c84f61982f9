"""GHXSTSHIP: the integration platform for live events (the server)."""

__version__ = "0.1.0"
