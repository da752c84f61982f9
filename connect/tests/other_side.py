"""Slack, Mailchimp and Jira as far as the workflows use them, on a local port.

What they are sent is held against their published contracts (`services_contract`), field by field: an unknown field,
a missing one or one of the wrong type is answered with 400, and so fails the test. What they answer is held against
them too. Slack's token goes in `Authorization: Bearer`, Mailchimp takes HTTP Basic with any user name, Jira with
e-mail and API token.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from services_contract import answer_faults, request_faults

Answer = tuple[int, dict[str, str], Any]

JIRA_NODES = {"doc", "paragraph", "text", "hardBreak"}


@dataclass
class OtherSide:
    """What has been asked, and what shall be answered next.

    Parameters
    ----------
    lagging: whether Jira's search does not find yet what was made: recent updates "might not be immediately visible".
    """

    url: str = ""
    requests: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    failures: list[Answer] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    hold: Callable[[str], None] | None = None
    lagging: bool = False

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Answer:
        if self.failures:
            return self.failures.pop(0)
        service = path.split("/")[1]
        if service not in SERVICES:
            return 404, {}, {"message": f"nothing at {path}"}
        faults = request_faults(method, path, body)
        if path == "/jira/rest/api/3/issue":
            faults += _issue_faults(body.get("fields", {}))
        status, answer = SERVICES[service](self, path, body) if not faults else REFUSALS[service](faults)
        self.faults += answer_faults(method, path, status, answer)
        return status, {}, answer

    def slack(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        ts = f"{1_764_000_000 + len(self.requests)}.000100"
        message = {
            "type": "message",
            "text": body.get("text", ""),
            "ts": ts,
            "bot_id": "B1",
            "user": "U1",
            "team": "T1",
        }
        return 200, {"ok": True, "channel": "C1", "ts": ts, "message": message}

    def mailchimp(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        _, _, _, audience, _, member, *rest = path.split("/")
        if rest:
            self.members[member].setdefault("tags", set()).update(one["name"] for one in body["tags"])
            return 204, None
        known = self.members.setdefault(member, {"status": body["status_if_new"]})
        known.update(email=body["email_address"], merge_fields=body.get("merge_fields", {}))
        return 200, _member(audience, member, known)

    def jira(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        return self._search(body) if path.endswith("/search/jql") else self._create(body["fields"])

    def _search(self, body: dict[str, Any]) -> tuple[int, Any]:
        label = re.search(r'project = "[A-Z0-9_]+" AND labels = "([^" ]+)"', body["jql"])
        if not label:
            return REFUSALS["jira"]([f"Error in the JQL Query: {body['jql']}"])
        found = [issue for issue in self.issues if label[1] in issue["labels"] and not self.lagging]
        issues = [
            {**self._named(one), "expand": "renderedFields,names", "fields": {"summary": one["summary"]}}
            for one in found[: body.get("maxResults", 50)]
        ]
        return 200, {"issues": issues, "isLast": True}

    def _create(self, fields: dict[str, Any]) -> tuple[int, Any]:
        issue = {**fields, "id": str(10_000 + len(self.issues)), "key": f"OPS-{len(self.issues) + 1}"}
        self.issues.append(issue)
        return 201, self._named(issue)

    def _named(self, issue: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": issue["id"],
            "key": issue["key"],
            "self": f"{self.url}/jira/rest/api/3/issue/{issue['id']}",
        }


SERVICES = {"slack": OtherSide.slack, "mailchimp": OtherSide.mailchimp, "jira": OtherSide.jira}


def slack_refuses(faults: list[str]) -> tuple[int, Any]:
    return 200, {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": faults}}


def mailchimp_refuses(faults: list[str]) -> tuple[int, Any]:
    parts = [one.partition(": ") for one in faults]
    errors = [{"field": field, "message": message} for field, _, message in parts]
    return 400, {
        "type": "https://mailchimp.com/developer/marketing/docs/errors/", "title": "Invalid Resource", "status": 400,
        "detail": "The resource submitted could not be validated.", "instance": "0d1b", "errors": errors,
    }  # fmt: skip


def jira_refuses(faults: list[str]) -> tuple[int, Any]:
    return 400, {"errorMessages": faults, "errors": {}}


REFUSALS = {"slack": slack_refuses, "mailchimp": mailchimp_refuses, "jira": jira_refuses}


def _member(audience: str, member: str, known: dict[str, Any]) -> dict[str, Any]:
    """A contact as Mailchimp shows one that was added over the API."""
    tags = [{"id": number, "name": name} for number, name in enumerate(sorted(known.get("tags", ())), 1)]
    return {
        "id": member, "email_address": known["email"], "unique_email_id": "8ce915379a", "contact_id": member[::-1],
        "full_name": "", "web_id": 387987849, "email_type": "html", "status": known["status"],
        "consents_to_one_to_one_messaging": True, "merge_fields": known["merge_fields"],
        "stats": {"avg_open_rate": 0, "avg_click_rate": 0}, "ip_signup": "", "timestamp_signup": "", "ip_opt": "",
        "timestamp_opt": "2026-01-01T00:00:00+00:00", "member_rating": 2,
        "last_changed": "2026-01-01T00:00:00+00:00", "language": "", "vip": False, "email_client": "",
        "location": {"latitude": 0, "longitude": 0, "gmtoff": 0, "dstoff": 0, "country_code": "", "timezone": ""},
        "source": "API - Generic", "tags_count": len(tags), "tags": tags, "list_id": audience,
        "_links": [{"rel": "parent", "href": f"https://us21.api.mailchimp.com/3.0/lists/{audience}/members",
                    "method": "GET"}],
    }  # fmt: skip


def _issue_faults(fields: dict[str, Any]) -> list[str]:
    """What Jira's rules say beyond the shapes."""
    faults = [f"label {label!r}: has a space" for label in fields.get("labels", []) if " " in label]
    if "\n" in fields.get("summary", "") or len(fields.get("summary", "")) > 255:
        faults.append("summary: must be one line of at most 255 characters")
    return faults + _document_faults(fields.get("description"))


def _document_faults(node: Any) -> list[str]:
    """What is wrong with an Atlassian Document (https://developer.atlassian.com/cloud/jira/platform/apis/document/)."""
    if node is None:
        return []
    kind = node.get("type")
    if kind not in JIRA_NODES:
        return [f"description: {kind!r} is no node"]
    if kind == "text":
        return [] if node.get("text") and set(node) == {"type", "text"} else ["description: an empty text"]
    if kind == "doc" and node.get("version") != 1:
        return ["description: no version"]
    return [fault for child in node.get("content", []) for fault in _document_faults(child)]


@contextmanager
def other_side() -> Iterator[OtherSide]:
    """All three on one port: /slack/, /mailchimp/, /jira/."""
    side = OtherSide()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None: ...

        def _serve(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
            body = (
                dict(parse_qsl(raw.decode()))
                if b"=" in raw[:40] and raw[:1] != b"{"
                else json.loads(raw or b"{}")
            )
            side.requests.append((self.command, self.path, body))
            side.headers.append({name.lower(): value for name, value in self.headers.items()})
            if side.hold is not None:
                side.hold(self.path)
            status, headers, answer = side.answer(self.command, self.path, body)
            payload = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)
            side.arrived.set()

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names of http.server

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    side.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield side
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert side.faults == [], "answers that the services do not give"
