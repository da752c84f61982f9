"""The command line's half: the model of each product as JSON, which `ghxstship.cli` makes its commands from."""

from __future__ import annotations

import json
from dataclasses import asdict

from .document import Document

ROOT = "sdk/python/src/ghxstship/cli/tables"


def files(document: Document) -> dict[str, str]:
    """The tables, one line a command, so that a change is readable in a diff."""
    lines: dict[str, list[str]] = {}
    for one in document.operations:
        fields = document.objects[one.body].fields if one.body and one.kind != "batch" else []
        whole = json.dumps(asdict(one) | {"body": [asdict(field) for field in fields]})
        full = json.loads(whole, object_hook=lambda part: {key: part[key] for key in part if part[key]})
        lines.setdefault(f"{ROOT}/{one.product}.json", []).append(json.dumps(full, ensure_ascii=False))
    return {path: "[\n" + ",\n".join(several) + "\n]\n" for path, several in lines.items()}
