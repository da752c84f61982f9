"""`http.request`: any other service over HTTP, with the step's idempotency key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from ...configuration import Document, Place
from ...inbox.attempts import Reject
from ..sending import SHORTEST_SECRET, Outgoing, Sender
from .base import Config, Field, Step

METHODS = ("POST", "PUT", "PATCH", "DELETE", "GET")


def _segment(text: str) -> str:
    return quote(text, safe="")


class HttpRequest:
    """`{"method": "POST", "url": "https://…/{{deal.id}}", "headers": {…}, "body": {…}}`."""

    name = "http.request"
    variables: tuple[str, ...] = ()
    fields: Mapping[str, Field] = {
        "method": Field(),
        "url": Field(required=True, escape=_segment),
        "headers": Field((dict,)),
        "body": Field((dict, list, str)),
    }

    def check(self, document: Document, config: Config, place: Place) -> None:
        """The address is one, and an event cannot change its host."""
        method = config.get("method", "POST")
        if method not in METHODS:
            document.complain(
                (*place, "method"), f"method must be one of {', '.join(METHODS)}, not {method!r}"
            )
        url = config.get("url")
        if isinstance(url, str):
            origin = url.partition("//")[2].partition("/")[0]
            if not url.startswith(("https://", "http://")) or not origin or "{{" in origin:
                document.complain(
                    (*place, "url"),
                    "url must begin with https://HOST/ or http://HOST/, without a template in the host",
                )
        headers = config.get("headers")
        for name, value in headers.items() if isinstance(headers, dict) else ():
            if not isinstance(value, str) or not name.isascii() or not name.replace("-", "").isalnum():
                document.complain(
                    (*place, "headers", name), f"the header {name!r} must be a name with a text"
                )

    def prepare(self, config: Config, step: Step, environment: Mapping[str, str]) -> list[Outgoing]:
        """The request. Header values that come from the environment are not shown."""
        headers, secrets = {"Idempotency-Key": step.key}, dict[str, str]()
        known = [value for value in environment.values() if len(value) >= SHORTEST_SECRET]
        for name, value in (config.get("headers") or {}).items():
            if not str(value).isprintable():
                raise Reject(f"the header {name} would contain a character that no header may have")
            (secrets if any(one in str(value) for one in known) else headers)[name] = str(value)
        url, body = config["url"], config.get("body")
        if not urlsplit(url).hostname:
            raise Reject(f"url is no address: {url!r}")
        hidden = tuple(one for one in known if one in f"{url} {body}")
        return [Outgoing(config.get("method", "POST"), url, body, headers, secrets, hidden)]

    def effect(self, config: Config, step: Step) -> str | None:
        """Each event has its own."""

    async def perform(
        self, config: Config, step: Step, environment: Mapping[str, str], sender: Sender
    ) -> dict[str, Any]:
        """Send it; `status`, and the `body` when it is JSON."""
        [outgoing] = self.prepare(config, step, environment)
        answer = await sender.send(outgoing)
        kind = {name.lower(): value for name, value in dict(answer.headers).items()}.get("content-type", "")
        body = answer.json() if "json" in kind and answer.body else None
        return {"status": answer.status, "body": body}
