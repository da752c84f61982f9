"""The CRMs that the mirror knows. Another one is a class with the same methods, named as `module:Class`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from ...configuration import nearest
from ..mapping import MirrorMap
from ..side import Side

ADAPTERS = {
    "sql": f"{__name__}.sql:SqlSide",
    "tryton": f"{__name__}.tryton:TrytonSide",
    "hubspot": f"{__name__}.hubspot:HubSpotSide",
}


def adapter_of(mapping: MirrorMap) -> Side:
    """The CRM's side; raises `ConfigurationError` with file and line.

    An adapter is called with the mapping's kinds and the CRM's options as keywords. `OPTIONS` of the class names each
    option, and whether it must be there.
    """
    document, options = mapping.document, dict(mapping.crm)
    name = str(options.pop("type", ""))
    found = _class(ADAPTERS.get(name, name))
    if found is None:
        hint = nearest(name, ADAPTERS)
        document.complain(
            ("crm", "type"),
            f"there is no adapter {name!r}{hint}; use {', '.join(ADAPTERS)}, or your own as module:Class",
        )
        document.raise_problems()
    assert found is not None
    known: dict[str, bool] = found.OPTIONS  # type: ignore[attr-defined]
    required = [option for option, needed in known.items() if needed]
    document.mapping(dict(mapping.crm), ("crm",), ("type", *known), required)
    for option, value in options.items():
        document.text(value, ("crm", option))
    document.raise_problems()
    try:
        return found(mapping.kinds, **options)
    except ValueError as error:
        document.complain(("crm",), str(error))
        document.raise_problems()
        raise


def _class(path: str) -> Callable[..., Side] | None:
    module, _, name = path.partition(":")
    try:
        found: Any = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        return None
    return found if hasattr(found, "OPTIONS") else None
