"""The CRMs that the mirror knows. Another one is a class derived from `Side`, named as `module:Class`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
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
    try:
        found = _class(ADAPTERS.get(name, name), document.path.parent)
    except (ImportError, AttributeError, TypeError) as error:
        hint = nearest(name, ADAPTERS)
        why = f"{name} cannot be used: {error}" if ":" in name else f"there is no adapter {name!r}{hint}"
        document.complain(("crm", "type"), f"{why}; use {', '.join(ADAPTERS)}, or your own as module:Class")
        document.raise_problems()
        raise
    required = [option for option, needed in found.OPTIONS.items() if needed]
    document.mapping(dict(mapping.crm), ("crm",), ("type", *found.OPTIONS), required)
    for option, value in options.items():
        document.text(value, ("crm", option))
    document.raise_problems()
    try:
        return found(mapping.kinds, **options)
    except ValueError as error:
        document.complain(("crm",), str(error))
        document.raise_problems()
        raise


def _class(path: str, folder: Path) -> type[Side]:
    """The class that is named; its module may lie beside the mapping."""
    module, _, name = path.partition(":")
    if not (module and name):
        raise ImportError("it is no module:Class")
    if str(folder.resolve()) not in sys.path:
        sys.path.append(str(folder.resolve()))
    found: Any = getattr(importlib.import_module(module), name)
    if not (isinstance(found, type) and issubclass(found, Side)):
        raise TypeError(f"{name} is not derived from {Side.__module__}.{Side.__name__}")
    return found
