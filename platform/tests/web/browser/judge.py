"""A page in a real browser, held against what every page has to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).resolve().parents[4] / "tooling" / "node_modules" / "axe-core" / "axe.min.js"

_RUN = """
(options) => axe.run(document, options).then((found) => found.violations.map((violation) => ({
  id: violation.id, nodes: violation.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`),
})))
"""
_EVERYTHING = {"resultTypes": ["violations"]}
_COLOURS = {**_EVERYTHING, "runOnly": ["color-contrast"]}

# What acts has to be in sight without scrolling sideways, also where a wide table may be scrolled so.
_OUTSIDE = """
() => [...document.querySelectorAll("form button, form input, form select, form textarea")]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth)
  .map((element) => element.outerHTML.slice(0, 120))
"""

# Every element that somebody can act on and that is to be seen: whether Tab stops there, and whether it shows. What is
# seen of a box that is drawn by its label is the label.
_BY_KEYBOARD = """
() => {
  const shows = (element) => {
    const style = getComputedStyle(element);
    const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return drawn && element.getBoundingClientRect().width > 0;
  };
  const acts = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]";
  const faults = [];
  for (const element of document.querySelectorAll(acts)) {
    if (element.disabled || !element.checkVisibility({ visibilityProperty: true })) continue;
    const name = element.outerHTML.slice(0, 120);
    if (element.tabIndex < 0) { faults.push(`Tab leaves out ${name}`); continue; }
    element.focus();
    const label = element.labels?.[0] ?? document.querySelector(`label[for="${CSS.escape(element.id)}"]`);
    const drawn = element.matches(".menu, .tabs > input") ? label : element;
    if (document.activeElement !== element) faults.push(`takes no focus: ${name}`);
    else if (drawn.checkVisibility() && !shows(drawn)) faults.push(`shows no focus: ${name}`);
  }
  return faults;
}
"""

# What text that means harm would have become.
_HARM = "img[src='x'], svg[onload], script:not([src]), [onerror], [onload]"


@dataclass
class Judge:
    """Opens pages in one tab and collects what is wrong with them.

    Attributes
    ----------
    faults: what is wrong, each with the address.
    """

    context: BrowserContext
    origin: str
    faults: list[str] = field(default_factory=list)
    _page: Page | None = None

    @property
    def page(self) -> Page:
        """The tab; whatever its pages ask for or complain of becomes a fault."""
        if self._page is None:
            if not AXE.exists():
                pytest.skip("axe-core: tooling/node_modules is missing, run `make setup-node`")
            self.context.add_init_script(path=AXE)
            page = self._page = self.context.new_page()
            page.on("console", lambda said: self._complain(f"console: {said.text}"))
            page.on("pageerror", lambda error: self._complain(f"script: {error}"))
            page.on("dialog", lambda dialog: (self._complain(f"dialog: {dialog.message}"), dialog.dismiss()))
            page.on("request", lambda request: self._look_at(request.url))
        return self._page

    def _complain(self, text: str) -> None:
        assert self._page is not None
        # The answer of a page that is meant to be an error is no complaint.
        if "the server responded with a status of" not in text:
            self.faults.append(f"{urlsplit(self._page.url).path}: {text}")

    def _look_at(self, url: str) -> None:
        if not url.startswith((self.origin, "data:")):
            self._complain(f"asks elsewhere: {url}")

    def look(self, path: str, *, expected: int = 200) -> None:
        """Open a page and hold it against all of it, in the light and in the dark."""
        page = self.page
        page.emulate_media(color_scheme="light")
        answer = page.goto(path)
        assert answer is not None
        if answer.status != expected:
            self._complain(f"status {answer.status}")
        self.hold(path)

    def hold(self, path: str) -> None:
        """Hold the page that is shown against all of it."""
        page = self.page
        self._axe("light", _EVERYTHING)
        page.emulate_media(color_scheme="dark")
        self._axe("dark", _COLOURS)
        harm = page.evaluate(
            "(harm) => [document.querySelectorAll(harm).length, window.evil ?? 0, "
            "document.documentElement.scrollWidth - innerWidth]",
            _HARM,
        )
        if harm[0] or harm[1]:
            self._complain(f"text has become markup: {harm}")
        for outside in page.evaluate(_OUTSIDE):
            self._complain(f"lies outside of the window: {outside}")
        if harm[2] > 0:
            self._complain(f"is {harm[2]} px wider than the window")

    def hold_keyboard(self, path: str) -> None:
        """Open a page and hold whatever can be acted on against what a keyboard needs."""
        self.page.goto(path)
        # From then on focus shows as it does for who uses the keyboard.
        self.page.keyboard.press("Tab")
        for fault in self.page.evaluate(_BY_KEYBOARD):
            self._complain(fault)

    def _axe(self, theme: str, options: dict[str, Any]) -> None:
        for violation in self.page.evaluate(_RUN, options):
            self._complain(f"axe ({theme}): {violation['id']}: {violation['nodes']}")
