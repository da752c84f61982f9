"""A mirror's file: what is wrong with it is said all at once, each with its line and a remedy."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from ghxstship.errors import ConfigurationError
from ghxstship_connect.mirror.adapters import adapter_of, sql
from ghxstship_connect.mirror.mapping import FIELDS, REFERENCES, REQUIRED, load
from ghxstship_connect.mirror.state import State, alone
from ghxstship_connect.mirror.values import canonical, compared

DOCUMENT = Path(__file__).parents[2] / "openapi" / "openapi.json"
VIRTUAL = {"phase"}


def told(folder: Path, document: Any, environment: dict[str, str] | None = None) -> str:
    (folder / "mirror.json").write_text(
        document if isinstance(document, str) else json.dumps(document, indent=1)
    )
    with pytest.raises(ConfigurationError) as raised:
        adapter_of(load(folder / "mirror.json", environment or {}))
    return str(raised.value)


def test_all_that_is_wrong_is_said_with_its_line(tmp_path: Path) -> None:
    text = """{
  "crm": {"type": "sql", "url": "{{env.CRM_URL}}"},
  "name": "a:b",
  "breaker": {"updates": 200},
  "contacts": {
    "crm": "people",
    "policy": "newst",
    "match": ["mail"],
    "fields": {
      "email": "mail",
      "first_nam": "first",
      "company_id": "org",
      "phone": "mail"
    }
  },
  "deals": {
    "crm": "deals",
    "fields": {
      "name": "title",
      "phase": {"crm": "step", "values": {"won": "x", "lost": "x"}},
      "stage": {"crm": "stage", "value": 1}
    }
  }
}"""
    found = told(tmp_path, text).splitlines()
    lines = {int(m[1]): m[2] for m in (re.search(r"mirror\.json:(\d+): (.*)", line) for line in found) if m}
    assert "set CRM_URL in the environment" in lines[2]
    assert "no colon" in lines[3]
    assert "percentage" in lines[4]
    assert "did you mean 'newest'?" in lines[7]
    assert "did you mean 'email'?" in lines[8]
    assert "did you mean 'first_name'?" in lines[11]
    assert "refers to companies, which the file does not map" in lines[12]
    assert "both the CRM's 'mail'" in lines[13]
    assert "lacks the field 'value'" in lines[18]
    assert any("'x' twice" in line or "phase stands for" in line for line in (lines[20],))
    assert "unknown key 'value'" in lines[21]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "must be an object"),
        ({"crm": {"type": "sql", "url": "sqlite:///x"}}, "maps nothing"),
        ({"contacts": {"crm": "p", "fields": {"email": "m"}}}, "lacks 'crm'"),
        ({"crm": 1, "contacts": {"crm": "p", "fields": {"email": "m"}}}, "not a number"),
        ({"crm": {"url": "x"}, "contacts": {"crm": "p", "fields": {"email": "m"}}}, "lacks 'type'"),
        ({"crm": {"type": "sqll"}, "contacts": {"crm": "p", "fields": {"email": "m"}}}, "did you mean 'sql'?"),
        ({"crm": {"type": "sql"}, "contacts": {"crm": "p", "fields": {"email": "m"}}}, "lacks 'url'"),
        ({"crm": {"type": "sql", "url": "mysql://"}, "contacts": {"crm": "p", "fields": {"email": "m"}}},
         "sqlite:///PATH"),
        ({"crm": {"type": "sql", "url": "sqlite:///x", "user": ""}, "contacts": {"crm": "p", "fields": {"email": "m"}}},
         "unknown key 'user'"),
        ({"crm": {"type": "sql", "url": 5}, "contacts": {"crm": "p", "fields": {"email": "m"}}}, "must be a text"),
        ({"crm": {"type": "x"}, "contacts": {"crm": "p", "match": "email", "options": 1, "fields": {"email": "m"}}},
         "must be a list"),
        ({"crm": {"type": "x"}, "deals": {"crm": "d", "fields": {"name": "n", "value": {"crm": "v", "default": "x"}}}},
         "is no number"),
        ({"crm": {"type": "x"}, "deals": {"crm": "d", "fields": {"name": {}, "value": ""}}}, "lacks 'crm'"),
        ({"crm": {"type": "x"}, "deals": {"crm": "d", "fields": {"name": "n", "value": "v", "phase": {
            "crm": "p", "values": {"wonn": "won"}}}}}, "json:13: phase is never 'wonn' (did you mean 'won'?)"),
        ({"crm": {"type": "x"}, "deals": {"crm": "d", "fields": {"name": "n", "value": "v", "status": {
            "crm": "p", "default": "proposal"}}}}, "json:12: status is never 'proposal'; it is open, won, lost"),
        ({"crm": {"type": "x"}, "deals": {"crm": "d", "fields": {"name": "n", "value": {"crm": "v", "values": []}}}},
         "values must be an object"),
    ],
)  # fmt: skip
def test_what_is_said_of_one_mistake(tmp_path: Path, document: Any, said: str) -> None:
    assert said in told(tmp_path, document)


def test_the_fields_are_those_of_the_platform() -> None:
    schemas = json.loads(DOCUMENT.read_text())["components"]["schemas"]
    for kind, name in (("companies", "Company"), ("contacts", "Contact"), ("deals", "Deal")):
        properties = schemas[name]["properties"]
        assert set(FIELDS[kind]) - VIRTUAL <= set(properties)
        required = schemas[f"{name}Create"].get("required", [])
        assert sorted(required) == sorted(REQUIRED[kind])
        assert {one for one, type_of in FIELDS[kind].items() if type_of == "ref"} <= set(REFERENCES)


def test_a_state_is_for_one_run_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with alone(path), pytest.raises(ConfigurationError, match="another run works with"), alone(path):
        pass
    with alone(path):
        State(path).close()
    (tmp_path / "other.db").write_text("no database at all, but long enough to be looked at as one" * 20)
    with pytest.raises(ConfigurationError, match="is not the state of a mirror"):
        State(tmp_path / "other.db")


def test_a_state_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "other.db-wal").mkdir()
    for path in (tmp_path, tmp_path / "file" / "state.db", tmp_path / "other.db"):
        with pytest.raises(ConfigurationError, match=f"{path} cannot be written: .+ name another"):
            State(path)
    (tmp_path / "state.db.lock").mkdir()
    with (
        pytest.raises(ConfigurationError, match=r"state\.db\.lock cannot be written: .+ name another"),
        alone(tmp_path / "state.db"),
    ):
        pass


@pytest.mark.parametrize(
    ("kind", "value", "same"),
    [
        ("email", " Ada@Example.org", "ada@example.org"), ("phone", "0049 30-1234", "+49 (30) 1234"),
        ("number", "75.50", 75.5), ("number", 5.0, "5"), ("date", "2026-12-18T00:00:00Z", "2026-12-18"),
        ("time", "2026-11-25T16:00:00+01:00", "2026-11-25T15:00:00Z"), ("time", 1000, "1970-01-01T00:00:01.000Z"),
        ("boolean", "yes", True), ("boolean", 0, "false"), ("text", "", None), ("text", "a\r\nb", "a\nb "),
        ("domain", "Example.ORG", "example.org"), ("phone", "ask", "ask"),
    ],
)  # fmt: skip
def test_the_same_written_in_two_ways(kind: str, value: Any, same: Any) -> None:
    assert compared(kind, canonical(kind, value)) == compared(kind, canonical(kind, same))


@pytest.mark.parametrize(("kind", "value"), [("number", "much"), ("number", True), ("number", "nan"), ("boolean", "?"),
                                             ("date", "soon")])  # fmt: skip
def test_what_is_none_of_its_type(kind: str, value: Any) -> None:
    with pytest.raises(ValueError, match=r"is no|neither|Invalid"):
        canonical(kind, value)


def test_the_adapter_to_be_copied_is_sixty_lines_of_code() -> None:
    text = Path(sql.__file__).read_text()
    documented = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node)
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    lines = enumerate(text.splitlines(), 1)
    code = [line for number, line in lines if line.split("#")[0].strip() and number not in documented]
    assert len(code) <= 60
