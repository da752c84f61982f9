"""What the package says that it needs is what it imports: a server installs nothing more, and lacks nothing."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "ghxstship_platform"
# Jinja escapes by the one; the other is an extra of psycopg.
BROUGHT_ALONG = {"markupsafe", "psycopg-pool"}


def declared() -> set[str]:
    """The distributions of `platform/pyproject.toml`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {re.split(r"[\[<>=!~; ]", entry)[0] for entry in project["dependencies"]}


def imported() -> set[str]:
    """The distributions that the package's modules import."""
    names = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names.add(node.module.partition(".")[0])
    distributions = packages_distributions()
    others = names - sys.stdlib_module_names - {PACKAGE.name}
    return {re.sub(r"[-_.]+", "-", distributions[name][0]).lower() for name in others}


def test_declared_is_what_is_imported() -> None:
    assert declared() == imported() - BROUGHT_ALONG
