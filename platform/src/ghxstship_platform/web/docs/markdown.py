"""Markdown: as HTML, and a guide's text as the blocks of a page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from .blocks import TABS, Block, Code, Heading, Page, Prose, Sample
from .highlight import highlight

ROOT = "/docs"
# `<!-- include: settings -->` stands for a part that is made of declarations.
_INCLUDE = re.compile(r"^<!-- include: ([a-z-]+) -->$", re.MULTILINE)
# `<!-- not run: why -->` in front of a block of code: it cannot be executed by the tests.
_COMMENT = re.compile(r"^<!-- not run: .*? -->\n", re.MULTILINE)

# `<!-- also: words -->` at the end: what people look for the page by.
_ALSO = re.compile(r"^<!-- also: (.*?) -->\n?", re.MULTILINE)

Includes = dict[str, Callable[[], str]]


def _parser() -> MarkdownIt:
    found = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    found.add_render_rule("fence", _fence)
    return found


def _fence(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    return code_html(token.content.rstrip("\n"), token.info.partition(" ")[0])


def code_html(text: str, language: str) -> Markup:
    """A block of code that is read with the keyboard too, where it is wider than the page."""
    named = f' class="language-{escape(language)}"' if language else ""
    return Markup(f'<pre tabindex="0"><code{named}>{highlight(text, language)}</code></pre>\n')  # noqa: S704 - escaped


_MARKDOWN = _parser()


def html(text: str) -> Markup:
    """A piece of Markdown as HTML. Tables are put into a box that scrolls by itself on a narrow screen."""
    made = _MARKDOWN.render(text)
    made = made.replace("<table>", '<div class="table" tabindex="0"><table>')
    return Markup(made.replace("</table>", "</table></div>"))  # noqa: S704 - the parser escapes


def inline(text: str) -> Markup:
    """One line of Markdown as HTML, without a paragraph around it."""
    return Markup(_MARKDOWN.renderInline(text))  # noqa: S704 - the parser escapes


def slug(text: str, taken: set[str]) -> str:
    """The anchor of a heading, which no other on the page has."""
    base = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[`*_]", "", text.lower())).strip("-") or "section"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name


def page(text: str, path: str, file: str, includes: Includes) -> Page:
    """A guide as a page.

    Parameters
    ----------
    text: the file's content.
    path: of the page.
    file: the file's path below the guides, which relative links are resolved against.
    includes: what `<!-- include: … -->` stands for.
    """
    also = " ".join(_ALSO.findall(text))
    text = _INCLUDE.sub(lambda match: includes[match[1]](), _ALSO.sub("", _COMMENT.sub("", text)))
    text = _absolute(text, posixpath.dirname(file))
    blocks = list(_tabbed(_blocks(text)))
    title = next(block.text for block in blocks if isinstance(block, Heading) and block.level == 1)
    summary = next((block.text for block in blocks if isinstance(block, Prose)), "")
    first = " ".join(summary.split("\n\n")[0].split())
    rest = tuple(block for block in blocks if not (isinstance(block, Heading) and block.level == 1))
    return Page(path, title, plain(re.split(r"(?<=[.:]) ", first)[0]), rest, f"{text.rstrip()}\n", also)


def page_path(file: str) -> str:
    """The path of a guide's page: ``webhooks/receiving.md`` is at ``/docs/webhooks/receiving``."""
    name = file.removesuffix(".md")
    return ROOT if name == "index" else f"{ROOT}/{name.removesuffix('/index')}"


def _absolute(text: str, folder: str) -> str:
    """Links to other guides as links to their pages."""

    def to_page(match: re.Match[str]) -> str:
        file, anchor = posixpath.normpath(posixpath.join(folder, match[1])), match[2] or ""
        return f"]({page_path(file)}{anchor})"

    return re.sub(r"\]\((?!/|[a-z]+:)([^)#\s]+\.md)(#[^)\s]*)?\)", to_page, text)


def _blocks(text: str) -> Iterator[tuple[Block, bool]]:
    """Each block, and whether it follows the one before without a word between them."""
    lines = text.split("\n")
    taken: set[str] = set()
    tokens = _MARKDOWN.parse(text)
    waiting: list[str] = []
    after_code = False
    for index, token in enumerate(tokens):
        if token.level or token.nesting < 0 or token.map is None:
            continue
        first, last = token.map
        if token.type not in {"heading_open", "fence"}:
            waiting += ["\n".join(lines[first:last]).rstrip()]
            continue
        if waiting:
            yield Prose("\n\n".join(waiting)), False
            waiting, after_code = [], False
        if token.type == "fence":
            # Behind the language stands the name of the file that the reader is to save it as.
            language, _, file = token.info.strip().partition(" ")
            yield Code((Sample(language, token.content.rstrip("\n")),), file), after_code
        else:
            words = tokens[index + 1].content
            yield Heading(int(token.tag[1]), words, slug(words, taken)), False
        after_code = token.type == "fence"
    if waiting:
        yield Prose("\n\n".join(waiting)), False


def _tabbed(blocks: Iterator[tuple[Block, bool]]) -> Iterator[Block]:
    """Samples of several languages that follow each other become one block with tabs."""
    open_block: Code | None = None
    for block, follows in blocks:
        if isinstance(block, Code) and block.samples[0].language in TABS:
            known = {sample.language for sample in open_block.samples} if open_block else set()
            if open_block and follows and block.samples[0].language not in known:
                open_block = Code(open_block.samples + block.samples)
                continue
            if open_block:
                yield open_block
            open_block = block
            continue
        if open_block:
            yield open_block
            open_block = None
        yield block
    if open_block:
        yield open_block


def plain(text: str) -> str:
    """Markdown without its marks, for titles, summaries and search."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\s*(\|[-|\s:]+\||#+|-|\d+\.)\s*", "", text, flags=re.MULTILINE)
    return " ".join(re.sub(r"[`*|]", " ", text).split())
