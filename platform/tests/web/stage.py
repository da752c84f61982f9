"""The pages in process, over a real database: a platform, and browsers without a window that visit it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import argon2
import httpx

from ghxstship_platform.app import Platform
from ghxstship_platform.auth import keys, workspaces
from ghxstship_platform.clock import ManualClock
from ghxstship_platform.people import accounts, passwords
from ghxstship_platform.people.accounts import Person
from ghxstship_platform.settings import Settings
from ghxstship_platform.storage.database import Database, open_database

ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "the band is on at nine"

# Passwords are to be slow; tests are not.
QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Form:
    """A form of a page: where it goes, and what it would send untouched."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""

    @property
    def names(self) -> list[str]:
        """The names of its fields."""
        return [name for name, _ in self.fields]


class _Page(HTMLParser):
    """Finds what a person can act on."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value if value is not None else "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self._form = Form(given.get("method", "get"), given.get("action", ""))
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and "name" in given:
            kind = given.get("type", "text")
            if kind not in ("checkbox", "radio") or "checked" in given:
                self._form.fields.append((given["name"], given.get("value", "")))
        elif tag == "select" and "name" in given:
            self._select = (given["name"], [])
        elif tag == "option" and self._select is not None:
            self._select[1].append((given.get("value", ""), "selected" in given))
        elif tag == "textarea" and "name" in given:
            self._area = (given["name"], [])

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
        if self._form is not None:
            self._form.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select is not None and self._form is not None:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [value for value, _ in options[:1]]
            self._form.fields += [(name, value) for value in chosen]
            self._select = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            self._form.fields.append((self._area[0], "".join(self._area[1]).removeprefix("\n")))
            self._area = None


class Browser:
    """One person's browser: cookies, forms, redirects that are followed.

    Attributes
    ----------
    page: the answer that it shows, the last one of a chain of redirects.
    """

    def __init__(self, platform: Platform, origin: str = ORIGIN, address: str = "192.0.2.7") -> None:
        transport = httpx.ASGITransport(app=platform, client=(address, 50_000))  # type: ignore[arg-type]
        self.http = httpx.AsyncClient(transport=transport, base_url=origin, follow_redirects=True)
        self.page = httpx.Response(204)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """Go to an address."""
        self.page = await self.http.get(path, **options)
        return self.page

    async def submit(self, action: str, _page: str = "", /, **fields: Any) -> httpx.Response:
        """Fill in the form that goes to `action` and send it.

        Parameters
        ----------
        _page: where the form is; without it on the page that is shown.
        fields: what is typed; a list gives a name several times, None leaves a field out.
        """
        if _page:
            await self.get(_page)
        form = self.form(action)
        pairs = [(name, value) for name, value in form.fields if name not in fields]
        for name, value in fields.items():
            values = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
            pairs += [(name, str(each)) for each in values]
        return await self.post(action, pairs)

    async def post(self, action: str, pairs: list[tuple[str, str]], **options: Any) -> httpx.Response:
        """Send fields to an address, whatever the page shows."""
        body = str(httpx.QueryParams(pairs))
        headers = {"Content-Type": "application/x-www-form-urlencoded", **options.pop("headers", {})}
        self.page = await self.http.post(action, content=body, headers=headers, **options)
        return self.page

    @property
    def path(self) -> str:
        """Where it is, with the query."""
        parts = urlsplit(str(self.page.url))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def text(self) -> str:
        """What a person reads, without the marks of HTML."""
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", self.page.text))

    @property
    def forms(self) -> list[Form]:
        """The forms of the page."""
        return self._parsed().forms

    @property
    def links(self) -> list[str]:
        """Where the page leads."""
        return self._parsed().links

    def form(self, action: str) -> Form:
        """The form that goes to an address."""
        found = [form for form in self.forms if form.action == action]
        assert found, f"no form goes to {action}; there are {[form.action for form in self.forms]}"
        return found[0]

    def _parsed(self) -> _Page:
        page = _Page()
        page.feed(self.page.text)
        return page

    async def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        """Through the form, as a person does."""
        return await self.submit("/developers/sign-in", "/developers/sign-in", email=email, password=password)


class Stage:
    """A platform with whoever a test needs on it."""

    def __init__(self, platform: Platform, clock: ManualClock) -> None:
        self.platform = platform
        self.clock = clock
        self._browsers: list[Browser] = []
        self._people = 0

    @property
    def db(self) -> Database:
        """The database."""
        return self.platform.database

    def browser(self, **options: Any) -> Browser:
        """A browser in which nobody has signed in."""
        browser = Browser(self.platform, **options)
        self._browsers.append(browser)
        return browser

    async def workspace(
        self, name: str = "Harbor Lights", *, mode: str = "sandbox", tier: str = "pro"
    ) -> str:
        """A new workspace; its id."""
        made = await workspaces.create(self.db, name=name, tier=tier, mode=mode)
        return str(made["id"])

    async def key(self, workspace_id: str, *scopes: str) -> str:
        """A new API key of a workspace."""
        _, secret = await keys.create(self.db, workspace_id, "tests", list(scopes or ("admin",)))
        return secret

    async def person(self, workspace_id: str | None = None, role: str = "owner", name: str = "") -> Person:
        """Somebody with the password `PASSWORD`, a member of a workspace."""
        self._people += 1
        name = name or f"Person {self._people}"
        person = await accounts.create(self.db, f"p{self._people}@example.com", name, PASSWORD)
        if workspace_id is not None:
            await accounts.make_member(self.db, workspace_id, person, role)
        return person

    async def member(self, workspace_id: str, role: str = "owner", **options: Any) -> Browser:
        """The browser of a new member of a workspace, who has signed in."""
        person = await self.person(workspace_id, role)
        browser = self.browser(**options)
        page = await browser.sign_in(person.email)
        assert page.status_code == 200, page.text
        return browser

    def api(self, key: str) -> httpx.AsyncClient:
        """A client of the API."""
        browser = Browser(self.platform)
        self._browsers.append(browser)
        browser.http.headers["Authorization"] = f"Bearer {key}"
        return browser.http

    async def settle(self) -> None:
        """Wait for what is noted of sign-ins that have failed."""
        await self.platform._site.door.settle()

    async def close(self) -> None:
        """Close every browser and the platform."""
        for browser in self._browsers:
            await browser.http.aclose()
        await self.platform.close()


Scenario = Callable[[Stage], Awaitable[None]]


def on_stage(url: str, scenario: Scenario, **options: str) -> None:
    """Run a scenario on a platform over the database at `url`, with a clock that the scenario moves.

    Parameters
    ----------
    options: settings, such as ``domain="example.com"``.
    """
    clock = ManualClock()

    async def all_of() -> None:
        database = open_database(url, clock)
        await database.open_secret(None)
        settings = Settings.read({"log_level": "warning", **options}, {})
        stage = Stage(Platform(settings, database), clock)
        try:
            await scenario(stage)
        finally:
            await stage.close()

    with mock.patch.object(passwords, "HASHER", QUICK):
        passwords.nobody.cache_clear()
        asyncio.run(all_of())
