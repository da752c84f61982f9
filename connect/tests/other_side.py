"""Slack, Mailchimp and Jira as far as the workflows use them, on a local port.

What they are sent is held against their published contracts, field by field: an unknown field, a missing one or one
of the wrong type is answered with 400, and so fails the test. The sources:

- Slack, method `chat.postMessage` (https://docs.slack.dev/reference/methods/chat.postMessage): `channel` is required,
  one of `text`, `blocks`, `attachments` must be there; a token goes in `Authorization: Bearer`. A test holds the names
  against the signature of Slack's own client.
- Mailchimp Marketing API 3.0, "Add or update list member" (PUT /lists/{list_id}/members/{subscriber_hash},
  https://mailchimp.com/developer/marketing/api/list-members/add-or-update-list-member/): `email_address` and
  `status_if_new` are required, and there are no `tags`; "Add or remove member tags" (POST …/tags,
  https://mailchimp.com/developer/marketing/api/list-member-tags/add-or-remove-member-tags/): `tags` is a list of `name`
  and `status` (active or inactive). HTTP Basic with any user name.
- Jira Cloud REST API v3, "Create issue" (POST /rest/api/3/issue, schema `IssueUpdateDetails`,
  https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post): `fields`
  with `project`, `issuetype`, `summary`; `description` is an Atlassian Document. "Search for issues using JQL enhanced
  search" (POST /rest/api/3/search/jql, schema `SearchAndReconcileRequestBean`,
  https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post).
  HTTP Basic with e-mail and API token.
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

Answer = tuple[int, dict[str, str], Any]

# By name: of which type, and whether it must be there.
SLACK_MESSAGE = {
    "channel": (str, True), "text": (str, False), "blocks": (list, False), "attachments": (list, False),
    "as_user": (bool, False), "icon_emoji": (str, False), "icon_url": (str, False), "link_names": (bool, False),
    "markdown_text": (str, False), "metadata": (dict, False), "mrkdwn": (bool, False), "parse": (str, False),
    "reply_broadcast": (bool, False), "thread_ts": (str, False), "unfurl_links": (bool, False),
    "unfurl_media": (bool, False), "username": (str, False),
}  # fmt: skip
MAILCHIMP_MEMBER = {
    "email_address": (str, True), "status_if_new": (str, True), "email_type": (str, False), "status": (str, False),
    "merge_fields": (dict, False), "interests": (dict, False), "language": (str, False), "vip": (bool, False),
    "location": (dict, False), "marketing_permissions": (list, False), "ip_signup": (str, False),
    "timestamp_signup": (str, False), "ip_opt": (str, False), "timestamp_opt": (str, False),
}  # fmt: skip
MAILCHIMP_STATUSES = {"subscribed", "unsubscribed", "cleaned", "pending", "transactional"}
JIRA_SEARCH = {
    "jql": (str, True), "expand": (str, False), "fields": (list, False), "fieldsByKeys": (bool, False),
    "maxResults": (int, False), "nextPageToken": (str, False), "properties": (list, False),
    "reconcileIssues": (list, False),
}  # fmt: skip
JIRA_ISSUE = {
    "fields": (dict, True), "historyMetadata": (dict, False), "properties": (list, False),
    "transition": (dict, False), "update": (dict, False),
}  # fmt: skip
JIRA_FIELDS = {
    "project": (dict, True), "issuetype": (dict, True), "summary": (str, True), "description": (dict, False),
    "priority": (dict, False), "labels": (list, False), "components": (list, False), "assignee": (dict, False),
    "reporter": (dict, False), "duedate": (str, False), "environment": (dict, False), "fixVersions": (list, False),
    "parent": (dict, False), "security": (dict, False), "timetracking": (dict, False), "versions": (list, False),
}  # fmt: skip
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
    arrived: threading.Event = field(default_factory=threading.Event)
    hold: Callable[[str], None] | None = None
    lagging: bool = False

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Answer:
        if self.failures:
            return self.failures.pop(0)
        if path == "/slack/chat.postMessage":
            return 200, {}, self._slack(body)
        member = re.fullmatch(r"/mailchimp/lists/([0-9a-z]+)/members/([0-9a-f]{32})(/tags)?", path)
        if member:
            return self._mailchimp(method, member[2], bool(member[3]), body)
        if path == "/jira/rest/api/3/search/jql":
            return self._search(body)
        if path == "/jira/rest/api/3/issue":
            return self._issue(body)
        return 404, {}, {"message": f"nothing at {path}"}

    def _slack(self, body: dict[str, Any]) -> dict[str, Any]:
        faults = _faults(body, SLACK_MESSAGE)
        if faults or not ("text" in body or "blocks" in body):
            return {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": faults}}
        return {
            "ok": True,
            "channel": "C1",
            "ts": f"{len(self.requests)}.0",
            "message": {"text": body["text"]},
        }

    def _mailchimp(self, method: str, member: str, tags: bool, body: dict[str, Any]) -> Answer:
        if tags:
            wrong = [
                t for t in body.get("tags", [None]) if set(t) != {"name", "status"} or t["status"] != "active"
            ]
            if method != "POST" or set(body) != {"tags"} or wrong:
                return 400, {}, {"title": "Invalid Resource", "detail": str(body)}
            self.members[member].setdefault("tags", set()).update(t["name"] for t in body["tags"])
            return 204, {}, None
        faults = _faults(body, MAILCHIMP_MEMBER)
        if method != "PUT" or faults or body["status_if_new"] not in MAILCHIMP_STATUSES:
            return 400, {}, {"title": "Invalid Resource", "detail": faults}
        known = self.members.setdefault(member, {"status": body["status_if_new"]})
        known.update(email=body["email_address"], merge_fields=body.get("merge_fields", {}))
        return 200, {}, {"id": member, "email_address": body["email_address"], "status": known["status"]}

    def _search(self, body: dict[str, Any]) -> Answer:
        label = re.search(r'project = "[A-Z0-9_]+" AND labels = "([^" ]+)"', body.get("jql", ""))
        faults = _faults(body, JIRA_SEARCH)
        if not label or faults:
            return 400, {}, {"errorMessages": [f"bad search {body}", *faults]}
        found = [issue for issue in self.issues if label[1] in issue["labels"] and not self.lagging]
        return 200, {}, {"issues": [{"id": i["id"], "key": i["key"]} for i in found[:1]], "isLast": True}

    def _issue(self, body: dict[str, Any]) -> Answer:
        fields = body.get("fields", {})
        faults = _faults(body, JIRA_ISSUE) + _faults(fields, JIRA_FIELDS)
        if "\n" in fields.get("summary", "") or len(fields.get("summary", "")) > 255:
            faults.append("summary: must be one line of at most 255 characters")
        faults += [f"label {label!r}: has a space" for label in fields.get("labels", []) if " " in label]
        faults += _document_faults(fields.get("description"))
        if faults:
            return 400, {}, {"errorMessages": faults, "errors": {}}
        issue = {**fields, "id": str(10_000 + len(self.issues)), "key": f"OPS-{len(self.issues) + 1}"}
        self.issues.append(issue)
        return 201, {}, {"id": issue["id"], "key": issue["key"], "self": "…"}


def _faults(body: dict[str, Any], contract: dict[str, tuple[type, bool]]) -> list[str]:
    unknown = [f"{name}: is unknown" for name in body if name not in contract]
    missing = [
        f"{name}: is missing" for name, (_, required) in contract.items() if required and name not in body
    ]
    kinds = [
        f"{name}: must be {contract[name][0].__name__}"
        for name, value in body.items()
        if name in contract and not isinstance(value, contract[name][0])
    ]
    return unknown + missing + kinds


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
