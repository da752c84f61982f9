"""The documentation as a whole: every page is there, every link leads somewhere, and nothing comes from elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ghxstship_platform.errors import CATALOGUE
from ghxstship_platform.products.catalogue import event_types
from ghxstship_platform.web.docs import guides
from ghxstship_platform.web.docs.guides import CHAPTERS, FOLDER
from ghxstship_platform.web.docs.site import documentation, twin

from ...test_app import Ask, Platform, with_platform
from ..reading import Seen

REPOSITORY = Path(__file__).resolve().parents[4]
PAGES = [page.path for page in documentation().pages()]
# Of our own: the stylesheet, the scripts, the page itself.
MOST_BYTES = 150_000


def test_every_guide_of_the_navigation_is_there() -> None:
    missing = [
        name for _, names in CHAPTERS for name in names if "*" not in name and not (FOLDER / name).is_file()
    ]
    assert not missing, f"docs/ lacks {', '.join(missing)}, which web/docs/guides.py has in the navigation"


def test_every_guide_is_in_the_navigation() -> None:
    written = {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.md")}
    listed = {name for _, names in CHAPTERS for name in guides.present(names)}
    apart = {name for name in written if name.startswith("decisions/")}
    assert written - listed == apart, "add the file to CHAPTERS in web/docs/guides.py"


def test_a_guide_that_is_missing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        guides, "CHAPTERS", (("Start", ("index.md", "nowhere.md")), ("Gone", ("nothing/*.md",)))
    )
    assert [[page.path for page in chapter.pages] for chapter in guides.chapters()] == [["/docs"]]


def test_pages_links_and_anchors(sqlite_url: str) -> None:
    async def scenario(platform: Platform, ask: Ask) -> None:
        anchors: dict[str, set[str]] = {}
        linked: dict[str, list[str]] = {}
        for path in PAGES:
            answer = await ask("GET", path)
            assert answer.status_code == 200, path
            seen = Seen(answer.text)
            twice = [name for name, count in Counter(seen.ids).items() if count > 1]
            assert not twice, f"{path} has {twice} twice"
            assert [head for head in seen.headings if head["tag"] != "h1" and not head.get("id")] == [], path
            assert not seen.inline, f"{path} has {seen.inline} inline, which its policy refuses"
            assert all(url.startswith("/static/") for url in seen.loads), path
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
            anchors[path] = set(seen.ids)
            linked[path] = seen.links
        elsewhere: dict[str, str] = {}
        for path, links in linked.items():
            for link in links:
                parts = urlsplit(link)
                if parts.scheme in ("http", "https", "mailto"):
                    continue
                goal = parts.path or path
                if goal in anchors:
                    assert not parts.fragment or parts.fragment in anchors[goal], f"{path} links to {link}"
                else:
                    assert not parts.fragment, f"{path} links to {link}, which is no page"
                    elsewhere[link] = path
        for link, path in elsewhere.items():
            status = (await ask("GET", link)).status_code
            assert status < 400, f"{path} links to {link}, which answers {status}"

    with_platform(sqlite_url, scenario)


def test_sizes(sqlite_url: str) -> None:
    async def scenario(platform: Platform, ask: Ask) -> None:
        assets: dict[str, int] = {}
        for path in (one for one in PAGES if not one.startswith("/docs/api")):
            answer = await ask("GET", path)
            total = len(answer.content)
            for url in Seen(answer.text).loads:
                if url not in assets:
                    assets[url] = len((await ask("GET", url)).content)
                total += assets[url]
            assert total <= MOST_BYTES, (path, total)

    with_platform(sqlite_url, scenario)


def test_every_page_has_its_twin_in_markdown(sqlite_url: str) -> None:
    async def scenario(platform: Platform, ask: Ask) -> None:
        titles = {page.path: page.title for page in documentation().pages()}
        for path in PAGES:
            answer = await ask("GET", twin(path))
            assert answer.status_code == 200, path
            assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
            assert answer.text.startswith(f"# {titles[path]}\n"), path
        index = await ask("GET", "/llms.txt")
        assert index.headers["content-type"].startswith("text/plain")
        for url in re.findall(r"\((http://platform[^)]*)\)", index.text):
            assert (await ask("GET", urlsplit(url).path)).status_code == 200, url
        whole = (await ask("GET", "/llms-full.txt")).text
        assert whole.count("<!-- http://platform/docs") == len(PAGES)
        assert (await ask("GET", "/docs/nowhere.md")).status_code == 404
        assert (await ask("GET", "/docs/nowhere")).status_code == 404

    with_platform(sqlite_url, scenario)


def test_every_documentation_url_resolves(sqlite_url: str) -> None:
    async def scenario(platform: Platform, ask: Ask) -> None:
        refused = await ask("GET", "/atlvs/v1/deals", headers={"Host": "api.example.com"})
        assert refused.json()["error"]["documentation_url"] == "https://docs.example.com/errors/UNAUTHORIZED"
        for code, entry in CATALOGUE.items():
            page = await ask("GET", f"/errors/{code}", headers={"Host": "docs.example.com"})
            assert page.status_code == 200, code
            said = Seen(page.text).prose
            for text in (code, str(entry.status), "What happened", "Why", "What to do", "Answer"):
                assert text in said, (code, text)
            assert f"# {code}" in (await ask("GET", f"/docs/errors/{code}.md")).text
        assert (await ask("GET", "/docs/errors/NOPE")).status_code == 404
        assert (await ask("GET", "/errors/UNAUTHORIZED")).status_code == 404

    with_platform(sqlite_url, scenario, domain="example.com")


def test_every_event_type_has_its_page() -> None:
    assert {f"/docs/webhooks/events/{name}" for name in event_types()} <= set(PAGES)


def test_relative_links_of_the_files_lead_to_files() -> None:
    files = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]
    for file in files:
        for goal in re.findall(r"\]\((?!/|#|[a-z]+:)([^)#\s]+)", file.read_text()):
            assert (file.parent / goal).exists(), f"{file.relative_to(REPOSITORY)} links to {goal}"


def test_before_and_after_lead_through_all_pages() -> None:
    docs = documentation()
    place = docs.find("/docs")
    assert place is not None
    walked = [place.page.path]
    while place.after is not None:
        following = docs.find(place.after.path)
        assert following is not None
        assert following.before == place.page
        place = following
        walked.append(place.page.path)
    events = {path for path in PAGES if path.startswith("/docs/webhooks/events/")}
    assert set(walked) == set(PAGES) - events
