"""Writes what the n8n nodes know of the API: `operations.json` and `events.json`, from the OpenAPI document.

The tables of the command line, which the emitter of the clients writes from the same document, are the source of the
operations; left out is what makes no sense in a workflow: streams, and the export, whose place "Get Many" takes.

    python connect/n8n/describe.py           writes both
    python connect/n8n/describe.py --check   fails when they are not what would be written
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ghxstship.cli import tables

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "openapi" / "openapi.json"
# Pages are the node's affair ("Return All"), and counting them would cost the platform for nothing.
PAGING = {"limit", "cursor", "total"}
STREAMS = {"ndjson", "sse"}
# The clients write batches by hand, so their tables have no fields of one.
BATCH = [
    {"name": "items", "kind": "json", "many": True, "required": True, "help": "Up to 1,000 records, as for a create."},
    {"name": "mode", "kind": "choice", "values": ["create", "upsert"],
     "help": "Whether an item whose external_id is there already is an error or an update."},
]  # fmt: skip


def operations() -> dict[str, dict[str, dict[str, Any]]]:
    """Every operation by resource (``atlvs.deals``) and method, as small as the node can do with."""
    raw = {
        product: json.loads(
            Path(tables.__file__).with_suffix("").joinpath(f"{product}.json").read_text("utf-8")
        )
        for product in tables.PRODUCTS
    }
    return {
        f"{product}.{resource}": {
            name: _small({**one, "body": BATCH} if name == "batch" else one)
            for name, one in methods.items()
            if one["result"] not in STREAMS
        }
        for product, resources in raw.items()
        for resource, methods in resources.items()
    }


def _small(one: dict[str, Any]) -> dict[str, Any]:
    kept = {name: one[name] for name in ("verb", "path", "ids", "result", "summary")}
    options = {
        part: [option for option in one[part] if option["name"] not in PAGING] for part in ("query", "body")
    }
    return {**kept, **{part: found for part, found in options.items() if found}}


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
