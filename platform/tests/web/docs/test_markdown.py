"""Guides as blocks: what the parser makes of Markdown, and what is filled in from declarations."""

from __future__ import annotations

import re

import pytest

from ghxstship_platform.auth.scopes import SCOPES
from ghxstship_platform.limits.tiers import DEFAULT_TIERS
from ghxstship_platform.settings import OPTIONS, flag_of, variable_of
from ghxstship_platform.web.docs.blocks import Code, Fields, Heading, Prose, Row, Sample
from ghxstship_platform.web.docs.guides import FOLDER
from ghxstship_platform.web.docs.highlight import highlight
from ghxstship_platform.web.docs.includes import INCLUDES
from ghxstship_platform.web.docs.markdown import code_html, html, inline, page, page_path, plain, slug
from ghxstship_platform.web.docs.site import documentation

TEXT = """\
# A `title`

The first sentence. The second.

<!-- not run: why -->
```bash
one
```

```python
two
```

```json answer.json
{}
```

## Same

See [limits](../rate-limits.md#headers), [here](#same) and [elsewhere](https://example.com/x.md).

## Same

<!-- include: words -->
"""


def test_a_guide_as_blocks() -> None:
    made = page(TEXT, "/docs/webhooks/x", "webhooks/x.md", {"words": lambda: "| a |\n|---|\n| b |"})
    assert (made.title, made.summary) == ("A `title`", "The first sentence.")
    assert "not run" not in made.markdown()
    assert [block for block in made.blocks if isinstance(block, Heading)] == [
        Heading(2, "Same", "same"),
        Heading(2, "Same", "same-2"),
    ]
    tabs, file = (block for block in made.blocks if isinstance(block, Code))
    assert tabs == Code((Sample("bash", "one"), Sample("python", "two")))
    assert file == Code((Sample("json", "{}"),), "answer.json")
    prose = [block.text for block in made.blocks if isinstance(block, Prose)]
    assert "](/docs/rate-limits#headers)" in prose[1]
    assert "](#same)" in prose[1]
    assert "](https://example.com/x.md)" in prose[1]
    assert prose[2].startswith("| a |")
    assert made.bands()[0].code == (tabs, file)


def test_samples_with_a_word_between_them_are_apart() -> None:
    text = "# T\n\nA.\n\n```bash\n1\n```\n\nThen.\n\n```python\n2\n```\n\n```python\n3\n```\n"
    made = page(text, "/docs/x", "x.md", {})
    assert [len(block.samples) for block in made.blocks if isinstance(block, Code)] == [1, 1, 1]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=y>"]
)
def test_markup_in_a_text_stays_text(text: str) -> None:
    for made in (html(text), inline(text), code_html(text, "bash"), code_html(text, '"><script>')):
        assert "<script" not in made
        assert "<img" not in made
        assert 'href="javascript' not in made


def test_where_pages_are() -> None:
    assert [page_path(name) for name in ("index.md", "cli.md", "sdks/python.md", "x/index.md")] == [
        "/docs",
        "/docs/cli",
        "/docs/sdks/python",
        "/docs/x",
    ]
    taken: set[str] = set()
    assert [slug(text, taken) for text in ("`GET` it", "GET it", "…")] == ["get-it", "get-it-2", "section"]
    assert plain("- [a](b) `c` **d**") == "a c d"


def test_highlighting_keeps_the_text() -> None:
    for language in ("bash", "python", "typescript", "json", "nonsense", ""):
        text = 'if "a" < 1: # & so on\n\treturn $X'
        made = highlight(text, language)
        bare = re.sub(r"</?b[^>]*>", "", made)
        assert bare.replace("&lt;", "<").replace("&amp;", "&").replace("&gt;", ">") == text
    assert highlight("pip install it # for you", "bash") == 'pip install it <b class="c"># for you</b>'


def test_fields_as_markdown() -> None:
    inner = Row("b", "string", notes=("at most 3 characters",))
    made = Fields(
        (Row("a", "object", True, "What it is.", (), (), (inner,)), Row("c", "string", values=("x", "y")))
    )
    assert made.markdown() == (
        "- `a` (object, required): What it is.\n"
        "  - `b` (string): At most 3 characters.\n"
        "- `c` (string): One of `x`, `y`."
    )


def test_the_table_of_settings_is_that_of_the_program() -> None:
    text = next(one for one in documentation().pages() if one.path == "/docs/operating/settings").markdown()
    for option in OPTIONS:
        assert f"`{flag_of(option.name)}" in text
        assert f"`{variable_of(option.name)}`" in text
        assert option.help in text


def test_every_include_stands_somewhere_and_says_what_is_declared() -> None:
    asked = {
        name
        for file in FOLDER.rglob("*.md")
        for name in re.findall(r"^<!-- include: ([a-z-]+) -->$", file.read_text(), re.MULTILINE)
    }
    assert asked <= INCLUDES.keys()
    assert all(tier in INCLUDES["tiers"]() for tier in DEFAULT_TIERS)
    assert all(f"`{scope}`" in INCLUDES["scopes"]() for scope in SCOPES)
