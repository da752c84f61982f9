"""`jira.issues.create`: an issue, once for each record.

Source: Jira Cloud REST API v3, `POST /rest/api/3/issue` (description in Atlassian Document Format) and
`POST /rest/api/3/search/jql`. The issue carries a label made from the record's id; it is searched for before an issue
is created, so that neither a retry nor a second workflow makes another one. What was created a moment ago, which the
search may not find yet, is known from the inbox.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from ...configuration import Document, Place
from ...inbox.attempts import RetryLater
from ..sending import Outgoing, Sender
from .base import Config, Field, Step

BASE, USER, TOKEN = "JIRA_BASE_URL", "JIRA_EMAIL", "JIRA_API_TOKEN"

# The playbook's `mapPriority(severity)`, to the names of Jira's default scheme. `priorities` in the config adds others.
PRIORITIES = {"low": "Low", "medium": "Medium", "high": "High", "critical": "Highest"}
LONGEST_SUMMARY = 255
LONGEST_LABEL = 255
LONGEST_DESCRIPTION = 32_000

# Seconds after which Jira's search finds an issue that was made; a repeated attempt waits so long before it looks.
INDEXED_AFTER = 10.0


class CreateIssue:
    """`{"project": "OPS", "issuetype": "Bug", "summary": "…", "priority": "{{incident.severity}}"}`."""

    name = "jira.issues.create"
    variables = (BASE, USER, TOKEN)
    fields: Mapping[str, Field] = {
        "project": Field(required=True),
        "issuetype": Field(required=True),
        "summary": Field(required=True),
        "description": Field(),
        "priority": Field(),
        "priorities": Field((dict,)),
        "labels": Field((list,)),
        "unique": Field(),
        "fields": Field((dict,)),
    }

    def check(self, document: Document, config: Config, place: Place) -> None:
        """The project is a key, since it stands in a query."""
        project = config.get("project")
        if isinstance(project, str) and not _PROJECT.fullmatch(project):
            document.complain((*place, "project"), f"project must be a key such as OPS, not {project!r}")

    def prepare(self, config: Config, step: Step, environment: Mapping[str, str]) -> list[Outgoing]:
        """The issue."""
        labels = [_label(str(label)) for label in config.get("labels") or () if label not in (None, "")]
        fields: dict[str, Any] = {
            **(config.get("fields") or {}),
            "project": {"key": config["project"]},
            "issuetype": {"name": config["issuetype"]},
            "summary": _one_line(str(config["summary"])),
            "labels": list(dict.fromkeys([*labels, _mark(config, step)])),
        }
        if config.get("description") not in (None, ""):
            fields["description"] = document_of(str(config["description"]))
        if config.get("priority") not in (None, ""):
            fields["priority"] = {"name": map_priority(str(config["priority"]), config.get("priorities"))}
        return [self._request("POST", "/rest/api/3/issue", {"fields": fields}, environment)]

    def effect(self, config: Config, step: Step) -> str | None:
        """The issue of this record in this project."""
        return f"{self.name}:{config['project']}:{_mark(config, step)}"

    async def perform(
        self, config: Config, step: Step, environment: Mapping[str, str], sender: Sender
    ) -> dict[str, Any]:
        """Create it unless it is there; `key` and `id`, and whether it was `found`."""
        if step.begun_ago is not None and step.begun_ago < INDEXED_AFTER:
            raise RetryLater(
                INDEXED_AFTER - step.begun_ago,
                "an issue may just have been made, which Jira's search finds in a moment",
            )
        jql = f'project = "{config["project"]}" AND labels = "{_mark(config, step)}" ORDER BY created ASC'
        search = {"jql": jql, "maxResults": 1, "fields": ["summary"]}
        answer = await sender.send(self._request("POST", "/rest/api/3/search/jql", search, environment))
        issues = answer.json().get("issues") or []
        if issues:
            return {"id": issues[0].get("id"), "key": issues[0].get("key"), "found": True}
        [outgoing] = self.prepare(config, step, environment)
        made = (await sender.send(outgoing)).json()
        return {"id": made.get("id"), "key": made.get("key"), "found": False}

    @staticmethod
    def _request(method: str, path: str, body: dict[str, Any], environment: Mapping[str, str]) -> Outgoing:
        user = f"{environment.get(USER, '')}:{environment.get(TOKEN, '')}".encode()
        base = environment.get(BASE, "https://example.atlassian.net").rstrip("/")
        return Outgoing(method, base + path, body, {}, {"Authorization": "Basic " + b64encode(user).decode()})


_PROJECT = re.compile(r"[A-Z][A-Z0-9_]{1,9}", re.ASCII)


def map_priority(severity: str, extra: Mapping[str, Any] | None = None) -> str:
    """Jira's name of a severity; what is no severity is taken for a priority's own name."""
    known = {**PRIORITIES, **{str(k).lower(): str(v) for k, v in (extra or {}).items()}}
    return known.get(severity.lower(), severity)


# What no text of Jira's may have: control characters but tab and line feed.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def document_of(text: str) -> dict[str, Any]:
    """Plain text as an Atlassian Document: a paragraph for each block, a break for each line. Markup stays text."""
    if len(text) > LONGEST_DESCRIPTION:
        text = text[: LONGEST_DESCRIPTION - 2] + " …"
    paragraphs = [
        block for block in re.split(r"\n\s*\n", _CONTROL.sub("", text.replace("\r\n", "\n"))) if block.strip()
    ]
    content = [{"type": "paragraph", "content": _lines(block)} for block in paragraphs]
    return {"type": "doc", "version": 1, "content": content or [{"type": "paragraph", "content": []}]}


def _lines(block: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    for line in block.split("\n"):
        if nodes:
            nodes.append({"type": "hardBreak"})
        if line:
            nodes.append({"type": "text", "text": line})
    return nodes


def _one_line(text: str) -> str:
    text = " ".join(_CONTROL.sub(" ", text).split())
    return text if len(text) <= LONGEST_SUMMARY else text[: LONGEST_SUMMARY - 1] + "…"


def _label(text: str) -> str:
    # A label has no spaces.
    return re.sub(r"\s+", "-", text.strip())[:LONGEST_LABEL]


def _mark(config: Config, step: Step) -> str:
    """The label that makes the issue one of its kind: of what `unique` says, else of the event's record."""
    unique = str(config.get("unique") or step.record)
    return "ghxstship-" + re.sub(r"[^A-Za-z0-9_.-]+", "-", unique)[: LONGEST_LABEL - 10]
