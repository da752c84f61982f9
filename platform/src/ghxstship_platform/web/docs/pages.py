"""The documentation as pages: HTML, the Markdown twin of each, search, and what programs read."""

from __future__ import annotations

import asyncio
import re
from functools import lru_cache
from typing import Any

from markupsafe import escape

from ...api.responses import Response
from ...errors import CATALOGUE, PlatformError
from .. import first_key
from ..cookies import LANGUAGE
from ..routes import ANYONE, Route
from ..templating import Templates
from ..visit import Visit
from .blocks import LANGUAGES, TABS
from .error_pages import ROOT as ERRORS
from .markdown import ROOT, code_html, html, inline, plain
from .reference import ROOT as REFERENCE
from .site import SEARCH, Documentation, Place, documentation, twin

_MARKDOWN = b"text/markdown; charset=utf-8"
_TEXT = b"text/plain; charset=utf-8"
# The API as the samples name it; a reader sees the one that is read from.
_API = "https://api.ghxstship.com"
_CODE = re.compile(r"<pre.*?</pre>", re.DOTALL)
# What the clients call what a reader is known by.
_PYTHON = {"key": "api_key", "base": "base_url", "workspace": "workspace_id"}
_TYPESCRIPT = {"key": "apiKey", "base": "baseUrl", "workspace": "workspaceId"}
# Workspaces that a request is looked for in.
_MOST_WORKSPACES = 20


async def show(visit: Visit) -> Response:
    """A page, or its Markdown twin."""
    path = f"{ROOT}/{visit.path['rest']}" if visit.path else ROOT
    docs = await _documentation()
    if path.endswith(".md"):
        page_path = ROOT if path == twin(ROOT) else path.removesuffix(".md")
        text = _place(docs, page_path).page.markdown().replace(_API, api_origin(visit))
        return Response(200, text.encode(), media_type=_MARKDOWN)
    return _page(visit, docs, _place(docs, path))


async def show_error(visit: Visit) -> Response:
    """The page of an error code; with `request_id`, for who has signed in, that very request."""
    if visit.path["code"].endswith(".md"):
        visit.path = {"rest": f"errors/{visit.path['code']}"}
        return await show(visit)
    docs = await _documentation()
    place = _place(docs, f"{ERRORS}/{visit.path['code']}")
    request_id = visit.query.get("request_id")[:100]
    found = await _logged(visit, request_id) if request_id and visit.signed_in is not None else None
    return _page(visit, docs, place, code=CATALOGUE[place.page.title], request_id=request_id, found=found)


async def search(visit: Visit) -> Response:
    """What is found for `q`: a page, or for the field that asks on every letter only the list."""
    docs = await _documentation()
    query = visit.query.get("q")
    values: dict[str, Any] = {"q": query, "hits": docs.index.find(query)}
    return visit.page("docs/search.html", fragment="hits", **values, **_shell(docs, SEARCH, "Search"))


async def llms(visit: Visit) -> Response:
    """The list of all pages for programs that read."""
    docs = await _documentation()
    return Response(200, docs.llms(visit.origin).encode(), media_type=_TEXT)


async def llms_full(visit: Visit) -> Response:
    """Every page in one file."""
    docs = await _documentation()
    text = docs.llms_full(visit.origin).replace(_API, api_origin(visit))
    return Response(200, text.encode(), media_type=_MARKDOWN)


def api_origin(visit: Visit) -> str:
    """Where the API is: its public host, or else the host that the reader has asked."""
    host = visit.settings.api_host
    return f"https://{host}" if host else visit.origin


async def _documentation() -> Documentation:
    # Made at the start, in another thread; who comes before it is there waits for it.
    return documentation() if documentation.cache_info().currsize else await asyncio.to_thread(documentation)


def _place(docs: Documentation, path: str) -> Place:
    place = docs.find(path)
    if place is None:
        raise PlatformError("NOT_FOUND", f"The documentation has no page {path[:200]}.")
    return place


def _shell(docs: Documentation, path: str, title: str) -> dict[str, Any]:
    return {"chapters": docs.navigation(path), "path": path, "title": title, "plain": plain}


def _page(visit: Visit, docs: Documentation, place: Place, **values: Any) -> Response:
    page = place.page
    body = _for_reader(visit, _body(visit.site.templates, page.path, _language(visit)))
    return visit.page(
        "docs/error.html" if values else "docs/page.html",
        page=page, place=place, body=body, twin=twin(page.path), calls=page.path.startswith(REFERENCE),
        key=sandbox_of(visit)[1], **values, **_shell(docs, page.path, page.title),
    )  # fmt: skip


def _language(visit: Visit) -> str:
    """Which tab the reader chose last; empty for none."""
    chosen = visit.cookie(LANGUAGE)
    return next((language for language, name in TABS.items() if name == chosen), "")


@lru_cache(maxsize=512)
def _body(templates: Templates, path: str, language: str) -> str:
    """The text of a page; the same for all readers who have chosen the same language."""
    place = documentation().find(path)
    assert place is not None
    values = {
        "page": place.page, "language": language, "tabs": TABS, "languages": LANGUAGES, "plain": plain,
        "html": html, "inline": inline, "code": lambda sample: code_html(sample.text, sample.language),
    }  # fmt: skip
    return templates.render("docs/body.html", values)


def _for_reader(visit: Visit, body: str) -> str:
    """With the platform that is read from and, for who has signed in, the sandbox workspace in every sample.

    So with its key, for as long as the browser keeps the one that was made there for the first steps: then a sample
    works as it stands.
    """
    origin = api_origin(visit)
    body = body.replace(_API, escape(origin))
    workspace_id, key = sandbox_of(visit)
    if workspace_id is None:
        return body
    known = (
        {"key": key, "base": escape(origin), "workspace": workspace_id}
        if key
        else {"workspace": workspace_id}
    )
    named = {name: f'<b class="s">"{value}"</b>' for name, value in known.items()}
    arguments = ", ".join(f"{_PYTHON[name]}={value}" for name, value in named.items())
    options = ", ".join(f"{_TYPESCRIPT[name]}: {value}" for name, value in named.items())
    theirs = [
        ("$GHXSTSHIP_WORKSPACE_ID", workspace_id),
        ("ws_…", workspace_id),
        (" Client()", f" Client({arguments})"),
        (" GhxstshipClient()", f" GhxstshipClient({{ {options} }})"),
    ]
    if key:
        theirs += [("$GHXSTSHIP_API_KEY", key), ("ghx_test_…", key), ("$GHXSTSHIP_BASE_URL", known["base"])]

    def fill(match: re.Match[str]) -> str:
        text = match[0]
        for ours, reader in theirs:
            text = text.replace(ours, reader)
        return text

    return _CODE.sub(fill, body)


def sandbox_of(visit: Visit) -> tuple[str | None, str]:
    """The reader's sandbox workspace and its first key: one with a key before any other.

    None and nothing for who has no sandbox, or has not signed in.
    """
    memberships = visit.signed_in.memberships if visit.signed_in else ()
    found = [(each.id, first_key.find(visit, each.id)) for each in memberships if each.mode == "sandbox"]
    return max(found, key=lambda each: bool(each[1]), default=(None, ""))


async def _logged(visit: Visit, request_id: str) -> dict[str, Any] | None:
    """A request of one of the reader's workspaces, as the log has it."""
    for membership in visit.person.memberships[:_MOST_WORKSPACES]:
        answer = await visit.at_workspace(membership).call("GET", f"/workspace/v1/request-log/{request_id}")
        if answer.ok:
            return {"workspace": membership, **answer.data}
    return None


PAGES = (
    Route("GET", ROOT, show, ANYONE),
    Route("GET", SEARCH, search, ANYONE),
    Route("GET", f"{ERRORS}/{{code}}", show_error, ANYONE),
    Route("GET", f"{ROOT}/{{rest:path}}", show, ANYONE),
    Route("GET", "/llms.txt", llms, ANYONE),
    Route("GET", "/llms-full.txt", llms_full, ANYONE),
)
