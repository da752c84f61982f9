"""A folder for TypeScript, as an application has it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

PATIENCE = 120.0
TYPESCRIPT = {
    "strict": True, "noEmit": True, "module": "nodenext", "target": "es2022", "skipLibCheck": True,
    "types": ["node"], "lib": ["es2023", "dom", "dom.iterable"],
}  # fmt: skip


@pytest.fixture(scope="module")
def modules(node_tools: Path, typescript_sdk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `@ghxstship/sdk` can be imported."""
    folder = tmp_path_factory.mktemp("application")
    package = folder / "node_modules" / "@ghxstship" / "sdk"
    package.parent.mkdir(parents=True)
    shutil.copytree(typescript_sdk, package)
    types = folder / "node_modules" / "@types"
    types.symlink_to(node_tools.parent / "@types")
    (folder / "package.json").write_text('{"private": true, "type": "module"}')
    return folder
