"""The page behind every `documentation_url`: what happened, why it usually does, what to do (contract §6)."""

from __future__ import annotations

import json
from typing import Any

from ...errors import CATALOGUE, ErrorCode
from .blocks import Block, Code, Heading, Page, Prose, Sample
from .error_requests import NEVER_SINGLE, REQUESTS, RETRIED

ROOT = "/docs/errors"
_AGAIN = (
    "The same request can succeed later. The clients send it again by themselves: with the same `Idempotency-Key`, "
    "after `Retry-After` or a pause that grows ([errors and retries](/docs/errors-and-retries))."
)
_NOT_AGAIN = "Sending the same request again gives the same answer. The clients do not retry it."


def pages(document: dict[str, Any]) -> tuple[Page, ...]:
    """The list of all codes first, then a page for each."""
    return (_index(), *(_page(entry, document) for entry in CATALOGUE.values()))


def table() -> str:
    """All codes as a table in Markdown."""
    rows = [
        f"| {entry.status} | [`{entry.code}`]({ROOT}/{entry.code}) | {entry.happened} |"
        for entry in CATALOGUE.values()
    ]
    return "\n".join(["| Status | Code | Meaning |", "|---|---|---|", *rows])


def _index() -> Page:
    blocks = (
        Prose(
            "Every answer that is not a success has one of these codes in `error.code`. "
            "[Errors](/docs/errors-and-retries) says how to handle them."
        ),
        Prose(table()),
    )
    return Page(ROOT, "Error codes", "Every code that the API answers with.", blocks)


def _page(entry: ErrorCode, document: dict[str, Any]) -> Page:
    example = document["components"]["examples"][entry.code]["value"]
    answer = json.dumps(example, indent=2, ensure_ascii=False)
    where = [
        f"[{spec['summary']}](/docs/api/{spec['x-sdk']['product']}/{spec['x-sdk']['resource'].replace('_', '-')}"
        f"#{spec['x-sdk']['method'].replace('_', '-')})"
        for item in document["paths"].values()
        for spec in item.values()
        if entry.code in _codes(spec, document)
    ]
    everywhere = len(where) == sum(len(item) for item in document["paths"].values())
    blocks: list[Block] = [
        Heading(2, "What happened", "what-happened"),
        Prose(f"{entry.happened} The answer's status is {entry.status}."),
        Heading(2, "Why", "why"),
        Prose(entry.why),
        Heading(2, "What to do", "what-to-do"),
        Prose(entry.remedy),
        Prose(_AGAIN if entry.code in RETRIED else _NOT_AGAIN),
        Heading(2, "Example", "example"),
        *_request(entry.code),
        Code((Sample("json", answer),), f"Answer {entry.status}"),
        Heading(2, "Who answers with it", "operations"),
        Prose("Every operation." if everywhere else ", ".join(where) + "."),
    ]
    also = f"{entry.status} {entry.title} error"
    return Page(f"{ROOT}/{entry.code}", entry.code, entry.happened, tuple(blocks), also=also)


def _request(code: str) -> list[Block]:
    if code in NEVER_SINGLE:
        return [Prose(NEVER_SINGLE[code])]
    return [Code((Sample("bash", REQUESTS[code]),), "Request")]


def _codes(spec: dict[str, Any], document: dict[str, Any]) -> set[str]:
    """The codes that an operation can answer with."""
    found: set[str] = set()
    for node in spec["responses"].values():
        name = node.get("$ref", "").rpartition("/")[2]
        if name:
            answer = document["components"]["responses"][name]
            found |= set(answer["content"]["application/json"]["examples"])
    return found
