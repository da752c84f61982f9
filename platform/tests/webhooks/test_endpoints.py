"""Webhook endpoints over the API: what they accept, what they show, what they note for the engine."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from ghxstship_platform.clock import SECOND
from ghxstship_platform.storage.statements import WORKSPACE, Statement
from ghxstship_platform.webhooks import endpoints
from ghxstship_platform.webhooks.endpoints import WEBHOOK_ENDPOINTS, changes
from ghxstship_platform.webhooks.kinds import canonical_url, problem_of_url
from ghxstship_platform.webhooks.tables import POSITIONS, SUBSCRIPTIONS

from ..api.conftest import Scenario, on_service  # noqa: F401 - a fixture
from ..api.service import Service, Tenant, error_of

PATH = "/workspace/v1/webhook-endpoints"
BODY = {"url": "https://hooks.example.com/in", "events": ["deal.*"]}

_SPANS = Statement(
    sa.select(SUBSCRIPTIONS.c.after_sequence, SUBSCRIPTIONS.c.until_sequence)
    .where(SUBSCRIPTIONS.c.workspace_id == WORKSPACE)
    .order_by(SUBSCRIPTIONS.c.after_sequence)
)
_REVISION = Statement(sa.select(POSITIONS.c.revision).where(POSITIONS.c.workspace_id == WORKSPACE))
_SEALED = Statement(
    sa.select(WEBHOOK_ENDPOINTS.table.c.sealed).where(WEBHOOK_ENDPOINTS.table.c.workspace_id == WORKSPACE)
)


async def _new(tenant: Tenant, **body: Any) -> dict[str, Any]:
    answer = await tenant.post(PATH, {**BODY, **body})
    assert answer.status_code == 201, answer.text
    record: dict[str, Any] = answer.json()
    return record


async def _spans(tenant: Tenant) -> list[tuple[int, int | None]]:
    rows = await tenant.service.db.read(lambda r: r.rows(_SPANS, workspace_id=tenant.workspace_id))
    return [(row[0], row[1]) for row in rows]


async def _revision(tenant: Tenant) -> int:
    row = await tenant.service.db.read(lambda r: r.row(_REVISION, workspace_id=tenant.workspace_id))
    assert row is not None
    return int(row[0])


async def _target(tenant: Tenant, endpoint_id: str) -> endpoints.Target:
    db = tenant.service.db
    found = await db.administer(
        lambda session: changes(session, tenant.workspace_id, db.secret, db.clock.now(), -1)
    )
    return found.targets[endpoint_id]


def test_the_secret_is_shown_once(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        key = {"Idempotency-Key": "once"}
        made = await tenant.post(PATH, BODY, headers=key)
        secret = made.json()["secret"]
        assert secret.startswith("whsec_")
        assert "secret" not in (await tenant.post(PATH, BODY, headers=key)).json()
        endpoint_id = made.json()["id"]
        assert "secret" not in (await tenant.get(f"{PATH}/{endpoint_id}")).json()
        assert secret not in (await tenant.get(PATH)).text
        assert secret not in (await tenant.get("/workspace/v1/events")).text
        (row,) = await service.db.read(lambda r: r.rows(_SEALED, workspace_id=tenant.workspace_id))
        assert secret not in row[0]
        assert (await _target(tenant, endpoint_id)).secrets == (secret,)

    on_service(scenario)


def test_revealing_it_is_kept_in_the_log(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant)
        shown = await tenant.post(f"{PATH}/{made['id']}/reveal-secret")
        assert shown.json()["secret"] == made["secret"]
        (event,) = (await tenant.get("/workspace/v1/events?types=webhook_endpoint.secret_revealed")).json()[
            "data"
        ]
        assert event["metadata"]["actor"].startswith("key_")
        assert made["secret"] not in str(event)

    on_service(scenario)


def test_a_rotated_secret_goes_on_for_a_while(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant)
        before = await _revision(tenant)
        rotated = await tenant.post(f"{PATH}/{made['id']}/rotate-secret", {"overlap_seconds": 60})
        fresh = rotated.json()["secret"]
        assert fresh != made["secret"]
        assert await _revision(tenant) > before
        assert (await _target(tenant, made["id"])).secrets == (fresh, made["secret"])
        service.clock.advance(61 * SECOND)
        assert (await _target(tenant, made["id"])).secrets == (fresh,)
        last = (await tenant.post(f"{PATH}/{made['id']}/rotate-secret", {"overlap_seconds": 0})).json()[
            "secret"
        ]
        assert (await _target(tenant, made["id"])).secrets == (last,)

    on_service(scenario)


def test_three_secrets_sign_at_most(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant)
        rotated = [await tenant.post(f"{PATH}/{made['id']}/rotate-secret") for _ in range(3)]
        newest_first = tuple(answer.json()["secret"] for answer in reversed(rotated))
        assert (await _target(tenant, made["id"])).secrets == newest_first

    on_service(scenario)


def test_header_values_are_sealed_and_shown_as_marks(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant, headers={"Authorization": "Bearer s3cret", "X-Team": "booking"})
        assert "s3cret" not in str(made)
        assert "s3cret" not in (await tenant.get("/workspace/v1/events")).text
        path = f"{PATH}/{made['id']}"
        assert (await _target(tenant, made["id"])).headers == {
            "Authorization": "Bearer s3cret",
            "X-Team": "booking",
        }
        # What an answer showed can be sent back: it stands for the value that is kept.
        marks = {**made["headers"], "X-Team": "touring"}
        assert (await tenant.patch(path, {"headers": marks})).status_code == 200
        assert (await _target(tenant, made["id"])).headers == {
            "Authorization": "Bearer s3cret",
            "X-Team": "touring",
        }
        version = (await tenant.patch(path, {"headers": {"Authorization": "Bearer other"}})).json()["version"]
        assert version == 3
        assert (await _target(tenant, made["id"])).headers == {"Authorization": "Bearer other"}
        same = await tenant.patch(path, {"headers": {"Authorization": "Bearer other"}})
        assert same.json()["version"] == 3

    on_service(scenario)


def test_a_mark_stands_for_its_own_value_only(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant, headers={"Authorization": "Bearer s3cret"})
        renamed = {"headers": {"X-Authorization": made["headers"]["Authorization"]}}
        for answer in (
            await tenant.post(PATH, {**BODY, **renamed}),
            await tenant.patch(f"{PATH}/{made['id']}", renamed),
        ):
            assert answer.status_code == 422
            assert [entry["field"] for entry in error_of(answer)["details"]] == ["headers.X-Authorization"]
        assert (await _target(tenant, made["id"])).headers == {"Authorization": "Bearer s3cret"}

    on_service(scenario)


@pytest.mark.parametrize("action", ["rotate-secret", "reveal-secret"])
def test_a_replay_shows_no_secret(on_service: Any, action: str) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant)
        key = {"Idempotency-Key": "once"}
        first = await tenant.post(f"{PATH}/{made['id']}/{action}", headers=key)
        again = await tenant.post(f"{PATH}/{made['id']}/{action}", headers=key)
        assert first.status_code == again.status_code == 201
        assert again.headers["idempotent-replayed"] == "true"
        assert again.json() == {k: v for k, v in first.json().items() if k != "secret"}
        assert first.json()["secret"] not in again.text
        assert len((await _target(tenant, made["id"])).secrets) == (2 if action == "rotate-secret" else 1)

    on_service(scenario)


def test_a_filter_is_told_from_another_as_json_tells_them_apart(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant, filter={"data.probability": 1})
        path = f"{PATH}/{made['id']}"
        same = await tenant.patch(path, {"filter": {"data.probability": 1}})
        assert same.json()["version"] == 1
        changed = await tenant.patch(path, {"filter": {"data.probability": True}})
        assert (changed.json()["version"], changed.json()["filter"]) == (2, {"data.probability": True})
        assert len(await _spans(tenant)) == 2
        assert (await tenant.patch(path, {"filter": None})).json()["filter"] is None

    on_service(scenario)


def test_the_secrets_go_with_the_endpoint(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant)
        assert (await tenant.delete(f"{PATH}/{made['id']}")).status_code == 204
        rows = await service.db.read(lambda r: r.rows(_SEALED, workspace_id=tenant.workspace_id))
        assert [row[0] for row in rows] == [""]
        assert (await tenant.post(f"{PATH}/{made['id']}/reveal-secret")).status_code == 404

    on_service(scenario)


@pytest.mark.parametrize("name", ["url", "events", "headers", "ordered", "status"])
def test_what_cannot_be_null(on_service: Any, name: str) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant)
        for answer in (
            await tenant.post(PATH, {**BODY, name: None}),
            await tenant.patch(f"{PATH}/{made['id']}", {name: None}),
        ):
            assert [entry["field"] for entry in error_of(answer)["details"]] == [name]

    on_service(scenario)


def test_a_subscription_is_an_interval_of_the_log(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        start = await tenant.sequence()
        made = await _new(tenant)
        path = f"{PATH}/{made['id']}"
        assert await _spans(tenant) == [(start, None)]
        await tenant.patch(path, {"description": "another text"})
        assert await _spans(tenant) == [(start, None)]
        at = await tenant.sequence()
        await tenant.patch(path, {"events": ["invoice.*"]})
        assert await _spans(tenant) == [(start, at), (at, None)]
        off = await tenant.sequence()
        answer = await tenant.patch(path, {"status": "disabled"})
        assert answer.json()["disabled_reason"] == "by_user"
        assert await _spans(tenant) == [(start, at), (at, off)]
        on = await tenant.sequence()
        answer = await tenant.patch(path, {"status": "enabled"})
        assert answer.json()["disabled_reason"] is None
        assert await _spans(tenant) == [(start, at), (at, off), (on, None)]
        end = await tenant.sequence()
        assert (await tenant.delete(path)).status_code == 204
        assert await _spans(tenant) == [(start, at), (at, off), (on, end)]

    on_service(scenario)


def test_one_made_disabled_wants_nothing(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant, status="disabled")
        assert made["disabled_reason"] == "by_user"
        assert await _spans(tenant) == []

    on_service(scenario)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("https://hooks.example.com", False),
        ("https://hooks.example.com:8443/a?b=c%20d", False),
        ("https://xn--bcher-kva.example/", False),
        ("https://8.8.8.8/in", False),
        ("https://[2606:4700::1111]/in", False),
        ("http://127.0.0.1:3000/hook", True),
        ("http://localhost:3000/hook", True),
        ("http://[::1]:3000/", True),
        ("https://localhost/", True),
        ("https://example.com?mail=a@b", False),
        (f"https://{'a' * 63}.example/", False),
    ],
)
def test_addresses_that_are_accepted(url: str, local: bool) -> None:
    assert problem_of_url(url, local=local) is None


@pytest.mark.parametrize("local", [False, True])
@pytest.mark.parametrize(
    "url",
    [
        "", "hooks.example.com", "ftp://example.com", "javascript:alert(1)", "https://", "https:///x", "//example.com",
        "http://example.com/", "https://user@example.com/", "https://user:pass@example.com/", "https://@example.com/",
        "https://example.com/#x", "https://example.com:0/", "https://example.com:99999/", "https://example.com:x/",
        "https://exa mple.com/", "https://example.com/\r\nX: y", "https://example.com/\0", "https://exämple.com/",
        "https://10.0.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest", "https://100.64.0.1/",
        "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://0/",
        "https://[::ffff:10.0.0.1]/", "https://[fe80::1]/", "https://[fd00::1]/", "https://[64:ff9b::7f00:1]/",
        "https://256.1.1.1/", "https://-x.example/", "https://a..b/", "https://example.com\\@10.0.0.1/",
        "https://example.com/" + "x" * 2048, "http://10.0.0.1:3000/", "https://xn--/", "https://[v1.x]/", "https://[::1",
        "https://[fe80::1%25eth0]/", "https://example.com:+443/", "https://example.com:/", "https://example.com/%zz",
        f"https://{'a' * 64}.example/", "https://%31%30.0.0.1/",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url: str, local: bool) -> None:
    assert problem_of_url(url, local=local) is not None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("HTTPS://Hooks.Example.COM", "https://hooks.example.com/"),
        ("https://example.com:443?A=B", "https://example.com/?A=B"),
        ("https://example.com:08443/In/%2f?x=%C3%A4", "https://example.com:8443/In/%2f?x=%C3%A4"),
        ("https://[2606:4700::ABCD]:443/", "https://[2606:4700::abcd]/"),
        ("http://localhost:80/", "http://localhost/"),
        ("http://localhost:443/", "http://localhost:443/"),
    ],
)
def test_an_address_has_one_spelling(url: str, shown: str) -> None:
    assert problem_of_url(url, local=True) is None
    assert canonical_url(url) == shown
    assert problem_of_url(shown, local=True) is None
    assert canonical_url(shown) == shown


@given(st.from_regex(r"https?://[ -~]{0,40}", fullmatch=True) | st.text(max_size=40), st.booleans())
def test_no_address_raises(url: str, local: bool) -> None:
    if problem_of_url(url, local=local) is None:
        assert problem_of_url(canonical_url(url), local=local) is None


def test_the_address_is_kept_in_that_spelling(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant, url="https://Hooks.Example.com:443")
        assert made["url"] == "https://hooks.example.com/"
        same = await tenant.patch(f"{PATH}/{made['id']}", {"url": "https://hooks.example.com"})
        assert same.json()["version"] == 1

    on_service(scenario)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "https://127.0.0.1/", "https://localhost/", "https://x.localhost/"]
)
def test_this_machine_is_closed_unless_it_is_opened(on_service: Any, url: str) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        error = error_of(await tenant.post(PATH, {**BODY, "url": url}))
        assert [entry["field"] for entry in error["details"]] == ["url"]
        made = await _new(tenant)
        assert (await tenant.patch(f"{PATH}/{made['id']}", {"url": url})).status_code == 422
        service.db.local_webhooks = True
        assert (await tenant.post(PATH, {**BODY, "url": url})).status_code == 201

    on_service(scenario)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"events": []}, ["events"]),
        ({"events": ["deal.*", "deal.wonn", "*.nothing"]}, ["events.1", "events.2"]),
        ({"events": [5, ""]}, ["events.0", "events.1"]),
        ({"filter": {"a": {"$regex": "x"}}}, ["filter.a.$regex"]),
        ({"filter": {"$or": [{f"data.x{n}": "y" * 900} for n in range(30)]}}, ["filter"]),
        ({"headers": {"X-A": "a\r\nX-B: b"}}, ["headers.X-A"]),
        ({"headers": {"X A": "a"}}, ["headers.X A"]),
        ({"headers": {"Host": "a", "content-length": "5", "webhook-id": "x", "Connection": "close"}},
         ["headers.Host", "headers.content-length", "headers.webhook-id", "headers.Connection"]),
        ({"headers": {"X-GHXSTSHIP-Signature": "forged"}}, ["headers.X-GHXSTSHIP-Signature"]),
        ({"headers": {"X-A": "ä"}}, ["headers.X-A"]),
        ({"headers": {"X-A": ""}}, ["headers.X-A"]),
        ({"headers": {"X-A": 5}}, ["headers.X-A"]),
        ({"headers": {"X-A": "a", "x-a": "b"}}, ["headers.x-a"]),
        ({"headers": {f"X-{n}": "a" for n in range(21)}}, ["headers"]),
        ({"headers": ["X-A"]}, ["headers"]),
        ({"rate_limit": 0}, ["rate_limit"]),
        ({"status": "gone"}, ["status"]),
        ({"url": 5, "ordered": "yes"}, ["url", "ordered"]),
        ({"secret": "whsec_mine"}, ["secret"]),
    ],
)  # fmt: skip
def test_malformed_input(on_service: Any, change: dict[str, Any], fields: list[str]) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        answer = await tenant.post(PATH, {**BODY, **change})
        assert answer.status_code == 422
        assert sorted(entry["field"] for entry in error_of(answer)["details"]) == sorted(fields)

    on_service(scenario)


def test_a_workspace_has_so_many_at_most(on_service: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(endpoints, "MOST", 3)

    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        answers: list[httpx.Response] = [await tenant.post(PATH, BODY) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [201, 201, 201, 422]
        assert "3 endpoints already" in answers[-1].text
        await tenant.delete(f"{PATH}/{answers[0].json()['id']}")
        assert (await tenant.post(PATH, BODY)).status_code == 201

    on_service(scenario)


def test_disabling_happens_once_and_is_an_event(on_service: Any) -> None:  # noqa: F811
    async def scenario(service: Service) -> None:
        tenant = await service.workspace()
        made = await _new(tenant)
        for _ in range(2):
            await service.db.write(
                tenant.workspace_id,
                lambda tx: endpoints.disable(tx, made["id"], "gone", "It answered 410 Gone."),
            )
        await service.db.write(tenant.workspace_id, lambda tx: endpoints.disable(tx, "whe_none", "gone", "x"))
        shown = (await tenant.get(f"{PATH}/{made['id']}")).json()
        assert (shown["status"], shown["disabled_reason"]) == ("disabled", "gone")
        (event,) = (await tenant.get("/workspace/v1/events?types=webhook_endpoint.disabled")).json()["data"]
        assert event["data"]["detail"] == "It answered 410 Gone."
        assert event["data"]["webhook_endpoint"]["id"] == made["id"]
        log = (await tenant.get("/workspace/v1/audit-log?action=webhook_endpoint.disabled")).json()["data"]
        assert [entry["changes"]["disabled_reason"] for entry in log] == [{"from": None, "to": "gone"}]

    on_service(scenario)
