"""The emitter: what it cannot express it refuses, and what is checked in is what it writes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from sdk.emit import python, typescript
from sdk.emit.document import Document

ROOT = Path(__file__).parents[3]


def thing(schema: dict[str, Any], **operation: Any) -> dict[str, Any]:
    """A document of one operation, whose answer has one field of this schema."""
    answer = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "one": schema}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    spec = {
        "summary": "Retrieve a thing",
        "x-sdk": {"product": "atlvs", "resource": "things", "method": "retrieve"},
        "responses": {"200": {"content": content}},
        **operation,
    }
    return {"paths": {"/atlvs/v1/things/{id}": {"get": spec}}, "components": {"schemas": {"Thing": answer}}}


def read(schema: dict[str, Any], **operation: Any) -> Document:
    return Document(thing(schema, **operation))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "if": {}},
        {"type": "array", "prefixItems": []},
        {"type": "array", "items": {"not": {}}},
        {"oneOf": [{"type": "object", "properties": {}, "patternProperties": {}}]},
    ],
)
def test_an_unsupported_keyword_is_refused_by_name(schema: dict[str, Any]) -> None:
    with pytest.raises(
        SystemExit, match=r"sdk.emit: Thing.*the emitter does not know \['(if|prefixItems|not|pattern)"
    ):
        read(schema)


PARAMETER = {"name": "timeout", "in": "query", "schema": {"type": "integer"}}


@pytest.mark.parametrize(
    ("schema", "operation", "why"),
    [
        ({"type": "file"}, {}, "the type 'file'"),
        ({"allOf": [{"type": "string"}]}, {}, "only objects can be put together"),
        ({}, {"x-sdk": None}, "needs an x-sdk"),
        ({}, {"parameters": [PARAMETER]}, "options of the clients"),
        ({}, {"parameters": [{"name": "X-New", "in": "header"}]}, "belongs to no option"),
        ({}, {"responses": {"400": {}}}, "no response of success"),
        (
            {},
            {"responses": {"200": {"content": {"application/json": {"schema": {}}}}}},
            "needs a schema with a name",
        ),
    ],
)
def test_what_cannot_be_expressed_is_refused(
    schema: dict[str, Any], operation: dict[str, Any], why: str
) -> None:
    with pytest.raises(SystemExit, match=f"sdk.emit: .*{why}"):
        read(schema, **operation)


def test_a_body_has_to_be_an_object() -> None:
    document = thing({})
    document["components"]["schemas"]["Words"] = {"type": "array", "items": {"type": "string"}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Words"}}}
    document["paths"]["/atlvs/v1/things/{id}"]["get"]["requestBody"] = {"content": content}
    with pytest.raises(SystemExit, match="Words is no object"):
        Document(document)


def test_names_that_the_clients_have_of_their_own_are_refused() -> None:
    sdk = {"product": "atlvs", "resource": "request", "method": "retrieve"}
    with pytest.raises(SystemExit, match="a client has \\['request'\\] of its own"):
        typescript.files(read({}, **{"x-sdk": sdk}))
    document = thing({})
    document["components"]["schemas"]["Thing"]["properties"]["to_dict"] = {"type": "string"}
    with pytest.raises(SystemExit, match="a record cannot have a field of this name"):
        python.files(Document(document))


def test_types_in_both_languages() -> None:
    schema = {
        "type": "object",
        "required": ["amount", "from"],
        "properties": {
            "amount": {"type": "number", "x-decimals": "currency"},
            "from": {"type": ["string", "null"], "format": "date-time"},
            "kind": {"enum": ["a", "b"]},
            "parts": {"type": "array", "items": {"type": ["integer", "string"]}},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }
    document = read(schema)
    views = python.files(document)["sdk/python/src/ghxstship/resources/atlvs.py"]
    assert "    amount: Decimal\n    from_: datetime | None\n    kind: str | None\n" in views
    assert "    parts: list[int | str] | None\n    labels: Record | None\n" in views
    types = typescript.files(document)["sdk/typescript/src/resources/types.ts"]
    assert "  amount: number;\n  from: string | null;\n  kind?: Open<'a' | 'b'> | undefined;\n" in types
    assert (
        "  parts?: (number | string)[] | undefined;\n  labels?: Record<string, string> | undefined;\n"
        in types
    )


def test_the_emitter_is_small() -> None:
    files = (ROOT / "sdk" / "emit").glob("*.py")
    assert sum(len(file.read_text().splitlines()) for file in files) <= 500


def test_the_emitter_s_templates_are_data() -> None:
    """Words and text with `{names}` in it: nothing that is computed, so no code hides from the count of lines."""

    def names(value: Any) -> set[str]:
        if isinstance(value, dict):
            return {name for one in value.values() for name in names(one)}
        return {name or "" for _, name, _, _ in Formatter().parse(value)} if isinstance(value, str) else set()

    templates = tomllib.loads((ROOT / "sdk" / "emit" / "templates.toml").read_text())
    assert {name for name in names(templates) if name and not name.isidentifier()} == set()


def test_the_whole_document_is_expressed() -> None:
    root = json.loads((ROOT / "openapi" / "openapi.json").read_text())
    assert len(Document(root).operations) == sum(len(item) for item in root["paths"].values())
