"""The command line's half: the model of each product as JSON, which `ghxstship.cli` makes its commands from."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from typing import Any

from .document import Document

ROOT = "sdk/python/src/ghxstship/cli/tables"


def _full(value: Any) -> Any:
    """A part of the model without what is empty."""
    value = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    if isinstance(value, dict):
        return {name: _full(one) for name, one in value.items() if one}
    return [_full(one) for one in value] if isinstance(value, (list, tuple)) else value


def files(document: Document) -> dict[str, str]:
    """The tables, one line a command, so that a change is readable in a diff."""
    lines: dict[str, list[str]] = {}
    for one in document.operations:
        fields = document.objects[one.body].fields if one.body and one.kind != "batch" else []
        line = json.dumps(_full(asdict(one) | {"body": fields}), ensure_ascii=False)
        lines.setdefault(f"{ROOT}/{one.product}.json", []).append(line)
    return {path: "[\n" + ",\n".join(several) + "\n]\n" for path, several in lines.items()}
