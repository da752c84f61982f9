"""Writes what the n8n nodes know of the API: `operations.json` and `events.json`, from the OpenAPI document.

The tables of the command line, which the emitter of the clients writes from the same document, are the source of the
operations; left out is what makes no sense in a workflow: streams, and the export, whose place "Get Many" takes.

    python connect/n8n/describe.py           writes both
    python connect/n8n/describe.py --check   fails when they are not what would be written
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ghxstship.cli import tables

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "openapi" / "openapi.json"
# Pages are the node's affair ("Return All"), and counting them would cost the platform for nothing.
PAGING = {"limit", "cursor", "total"}
STREAMS = {"export", "stream"}
# The clients write batches by hand, so their tables have no fields of one.
BATCH = [
    {"name": "items", "kind": "json", "many": True, "required": True, "help": "Up to 1,000 records, as for a create."},
    {"name": "mode", "kind": "choice", "values": ["create", "upsert"],
     "help": "Whether an item whose external_id is there already is an error or an update."},
]  # fmt: skip


def operations() -> dict[str, dict[str, dict[str, Any]]]:
    """Every operation by resource (``atlvs.deals``) and method, as small as the node can do with."""
    return {
        f"{product}.{resource}": {
            name: _small(one) for name, one in methods.items() if one.kind not in STREAMS
        }
        for product in tables.PRODUCTS
        for resource, methods in tables.resources(product).items()
    }


def _small(one: tables.Operation) -> dict[str, Any]:
    result = {"list": "list", "delete": "none"}.get(one.kind, "record")
    kept = {"verb": one.verb, "path": one.path, "ids": one.ids, "result": result, "summary": one.summary}
    options = {"query": _options(one.query), "body": BATCH if one.kind == "batch" else _options(one.body)}
    return {**kept, **{part: found for part, found in options.items() if found}}


def _options(options: tuple[tables.Option, ...]) -> list[dict[str, Any]]:
    described = [asdict(option) for option in options if option.name not in PAGING]
    return [{name: value for name, value in one.items() if value} for one in described]


def events() -> list[dict[str, str]]:
    """Every type of event with what it tells."""
    webhooks = json.loads(DOCUMENT.read_text("utf-8"))["webhooks"]
    return [{"name": name, "summary": item["post"]["summary"]} for name, item in webhooks.items()]


def files() -> dict[Path, str]:
    """What should be in each file; one operation or event a line, so that a change reads well."""
    described = operations()
    resources = ",\n".join(
        f"{json.dumps(resource)}: {{\n"
        + ",\n".join(
            f" {json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}" for name, one in methods.items()
        )
        + "\n}"
        for resource, methods in described.items()
    )
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in events())
    return {
        HERE / "nodes" / "Ghxstship" / "operations.json": f"{{\n{resources}\n}}\n",
        HERE / "nodes" / "GhxstshipTrigger" / "events.json": f"[\n{lines}\n]\n",
    }


def main(arguments: list[str]) -> int:
    """Write, or compare."""
    status = 0
    for path, text in files().items():
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            print(f"{path.relative_to(HERE.parents[1])} is out of date: run `make sdk`", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
