"""The TypeScript client's reference, from what its compiler knows of the declarations and their TSDoc."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from .docstrings import SOURCE, first_sentence

TYPES = "resources/types.ts"
PRODUCTS = re.compile(r"^resources/(atlvs|compvss|gvteway|workspace)\.ts$")
INTRODUCTION = """\
# TypeScript: reference

Everything that `@ghxstship/sdk` exports, as its TSDoc says. The [guide](typescript.md) shows how it is used; the
methods of the resources and the types of records are [on their own page](typescript-resources.md). Names that end in
`Ms` are in milliseconds.

The examples go on from here:

```typescript
import { GhxstshipClient } from '@ghxstship/sdk';

const client = new GhxstshipClient();
```
"""
ABOUT_RESOURCES = """\
# TypeScript: resources

Every method of every resource. What each parameter means and which values it takes stands in the
[API reference](/docs/api), to which each resource links. With `platform` a product's resources are the client's own:
`client.deals` instead of `client.atlvs.deals`. All methods take the
[options](typescript-reference.md#requestoptions) of a call and throw
[`GhxstshipError`](typescript-reference.md#ghxstshiperror)s.
"""
ABOUT_TYPES = """\
## Types

What methods take and give; all are exported by `@ghxstship/sdk`. A type's fields are those of the same name in the API
reference.
"""


def declarations(root: Path) -> dict[str, Any] | None:
    """What the compiler tells; None where there is no Node.js or its tools are not installed."""
    node = shutil.which("node")
    if node is None or not (root / "tooling/node_modules/typescript").exists():
        return None
    line = [node, str(root / "sdk/reference/declarations.mjs")]
    told = subprocess.run(line, capture_output=True, text=True, check=True).stdout  # noqa: S603
    found: dict[str, Any] = json.loads(told)
    return found


def pages(said: dict[str, Any]) -> dict[str, str]:
    """The pages by the names of their files."""
    return {"typescript-reference.md": _reference(said), "typescript-resources.md": _resources(said)}


def _reference(said: dict[str, Any]) -> str:
    parts = [INTRODUCTION.rstrip()]
    for module in said["modules"]:
        parts += [f"## `{module['module']}`", _prose(module["text"])]
        for entry in module["exports"]:
            if entry["file"] != TYPES and not PRODUCTS.match(entry["file"]):
                parts += _entry(entry)
    return "\n\n".join(part for part in parts if part) + "\n"


def _entry(entry: dict[str, Any]) -> list[str]:
    name, made = entry["name"], entry.get("made")
    if not entry["text"]:
        raise SystemExit(f"sdk.reference: {name} has no TSDoc")
    members = [_member(name, one) for one in (*entry["members"], *entry["statics"])]
    return [
        f"### `{name}`",
        f"`{entry['head']}`",
        _prose(entry["text"]),
        "\n".join(_parameter(one) for one in entry["parameters"]),
        f"`{made['signature']}`: {made['text']}" if made else "",
        f"Members:\n\n{chr(10).join(members)}" if members else "",
        *(f"```typescript\n{example.strip()}\n```" for example in entry["examples"]),
    ]


def _parameter(text: str) -> str:
    name, _, words = text.partition(": ")
    return f"- `{name}`: {words}"


def _member(owner: str, member: dict[str, Any]) -> str:
    if not member["text"]:
        raise SystemExit(f"sdk.reference: {owner}.{member['name']} has no TSDoc")
    return f"- `{member['signature']}`: {' '.join(member['text'].split())}"


def _resources(said: dict[str, Any]) -> str:
    parts = [ABOUT_RESOURCES.rstrip()]
    for product, resources in said["products"].items():
        parts.append(f"## {product.upper() if product != 'workspace' else 'Workspace'}")
        for resource in resources:
            path = re.sub(r"(?<!^)(?=[A-Z])", "-", resource["name"]).lower()
            lines = [_method(resource["name"], one) for one in resource["members"]]
            link = f"[API reference](/docs/api/{product}/{path})."
            parts += [f"### `client.{product}.{resource['name']}`", link, "\n".join(lines)]
    parts.append(ABOUT_TYPES.rstrip())
    exports = [entry for module in said["modules"] for entry in module["exports"]]
    parts.append("\n".join(_type(entry) for entry in exports if entry["file"] == TYPES))
    return "\n\n".join(parts) + "\n"


def _method(owner: str, member: dict[str, Any]) -> str:
    shown = re.sub(r"\bt\.", "", member["signature"]).replace(", options?: RequestOptions", "")
    shown = shown.replace("(options?: RequestOptions)", "()").replace(", void, undefined>", ">")
    return _member(owner, {**member, "signature": shown, "text": first_sentence(member["text"])})


def _type(entry: dict[str, Any]) -> str:
    if not entry["text"]:
        raise SystemExit(f"sdk.reference: {entry['name']} has no TSDoc")
    return f"- `{entry['name']}`: {first_sentence(entry['text'])}"


def _prose(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", SOURCE.sub("", text).strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
