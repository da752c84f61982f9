"""The samples of an operation: curl, Python and TypeScript, named as `sdk/emit` names the clients' methods."""

from __future__ import annotations

import json
import keyword
import re
import textwrap
from dataclasses import dataclass
from typing import Any

from .blocks import Code, Sample

_WIDTH = 78
_RESERVED_IN_TYPESCRIPT = frozenset({"export", "void", "delete", "default", "new", "function", "class"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the samples of one operation ask for.

    Parameters
    ----------
    method, path: of the request, with ``{id}`` where an id belongs.
    product, resource, action: how the clients name it (`x-sdk`).
    result: ``record``, ``list``, ``none``, ``ndjson`` or ``sse``.
    noun: what the answer is called in code, ``crew_member``.
    record_id: of the example; None where the path has none.
    query: parameters worth showing.
    body: as in the document's example; None where nothing is sent.
    """

    method: str
    path: str
    product: str
    resource: str
    action: str
    result: str
    noun: str
    record_id: str | None
    query: dict[str, Any]
    body: Any


def samples(asked: Asked) -> Code:
    """The three, side by side."""
    made = (("bash", curl(asked)), ("python", python(asked)), ("typescript", typescript(asked)))
    return Code(tuple(Sample(language, text) for language, text in made))


def curl(asked: Asked) -> str:
    """A command line that a shell runs as it stands, once the three variables are set."""
    path = asked.path.replace("{id}", asked.record_id or "")
    query = "&".join(f"{name}={value}" for name, value in asked.query.items())
    url = f"$GHXSTSHIP_BASE_URL{path}{'?' + query if query else ''}"
    option = {"GET": "", "DELETE": "-X DELETE "}.get(asked.method, f"-X {asked.method} ")
    stream = "-N " if asked.result == "sse" else ""
    lines = [
        f'curl {stream}{option}"{url}"',
        '-H "Authorization: Bearer $GHXSTSHIP_API_KEY"',
        '-H "X-Workspace-ID: $GHXSTSHIP_WORKSPACE_ID"',
    ]
    if asked.body is not None:
        text = json.dumps(asked.body, indent=2, ensure_ascii=False) if asked.body else "{}"
        quoted = text.replace("'", "'\\''")
        lines += ['-H "Content-Type: application/json"', f"-d '{quoted}'"]
    return " \\\n  ".join(lines)


def python(asked: Asked) -> str:
    """With the client, which reads key, address and workspace from the environment."""
    call = f"client.{asked.product}.{_snake(asked.resource)}.{_snake(asked.action)}"
    given = [json.dumps(asked.record_id)] if asked.record_id else []
    body = asked.body
    if asked.action == "batch":
        given += [_python_value(body["items"]), f"mode={body['mode']!r}".replace("'", '"')]
    else:
        given += _python_arguments({**asked.query, **(body or {})})
    text = _python_call(call, given)
    return f"from ghxstship import Client\n\nclient = Client()\n{_python_use(asked, text)}"


def _python_use(asked: Asked, call: str) -> str:
    noun = asked.noun
    match asked.result:
        case "none":
            return call
        case "record":
            return f"{noun} = {call}\nprint({noun})"
    return f"for {noun} in {call}:\n    print({noun})"


def _python_arguments(values: dict[str, Any]) -> list[str]:
    found = [
        f"{name}={_python_value(value)}" for name, value in values.items() if not keyword.iskeyword(name)
    ]
    reserved = {name: value for name, value in values.items() if keyword.iskeyword(name)}
    return [*found, f"**{_python_value(reserved)}"] if reserved else found


def _python_call(name: str, given: list[str]) -> str:
    line = f"{name}({', '.join(given)})"
    if len(line) <= _WIDTH and "\n" not in line:
        return line
    inner = textwrap.indent(",\n".join(given) + ",", "    ")
    return f"{name}(\n{inner}\n)"


def _python_value(value: Any, width: int = _WIDTH - 20) -> str:
    if isinstance(value, dict):
        parts = [f"{json.dumps(name)}: {_python_value(entry, width - 4)}" for name, entry in value.items()]
        return _bracketed("{", parts, "}", width)
    if isinstance(value, list):
        return _bracketed("[", [_python_value(entry, width - 4) for entry in value], "]", width)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def _bracketed(opening: str, parts: list[str], closing: str, width: int) -> str:
    line = f"{opening}{', '.join(parts)}{closing}"
    if len(line) <= width and "\n" not in line:
        return line
    inner = textwrap.indent(",\n".join(parts), "    ")
    return f"{opening}\n{inner},\n{closing}"


def typescript(asked: Asked) -> str:
    """With the client, which reads key, address and workspace from the environment."""
    call = f"client.{asked.product}.{_camel(asked.resource)}.{_camel(asked.action)}"
    given = [f"'{asked.record_id}'"] if asked.record_id else []
    body = asked.body
    if asked.action == "batch":
        given += [_typescript_value(body["items"]), _typescript_value({"mode": body["mode"]})]
    elif asked.query or body:
        given.append(_typescript_value({**asked.query, **(body or {})}))
    text = f"{call}({', '.join(given)})"
    head = "import { GhxstshipClient } from '@ghxstship/sdk';\n\nconst client = new GhxstshipClient();\n"
    return head + _typescript_use(asked, text)


def _typescript_use(asked: Asked, call: str) -> str:
    noun = _camel(asked.noun)
    noun = f"{noun}Record" if noun in _RESERVED_IN_TYPESCRIPT else noun
    match asked.result:
        case "none":
            return f"await {call};"
        case "record":
            return f"const {noun} = await {call};\nconsole.log({noun});"
    return f"for await (const {noun} of {call}) {{\n  console.log({noun});\n}}"


def _typescript_value(value: Any, width: int = _WIDTH - 12) -> str:
    if isinstance(value, dict):
        parts = [f"{_typescript_key(name)}: {_typescript_value(v, width - 2)}" for name, v in value.items()]
        line = f"{{ {', '.join(parts)} }}" if parts else "{}"
        opening, closing = "{", "}"
    elif isinstance(value, list):
        parts = [_typescript_value(entry, width - 2) for entry in value]
        line, opening, closing = f"[{', '.join(parts)}]", "[", "]"
    elif isinstance(value, str):
        return "'" + json.dumps(value, ensure_ascii=False)[1:-1].replace("'", "\\'").replace('\\"', '"') + "'"
    else:
        return json.dumps(value)
    if len(line) <= width and "\n" not in line:
        return line
    inner = textwrap.indent(",\n".join(parts), "  ")
    return f"{opening}\n{inner},\n{closing}"


def _typescript_key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else f"'{name}'"


def _snake(name: str) -> str:
    return name.replace("-", "_")


def _camel(name: str) -> str:
    first, *rest = re.split(r"[_-]", name)
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
