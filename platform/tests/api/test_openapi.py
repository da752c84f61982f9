"""The document: valid, without a finding of a linter, complete, and the one that is checked in."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from ghxstship_platform.api.openapi import __main__ as command
from ghxstship_platform.api.openapi import document
from ghxstship_platform.api.router import OPERATIONS
from ghxstship_platform.auth.scopes import SCOPES
from ghxstship_platform.errors import CATALOGUE
from ghxstship_platform.products.catalogue import event_types

ROOT = Path(__file__).resolve().parents[3]
CHECKED_IN = ROOT / "openapi" / "openapi.json"


@cache
def _document() -> dict[str, Any]:
    return document()


def _resolved(value: dict[str, Any]) -> dict[str, Any]:
    """A part of the document, behind its `$ref` if it is one."""
    if "$ref" not in value:
        return value
    found: Any = _document()
    for name in value["$ref"].removeprefix("#/").split("/"):
        found = found[name.replace("~1", "/")]
    assert isinstance(found, dict)
    return found


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in _document()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation
    for name, methods in _document()["webhooks"].items():
        yield f"webhook {name}", methods["post"]


def _validator(schema: dict[str, Any]) -> Draft202012Validator:
    whole = Resource(contents=_document(), specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:document", whole)
    absolute = json.loads(json.dumps(schema).replace('"#/components/', '"urn:document#/components/'))
    return Draft202012Validator(absolute, registry=registry, format_checker=FormatChecker())


def test_is_valid() -> None:
    assert list(OpenAPIV31SpecValidator(_document()).iter_errors()) == []


@pytest.mark.slow
def test_spectral_finds_nothing(node_tools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # As `make check` does, and not again if it has: Spectral takes half a minute.
    assert (node_tools / "spectral").exists()
    assert command.main(["--check", str(CHECKED_IN)]) == 0, capsys.readouterr().err
    result = subprocess.run(["make", "spectral"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_checked_in_file_is_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--check", str(CHECKED_IN)]) == 0, capsys.readouterr().err


def test_drift_is_a_failure_that_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "openapi.json"
    for text in (None, CHECKED_IN.read_text().replace("The new deal.", "A deal.", 1)):
        if text is not None:
            file.write_text(text)
        assert command.main(["--check", str(file)]) == 1
        assert f"--write {file}" in capsys.readouterr().err
    assert command.main(["--write", str(file)]) == 0
    assert command.main(["--check", str(file)]) == 0


def test_every_operation_is_in_it_once() -> None:
    told = {name: operation for name, operation in _operations() if not name.startswith("webhook ")}
    assert sorted(told) == sorted(f"{o.method} {o.path}" for o in OPERATIONS)
    ids = [operation["operationId"] for _, operation in _operations()]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch("[a-z_]+", name) for name in ids)
    for operation in OPERATIONS:
        entry = told[f"{operation.method} {operation.path}"]
        assert entry["x-required-scope"] == operation.scope
        assert entry["x-required-scope"] in SCOPES
        assert ".".join(entry["x-sdk"][part] for part in ("product", "resource", "method")) == operation.id
        assert set(re.findall("{(.+?)}", operation.path)) == {
            p["name"] for p in map(_resolved, entry["parameters"]) if p["in"] == "path"
        }


def test_every_event_has_a_webhook() -> None:
    assert set(_document()["webhooks"]) == set(event_types())


def test_every_error_is_somewhere_with_an_example_in_both_forms() -> None:
    seen = set()
    for name, operation in _operations():
        if name.startswith("webhook "):
            continue
        for status, answer in operation["responses"].items():
            if status < "400":
                continue
            content = _resolved(answer)["content"]
            codes = set(content["application/json"]["examples"])
            assert codes == set(content["application/problem+json"]["examples"])
            assert {str(CATALOGUE[code].status) for code in codes} == {status}, name
            seen |= codes
    assert seen == set(CATALOGUE)


def test_everything_is_described_and_has_an_example() -> None:
    missing = []
    for name, operation in _operations():
        missing += [
            f"{name}: {part}" for part in ("summary", "description", "tags") if not operation.get(part)
        ]
        for parameter in map(_resolved, operation["parameters"]):
            missing += [
                f"{name} {parameter['name']}" for part in ("description", "example") if part not in parameter
            ]
        answers = [_resolved(answer) for answer in operation["responses"].values()]
        for part in (*answers, *filter(None, [operation.get("requestBody")])):
            missing += [
                f"{name}: {kind}" for kind, media in part.get("content", {}).items() if not media["examples"]
            ]
        missing += [f"{name}: an answer" for answer in answers if not answer["description"]]
        headers = [_resolved(header) for answer in answers for header in answer.get("headers", {}).values()]
        missing += [
            f"{name}: a header" for header in headers if not header["description"] or "example" not in header
        ]
    for name, schema in _document()["components"]["schemas"].items():
        missing += [f"schema {name}"] if "description" not in schema else []
        for field, entry in schema.get("properties", {}).items():
            told = _resolved(entry) | entry
            missing += [f"{name}.{field}"] if "description" not in told else []
    assert not missing


def test_every_example_is_what_its_schema_says() -> None:
    wrong = []
    for name, operation in _operations():
        answers = [_resolved(answer) for answer in operation["responses"].values()]
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        for part in (*answers, *bodies):
            for media in part.get("content", {}).values():
                check = _validator(media["schema"])
                for example in map(_resolved, media["examples"].values()):
                    wrong += [f"{name}: {error.message}" for error in check.iter_errors(example["value"])]
        for parameter in map(_resolved, operation["parameters"]):
            check = _validator(parameter["schema"])
            wrong += [
                f"{name} {parameter['name']}: {e.message}" for e in check.iter_errors(parameter["example"])
            ]
    assert not wrong


def test_inputs_are_closed_and_hold_nothing_that_the_platform_sets() -> None:
    def inputs(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if schema.get("type") == "object" and "properties" in schema:
            yield schema
            for entry in schema["properties"].values():
                yield from inputs(entry.get("items", entry))

    names = {
        f"{name}{kind}"
        for name in _document()["components"]["schemas"]
        for kind in ("Create", "Update")
        if f"{name}{kind}" in _document()["components"]["schemas"]
    }
    assert "DealCreate" in names
    for name in names:
        for schema in inputs(_document()["components"]["schemas"][name]):
            assert schema["additionalProperties"] is False, name
            assert not [f for f, entry in schema["properties"].items() if entry.get("readOnly")], name
