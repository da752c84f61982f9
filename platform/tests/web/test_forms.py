"""What a form may send, and what a page makes of values."""

from __future__ import annotations

import pytest

from ghxstship_platform.clock import DAY, HOUR, MINUTE, ManualClock
from ghxstship_platform.web import templating
from ghxstship_platform.web.assets import Assets
from ghxstship_platform.web.forms import Fields, by_field
from ghxstship_platform.web.templating import Templates

from .stage import Stage, on_stage

SIGN_IN = "/developers/sign-in"


@pytest.mark.parametrize(("body", "status", "code"), [
    ("email=" + "x" * (256 * 1024), 413, "PAYLOAD_TOO_LARGE"),
    ("&".join(f"f{n}=1" for n in range(501)), 400, "BAD_REQUEST"),
    ("email=%00", 400, "BAD_REQUEST"),
    ("%00=x", 400, "BAD_REQUEST"),
    ("email=%ff", 400, "BAD_REQUEST"),
    ("email=ü", 400, "BAD_REQUEST"),
])  # fmt: skip
def test_what_no_form_of_ours_sends(sqlite_url: str, body: str, status: int, code: str) -> None:
    async def scenario(stage: Stage) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        page = await stage.browser().http.post(SIGN_IN, content=body, headers=headers)
        assert page.status_code == status
        assert code in page.text
        assert "text/html" in page.headers["content-type"]

    on_stage(sqlite_url, scenario)


def test_fields() -> None:
    fields = Fields([("a", " 1 "), ("b", ""), ("a", "2"), ("b", " ")])
    assert (fields.get("a"), fields.raw("a"), fields.all("a")) == ("1", " 1 ", ["1", "2"])
    assert (fields.get("c", "else"), fields.raw("c"), fields.all("b")) == ("else", "", [])
    assert list(fields) == ["a", "b"]
    assert fields.items()[2] == ("a", "2")
    assert "a" in fields
    assert "c" not in fields
    assert fields
    assert not Fields()


def test_what_is_wrong_by_field() -> None:
    assert by_field([], "All of it.") == {"": "All of it."}
    details = [{"field": "a", "message": "first"}, {"field": "a", "message": "second"}]
    assert by_field(details, "x") == {"a": "first"}


@pytest.mark.parametrize(("path", "method", "status"), [
    ("/theme/purple", "GET", 404),
    ("/theme/dark", "POST", 405),
    (SIGN_IN, "PUT", 405),
    (SIGN_IN, "HEAD", 200),
    ("/developers/" + "x" * 3000, "GET", 404),
    ("/static/nothing.css", "GET", 404),
])  # fmt: skip
def test_paths_and_methods(sqlite_url: str, path: str, method: str, status: int) -> None:
    async def scenario(stage: Stage) -> None:
        page = await stage.browser().http.request(method, path)
        assert page.status_code == status
        if status == 405:
            assert "GET" in page.headers["allow"]

    on_stage(sqlite_url, scenario)


def test_what_is_not_there_is_told_in_the_form_that_is_read(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        workspace = await stage.workspace()
        member = await stage.member(workspace)
        browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        page = await member.get("/nowhere", headers=browser)
        assert page.status_code == 404
        assert "There is nothing at /nowhere." in member.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        program = await member.get("/nowhere", headers={"Accept": "*/*"})
        assert program.status_code == 404
        assert program.json()["error"]["code"] == "NOT_FOUND"
        assert (await member.http.post("/nowhere", headers=browser)).json()["error"]["code"] == "NOT_FOUND"
        # Each leads on to where the reader is.
        for path, leads_to in (
            ("/docs/nowhere", "/docs/search"),
            ("/status/incidents/none", "/status"),
            (f"/developers/{workspace}/keys/key_none", f"/developers/{workspace}"),
            ("/developers/nowhere/at/all", "/developers"),
        ):
            assert (await member.get(path)).status_code == 404
            assert leads_to in [*member.links, *(form.action for form in member.forms)], path

    on_stage(sqlite_url, scenario)


def test_a_theme_is_chosen_and_forgotten(sqlite_url: str) -> None:
    async def scenario(stage: Stage) -> None:
        browser = stage.browser()
        await browser.get(f"/theme/dark?back={SIGN_IN}")
        assert browser.path == SIGN_IN
        assert 'data-theme="dark"' in browser.page.text
        await browser.get("/theme/system?back=https://evil.example")
        assert browser.page.url.host == "127.0.0.1"
        assert "data-theme" not in browser.page.text.split(">")[1]

    on_stage(sqlite_url, scenario)


def test_values_as_they_are_shown() -> None:
    assert [templating.number(value) for value in (None, 0, 12_345, 1.25, 2.0)] == [
        "–", "0", "12\u202f345", "1.2", "2",
    ]  # fmt: skip
    durations = (None, 0.84, 230, 4_200, 42_000, 3 * MINUTE, 2 * HOUR, 5 * DAY)
    assert [templating.duration(value) for value in durations] == [
        "–", "0.8 ms", "230 ms", "4.2 s", "42 s", "3 min", "2 h", "5 d",
    ]  # fmt: skip
    assert [templating.amount(value) for value in (0, 150_000, 1234.56)] == [
        "0", "150\u202f000", "1\u202f234.56",
    ]  # fmt: skip
    assert [templating.size(value) for value in (None, 812, 1229, 3 << 20)] == [
        "–",
        "812 B",
        "1.2 KiB",
        "3.0 MiB",
    ]
    assert [templating.counted(value, noun) for value, noun in ((1, "keys"), (2, "keys"), (1, "entries"))] == [
        "1 key", "2 keys", "1 entry",
    ]  # fmt: skip
    assert templating.pretty('{"a":1}') == '{\n  "a": 1\n}'
    assert templating.pretty("no json") == "no json"
    assert templating.pretty({"ü": None}) == '{\n  "ü": null\n}'
    assert templating.date(None) == "–"
    assert templating.date(0) == templating.date("1970-01-01T00:00:00.000Z") == "1970-01-01"
    assert templating.with_query("/a", b=None, c=["1", "2"], d="x y") == "/a?c=1&c=2&d=x+y"
    assert templating.with_query("/a", b="") == "/a"


def test_moments_are_told_from_now() -> None:
    clock = ManualClock(10 * DAY)
    templates = Templates(Assets(), clock)
    assert "3 min ago" in templates.time(10 * DAY - 3 * MINUTE)
    assert 'title="1970-01-12 00:00:00 UTC">in 1 d<' in templates.time("1970-01-12T00:00:00.000Z")
    assert ">now<" in templates.time(10 * DAY)
    assert templates.time(None, "<never>") == '<span class="quiet">&lt;never&gt;</span>'


@pytest.mark.parametrize(("agent", "called"), [
    ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari", "Chrome on Linux"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Edg/156.0", "Edge on Windows"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Mobile/15E148 Safari/604.1", "Safari on iOS"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on macOS"),
    ("curl/8.5.0 (Linux)", "curl/8.5.0 (Linux)"),
    ("<b>Mozilla/5.0 Chrome/1", "<b>Mozilla/5.0 Chrome/1"),
    ("", ""),
    (None, ""),
])  # fmt: skip
def test_a_browser_is_called_by_its_name(agent: str | None, called: str) -> None:
    assert templating.browser(agent) == called
