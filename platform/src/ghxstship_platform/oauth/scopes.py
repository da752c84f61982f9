"""The `scope` parameter: names with a space between them (RFC 6749 §3.3)."""

from __future__ import annotations

from collections.abc import Iterable

from ..auth.scopes import SCOPES
from .refusals import invalid_scope


def read_scopes(text: str) -> list[str]:
    """The scopes that a parameter names, each once, in our order; raises `Refusal` for one that there is not."""
    named = text.split()
    unknown = [name for name in named if name not in SCOPES]
    if unknown:
        raise invalid_scope(
            f"There is no scope {unknown[0][:40]!a}; there are {', '.join(SCOPES)}.".replace('"', "")
        )
    return in_order(named)


def in_order(scopes: Iterable[str]) -> list[str]:
    """The same scopes, each once, in the order that the documentation has."""
    some = set(scopes)
    return [scope for scope in SCOPES if scope in some]
