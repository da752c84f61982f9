"""Every page for a person to look at: light and dark, wide and on a phone; empty, full, and with text that means harm.

cd platform && python -m tests.web.browser.screenshots FOLDER
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from ...end_to_end.server import Server
from .addresses import addresses
from .loopback import Receiver
from .scene import Scene
from .site import WITH_ROOM, sign_in, wait_until

SIZES = ((1440, 900), (390, 844))


@contextmanager
def _site(kind: str) -> Iterator[Scene]:
    """A site as it is at the beginning (`empty`), after nine months (`full`), or where every text means harm."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Receiver() as receiver,
        Server(Path(folder), "--demo", "--scale", "1" if kind == "full" else "0", *WITH_ROOM) as server,
    ):
        scene = Scene(server)
        if kind != "empty":
            scene.play(receiver, hostile=kind == "hostile")
            wait_until(scene.attempted)
            scene.settle(receiver)
        yield scene


def _shoot(browser: Browser, scene: Scene, folder: Path) -> int:
    taken = 0
    for width, height in SIZES:
        context = sign_in(browser, scene.server, width=width, height=height)
        page = context.new_page()
        for path in addresses(scene.values, access=("anyone", "nobody", "person", "member")):
            page.goto(path)
            name = (
                re.sub(r"[^a-z0-9-]+", "_", re.sub(r"[a-z]+_[0-9A-Z]{26}", "ID", path).lower()).strip("_")
                or "root"
            )
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
                taken += 1
        context.close()
    return taken


def main(folder: Path) -> int:
    """Take them all."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        print("There is no `chromium` on the PATH; `make setup-browser` looks for one.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for kind in ("empty", "full", "hostile"):
            (folder / kind).mkdir(parents=True, exist_ok=True)
            with _site(kind) as scene:
                print(f"{kind}: {_shoot(browser, scene, folder / kind)} screenshots in {folder / kind}")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
