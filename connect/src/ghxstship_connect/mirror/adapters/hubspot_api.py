"""One request to HubSpot's public API: its limits, and what its errors mean.

See https://developers.hubspot.com/docs/api-reference/error-handling and
https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ghxstship.errors import APIConnectionError
from ghxstship.retry import retry_after
from ghxstship.transport import PyreqwestTransport, Request, Response, Transport

from ..side import UnreachableError

URL = "https://api.hubapi.com"
TIMEOUT = 60.0
TRIES, LONGEST = 5, 30.0

# What passes by itself, and seconds to wait when the answer does not say: too much, locked, moved, overloaded.
PASSING: Mapping[int, float] = {423: 2.0, 429: 10.0, 477: 10.0, 502: 2.0, 503: 2.0, 504: 2.0, 524: 2.0}
INTERVAL = "x-hubspot-ratelimit-interval-milliseconds"
# By the name of the limit that was reached; the day's is over at midnight only.
POLICIES: Mapping[str, float | None] = {"SECONDLY": 1.0, "TEN_SECONDLY_ROLLING": 10.0, "DAILY": None}

ABSENT = "OBJECT_NOT_FOUND"


class RefusedError(UnreachableError):
    """HubSpot refused a request for what is in it; of a reading one nothing else can be made than of no answer."""


class HubSpotApi:
    """Requests in the name of a token."""

    def __init__(
        self, token: str, url: str, transport: Transport | None, wait: Callable[[float], None]
    ) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._transport = transport or PyreqwestTransport()
        self._wait = wait

    def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """The answer; waits when HubSpot says that it is too much.

        Raises `RefusedError` when the request would be refused again, else `UnreachableError`.
        """
        content = None if body is None else json.dumps(body).encode()
        answer = self._sent(method, path, content)
        for _ in range(TRIES - 1):
            seconds = _pause(answer)
            if seconds is None or seconds > LONGEST:
                break
            self._wait(seconds)
            answer = self._sent(method, path, content)
        if 200 <= answer.status < 300:
            found: dict[str, Any] = json.loads(answer.body) if answer.body else {}
            return found
        message = _message(_parsed(answer.body), answer.body)
        if answer.status in (401, 403, 408) or answer.status in PASSING or answer.status >= 500:
            raise UnreachableError(f"HubSpot answered {answer.status}: {message}")
        raise RefusedError(f"HubSpot: {message}")

    def read(self, path: str, body: Any) -> list[dict[str, Any]]:
        """What a batch finds. Only what HubSpot says to be absent may be missing from it."""
        answer = self.call("POST", path, body)
        if answer.get("status", "COMPLETE") != "COMPLETE":
            raise UnreachableError(f"HubSpot has not finished a batch: its status is {answer['status']}")
        for error in answer.get("errors") or ():
            if error.get("category") != ABSENT:
                raise UnreachableError(f"HubSpot: {_message(error)}")
        results: list[dict[str, Any]] = answer["results"]
        return results

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def _sent(self, method: str, path: str, content: bytes | None) -> Response:
        try:
            return self._transport.send(
                Request(method, self._url + path, dict(self._headers), content), TIMEOUT
            )
        except APIConnectionError as error:
            raise UnreachableError(f"HubSpot: {error}") from error


def refusals(answer: Mapping[str, Any]) -> list[tuple[frozenset[str], str]]:
    """The errors of a batch of which a part was carried out: the ids and traces that each names, and its message."""
    return [
        (
            frozenset(str(one) for named in (error.get("context") or {}).values() for one in named),
            f"HubSpot: {_message(error)}",
        )
        for error in answer.get("errors") or ()
    ]


def _pause(answer: Response) -> float | None:
    """Seconds after which the same request may be made again; None if it may not."""
    if answer.status not in PASSING:
        return None
    unsaid: float | None = PASSING[answer.status]
    if answer.status == 429:
        unsaid = POLICIES.get(str(_parsed(answer.body).get("policyName")), unsaid)
        if unsaid is None:
            return None
        interval = answer.headers.get(INTERVAL, "")
        unsaid = int(interval) / 1_000 if interval.isdigit() else unsaid
    asked = retry_after(answer.headers)
    return unsaid if asked is None else asked


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _message(error: Mapping[str, Any], raw: bytes = b"") -> str:
    """For people, with what HubSpot's support asks for. Each of the fields may be missing."""
    message = str(error.get("message") or raw[:200].decode("utf-8", "replace"))
    details = [str(one.get("message")) for one in error.get("errors") or () if one.get("message")]
    message = ": ".join([message, *(one for one in details[:1] if one not in message)])
    known = [str(error[name]) for name in ("category", "policyName") if error.get(name)]
    if error.get("correlationId"):
        known.append(f"correlation id {error['correlationId']}")
    return f"{message} ({', '.join(known)})" if known else message
