"""A site with something on every page, if need be with text that means harm in every field that takes text."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from ghxstship_platform.products.examples import example_of
from ghxstship_platform.products.fields import Email, Field, Reference, Text
from ghxstship_platform.products.registry import RESOURCES
from ghxstship_platform.products.resource import Resource

from ...end_to_end.server import Server
from .loopback import Receiver

EVIL = (
    "\"'><script>window.evil=1</script><img src=x onerror='window.evil=2'><svg onload='window.evil=3'>"
    "{{7*7}} \N{RIGHT-TO-LEFT OVERRIDE}desrever\N{POP DIRECTIONAL FORMATTING} \N{CIRCUS TENT} "
)
HEBREW = "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED}\N{HEBREW LETTER VAV}\N{HEBREW LETTER FINAL MEM} "

# What is made before what points to it.
_FIRST = ("atlvs.companies", "atlvs.contacts", "compvss.crew", "gvteway.venues", "gvteway.events")


MAKEABLE = sorted(
    (r for r in RESOURCES if r.product != "workspace" and "create" in r.operations),
    key=lambda r: (r.key not in _FIRST, _FIRST.index(r.key) if r.key in _FIRST else 0),
)
"""The products' resources that can be made from their fields alone, in an order in which they can be."""


def evil(length: int) -> str:
    """Text that means harm, of at most so many characters."""
    return (EVIL + HEBREW + "N" * 300)[:length]


class Scene:
    """What happens on a site before somebody looks at it.

    Attributes
    ----------
    values: what stands in the paths of pages, by the name of the parameter.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.values: dict[str, str] = {
            "workspace_id": server.ready["workspace_id"],
            "product": "atlvs",
            "name": "deals",
        }

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Call the API; its answer, whatever it is."""
        sent = {"Authorization": f"Bearer {self.server.ready['api_key']}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.server.url + path, data, {**sent, **(headers or {})}, method=method
        )
        try:
            with urllib.request.urlopen(request) as answer:
                raw, request_id = answer.read(), answer.headers["X-Request-Id"]
        except urllib.error.HTTPError as error:
            raw, request_id = error.read(), error.headers["X-Request-Id"]
        found: dict[str, Any] = json.loads(raw) if raw else {}
        return {"request_id": request_id, **found}

    def play(self, receiver: Receiver, *, hostile: bool) -> None:
        """Let something happen that every page has something to tell of.

        Parameters
        ----------
        hostile: whether all text means harm.
        """
        receiver.status = 500
        receiver.body = evil(3_000) if hostile else "The kitchen is closed."
        receiver.headers = {"X-Why": EVIL.encode("ascii", "ignore").decode()} if hostile else {}
        text = evil if hostile else (lambda length: "Won deals into the sales channel"[:length])
        endpoint = self.call(
            "POST", "/workspace/v1/webhook-endpoints",
            {"url": f"{receiver.url}/hook", "events": ["*"], "description": text(500), "headers": {"X-Team": "a"}},
        )  # fmt: skip
        self.values["endpoint_id"] = endpoint["id"]
        deal = self._records(hostile=hostile)["atlvs.deals"]
        self.values["record_id"] = deal
        agent = {"User-Agent": EVIL.encode("ascii", "ignore").decode() if hostile else "example/1.0"}
        self.call("PATCH", f"/atlvs/v1/deals/{deal}", {"status": "won"}, agent)
        wrong = self.call(
            "POST", "/atlvs/v1/deals", {"name": text(200), "value": -1, text(80): text(80)},
            {**agent, "Idempotency-Key": "it's <b>once</b>" if hostile else "once"},
        )  # fmt: skip
        self.values["request_id"] = wrong["request_id"]
        self.call("GET", f"/atlvs/v1/deals?{'%3Cscript%3E=%22' if hostile else 'nope=1'}")
        key = self.call("POST", "/workspace/v1/keys", {"name": text(100), "scopes": ["read"]})
        self.values["key_id"] = key["id"]
        app = {"name": text(100), "redirect_uris": ["https://app.example.com/callback"], "scopes": ["read"]}
        made = self.call("POST", "/workspace/v1/oauth-apps", {**app, "type": "confidential"})
        self.values["app_id"] = made["id"]
        self.values["member_id"] = self.call("GET", "/workspace/v1/members")["data"][0]["id"]
        self.call("PATCH", "/workspace/v1/workspace", {"name": text(200)})
        job = self.call(
            "POST",
            f"/workspace/v1/webhook-endpoints/{endpoint['id']}/replay",
            {"since": "2026-01-01T00:00:00Z"},
        )
        self.values["job_id"] = job["id"]

    def settle(self, receiver: Receiver) -> None:
        """Once deliveries have been attempted, note one of them and its event."""
        found = self.call("GET", "/workspace/v1/webhook-deliveries?event_type=deal.won&origin=event&limit=1")[
            "data"
        ][0]
        self.values["delivery_id"], self.values["event_id"] = found["id"], found["event_id"]

    def attempted(self) -> bool:
        """Whether a delivery of the won deal has failed once, and the request log knows of its last request."""
        found = self.call("GET", "/workspace/v1/webhook-deliveries?event_type=deal.won&origin=event&limit=1")[
            "data"
        ]
        logged = self.call("GET", f"/workspace/v1/request-log/{self.values['request_id']}")
        return bool(found) and found[0]["attempts"] > 0 and "error" in logged and "id" in logged

    def _records(self, *, hostile: bool) -> dict[str, str]:
        """A record of each resource that can be made from its fields alone; their ids by the resource's key."""
        made: dict[str, str] = {}
        for resource in MAKEABLE:
            answer = self.call("POST", resource.path, body_of(resource, made, hostile=hostile))
            assert "id" in answer, (resource.key, answer)
            made[resource.key] = answer["id"]
            if resource.key == "gvteway.events":
                for status in ("published", "on_sale"):
                    self.call("PATCH", f"{resource.path}/{answer['id']}", {"status": status})
        return made


def body_of(resource: Resource, made: dict[str, str], *, hostile: bool) -> dict[str, Any]:
    """What makes a record, after those in `made` that it may point to."""
    values = {
        field.name: value
        for field in resource.input_fields
        if field.writable != "never" and (value := _value(field, made, hostile=hostile)) is not None
    }
    if resource.key == "gvteway.orders":
        values["customer"] = {"email": "marlo@example.org"}
        values["items"] = [{"ticket_type_id": made["gvteway.ticket-types"], "quantity": 1}]
    if resource.key == "gvteway.ticket-types":
        values |= {"quantity": 100, "max_per_order": 10}
    if resource.key == "atlvs.invoices":
        values["lines"] = [
            {"description": evil(200) if hostile else "Show", "quantity": 1, "unit_price": 100}
        ]
    return values


def _value(field: Field, made: dict[str, str], *, hostile: bool) -> Any:
    kind = field.kind
    if isinstance(kind, Reference):
        return made.get(kind.target)
    if field.name in ("status", "sales_start_at", "sales_end_at", "complete", "expires_at"):
        return None
    if isinstance(kind, Email):
        return f"{field.name}-{'evil' if hostile else 'plain'}@example.org"
    if hostile and isinstance(kind, Text) and kind.pattern is None:
        return evil(kind.maximum)
    if hostile and field.name == "metadata":
        return {evil(40): evil(500)}
    return example_of(field) if field.required or field.example is not None else None
