"""A page in a real browser, held against what every page has to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).resolve().parents[4] / "tooling" / "node_modules" / "axe-core" / "axe.min.js"

_AXE = """
(only) => axe.run(document, { runOnly: only ?? undefined, resultTypes: ["violations"] }).then(
  (found) => found.violations.map((violation) => ({
    id: violation.id, nodes: violation.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`),
  })))
"""
# The themes differ in their colours alone, so the second is held against those rules of axe that look at colours.
THEMES: dict[Literal["light", "dark"], list[str] | None] = {"light": None, "dark": ["cat.color"]}
# Some fields have several parts that Tab goes through; none has so many.
_ROUNDS = 10

# What acts has to be in sight without scrolling sideways, also where a wide table may be scrolled so.
_OUTSIDE = """
() => [...document.querySelectorAll("form button, form input, form select, form textarea")]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth)
  .map((element) => element.outerHTML.slice(0, 120))
"""

# What Tab has to come to, in this order: everything that somebody can act on and that is to be seen, of a group of
# radio buttons one. What is seen of a box that is drawn by its label is the label.
_WALK = """
() => {
  const acts = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]";
  const name = (element) => element.outerHTML.slice(0, 120);
  const stops = (element) => {
    if (element.disabled || !element.checkVisibility({ visibilityProperty: true })) return false;
    if (element.type !== "radio" || element.checked) return true;
    const group = [...document.getElementsByName(element.name)].filter((one) => one.form === element.form);
    return !group.some((one) => one.checked) && group[0] === element;
  };
  const expected = [...document.querySelectorAll(acts)].filter(stops);
  const faults = expected.filter((one) => one.tabIndex < 0).map((one) => `Tab leaves out ${name(one)}`);
  const state = { seen: [], faults, over: false };
  // From the beginning, also after another walk.
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
  const look = (element) => {
    const label = element.labels?.[0] ?? document.querySelector(`label[for="${CSS.escape(element.id)}"]`);
    const drawn = element.matches(".menu, .tabs > input") ? label : element;
    const style = getComputedStyle(drawn), box = [...drawn.getClientRects()].find((one) => one.width && one.height);
    const shows = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && box;
    if (!shows) return `shows no focus: ${name(element)}`;
    const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
    const at = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)];
    const hit = document.elementFromPoint(...at);
    return hit && (drawn.contains(hit) || hit === element) ? "" : `has the focus out of sight: ${name(element)}`;
  };
  // The key goes up at what it has led to.
  document.addEventListener("keyup", (event) => {
    const element = document.activeElement;
    if (event.key !== "Tab" || state.over) return;
    state.over = element === document.body || (state.seen.length > 1 && element === state.seen[0]);
    // One stop may have several, such as the month and the day of a date.
    if (state.over || element === state.seen.at(-1)) return;
    state.seen.push(element);
    const fault = look(element);
    if (fault) state.faults.push(fault);
  });
  window.walked = () => {
    if (!state.over) return null;
    const wrong = state.seen.findIndex((element, at) => element !== expected[at]);
    const at = wrong < 0 ? state.seen.length : wrong;
    if (at < Math.max(expected.length, state.seen.length)) {
      const [came, ought] = [state.seen[at], expected[at]].map((element) => (element ? name(element) : "nothing"));
      state.faults.push(`Tab number ${at + 1} comes to ${came} and not to ${ought}`);
    }
    return state.faults;
  };
  return expected.length;
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
        """Open a page and hold it against all of it."""
        answer = self.page.goto(path)
        assert answer is not None
        if answer.status != expected:
            self._complain(f"status {answer.status}")
        self.hold()

    def hold(self) -> None:
        """Hold the page that is shown against all of it, in the light and in the dark."""
        page = self.page
        for theme, rules in THEMES.items():
            page.emulate_media(color_scheme=theme)
            for violation in page.evaluate(_AXE, rules):
                self._complain(f"axe ({theme}): {violation['id']}: {violation['nodes']}")
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

    def walk(self) -> None:
        """Press Tab from the beginning of the page that is shown to its end."""
        keyboard, stops = self.page.keyboard, self.page.evaluate(_WALK)
        faults = None
        for _ in range(_ROUNDS):
            for _ in range(stops + 1):
                keyboard.press("Tab")
            faults = self.page.evaluate("walked()")
            if faults is not None:
                break
            stops = 4
        for fault in faults if faults is not None else ["Tab comes to no end"]:
            self._complain(fault)

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        self.page.set_viewport_size({"width": width, "height": height})
