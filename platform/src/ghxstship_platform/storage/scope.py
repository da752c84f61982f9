"""The check of tenancy for `make check`: every statement of the platform compiles on both engines, which refuses those
that are not tied to a workspace; and no SQL is run past the statements.

    python -m ghxstship_platform.storage.scope
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
from pathlib import Path

import ghxstship_platform

from .statements import KNOWN, UnscopedStatementError

_SQL_METHODS = frozenset(("execute", "executemany", "executescript"))


def declare_everything() -> None:
    """Import every module of the platform, and with them every table and statement."""
    for module in pkgutil.walk_packages(ghxstship_platform.__path__, "ghxstship_platform."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def unscoped_statements() -> list[str]:
    """What is wrong with the statements that the platform's modules declare."""
    declare_everything()
    from ..products.records import sql_of
    from ..products.registry import RESOURCES

    for resource in RESOURCES:
        sql_of(resource)
        _ = resource.retrieve_statement, resource.position_statement
    problems = []
    for statement in list(KNOWN):
        for dialect in ("sqlite", "postgresql"):
            try:
                statement.compiled(dialect)
            except UnscopedStatementError as error:
                problems.append(str(error))
    return sorted(set(problems))


def raw_sql(root: Path) -> list[str]:
    """Places outside of the storage package that run SQL themselves."""
    found = []
    for path in sorted(root.rglob("*.py")):
        if "storage" in path.relative_to(root).parts:
            continue
        found += [
            f"{path.relative_to(root)}:{node.lineno}: runs SQL past storage.statements"
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _SQL_METHODS
        ]
    return found


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    problems = unscoped_statements() + raw_sql(Path(ghxstship_platform.__path__[0]))
    for problem in problems:
        print(problem)
    print(f"tenant scope: {len(KNOWN)} statements, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
