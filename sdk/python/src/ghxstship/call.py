"""One logical call: credentials, pacing, tries and the deadline, for the sync and the async client alike.

`conduct` is a generator that says what to do next and is told what came of it. Two short loops, in `client.py`,
carry it out: one blocks, one awaits. So the rules exist once, and a test can run them without a network or a clock.
"""

from __future__ import annotations

import logging
import os
import time
from base64 import b32encode
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from .errors import APIConnectionError, APITimeoutError, GhxstshipError, status_error
from .retry import backoff, retry_after, worth_retrying
from .transport import Request, Response

if TYPE_CHECKING:
    from .pacing import Pacer

log = logging.getLogger("ghxstship")


class Options(TypedDict, total=False):
    """What every call takes besides its own parameters.

    >>> len(client.atlvs.deals.list(limit=1, timeout=5.0, max_retries=0).data)
    1
    """

    timeout: NotRequired[float]
    """Seconds for the whole call: pacing, connecting, retries and the body."""
    max_retries: NotRequired[int]
    """Tries after the first."""
    idempotency_key: NotRequired[str]
    """Of a write, instead of a random one."""
    if_match: NotRequired[int | str]
    """The version that must be current: an integer, or an ETag."""
    correlation_id: NotRequired[str]
    """Goes into the events that the call causes."""
    extra_headers: NotRequired[Mapping[str, str]]
    """More headers."""


OPTIONS = frozenset(
    {"timeout", "max_retries", "idempotency_key", "if_match", "correlation_id", "extra_headers"}
)


class Hooks:
    """Functions that are told what a client does. They must be quick and must not raise.

    Parameters
    ----------
    request: before each try, with the `Request`.
    response: after each answer, with the `Response` and the seconds that it took.
    retry: before each retry, with its number, the seconds until it and the error or response that caused it.
    wait: before waiting for the rate limit, with the seconds.
    """

    __slots__ = ("request", "response", "retry", "wait")

    def __init__(
        self,
        *,
        request: Callable[[Request], None] | None = None,
        response: Callable[[Response, float], None] | None = None,
        retry: Callable[[int, float, APIConnectionError | Response], None] | None = None,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        self.request = request
        self.response = response
        self.retry = retry
        self.wait = wait


class Wait:
    """Wait for so many seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Send:
    """Send a request; the answer has to be there within so many seconds."""

    __slots__ = ("request", "timeout")

    def __init__(self, request: Request, timeout: float) -> None:
        self.request = request
        self.timeout = timeout


class Credential:
    """Find out the access token within so many seconds. `refused`: the one that was answered with a 401."""

    __slots__ = ("refused", "timeout")

    def __init__(self, refused: str | None, timeout: float) -> None:
        self.refused = refused
        self.timeout = timeout


class Rules:
    """What holds for a call: its deadline, its retries, its pacer, its hooks."""

    __slots__ = ("clock", "hooks", "max_retries", "oauth", "pacer", "timeout")

    def __init__(
        self,
        timeout: float,
        max_retries: int,
        pacer: Pacer | None,
        hooks: Hooks | None,
        *,
        oauth: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.timeout = timeout
        self.max_retries = max_retries
        self.pacer = pacer
        self.hooks = hooks
        self.oauth = oauth
        self.clock = clock


Steps = Generator[Wait | Send | Credential, Any, Any]


def new_key() -> str:
    """A random idempotency key."""
    return "sdk_" + b32encode(os.urandom(20)).decode().lower()


def conduct(request: Request, rules: Rules) -> Steps:
    """The steps of one call; returns the answer (or the open stream), raises a `GhxstshipError`."""
    run = _Run(request, rules)
    while True:
        yield from run.prepare()
        try:
            answer = yield run.send()
        except APIConnectionError as error:
            delay = run.lost(error)
        except BaseException:
            run.abandon()
            raise
        else:
            if 200 <= answer.status < 300 or answer.status == 304:
                return run.done(answer)
            if run.stale_token(answer):
                continue
            delay = run.refused(answer)
        yield Wait(delay)


class _Run:
    """How far a call has come."""

    def __init__(self, request: Request, rules: Rules) -> None:
        self.request = request
        self.rules = rules
        self.started = rules.clock()
        self.deadline = self.started + rules.timeout
        self.attempts = 0
        self.sent = 0.0
        self.token: str | None = None
        self.refused_token: str | None = None

    def prepare(self) -> Steps:
        """Credentials and the pacer's leave."""
        rules = self.rules
        if rules.oauth:
            try:
                self.token = yield Credential(self.refused_token, self.deadline - rules.clock())
            except APIConnectionError as error:
                error.elapsed = rules.clock() - self.started
                raise
            self.request.headers["Authorization"] = f"Bearer {self.token}"
        pacer = rules.pacer
        while pacer is not None and (wait := pacer.acquire()) > 0.0:
            if rules.clock() + wait >= self.deadline:
                late = APITimeoutError(
                    f"the rate limit allows the next request in {wait:.1f} s, past the deadline of"
                    f" {rules.timeout:g} s; raise `timeout`",
                    **self.context(),
                )
                late.retry_after = wait
                raise late
            if rules.hooks is not None and rules.hooks.wait is not None:
                rules.hooks.wait(wait)
            yield Wait(wait)

    def context(self) -> dict[str, Any]:
        """What every error tells."""
        return {
            "request": self.request,
            "attempts": self.attempts,
            "elapsed": self.rules.clock() - self.started,
        }

    def send(self) -> Send:
        """The next try."""
        self.sent = self.rules.clock()
        self.attempts += 1
        hooks = self.rules.hooks
        if hooks is not None and hooks.request is not None:
            hooks.request(self.request)
        return Send(self.request, max(0.001, self.deadline - self.sent))

    def abandon(self) -> None:
        """The caller gave up."""
        if self.rules.pacer is not None:
            self.rules.pacer.release()

    def done(self, answer: Any) -> Any:
        """A success."""
        self.told(answer, None)
        answer.attempts = self.attempts
        return answer

    def told(self, answer: Any, refused_for: float | None) -> None:
        """What every answer leads to."""
        rules = self.rules
        if rules.pacer is not None:
            rules.pacer.observe(answer.headers, refused_for=refused_for)
        took = rules.clock() - self.sent
        if rules.hooks is not None and rules.hooks.response is not None:
            rules.hooks.response(answer, took)
        if log.isEnabledFor(logging.DEBUG):
            path = self.request.url.partition("?")[0]
            log.debug(
                "%s %s -> %s in %.0f ms (try %d, %s)",
                self.request.method,
                path,
                answer.status,
                took * 1000,
                self.attempts,
                answer.headers.get("x-request-id"),
            )

    def stale_token(self, answer: Response) -> bool:
        """Whether a 401 calls for one new token."""
        if not self.rules.oauth or answer.status != 401 or self.refused_token is not None:
            return False
        self.told(answer, None)
        self.refused_token = self.token
        return True

    def lost(self, error: APIConnectionError) -> float:
        """No answer: seconds until the next try, or the error."""
        self.abandon()
        late = self.rules.clock() >= self.deadline
        if isinstance(error, APITimeoutError) or late or self.attempts > self.rules.max_retries:
            raise self.described(error)
        delay = 0.0 if self.attempts == 1 else backoff(self.attempts - 2)
        if self.rules.clock() + delay >= self.deadline:
            raise self.described(error)
        self.retrying(delay, error)
        return delay

    def described(self, error: GhxstshipError) -> GhxstshipError:
        """The error with what is known of the call."""
        for name, value in self.context().items():
            setattr(error, name, value)
        return error

    def refused(self, answer: Response) -> float:
        """An answer that is no success: seconds until the next try, or the error."""
        asked = retry_after(answer.headers)
        self.told(answer, (asked if asked is not None else 1.0) if answer.status == 429 else None)
        if self.attempts > self.rules.max_retries or not worth_retrying(answer.status, answer.body):
            raise status_error(answer, **self.context())
        delay = max(asked or 0.0, 0.0) if asked is not None else backoff(self.attempts - 1)
        if self.rules.clock() + delay >= self.deadline:
            raise status_error(answer, **self.context())
        self.retrying(delay, answer)
        return delay

    def retrying(self, delay: float, cause: APIConnectionError | Response) -> None:
        """Tell of a retry."""
        hooks = self.rules.hooks
        if hooks is not None and hooks.retry is not None:
            hooks.retry(self.attempts, delay, cause)
        reason = f"status {cause.status}" if isinstance(cause, Response) else type(cause).__name__
        log.info("%s: retry %d in %.1f s", reason, self.attempts, delay)
