"""Webhook endpoints: where events are sent, how well that goes, and what somebody can do about it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from ...api.responses import Response
from ...clock import DAY, to_text
from ...ids import random_tail
from ...products.catalogue import event_types
from ...storage.database import Reader
from ...webhooks import stats
from ..charts import Series
from ..routes import Route
from ..visit import Visit
from .credentials import OVERLAPS, post_once, replace
from .filters import Values, chosen, listed, moment

ENDPOINTS = "/workspace/v1/webhook-endpoints"
DELIVERIES = "/workspace/v1/webhook-deliveries"
JOBS = "/workspace/v1/webhook-jobs"

# How far back the charts go, and the width of their steps.
PERIODS = {"day": (DAY, "hour"), "week": (7 * DAY, "hour"), "month": (30 * DAY, "day")}

_NO_FORM: dict[str, str] = {
    "url": "", "description": "", "patterns": "", "filter": "", "headers": "", "rate_limit": "", "ordered": "",
}  # fmt: skip


def name_of(endpoint: dict[str, Any]) -> str:
    """What an endpoint is called where it is to be confirmed: the host that it is at."""
    return str(urlsplit(endpoint["url"]).netloc)


async def some_endpoints(visit: Visit) -> dict[str, dict[str, Any]]:
    """The newest hundred endpoints by id: for choices, and for names beside deliveries."""
    data = (await visit.get(ENDPOINTS, limit=100, total="false"))["data"]
    return {endpoint["id"]: endpoint for endpoint in data}


async def endpoint_list(visit: Visit) -> Response:
    """Every endpoint with its state and how the last day went."""
    found = chosen(visit, "status", "q")
    asked = {"status": found.get("status"), "q": found.get("q"), "limit": 25}
    page = await listed(visit, ENDPOINTS, found, asked)
    start, workspace_id = visit.now - DAY, visit.workspace_id
    ids = [endpoint["id"] for endpoint in page.rows]

    def read(reader: Reader) -> dict[str, Any]:
        return {each: stats.since(reader, workspace_id, each, start) for each in ids}

    lately = await visit.db.read_long(read)
    return visit.page("portal/endpoints.html", found=found, page=page, lately=lately)


# --- made and changed


async def new_endpoint(visit: Visit) -> Response:
    """The form of a new endpoint."""
    return _form(visit, None, _NO_FORM, {"*"}, {})


async def create_endpoint(visit: Visit) -> Response:
    """A new endpoint; its secret is shown once."""
    body, wrong = _body(visit)
    answer = await post_once(visit, ENDPOINTS, body)
    if not answer.ok:
        return _again(visit, None, answer.errors, wrong)
    return _secret(visit, answer.data, "Endpoint added", status=201)


async def edit_endpoint(visit: Visit) -> Response:
    """The form of an endpoint that there is."""
    endpoint = await _endpoint(visit)
    known = event_types()
    values = {
        "url": endpoint["url"],
        "description": endpoint["description"] or "",
        "patterns": "\n".join(each for each in endpoint["events"] if each not in known and each != "*"),
        "filter": json.dumps(endpoint["filter"], indent=2) if endpoint["filter"] else "",
        "headers": "\n".join(f"{name}: {value}" for name, value in endpoint["headers"].items()),
        "rate_limit": str(endpoint["rate_limit"] or ""),
        "ordered": "yes" if endpoint["ordered"] else "",
    }
    return _form(visit, endpoint, values, set(endpoint["events"]), {})


async def change_endpoint(visit: Visit) -> Response:
    """What was changed."""
    endpoint = await _endpoint(visit)
    body, wrong = _body(visit)
    answer = await visit.call("PATCH", _path(visit), body)
    if not answer.ok:
        return _again(visit, endpoint, answer.errors, wrong)
    return visit.redirect(visit.at("webhooks", endpoint["id"]), done="The endpoint is changed.")


def _body(visit: Visit) -> tuple[dict[str, Any], dict[str, str]]:
    """The form as the API's body, and what cannot be read of it.

    What cannot be read is sent as it is: the API refuses it together with everything else that is wrong.
    """
    form, wrong = visit.form, {}
    rules: Any = None
    if form.get("filter"):
        try:
            rules = json.loads(form.get("filter"))
        except ValueError as error:
            rules, wrong["filter"] = form.get("filter"), f"Is no JSON: {error}"
    headers: dict[str, str] = {}
    for line in form.get("headers").splitlines():
        name, colon, value = line.partition(":")
        if not colon:
            wrong["headers"] = f"Each line is Name: value; {line[:60]!r} is not"
        if line.strip():
            headers[name.strip()] = value.strip()
    rate = form.get("rate_limit")
    body = {
        "url": form.get("url"),
        "description": form.get("description") or None,
        "events": list(dict.fromkeys([*form.all("events"), *form.get("patterns").split()])),
        "filter": rules,
        "headers": headers,
        "rate_limit": (int(rate) if rate.isascii() and rate.isdigit() else rate) if rate else None,
        "ordered": form.get("ordered") == "yes",
    }
    return body, wrong


def _again(
    visit: Visit, endpoint: dict[str, Any] | None, errors: dict[str, str], wrong: dict[str, str]
) -> Response:
    """The form as it was sent, with what is wrong beside each field."""
    shown: dict[str, str] = {}
    for path, message in errors.items():
        name, _, rest = path.partition(".")
        beside = rest and not (name == "events" and rest.isdigit())
        shown.setdefault(name, f"{rest}: {message}" if beside else message)
    values = {name: visit.form.raw(name) for name in _NO_FORM}
    return _form(visit, endpoint, values, set(visit.form.all("events")), {**shown, **wrong}, status=422)


def _form(
    visit: Visit,
    endpoint: dict[str, Any] | None,
    values: dict[str, str],
    picked: set[str],
    errors: dict[str, str],
    status: int = 200,
) -> Response:
    groups: dict[str, list[str]] = defaultdict(list)
    for name in event_types():
        groups[name.partition(".")[0]].append(name)
    return visit.page(
        "portal/endpoint_form.html", status=status, endpoint=endpoint, values=values, picked=picked, errors=errors,
        groups=groups, some=bool(picked - {"*"}), idempotency_key=random_tail(visit.db.random),
    )  # fmt: skip


async def switch_endpoint(visit: Visit) -> Response:
    """Disable an endpoint or enable it again."""
    status = "enabled" if visit.form.get("status") == "enabled" else "disabled"
    (await visit.call("PATCH", _path(visit), {"status": status})).require()
    return visit.redirect(visit.at("webhooks", visit.path["endpoint_id"]), done=f"The endpoint is {status}.")


async def delete_endpoint(visit: Visit) -> Response:
    """The end of an endpoint, once its host was typed."""
    endpoint = await _endpoint(visit)
    if visit.form.get("confirm") != name_of(endpoint):
        return await _page(
            visit, endpoint, status=422, wrong={"delete": f"Type {name_of(endpoint)} to delete it."}
        )
    (await visit.call("DELETE", _path(visit))).require()
    return visit.redirect(visit.at("webhooks"), done=f"The endpoint at {name_of(endpoint)} is deleted.")


# --- looked at


async def endpoint_page(visit: Visit) -> Response:
    """How an endpoint does, and what can be done with it."""
    return await _page(visit, await _endpoint(visit))


async def _page(
    visit: Visit,
    endpoint: dict[str, Any],
    *,
    status: int = 200,
    wrong: dict[str, str] | None = None,
) -> Response:
    period = visit.query.get("period") if visit.query.get("period") in PERIODS else "day"
    span, step = PERIODS[period]
    found = await visit.get(
        f"{ENDPOINTS}/{endpoint['id']}/stats", **{"from": to_text(visit.now - span), "step": step}
    )
    latest = await visit.get(DELIVERIES, endpoint_id=endpoint["id"], limit=10, total="false")
    tested = visit.query.get("test")
    test = await visit.get(f"{DELIVERIES}/{tested}") if tested.startswith("dlv_") else None
    return visit.page(
        "portal/endpoint.html", status=status, endpoint=endpoint, period=period, periods=PERIODS, stats=found,
        labels=_labels(found), share=_share(found), latency=_latency(found), deliveries=latest["data"],
        name=name_of(endpoint), types=list(event_types()), test=test, overlaps=OVERLAPS, wrong=Values(wrong or {}),
        idempotency_key=random_tail(visit.db.random),
    )  # fmt: skip


def _labels(found: dict[str, Any]) -> list[str]:
    at = slice(0, 10) if found["step"] == "day" else slice(5, 16)
    return [point["at"][at].replace("T", " ") for point in found["data"]]


def _share(found: dict[str, Any]) -> list[Series]:
    """What share of the attempts succeeded, in percent."""
    shares = [
        round(100 * point["succeeded"] / made, 1) if (made := point["succeeded"] + point["failed"]) else None
        for point in found["data"]
    ]
    return [Series("Succeeded", shares, "ok")]


def _latency(found: dict[str, Any]) -> list[Series]:
    return [
        Series("p50", [point["p50_ms"] for point in found["data"]], "info"),
        Series("p95", [point["p95_ms"] for point in found["data"]], "accent"),
    ]


# --- done with it


async def test_endpoint(visit: Visit) -> Response:
    """Send the example of an event; the endpoint's page shows what comes back."""
    endpoint_id = visit.path["endpoint_id"]
    body = {"event_type": visit.form.get("event_type")}
    answer = await visit.call("POST", f"{_path(visit)}/test", body)
    if not answer.ok:
        return await _page(visit, await _endpoint(visit), status=422, wrong={"test": _first(answer.errors)})
    return visit.redirect(f"{visit.at('webhooks', endpoint_id)}?test={answer.data['id']}#test")


async def rotate_secret(visit: Visit) -> Response:
    """A new secret, shown once."""
    endpoint, until = await replace(visit, f"{_path(visit)}/rotate-secret")
    return _secret(visit, endpoint, "New secret", until=until)


async def reveal_secret(visit: Visit) -> Response:
    """The secret once more; the log keeps who asked."""
    endpoint = (await visit.call("POST", f"{_path(visit)}/reveal-secret")).require()
    return _secret(visit, endpoint, "Signing secret")


def _secret(
    visit: Visit, endpoint: dict[str, Any], title: str, *, until: int | None = None, status: int = 200
) -> Response:
    """What a receiver checks signatures with, unless the page is asked for again.

    Parameters
    ----------
    until: when the secret before it ends (epoch ms).
    """
    return visit.page(
        "portal/endpoint_secret.html", status=status, endpoint=endpoint, secret=endpoint.get("secret"), title=title,
        until=until,
    )  # fmt: skip


async def start_job(visit: Visit) -> Response:
    """Begin a recovery or a replay; its page shows how far it has come."""
    kind = "recover" if visit.form.get("kind") == "recover" else "replay"
    body: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in ("since", "until"):
        text = visit.form.get(name)
        if text:
            try:
                body[name] = to_text(moment(text))
            except ValueError:
                wrong[name] = "Is no time; write it as 2026-11-23 07:21 (UTC)"
    if not wrong:
        answer = await visit.call("POST", f"{_path(visit)}/{kind}", body)
        if answer.ok:
            return visit.redirect(visit.at("webhooks", "jobs", answer.data["id"]))
        wrong = answer.errors
    return await _page(visit, await _endpoint(visit), status=422, wrong={kind: _first(wrong)})


def _first(errors: dict[str, str]) -> str:
    name, message = next(iter(errors.items()))
    return f"{name}: {message}" if name else message


def _path(visit: Visit) -> str:
    return f"{ENDPOINTS}/{visit.path['endpoint_id']}"


async def _endpoint(visit: Visit) -> dict[str, Any]:
    found: dict[str, Any] = await visit.get(_path(visit))
    return found


_AT = "/developers/{workspace_id}/webhooks"
_ONE = f"{_AT}/{{endpoint_id}}"

PAGES = tuple(
    Route(method, path, handler, scope="webhooks")
    for method, path, handler in (
        ("GET", _AT, endpoint_list),
        ("GET", f"{_AT}/new", new_endpoint),
        ("POST", f"{_AT}/new", create_endpoint),
        ("GET", _ONE, endpoint_page),
        ("GET", f"{_ONE}/edit", edit_endpoint),
        ("POST", f"{_ONE}/edit", change_endpoint),
        ("POST", f"{_ONE}/status", switch_endpoint),
        ("POST", f"{_ONE}/delete", delete_endpoint),
        ("POST", f"{_ONE}/test", test_endpoint),
        ("POST", f"{_ONE}/rotate-secret", rotate_secret),
        ("POST", f"{_ONE}/reveal-secret", reveal_secret),
        ("POST", f"{_ONE}/jobs", start_job),
    )
)
