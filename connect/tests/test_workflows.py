"""Workflows against the other sides: what is sent fits their contracts, is done once, and says why when it is not."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ghxstship import Client
from ghxstship.errors import APIConnectionError
from ghxstship.transport import AsyncPyreqwestTransport, Request, Response
from ghxstship_connect import Delivered, Reject, RetryLater
from ghxstship_connect.inbox import runner as running_handlers
from ghxstship_connect.inbox.attempts import LONGEST_PUT_OFF
from ghxstship_connect.inbox.handlers import Handlers
from ghxstship_connect.inbox.runner import Runner
from ghxstship_connect.inbox.steps import KNOWN_FOR
from ghxstship_connect.inbox.store import Arrival, Inbox
from ghxstship_connect.workflows.actions.jira import INDEXED_AFTER, document_of, map_priority
from ghxstship_connect.workflows.actions.mailchimp import subscriber_hash
from ghxstship_connect.workflows.actions.slack import PostMessage, escape
from ghxstship_connect.workflows.cli import _told
from ghxstship_connect.workflows.definition import Workflow, load
from ghxstship_connect.workflows.engine import WorkflowEngine, preview
from ghxstship_connect.workflows.sending import Outgoing, Sender
from ghxstship_connect.workflows.turns import AT_ONCE
from manual_clock import ManualClock
from other_side import OtherSide, other_side
from services_contract import SHAPES, answer_faults, request_faults

SAMPLES = Path(__file__).parent / "samples"
TOKEN = "xoxb-secret-token"


@pytest.fixture
def side() -> Iterator[OtherSide]:
    with other_side() as one:
        yield one


@pytest.fixture
def environment(side: OtherSide) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": TOKEN, "SLACK_API_URL": f"{side.url}/slack/",
        "MAILCHIMP_API_KEY": "mailchimp-secret-us21", "MAILCHIMP_API_URL": f"{side.url}/mailchimp",
        "JIRA_BASE_URL": f"{side.url}/jira", "JIRA_EMAIL": "ops@example.com", "JIRA_API_TOKEN": "jira-secret",
        "HOOK_KEY": "hook-secret", "HEADER_KEY": "header-secret",
    }  # fmt: skip


@pytest.fixture
def inbox(tmp_path: Path, clock: ManualClock) -> Iterator[Inbox]:
    one = Inbox(f"sqlite:///{tmp_path}/workflows.db", clock)
    one.open()
    yield one
    one.close()


def event(kind: str, data: dict[str, Any], number: int = 1) -> dict[str, Any]:
    return {
        "id": f"msg_{number}",
        "event": kind,
        "version": "1.0",
        "sequence": number,
        "data": data,
        "metadata": {},
    }


def deal(name: str = "Aurora", value: Any = 150000, number: int = 1) -> dict[str, Any]:
    record = {"id": f"deal_{number}", "name": name, "value": value}
    return event("deal.won", {**record, "deal": record}, number)


def incident(number: int = 1, **changes: Any) -> dict[str, Any]:
    record = {
        "id": "inc_1",
        "title": "Motor stuck",
        "description": "One\ntwo\n\nthree",
        "severity": "critical",
    }
    record |= changes
    return event("incident.reported", {**record, "incident": record}, number)


def purchase(email: str = "Ada@Example.com", *, opted_in: bool = True, number: int = 1) -> dict[str, Any]:
    data = {
        "id": "ord_1",
        "customer": {"email": email, "first_name": "Ada", "marketing_opt_in": opted_in},
        "event": {"name": "Opening", "genre": "ambient"},
    }
    return event("ticket.purchased", data, number)


class Desk:
    """An engine over an inbox."""

    def __init__(self, inbox: Inbox, environment: dict[str, str]) -> None:
        self.inbox = inbox
        self.environment = environment
        self.engine = WorkflowEngine(inbox, environment)
        self.handlers = Handlers()

    def add(self, source: Path | dict[str, Any], folder: Path | None = None) -> Workflow:
        if isinstance(source, dict):
            assert folder is not None
            (folder / "flow.json").write_text(json.dumps(source))
            source = folder / "flow.json"
        workflow = load(source, self.environment)

        async def handle(one: Delivered) -> None:
            await self.engine.run(workflow, one)

        self.handlers.add(handle, workflow.types, f"workflow:{workflow.name}")
        return workflow

    async def take(self, *envelopes: dict[str, Any]) -> int:
        await self.inbox.add([Arrival.of(one) for one in envelopes], self.handlers.wanting)
        return await self.work()

    async def work(self, concurrency: int = 1) -> int:
        return await Runner(self.inbox, self.handlers, concurrency=concurrency, in_order=False).drain()

    def error(self, state: str = "dead") -> str:
        [run] = self.inbox.runs(state)
        return str(run.error)


@pytest.fixture
def desk(inbox: Inbox, environment: dict[str, str]) -> Desk:
    return Desk(inbox, environment)


@pytest.fixture
def desk_on_each(database_url: str, clock: ManualClock, environment: dict[str, str]) -> Iterator[Desk]:
    """A desk on each of the engines."""
    box = Inbox(database_url, clock)
    box.open()
    yield Desk(box, environment)
    box.close()


# --- the playbook's three


async def test_a_deal_is_told_in_slack(desk: Desk, side: OtherSide) -> None:
    desk.add(SAMPLES / "deal-won-to-slack.json")
    await desk.take(deal(), deal(), deal("75 & <!channel>", 75.5, 2))
    assert [(path, body["text"]) for _, path, body in side.requests] == [
        ("/slack/chat.postMessage", "🎉 Deal won: Aurora - $150000"),
        ("/slack/chat.postMessage", "🎉 Deal won: 75 &amp; &lt;!channel&gt; - $75.5"),
    ]
    assert side.headers[0]["authorization"] == f"Bearer {TOKEN}"
    assert desk.inbox.counts()["done"] == 2


async def test_a_buyer_is_kept_in_mailchimp(desk: Desk, side: OtherSide) -> None:
    desk.add(SAMPLES / "ticket-buyers-to-mailchimp.json")
    await desk.take(purchase(), purchase("no@example.com", opted_in=False, number=2))
    member = side.members[subscriber_hash("ada@example.com")]
    assert member["merge_fields"] == {"FNAME": "Ada", "EVENT": "Opening"}
    assert member["tags"] == {"ticket-buyer", "ambient"}
    assert len(side.members) == 1
    member["status"] = "unsubscribed"
    await desk.take(purchase(number=3))
    assert member["status"] == "unsubscribed", "who has left is not brought back"


async def test_an_incident_becomes_an_issue_once(desk: Desk, side: OtherSide) -> None:
    desk.add(SAMPLES / "incident-to-jira.json")
    await desk.take(incident(), incident(number=2))
    [issue] = side.issues
    assert issue["summary"] == "[COMPVSS] Motor stuck"
    assert issue["priority"] == {"name": "Highest"}
    assert issue["labels"] == ["compvss", "production", "ghxstship-inc_1"]
    assert issue["description"] == {
        "type": "doc", "version": 1, "content": [
            {"type": "paragraph", "content": [
                {"type": "text", "text": "One"}, {"type": "hardBreak"}, {"type": "text", "text": "two"}]},
            {"type": "paragraph", "content": [{"type": "text", "text": "three"}]},
        ],
    }  # fmt: skip
    assert desk.inbox.counts()["done"] == 2


@pytest.mark.parametrize("concurrency", [1, 8])
async def test_an_issue_that_the_search_does_not_find_yet_is_not_made_again(
    desk_on_each: Desk, side: OtherSide, tmp_path: Path, clock: ManualClock, concurrency: int
) -> None:
    side.lagging, desk = True, desk_on_each
    desk.add(SAMPLES / "incident-to-jira.json")
    desk.add(STEPS, tmp_path)
    await desk.inbox.add([Arrival.of(one) for one in (incident(), incident(number=2))], desk.handlers.wanting)
    await desk.work(concurrency)
    assert (len(side.issues), desk.inbox.counts()["done"]) == (1, 4)
    assert {body["text"] for _, path, body in side.requests if "slack" in path} == {"OPS-1: Motor stuck"}
    # Later it is Jira that knows: what was deleted there may be made again.
    side.lagging = False
    side.issues.clear()
    clock.move(KNOWN_FOR)
    await desk.take(incident(number=3))
    assert len(side.issues) == 1


async def test_an_issue_whose_fate_is_unknown_holds_up_the_next_event_too(
    desk_on_each: Desk, side: OtherSide, clock: ManualClock
) -> None:
    desk = desk_on_each
    desk.add(SAMPLES / "incident-to-jira.json")
    kept, desk.engine._steps.done = desk.engine._steps.done, _killed  # type: ignore[assignment]
    await desk.take(incident())
    desk.engine._steps.done = kept  # type: ignore[method-assign]
    asked = len(side.requests)
    await desk.take(incident(number=2))
    assert len(side.requests) == asked, "too early to look"
    clock.move(int(INDEXED_AFTER * 1000))
    await desk.work()
    assert (len(side.issues), desk.inbox.counts()["done"]) == (1, 2)


# --- hostile values


HOSTILE = [
    "'\"`\n\r\t\\", "{{deal.value}}", "<script>alert(1)</script>", "x" * 1_000_000, "\u202eevil", "a\x00b", "*_~[x](y)",
]  # fmt: skip


@pytest.mark.parametrize(
    "text", HOSTILE, ids=["quotes", "template", "markup", "1 MB", "rtl", "nul", "markdown"]
)
async def test_values_do_no_harm(desk: Desk, side: OtherSide, text: str) -> None:
    for sample in SAMPLES.glob("*.json"):
        desk.add(sample)
    bought = purchase(number=3)
    bought["data"]["customer"]["first_name"] = text
    await desk.take(deal(text), incident(2, title=text, description=text), bought)
    assert desk.inbox.counts()["dead"] == desk.inbox.counts()["waiting"] == 0
    message = next(body["text"] for _, path, body in side.requests if "slack" in path)
    assert (
        "{{deal.value}}" in message
        if text == "{{deal.value}}"
        else escape(text)[:1000].strip("\n\r") in message
    )
    assert len(message) <= 40_000
    assert len(side.issues) == len(side.members) == 1


async def test_the_texts_of_blocks_are_escaped_and_cut(desk: Desk, side: OtherSide, tmp_path: Path) -> None:
    text = {"type": "mrkdwn", "text": "*{{deal.name}}*"}
    blocks = [{"type": "section", "text": text, "fields": [text]}, {"type": "divider"}]
    config = {"channel": "#a", "text": "{{deal.name}}", "blocks": blocks}
    desk.add({"trigger": "deal.won", "action": "slack.postMessage", "config": config}, tmp_path)
    await desk.take(deal("<!channel>" + "x" * 1_000_000))
    [(_, _, body)] = side.requests
    [section, divider] = body["blocks"] if isinstance(body["blocks"], list) else json.loads(body["blocks"])
    assert divider == {"type": "divider"}
    for one in (section["text"], *section["fields"]):
        assert one["text"].startswith("*&lt;!channel&gt;xxx")
        assert len(one["text"]) == 3_000
    assert desk.inbox.counts()["done"] == 1


async def test_control_characters_do_not_reach_jira(desk: Desk, side: OtherSide) -> None:
    desk.add(SAMPLES / "incident-to-jira.json")
    await desk.take(incident(title="a\x00b\x1b[31m", description="one\x00\r\ntwo\x07"))
    [issue] = side.issues
    assert issue["summary"] == "[COMPVSS] a b [31m"
    [paragraph] = issue["description"]["content"]
    assert [node.get("text") for node in paragraph["content"]] == ["one", None, "two"]


async def test_what_the_event_lacks_is_a_dead_letter_with_the_path(desk: Desk, tmp_path: Path) -> None:
    config = {"channel": "#a", "text": "{{deal.__class__}}"}
    desk.add({"trigger": "deal.won", "action": "slack.postMessage", "config": config}, tmp_path)
    await desk.take(deal())
    assert desk.error() == "slack.postMessage: text: the event has nothing at {{deal.__class__}}"


# --- failures


async def test_a_rate_limit_is_waited_for(desk: Desk, side: OtherSide, clock: ManualClock) -> None:
    for sample in SAMPLES.glob("*.json"):
        desk.add(sample)
    side.failures = [
        (429, {"Retry-After": "90"}, {"ok": False, "error": "ratelimited"}),
        (429, {"Retry-After": "90"}, {}),
        (429, {"Retry-After": "90"}, {}),
    ]
    await desk.take(deal(), incident(2), purchase(number=3))
    assert desk.inbox.counts()["waiting"] == 3
    clock.move(89_999)
    assert await desk.work() == 0
    clock.move(1)
    assert await desk.work() == 3
    assert desk.inbox.counts()["done"] == 3


async def test_a_service_that_was_asked_too_often_is_asked_by_nobody_then_by_one_after_the_other(
    desk: Desk, side: OtherSide, clock: ManualClock
) -> None:
    desk.add(SAMPLES / "deal-won-to-slack.json")
    desk.add(SAMPLES / "incident-to-jira.json")
    side.failures = [(429, {"Retry-After": "90"}, {"ok": False, "error": "ratelimited"})]
    await desk.take(*(deal(f"D{number}", number=number) for number in range(1, 6)), incident(7))
    slack = [body["text"] for _, path, body in side.requests if "slack" in path]
    assert len(slack) == 1, "the other four wait as well"
    assert len(side.issues) == 1, "Jira has not said anything"
    clock.move(90_000)
    for done in range(1, 6):
        assert await desk.work() == 1
        assert desk.inbox.counts()["done"] == done + 1
        clock.move(1_000)
    assert max(run.attempts for run in desk.inbox.runs("done")) == 1, "a wait is no attempt"
    side.failures = [(429, {"Retry-After": "5"}, {"ok": False, "error": "ratelimited"})]
    await desk.take(*(deal(f"E{number}", number=number + 10) for number in range(3)))
    clock.move(5_000)
    side.failures = [(429, {"Retry-After": "60"}, {"ok": False, "error": "ratelimited"})]
    await desk.work()
    asked = len(side.requests)
    clock.move(59_000)
    await desk.work()
    assert len(side.requests) == asked, "the turns of before do not count any more"
    for _ in range(3):
        clock.move(1_000)
        await desk.work()
    assert desk.inbox.counts()["done"] == 9


async def test_no_more_calls_at_once_than_a_service_takes(desk: Desk) -> None:
    under_way: list[int] = []

    class Slow(AsyncPyreqwestTransport):
        now = 0

        async def send(self, request: Request, timeout: float) -> Response:  # noqa: ASYNC109 - as it is called
            self.now += 1
            under_way.append(self.now)
            for _ in range(200):
                await asyncio.sleep(0)
            self.now -= 1
            return Response(200, {"content-type": "application/json"}, b"{}", request)

    desk.engine = WorkflowEngine(desk.inbox, desk.environment, Sender(Slow()))
    desk.add(SAMPLES / "ticket-buyers-to-mailchimp.json")
    bought = [purchase(f"a{number}@example.com", number=number) for number in range(1, 31)]
    for number, one in enumerate(bought):
        one["data"]["id"] = f"ord_{number}"
    await desk.inbox.add([Arrival.of(one) for one in bought], desk.handlers.wanting)
    await desk.work(concurrency=32)
    assert desk.inbox.counts()["done"] == 30
    assert max(under_way) == AT_ONCE < 10


@pytest.mark.parametrize("status", [500, 503, 408])
async def test_a_failure_of_the_other_side_is_tried_again(
    desk: Desk, side: OtherSide, clock: ManualClock, status: int
) -> None:
    for sample in SAMPLES.glob("*.json"):
        desk.add(sample)
    side.failures = [(status, {}, {"ok": False, "error": "internal_error"})] * 3
    await desk.take(deal(), incident(2), purchase(number=3))
    assert desk.inbox.counts()["waiting"] == 3
    clock.move(20_000)
    await desk.work()
    clock.move(20_000)
    await desk.work()
    assert desk.inbox.counts()["done"] == 3


async def test_a_refusal_is_a_dead_letter_that_can_be_tried_again(desk: Desk, side: OtherSide) -> None:
    desk.add(SAMPLES / "deal-won-to-slack.json")
    side.failures = [(200, {}, {"ok": False, "error": "missing_scope", "needed": "chat:write"})]
    await desk.take(deal())
    assert desk.error() == "Slack refused: missing_scope (needs the scope chat:write)"
    assert TOKEN not in desk.error()
    assert desk.inbox.replay(handler="workflow:deal-won-to-slack") == 1
    await desk.work()
    assert desk.inbox.counts()["done"] == 1


async def test_a_refusal_of_jira_tells_why(desk: Desk, side: OtherSide) -> None:
    desk.add(SAMPLES / "incident-to-jira.json")
    side.failures = [
        (400, {}, {"errorMessages": ["The value 'OPS' does not exist for the field 'project'."]})
    ]
    await desk.take(incident())
    assert desk.error().startswith("127.0.0.1 answered 400: ")
    assert "does not exist for the field 'project'" in desk.error()
    assert "jira-secret" not in desk.error()


@pytest.mark.parametrize("status", [200, 401, 429, 500])
async def test_no_credential_is_logged_or_kept(
    desk: Desk, side: OtherSide, tmp_path: Path, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """Not even when the other side repeats it."""
    caplog.set_level(logging.DEBUG)
    for sample in SAMPLES.glob("*.json"):
        desk.add(sample)
    url = {"url": f"{side.url}/{{{{env.HOOK_KEY}}}}"}
    header = {"url": side.url, "headers": {"X-Key": "key {{env.HEADER_KEY}}"}}
    for name, config in (("url", url), ("header", header)):
        desk.add({"name": name, "trigger": "deal.*", "action": "http.request", "config": config}, tmp_path)
    if status != 200:
        side.answer = lambda _, path, body: (status, {}, {path: side.headers[-1]})  # type: ignore[method-assign]
    await desk.take(deal(), incident(2), purchase(number=3))
    seen = caplog.text + str(
        [run.error for state in ("dead", "waiting", "done") for run in desk.inbox.runs(state)]
    )
    assert len(side.requests) >= 4
    for name in ("SLACK_BOT_TOKEN", "MAILCHIMP_API_KEY", "JIRA_API_TOKEN", "HOOK_KEY", "HEADER_KEY"):
        assert desk.environment[name] not in seen, name
    for headers in side.headers:
        assert headers.get("authorization", "Basic").split()[-1] not in seen.replace("Basic", "")


async def test_an_address_that_is_none(desk: Desk) -> None:
    desk.add(SAMPLES / "ticket-buyers-to-mailchimp.json")
    await desk.take(purchase("nobody"))
    assert desk.error() == "email_address is no address but 'nobody'"


async def test_nobody_there(desk: Desk, environment: dict[str, str]) -> None:
    environment |= {"SLACK_API_URL": "http://127.0.0.1:9/", "JIRA_BASE_URL": "http://127.0.0.1:9"}
    for sample in ("deal-won-to-slack", "incident-to-jira"):
        desk.add(SAMPLES / f"{sample}.json")
    await desk.take(deal(), incident(2))
    assert desk.inbox.counts()["waiting"] == 2


async def test_a_redirect_is_not_followed(side: OtherSide) -> None:
    sender = Sender()
    side.failures = [(302, {"Location": f"{side.url}/elsewhere"}, {})]
    with pytest.raises(Reject, match="answered 302"):
        await sender.send(Outgoing("POST", side.url + "/x", {}, {}, {"Authorization": "secret"}))
    assert len(side.requests) == 1
    side.failures = [(429, {}, {})]
    with pytest.raises(RetryLater) as caught:
        await sender.send(Outgoing("GET", side.url + "/x"))
    assert caught.value.seconds == 30
    side.failures = [(404, {}, {}), (502, {}, {"x": "y" * 2000})]
    assert (await sender.send(Outgoing("GET", side.url + "/x"), (404,))).status == 404
    with pytest.raises(APIConnectionError, match="…"):
        await sender.send(Outgoing("GET", side.url + "/x"))
    await sender.close()


# --- several steps


STEPS = {
    "trigger": "incident.reported",
    "steps": [
        {"action": "jira.issues.create", "config": {
            "project": "OPS", "issuetype": "Bug", "summary": "{{incident.title}}", "unique": "{{incident.id}}",
            "priorities": {"critical": "P0"}, "priority": "{{incident.severity}}"}},
        {"action": "slack.postMessage", "when": {"incident.severity": "low"},
         "config": {"channel": "#never", "text": "no"}},
        {"action": "slack.postMessage", "config": {"channel": "#ops", "text": "{{steps.0.key}}: {{incident.title}}"}},
    ],
}  # fmt: skip


async def test_steps_know_of_each_other_and_are_done_once(
    desk: Desk, side: OtherSide, tmp_path: Path, clock: ManualClock
) -> None:
    desk.add(STEPS, tmp_path)
    side.failures = []
    real = side.answer

    def failing(method: str, path: str, body: dict[str, Any]) -> Any:
        return (
            (500, {}, {"ok": False, "error": "fatal_error"}) if "slack" in path else real(method, path, body)
        )

    side.answer = failing  # type: ignore[method-assign]
    await desk.take(incident())
    assert (len(side.issues), desk.inbox.counts()["waiting"]) == (1, 1)
    side.answer = real  # type: ignore[method-assign]
    before = len(side.requests)
    clock.move(60_000)
    await desk.work()
    assert [path for _, path, _ in side.requests[before:]] == ["/slack/chat.postMessage"]
    assert side.requests[-1][2]["text"] == "OPS-1: Motor stuck"
    assert side.issues[0]["priority"] == {"name": "P0"}
    assert desk.inbox.counts()["done"] == 1


async def test_an_issue_that_may_have_been_made_is_looked_for_once_it_can_be_found(
    desk: Desk, side: OtherSide, clock: ManualClock
) -> None:
    """The process died between the answer of Jira and the note of it."""
    desk.add(SAMPLES / "incident-to-jira.json")
    steps = desk.engine._steps
    kept, steps.done = steps.done, _killed  # type: ignore[assignment]
    await desk.take(incident())
    assert len(side.issues) == 1
    steps.done = kept  # type: ignore[method-assign]
    clock.move(5_500)
    asked = len(side.requests)
    await desk.work()
    assert len(side.requests) == asked, "too early to look"
    clock.move(int(INDEXED_AFTER * 1000))
    await desk.work()
    assert (len(side.issues), desk.inbox.counts()["done"]) == (1, 1)


async def _killed(*arguments: object) -> None:
    raise RuntimeError("killed")


async def test_any_other_service(desk: Desk, side: OtherSide, tmp_path: Path) -> None:
    config = {
        "method": "PUT",
        "url": f"{side.url}/hook/{{{{deal.name}}}}?a=1",
        "headers": {"Authorization": "Bearer {{env.HOOK_KEY}}", "X-Kind": "{{message.event}}"},
        "body": {"deal": "{{deal}}", "value": "{{deal.value}}"},
    }
    workflow = desk.add({"trigger": "deal.*", "action": "http.request", "config": config}, tmp_path)
    side.failures = [(200, {}, {"made": 1})]
    await desk.take(deal("../a b?c#d"))
    [(method, path, body)] = side.requests
    assert (method, path) == ("PUT", "/hook/..%2Fa%20b%3Fc%23d?a=1")
    assert body == {"deal": {"id": "deal_1", "name": "../a b?c#d", "value": 150000}, "value": 150000}
    assert side.headers[0]["authorization"] == "Bearer hook-secret"
    assert side.headers[0]["idempotency-key"] == "msg_1:flow:0"
    [(_, outgoing)] = preview(workflow, deal(), desk.environment)
    assert outgoing is not None
    assert "hook-secret" not in outgoing[0].shown()
    assert "Authorization: (hidden)" in outgoing[0].shown()
    broken = {**config, "headers": {"X": "{{deal.name}}"}}
    other = {"name": "other", "trigger": "deal.*", "action": "http.request", "config": broken}
    (tmp_path / "b").mkdir()
    desk.add(other, tmp_path / "b")
    side.failures = [(204, {}, None)]
    await desk.take(deal("a\r\nX-Evil: 1", number=2))
    assert "would contain a character that no header may have" in desk.error()


async def test_an_event_changes_no_path_and_a_failure_tells_no_secret(
    desk: Desk, side: OtherSide, tmp_path: Path
) -> None:
    config = {"url": f"{side.url}/hooks/{{{{env.HOOK_KEY}}}}/{{{{deal.name}}}}"}
    desk.add({"trigger": "deal.*", "action": "http.request", "config": config}, tmp_path)
    await desk.take(deal(".."))
    assert desk.error() == "a value that is '.' or '..' cannot stand in the address of 127.0.0.1"
    assert side.requests == []
    (tmp_path / "b").mkdir()
    away = {"url": "http://127.0.0.1:9/hooks/{{env.HOOK_KEY}}/{{deal.name}}"}
    desk.add({"name": "away", "trigger": "deal.*", "action": "http.request", "config": away}, tmp_path / "b")
    await desk.take(deal("fine", number=2))
    told = desk.error("waiting")
    assert "no answer from 127.0.0.1" in told
    assert "hook-secret" not in told


def test_what_slack_takes_is_what_its_own_client_takes() -> None:
    import inspect

    from slack_sdk import WebClient

    taken = set(inspect.signature(WebClient.chat_postMessage).parameters)
    message = {name.rstrip("!") for name in SHAPES["chat.postMessage"]}
    assert message <= taken
    assert set(PostMessage.fields) <= message


MEMBER = f"/mailchimp/lists/a1/members/{'0' * 32}"


@pytest.mark.parametrize(
    ("method", "path", "body", "fault"),
    [
        ("POST", "/slack/chat.postMessage", {"channel": "#a"}, "there is no text"),
        ("POST", "/slack/chat.postMessage", {"text": "x"}, "channel: is missing"),
        (
            "POST",
            "/slack/chat.postMessage",
            {"channel": "#a", "text": "x", "emoji": ":x:"},
            "emoji: is unknown",
        ),
        ("PUT", MEMBER, {"email_address": "a@b", "status_if_new": "new"}, "'new' is no subscribed|"),
        ("PUT", MEMBER, {"email_address": "a@b", "status_if_new": "pending", "tags": []}, "tags: is unknown"),
        ("POST", f"{MEMBER}/tags", {"tags": ["buyer"]}, "tags[]: is no object"),
        ("POST", "/jira/rest/api/3/issue", {"fields": {"project": {"key": "A"}}}, "issuetype: is missing"),
        ("POST", "/jira/rest/api/3/search/jql", {"jql": "x", "startAt": 0}, "startAt: is unknown"),
        ("POST", "/jira/rest/api/3/search", {"jql": "x"}, "there is no POST"),
    ],
)
def test_a_request_that_is_not_published_is_noticed(
    method: str, path: str, body: dict[str, Any], fault: str
) -> None:
    assert any(fault in one for one in request_faults(method, path, body))


@pytest.mark.parametrize(
    ("method", "path", "status", "body", "fault"),
    [
        (
            "POST",
            "/slack/chat.postMessage",
            200,
            {"ok": True, "ts": "1", "channel": "C"},
            "message: is missing",
        ),
        ("POST", "/slack/chat.postMessage", 200, {"ok": False}, "error: is missing"),
        ("PUT", MEMBER, 200, {"id": "x"}, "list_id: is missing"),
        ("PUT", MEMBER, 400, {"title": "Invalid Resource"}, "detail: is missing"),
        ("POST", f"{MEMBER}/tags", 204, {}, "204 has no body"),
        (
            "POST",
            "/jira/rest/api/3/issue",
            201,
            {"id": 1, "key": "A-1", "self": "http://x"},
            "1 is no digits",
        ),
        ("POST", "/jira/rest/api/3/issue", 200, {}, "is not answered with 200"),
        ("POST", "/jira/rest/api/3/search/jql", 200, {"issues": []}, "isLast: is missing"),
        ("POST", "/jira/rest/api/3/search/jql", 400, {"message": "no"}, "message: is unknown"),
    ],
)
def test_an_answer_that_is_not_published_is_noticed(
    method: str, path: str, status: int, body: Any, fault: str
) -> None:
    assert any(fault in one for one in answer_faults(method, path, status, body))


def test_the_playbooks_priorities() -> None:
    assert [map_priority(one) for one in ("low", "medium", "high", "critical", "Blocker")] == [
        "Low", "Medium", "High", "Highest", "Blocker",
    ]  # fmt: skip
    assert document_of("") == {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": []}]}
    assert str(document_of("x" * 50_000)).endswith("…'}]}]}")


# --- the command, from a real event of a real platform


def _run(
    arguments: list[str], environment: dict[str, str], **options: Any
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ghxstship.cli", *arguments], env={**os.environ, **environment}, text=True,
        capture_output=True, timeout=60, check=False, **options,
    )  # fmt: skip


@pytest.fixture
def access(running: Any, environment: dict[str, str]) -> dict[str, str]:
    return {
        **environment, "GHXSTSHIP_API_KEY": running.api_key, "GHXSTSHIP_BASE_URL": running.url,
        "GHXSTSHIP_WORKSPACE_ID": running.workspace_id,
    }  # fmt: skip


def buy_a_ticket(client: Client) -> None:
    night = client.gvteway.events.create(
        name="Night Ferry", genre="ambient", starts_at="2027-01-01T20:00:00Z", status="on_sale", capacity=10
    )
    kind = client.gvteway.ticket_types.create(event_id=night.id, name="Standing", price=20, quantity=10)
    client.gvteway.orders.create(
        event_id=night.id,
        customer={"email": "Buyer@example.com", "first_name": "Bea", "marketing_opt_in": True},
        items=[{"ticket_type_id": kind.id, "quantity": 1}],
        complete=True,
    )


def test_from_real_events_through_a_kill(
    running: Any, access: dict[str, str], side: OtherSide, tmp_path: Path, client: Client
) -> None:
    inbox = f"sqlite:///{tmp_path}/flows.db"
    files = [str(path) for path in sorted(SAMPLES.glob("*.json"))]
    command = [sys.executable, "-m", "ghxstship.cli", "workflows", "run", *files, "--inbox", inbox]

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(command, env={**os.environ, **access}, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        assert "Working with 3 handlers" in process.stderr.readline()
        return process

    def position() -> int | None:
        box = Inbox(inbox)
        try:
            return asyncio.run(box.position())
        finally:
            box.close()

    first = start()
    while position() is None:
        assert first.poll() is None
    # Killed while Slack is being called; the deal and what follows must be told all the same.
    side.hold = lambda path: os.kill(first.pid, signal.SIGKILL) if first.poll() is None else None
    won = client.atlvs.deals.create(name="Killed & told", value=1200)
    client.atlvs.deals.update(won.id, status="won")
    assert first.wait(120) == -signal.SIGKILL
    assert first.stderr is not None
    first.stderr.close()
    side.hold = None
    project = client.compvss.projects.create(name="Tour", start_date="2026-12-01", end_date="2026-12-03")
    client.compvss.incidents.create(project_id=project.id, title="Rain", description="Much", severity="high")
    buy_a_ticket(client)
    second = start()

    def told() -> list[str]:
        return [body["text"] for _, path, body in side.requests if "slack" in path]

    while len(told()) < 2 or not side.issues or not any("tags" in one for one in side.members.values()):
        assert second.poll() is None
        side.arrived.wait(1)
        side.arrived.clear()
    [issue] = side.issues
    assert (issue["summary"], issue["priority"]) == ("[COMPVSS] Rain", {"name": "High"})
    member = side.members[subscriber_hash("buyer@example.com")]
    assert member["merge_fields"] == {"FNAME": "Bea", "EVENT": "Night Ferry"}
    assert (member["tags"], member["status"]) == ({"ticket-buyer", "ambient"}, "subscribed")
    assert set(told()) == {"🎉 Deal won: Killed &amp; told - $1200"}
    assert len(told()) == 2, "the one in flight repeats, and nothing else does"
    side.failures = [(200, {}, {"ok": False, "error": "channel_not_found"})]
    client.atlvs.deals.update(client.atlvs.deals.create(name="Refused", value=1).id, status="won")
    while len(told()) < 3:
        assert second.poll() is None
        side.arrived.wait(1)
        side.arrived.clear()
    second.terminate()
    assert second.wait(120) == 0
    assert second.stderr is not None
    said = second.stderr.read()
    second.stderr.close()
    assert said.count("channel_not_found") == 1, said
    assert TOKEN not in said
    listed = _run(["workflows", "runs", "--inbox", inbox, "--json"], access)
    assert {run["handler"] for run in json.loads(listed.stdout)} >= {"workflow:deal-won-to-slack"}


def test_a_dry_run_shows_and_sends_nothing(
    access: dict[str, str], side: OtherSide, client: Client, tmp_path: Path
) -> None:
    won = client.atlvs.deals.create(name="Newest one", value=7)
    client.atlvs.deals.update(won.id, status="won")
    bare = {name: value for name, value in access.items() if name.startswith("GHXSTSHIP_")}
    shown = _run(["workflows", "run", "--dry-run", *map(str, sorted(SAMPLES.glob("*.json")))], bare)
    assert shown.returncode == 0, shown.stderr
    assert "Newest one - $7" in shown.stdout
    assert "Authorization: (hidden)" in shown.stdout
    assert "https://slack.com/api/chat.postMessage" in shown.stdout
    assert side.requests == []
    (tmp_path / "hook.json").write_text(
        json.dumps({"trigger": "deal.won", "action": "http.request", "config": {
            "url": "https://example.com/{{env.HOOK_KEY}}", "body": {"token": "{{env.HOOK_KEY}}"}}})
    )  # fmt: skip
    hook = _run(["workflows", "run", "--dry-run", str(tmp_path / "hook.json")], access)
    assert "POST https://example.com/(HOOK_KEY)" in hook.stdout
    assert "hook-secret" not in hook.stdout + hook.stderr


def test_the_commands_say_what_is_wrong(access: dict[str, str], tmp_path: Path) -> None:
    good, bad = SAMPLES / "deal-won-to-slack.json", tmp_path / "bad.json"
    bad.write_text('{"trigger": "deal.won", "action": "slack.post"}')
    assert (
        "deal-won-to-slack: deal.won -> slack.postMessage"
        in _run(["workflows", "check", str(good)], access).stdout
    )
    refused = _run(["workflows", "run", str(good), str(bad), str(good)], access)
    assert refused.returncode == 2
    assert f"{bad}:1: there is no action" in refused.stderr
    assert 'give this one a "name"' in refused.stderr


def test_the_inbox_commands(inbox: Inbox, tmp_path: Path) -> None:
    from ghxstship_connect.inbox.cli import inbox as group
    from ghxstship_connect.workflows.cli import workflows

    handlers = Handlers()

    async def never(event: Delivered) -> None:
        raise Reject("the channel is gone")

    handlers.add(never, ("*",), "workflow:never")
    asyncio.run(inbox.add([Arrival.of(deal())], handlers.wanting))
    asyncio.run(Runner(inbox, handlers, concurrency=1, in_order=False).drain())
    url = ["--inbox", f"sqlite:///{tmp_path}/workflows.db"]

    def invoke(*arguments: str) -> str:
        result = CliRunner().invoke(group if arguments[0] != "workflows" else workflows,
                                    [*(arguments if arguments[0] != "workflows" else arguments[1:]), *url])  # fmt: skip
        assert result.exit_code == 0, result.output
        return result.output

    assert json.loads(invoke("status", "--json"))["dead"] == 1
    [run] = json.loads(invoke("runs", "--json"))
    assert (run["error"], run["event"], run["due"]) == ("the channel is gone", "deal.won", None)
    assert json.loads(invoke("show", "msg_1"))["data"]["name"] == "Aurora"
    assert "1 run will be" in invoke("workflows", "retry", "--workflow", "never")
    assert "0 runs" in invoke("replay", "--all")
    assert "0 events forgotten" in invoke("prune")
    [waiting] = json.loads(invoke("runs", "--state", "waiting", "--json"))
    assert waiting["due"] is None
    for arguments, told in (
        (["show", "msg_9", *url], "there is no event"),
        (["replay", *url], "name an event"),
        (["work", "nothing"], "MODULE:RECEIVER"),
        (["work", "json:nothing"], "cannot be loaded"),
        (["work", "json:loads"], "not a Receiver"),
        (["status", "--inbox", "mysql://x"], "sqlite:///PATH"),
        (["status", "--inbox", f"sqlite:///{tmp_path}"], "the inbox cannot be used"),
    ):
        result = CliRunner().invoke(group, arguments)
        assert result.exit_code != 0
        assert told in result.output
    assert "name an event" in CliRunner().invoke(workflows, ["retry", *url]).output
    for arguments, code, told in (
        (["retry", "msg_9", *url], 4, "`ghxstship workflows runs --state dead` lists those"),
        (["runs", "--inbox", f"sqlite:///{tmp_path}/none.db"], 2, f"there is no inbox {tmp_path}/none.db"),
        (["retry", "--all", "--inbox", f"sqlite:///{tmp_path}/none.db"], 2, "there is no inbox"),
    ):
        result = CliRunner().invoke(workflows, arguments)
        assert (result.exit_code, told in result.output) == (code, True), result.output
    assert not (tmp_path / "none.db").exists()


async def test_a_failure_is_told_once_with_what_comes_next(
    desk: Desk,
    side: OtherSide,
    clock: ManualClock,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = logging.getLogger(running_handlers.__name__)
    log.addFilter(_told)
    try:
        desk.add(SAMPLES / "deal-won-to-slack.json")
        for status, number in ((200, 1), (500, 2), (429, 3)):
            side.failures = [
                (status, {"Retry-After": "90"} if status == 429 else {}, {"ok": False, "error": "no"})
            ]
            await desk.take(deal(number=number))
    finally:
        log.removeFilter(_told)
    dead, again, later = capsys.readouterr().err.splitlines()
    assert dead == (
        "deal-won-to-slack  deal.won  msg_1  attempt 1 failed: Slack refused: no; it is a dead letter:"
        " mend it, then `ghxstship workflows retry`"
    )
    assert re.search(r"msg_2  attempt 1 failed: Slack refused: no; again at 20\d\d-\S+\+00:00$", again)
    assert re.search(r"msg_3  put off: Slack refused: no; again at 2025-11-24T16:01:30\+00:00$", later)
    assert caplog.records == []


# --- for how long


async def test_a_service_that_asks_to_wait_for_days_uses_up_no_attempt(
    desk_on_each: Desk, side: OtherSide, clock: ManualClock
) -> None:
    desk = desk_on_each
    desk.add(SAMPLES / "deal-won-to-slack.json")
    busy = (429, {"Retry-After": "3600"}, {"ok": False, "error": "ratelimited"})
    await _while_busy(desk, side, clock, [busy] * 30)
    side.failures = [(500, {}, {"ok": False, "error": "fatal_error"})]
    await desk.work()
    [waiting] = desk.inbox.runs("waiting")
    assert (waiting.attempts, waiting.due <= clock() + 5_500) == (1, True), (
        "the first failure is the first attempt"
    )
    clock.move(5_500)
    await desk.work()
    assert desk.inbox.counts()["done"] == 1


async def _while_busy(desk: Desk, side: OtherSide, clock: ManualClock, answers: list[Any]) -> None:
    for number, answer in enumerate(answers):
        side.failures = [answer]
        await (desk.take(deal()) if number == 0 else desk.work())
        [waiting] = desk.inbox.runs("waiting")
        assert waiting.attempts == 0
        clock.move(waiting.due - clock())


async def test_what_is_put_off_for_a_week_is_a_dead_letter(
    desk_on_each: Desk, side: OtherSide, clock: ManualClock
) -> None:
    desk = desk_on_each
    desk.add(SAMPLES / "deal-won-to-slack.json")
    busy = (429, {"Retry-After": "86400"}, {"ok": False, "error": "ratelimited"})
    await _while_busy(desk, side, clock, [busy] * 7)
    side.failures = [busy]
    await desk.work()
    assert "ratelimited" in desk.error()
    # A person who lets it run again gives it a week again.
    assert desk.inbox.replay() == 1
    clock.move(LONGEST_PUT_OFF)
    side.failures = [busy]
    await desk.work()
    assert desk.inbox.counts()["waiting"] == 1
