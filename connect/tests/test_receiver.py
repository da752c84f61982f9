"""The receiver takes what the platform signs, refuses everything else, and answers when it is durable."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ghxstship import AsyncClient
from ghxstship.errors import ConfigurationError
from ghxstship.testing import webhook
from ghxstship_connect import Delivered, Receiver
from ghxstship_connect.frameworks import django_view, fastapi_endpoint, flask_view
from ghxstship_connect.inbox.attempts import DAY
from ghxstship_connect.inbox.runner import Runner
from ghxstship_connect.inbox.store import Arrival, Inbox, now
from ghxstship_connect.receiver import LARGEST_BODY

SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
DEAL = {"id": "deal_1", "name": "Stage hire", "value": 1200}


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GHXSTSHIP_API_KEY", "GHXSTSHIP_WEBHOOK_SECRET", "GHXSTSHIP_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    one = Receiver(SECRET, inbox=f"sqlite:///{tmp_path}/inbox.db")
    yield one
    one.close()


def asgi(receiver: Receiver) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(receiver), base_url="http://receiver.test")


def signed(sequence: int = 1, **fields: Any) -> tuple[bytes, dict[str, str]]:
    return webhook("deal.won", {**DEAL, **fields}, SECRET, sequence=sequence)


async def test_a_webhook_is_stored_once_and_handled(receiver: Receiver) -> None:
    seen: list[Delivered] = []

    @receiver.on("deal.*")
    async def won(event: Delivered) -> None:
        seen.append(event)

    body, headers = signed()
    async with asgi(receiver) as client:
        answers = [await client.post("/hook", content=body, headers=headers) for _ in range(3)]
    assert [(a.status_code, a.text) for a in answers] == [(200, "ok")] * 3
    assert await Runner(receiver.inbox, receiver.handlers, concurrency=4, in_order=False).drain() == 1
    [event] = seen
    assert (event.event, event.data.name, event.attempt) == ("deal.won", "Stage hire", 1)
    assert event.idempotency_key.startswith(f"{event.id}:")


async def test_a_handler_that_blocks_runs_in_a_thread(receiver: Receiver) -> None:
    seen: list[str] = []
    receiver.on("*", name="blocking")(lambda event: seen.append(event.event))
    body, headers = signed()
    await receiver.accept(body, headers)
    assert await Runner(receiver.inbox, receiver.handlers, concurrency=1, in_order=False).drain() == 1
    assert seen == ["deal.won"]


Change = Callable[[bytes, dict[str, str]], tuple[bytes, dict[str, str]]]


def _unsigned(body: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return body, {}


def _tampered(body: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return body.replace(b"1200", b"9999"), headers


def _old(body: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return webhook("deal.won", DEAL, SECRET, timestamp=1_700_000_000)


def _foreign(body: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return webhook("deal.won", DEAL, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")


def _no_event(body: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    from ghxstship.webhooks import sign

    return b'{"id":"msg_1"}', sign(b'{"id":"msg_1"}', SECRET)


@pytest.mark.parametrize("change", [_unsigned, _tampered, _old, _foreign, _no_event])
async def test_what_is_not_from_the_platform_is_refused(receiver: Receiver, change: Change) -> None:
    body, headers = change(*signed())
    async with asgi(receiver) as client:
        answer = await client.post("/", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.text
    receiver._ensure_open()
    assert receiver.inbox.counts()["waiting"] == 0
    assert SECRET not in answer.text


async def test_other_methods_and_huge_bodies_are_refused(receiver: Receiver) -> None:
    async with asgi(receiver) as client:
        got = await client.get("/")
        huge = await client.post("/", content=b"x" * (LARGEST_BODY + 1))
    assert (got.status_code, got.headers["allow"]) == (405, "POST")
    assert huge.status_code == 413


async def test_a_broken_connection_gets_no_answer(receiver: Receiver) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        raise AssertionError(message)

    await receiver({"type": "http", "method": "POST", "headers": []}, receive, send)
    await receiver({"type": "websocket"}, receive, send)


async def test_an_inbox_that_does_not_answer_makes_the_platform_try_again(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    receiver = Receiver(SECRET, inbox=f"sqlite:///{tmp_path}")  # a directory is no database
    body, headers = signed()
    async with asgi(receiver) as client:
        answer = await client.post("/", content=body, headers=headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert receiver.accept_now(body, headers).status == 503

    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "lifespan.startup"}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    await receiver({"type": "lifespan"}, receive, send)
    assert messages[0]["type"] == "lifespan.startup.failed"


def test_it_needs_a_secret_or_a_client(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="GHXSTSHIP_WEBHOOK_SECRET"):
        Receiver()
    with pytest.raises(ConfigurationError, match="concurrency"):
        Receiver(SECRET, concurrency=0)
    monkeypatch.setenv("GHXSTSHIP_API_KEY", "ghx_test_key")
    feed_only = Receiver(inbox=f"sqlite:///{tmp_path}/inbox.db")
    assert feed_only.client is not None
    assert feed_only.accept_now(*signed()).status == 404


@pytest.mark.parametrize(
    "secret",
    ["whsec_", "whsec_abc", f" {SECRET}", f"{SECRET}\n", f'"{SECRET}"', SECRET[6:], "whe_01K", ["", SECRET]],
)
def test_a_secret_that_cannot_be_one_is_told_at_the_start(secret: str | list[str]) -> None:
    with pytest.raises(ConfigurationError, match="copy it whole") as found:
        Receiver(secret)
    assert SECRET[6:] not in str(found.value)


def test_an_empty_secret_in_the_environment_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GHXSTSHIP_WEBHOOK_SECRET", "")
    with pytest.raises(ConfigurationError, match="or set GHXSTSHIP_WEBHOOK_SECRET"):
        Receiver()


async def test_in_a_rotation_both_secrets_count(tmp_path: Path) -> None:
    other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    receiver = Receiver([other, SECRET], inbox=f"sqlite:///{tmp_path}/inbox.db")
    assert (await receiver.accept(*signed())).status == 200
    receiver.close()


async def test_as_an_asgi_application_it_runs_its_handlers(receiver: Receiver) -> None:
    handled = asyncio.Event()

    @receiver.on("deal.won")
    async def won(event: Delivered) -> None:
        handled.set()

    inbound: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    outbound: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    life = asyncio.create_task(receiver({"type": "lifespan"}, inbound.get, outbound.put))
    await inbound.put({"type": "lifespan.startup"})
    assert (await outbound.get())["type"] == "lifespan.startup.complete"
    async with asgi(receiver) as client:
        body, headers = signed()
        assert (await client.post("/", content=body, headers=headers)).status_code == 200
    await asyncio.wait_for(handled.wait(), 10)
    await inbound.put({"type": "lifespan.shutdown"})
    assert (await outbound.get())["type"] == "lifespan.shutdown.complete"
    await life


async def test_what_is_old_is_forgotten_while_it_works(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/inbox.db"
    for days in (3, 5):
        past = Inbox(url, lambda days=days: now() - days * DAY)  # type: ignore[misc]
        past.open()
        await past.add([Arrival(f"msg_{days}", days, "deal.won", "deal_1", "{}")], lambda kind: ())
        past.close()
    receiver = Receiver(SECRET, inbox=url, keep_days=4)
    async with receiver.running():
        while receiver.inbox.event("msg_5") is not None:  # noqa: ASYNC110 - forgotten by a task of the receiver
            await asyncio.sleep(0)
        assert receiver.inbox.event("msg_3") == {}
    with pytest.raises(ConfigurationError, match="keep_days must be 2 or more, not 1"):
        Receiver(SECRET, inbox=url, keep_days=1)


# --- inside the frameworks


async def test_fastapi(receiver: Receiver) -> None:
    from fastapi import FastAPI

    app = FastAPI()
    app.post("/hook")(fastapi_endpoint(receiver))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as client:
        body, headers = signed()
        assert (await client.post("/hook", content=body, headers=headers)).status_code == 200
        assert (await client.post("/hook", content=body + b" ", headers=headers)).status_code == 400
    assert receiver.inbox.event(json.loads(body)["id"]) is not None


def test_flask(receiver: Receiver) -> None:
    from flask import Flask

    app = Flask(__name__)
    app.post("/hook")(flask_view(receiver))
    client = app.test_client()
    body, headers = signed()
    assert client.post("/hook", data=body, headers=headers).status_code == 200
    assert client.post("/hook", data=body, headers={}).status_code == 400
    assert receiver.inbox.event(json.loads(body)["id"]) is not None


def _django() -> None:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["*"], SECRET_KEY="x", ROOT_URLCONF=__name__)
        django.setup()


def test_django(receiver: Receiver) -> None:
    _django()
    from django.test import RequestFactory

    view = django_view(receiver)
    requests = RequestFactory()
    body, headers = signed()
    answer = view(requests.post("/hook", data=body, content_type="application/json", headers=headers))
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert view(requests.post("/hook", data=body, content_type="application/json")).status_code == 400
    assert view(requests.get("/hook")).status_code == 405
    assert receiver.inbox.event(json.loads(body)["id"]) is not None


class Endless(io.BytesIO):
    """A body without an end, of which no more may be taken than shows that it is too large."""

    given = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert 0 < size <= LARGEST_BODY, "it would be read whole"
        assert self.given <= LARGEST_BODY, "it is read on"
        self.given += size
        return b"x" * size

    async def receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": self.read(2**20), "more_body": True}


@pytest.mark.parametrize("inside", ["receiver", "fastapi"])
async def test_a_body_without_an_end_is_refused_while_it_comes(receiver: Receiver, inside: str) -> None:
    from fastapi import FastAPI

    app: Any = receiver
    if inside == "fastapi":
        app = FastAPI()
        app.post("/hook")(fastapi_endpoint(receiver))
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/hook", "headers": [], "query_string": b"",
             "http_version": "1.1", "root_path": ""}  # fmt: skip
    await app(scope, Endless().receive, send)
    assert sent[0]["status"] == 413


def test_flask_refuses_a_body_without_an_end_while_it_comes(receiver: Receiver) -> None:
    from flask import Flask, request

    app = Flask(__name__)
    app.post("/hook")(flask_view(receiver))
    client = app.test_client()
    # A body in chunks has no Content-Length; the server says where it ends.
    chunked = {"wsgi.input_terminated": True, "CONTENT_LENGTH": None}
    assert client.post("/hook", input_stream=Endless(), environ_overrides=chunked).status_code == 413
    app = Flask(__name__)
    app.before_request(lambda: request.get_data() and None)
    app.post("/hook")(flask_view(receiver))
    body, headers = signed()
    answer = app.test_client().post("/hook", data=body, headers=headers)
    assert answer.status_code == 200, "a hook has read it before"


def test_django_refuses_a_body_that_is_too_large_while_it_comes(receiver: Receiver) -> None:
    _django()
    from django.core.handlers.wsgi import WSGIRequest

    given = {"REQUEST_METHOD": "POST", "PATH_INFO": "/hook", "wsgi.input": Endless(), "CONTENT_LENGTH": 2**30}
    assert django_view(receiver)(WSGIRequest(given)).status_code == 413


# --- with the feed


def _client(running: Any) -> AsyncClient:
    return AsyncClient(running.api_key, running.workspace_id, running.url)


async def test_what_no_webhook_brought_is_fetched(running: Any, tmp_path: Path) -> None:
    """Down while 250 deals are made; then one webhook arrives, out of turn."""
    async with _client(running) as client:
        receiver = Receiver(SECRET, inbox=f"sqlite:///{tmp_path}/inbox.db", client=client, settle=0.0)
        handled: list[int] = []
        last = asyncio.Event()

        @receiver.on("deal.created")
        async def created(event: Delivered) -> None:
            handled.append(event.sequence)
            if event.data.name == "the last one":
                last.set()

        async with receiver.running():
            # The first look only notes where the log ends: what was before is not asked for.
            while await receiver.inbox.position() is None:  # noqa: ASYNC110 - it is the feed that sets it
                await asyncio.sleep(0)
        assert handled == []
        items = [{"name": f"Deal {n}", "value": n} for n in range(250)]
        await client.request("POST", "/atlvs/v1/deals/batch", body={"items": items})
        deal = await client.atlvs.deals.create(name="the last one", value=1)
        events = await client.workspace.events.list(types=["deal.created"]).to_list()
        newest = next(event for event in events if event.data.id == deal.id).to_dict()
        body = json.dumps(newest).encode()
        from ghxstship.webhooks import sign

        async with receiver.running():
            assert (await receiver.accept(body, sign(body, SECRET))).status == 200
            await asyncio.wait_for(last.wait(), 120)
            while receiver.inbox.counts()["done"] < 251:  # noqa: ASYNC110 - stored a moment after the handler
                await asyncio.sleep(0)
        assert len(handled) == len(set(handled)) == 251


async def test_a_platform_that_is_away_is_asked_again(tmp_path: Path) -> None:
    async with AsyncClient("ghx_test_key", base_url="http://127.0.0.1:9", max_retries=0) as client:
        receiver = Receiver(SECRET, inbox=f"sqlite:///{tmp_path}/inbox.db", client=client, settle=0.0)
        receiver.on("*", name="all")(lambda event: None)
        async with receiver.running():
            assert (await receiver.accept(*signed())).status == 200
        receiver._ensure_open()
        assert receiver.inbox.counts()["waiting"] == 1, "it waits for what may be before it"
        receiver.close()
