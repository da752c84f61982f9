"""The reference: everything public has an entry there, its examples run, and a page out of date is noticed."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sdk.reference import __main__ as reference
from sdk.reference import typescript
from sdk.reference.python import CLIENT, HELPERS, Module

import ghxstship
from ghxstship import Client

DOCS = Path(__file__).parents[3] / "docs" / "sdks"
REFERENCE = (DOCS / "python-reference.md").read_text()
HELPS = (DOCS / "python-helpers.md").read_text()
RESOURCES = (DOCS / "python-resources.md").read_text()
WHOLE = [section.module for section in HELPERS if not section.names]
MODULES = sorted({section.module for section in (*CLIENT, *HELPERS)})


def entry(page: str, name: str) -> str:
    """What stands below the heading of a name."""
    assert f"\n### `{name}`\n" in page, f"{name} has no entry"
    return page.partition(f"\n### `{name}`\n")[2].partition("\n##")[0]


def members(kind: type) -> Iterator[str]:
    for owner in kind.__mro__:
        if owner.__module__.startswith("ghxstship."):
            yield from (name for name in vars(owner) if not name.startswith("_"))
            if owner.__name__ not in {kind.__name__, "RecordPage"} and not owner.__name__.startswith("_"):
                return
            yield from (name for name in inspect.get_annotations(owner) if not name.startswith("_"))


def test_everything_that_the_package_exports_has_an_entry() -> None:
    for name in set(ghxstship.__all__) - {"__version__", "webhooks"}:
        said = entry(REFERENCE if f"### `{name}`" in REFERENCE else HELPS, name)
        kind = getattr(ghxstship, name)
        base = kind.__mro__[1] if kind.__mro__[1].__name__ in ghxstship.__all__ else object
        for member in set(members(kind)) - set(dir(base)):
            assert f"`{member}" in said or f"`await {member}" in said, f"{name}.{member} is not told of"


@pytest.mark.parametrize("name", WHOLE)
def test_everything_public_of_a_module_has_an_entry(name: str) -> None:
    module = importlib.import_module(f"ghxstship.{name}")
    for public, value in vars(module).items():
        own = inspect.isclass(value) or inspect.isfunction(value)
        if own and not public.startswith("_") and getattr(value, "__module__", None) == module.__name__:
            said = entry(HELPS, public)
            for member in vars(value) if inspect.isclass(value) else ():
                assert member.startswith("_") or f"{member}" in said, f"{public}.{member} is not told of"


def test_every_method_of_every_resource_has_an_entry(client: Client) -> None:
    for product in ("atlvs", "compvss", "gvteway", "workspace"):
        of_product = getattr(client, product)
        for resource in type(of_product).__annotations__:
            said = entry(RESOURCES, f"client.{product}.{resource}")
            for method in vars(type(getattr(of_product, resource))):
                assert method.startswith("_") or f"- `{method}(" in said, f"{product}.{resource}.{method}"


EXPORT = re.compile(r"^export (?:async )?(?:class|interface|type|function|const) (\w+)", re.MULTILINE)
PASSED_ON = re.compile(r"^export (?:type )?\{ ([^}]*) \}", re.MULTILINE)


def test_everything_that_the_typescript_package_exports_has_an_entry() -> None:
    source = DOCS.parents[1] / "sdk" / "typescript" / "src"
    files = ("errors", "webhooks", "oauth", "testing", "node")
    names = {name for file in files for name in EXPORT.findall((source / f"{file}.ts").read_text())}
    for found in PASSED_ON.findall((source / "index.ts").read_text()):
        names |= {name.removeprefix("type ") for name in found.split(", ")}
    types = EXPORT.findall((source / "resources" / "types.ts").read_text())
    pages = [(DOCS / f"typescript-{name}.md").read_text() for name in ("reference", "resources")]
    assert len(names) > 50
    assert not {name for name in names if f"\n### `{name}`\n" not in pages[0] and "Product" not in name}
    assert not {name for name in types if f"\n- `{name}`: " not in pages[1]}
    for product in ("atlvs", "compvss", "gvteway", "workspace"):
        for resource in re.findall(
            r"^  readonly (\w+): \w+;", (source / f"resources/{product}.ts").read_text(), re.MULTILINE
        ):
            entry(pages[1], f"client.{product}.{resource}")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(
    name: str, running: Any, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GHXSTSHIP_API_KEY", running.api_key)
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", running.url)
    module = importlib.import_module(f"ghxstship.{name}")
    names = {"client": client, "Client": Client}
    result = doctest.testmod(module, extraglobs=names)
    assert result.failed == 0
    assert bool(result.attempted) == (">>>" in inspect.getsource(module))


def test_there_are_examples() -> None:
    assert REFERENCE.count("```python") >= 6
    assert HELPS.count("```python") >= 5


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def one():\n    pass", "module.one has no docstring"),
        ("class one:\n    pass", "module.one has no docstring"),
        ('class one:\n    """It."""\n    def go(self):\n        pass', "one.go has no docstring"),
        ('class one:\n    """It."""\n    size: int', "one.size has no docstring"),
        (
            'class one:\n    """It."""\n    def __init__(self):\n        self.size = 1',
            "one.size is not described",
        ),
        (
            'def one(a, b):\n    """It.\n\n    Parameters\n    ----------\n    a: first.\n    """',
            r"the parameters \['b'\] are not those",
        ),
        (
            'def one(a):\n    """It.\n\n    Parameters\n    ----------\n    a: first.\n    c: gone.\n    """',
            r"the parameters \['c'\] are not those",
        ),
        ("", "module has no one"),
    ],
)
def test_what_is_public_and_not_described_is_refused(source: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(source)
    with pytest.raises(SystemExit, match=why):
        Module(path).entry("one")


@pytest.mark.parametrize("told", ["one", "one.size"])
def test_what_typescript_exports_without_a_comment_is_refused(told: str) -> None:
    member = {"name": "size", "signature": "size: number", "text": "" if told == "one.size" else "How big."}
    export = {
        "name": "one", "file": "one.ts", "head": "class one", "text": "" if told == "one" else "It.",
        "parameters": [], "examples": [], "statics": [], "members": [member],
    }  # fmt: skip
    module = {"module": "@ghxstship/sdk", "text": "", "exports": [export]}
    with pytest.raises(SystemExit, match=f"{told} has no TSDoc"):
        typescript.pages({"modules": [module], "products": {}})


def test_a_page_that_is_out_of_date_is_noticed_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typescript, "declarations", lambda root: None)
    (tmp_path / "docs" / "sdks").mkdir(parents=True)
    arguments = ["--root", str(tmp_path)]
    assert reference.main([*arguments, "--check"]) == 1
    assert "out of date: docs/sdks/python-reference.md" in capsys.readouterr().out
    assert reference.main(arguments) == 0
    assert reference.main([*arguments, "--check"]) == 0
    page = tmp_path / "docs" / "sdks" / "python-reference.md"
    page.write_text(page.read_text().replace("seconds", "minutes", 1))
    assert reference.main([*arguments, "--check"]) == 1


def test_the_pages_are_those_of_the_source() -> None:
    assert reference.main(["--check"]) == 0, "make sdk"
