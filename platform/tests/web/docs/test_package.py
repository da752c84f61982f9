"""The package as others install it: guides, templates and static files are in it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ghxstship_platform.web.docs.site import documentation

PACKAGE = Path(__file__).resolve().parents[3]
SHOW = """
import ghxstship_platform
from ghxstship_platform.clock import SystemClock
from ghxstship_platform.web.assets import Assets
from ghxstship_platform.web.docs.site import documentation
from ghxstship_platform.web.templating import Templates

Templates(Assets(), SystemClock()).environment.get_template("docs/page.html")
print(ghxstship_platform.__file__, len(documentation().pages()))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=PACKAGE, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    [file] = folder.glob("*.whl")
    zipfile.ZipFile(file).extractall(folder / "installed")
    return folder / "installed"


def test_the_documentation_is_in_the_wheel(wheel: Path) -> None:
    # In front of the path stands the wheel, so the checkout's own package is not found.
    program = f"import sys; sys.path.insert(0, {str(wheel)!r})\n{SHOW}"
    # It is not measured: what runs there is a copy of what is.
    environment = {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=wheel,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    where, count = done.stdout.split()
    assert Path(where).is_relative_to(wheel)
    assert int(count) == len(documentation().pages())
