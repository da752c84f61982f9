"""Pages as a reader's program sees them: what they link to, which anchors they have, what they load."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

# Elements that a browser loads by itself, and where they say what.
_LOADED = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src", "object": "data"}


@dataclass
class Seen(HTMLParser):
    """What stands in one page."""

    text: str
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    headings: list[dict[str, str | None]] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag in _LOADED and given.get(_LOADED[tag]) and given.get("rel") not in ("alternate", "canonical"):
            self.loads.append(str(given[_LOADED[tag]]))
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append({"tag": tag, **given})
        if "style" in given or tag == "style" or any(name.startswith("on") for name in given):
            self.inline.append(self.get_starttag_text() or tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def whole(self) -> str:
        """Its text as it stands, which is how code is compared."""
        return "".join(self.words)

    @property
    def prose(self) -> str:
        """Its text, with single spaces."""
        return " ".join(" ".join(self.words).split())
