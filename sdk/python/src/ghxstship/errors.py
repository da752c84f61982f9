"""What can go wrong, one class for each kind (playbook "Error Codes")."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .transport import Request, Response


class GhxstshipError(Exception):
    """Everything that this package raises about a call.

    >>> from ghxstship import NotFoundError
    >>> try:
    ...     client.atlvs.deals.retrieve("deal_00000000000000000000000000")
    ... except NotFoundError as error:
    ...     print(error.status, error.code, error.attempts)
    404 NOT_FOUND 1

    Parameters
    ----------
    message: what happened.
    request: what was sent last, if anything.
    response: what was answered last, if anything.
    attempts: how often it was tried.
    elapsed: seconds from the start of the call, waiting included.
    """

    def __init__(
        self,
        message: str,
        *,
        request: Request | None = None,
        response: Response | None = None,
        attempts: int = 0,
        elapsed: float = 0.0,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        self.response = response
        self.attempts = attempts
        self.elapsed = elapsed

    @property
    def request_id(self) -> str | None:
        """The platform's id of the request, for its support and logs."""
        return self.response.request_id if self.response is not None else None

    def curl(self) -> str:
        """The request as a curl command, without anything secret: no credential, no secret of a body or a header."""
        request = self.request
        if request is None:
            return ""
        from . import redaction

        parts = ["curl", "-X", request.method, redaction.url(request.url)]
        for name, value in request.headers.items():
            parts += ["-H", f"{name}: {redaction.header(name, value)}"]
        if request.body is not None:
            parts += ["--data-raw", redaction.body(request)]
        return " ".join(
            f'"{part}"' if part.endswith(f"Bearer {redaction.KEY_VARIABLE}") else shlex.quote(part)
            for part in parts
        )


class ConfigurationError(GhxstshipError):
    """The client was given something it cannot work with; the message names it and the remedy."""


class APIConnectionError(GhxstshipError):
    """No answer arrived: the connection failed or broke."""


class APITimeoutError(APIConnectionError):
    """The deadline of the call passed, or would pass before it may go on.

    Attributes
    ----------
    retry_after: seconds after which the rate limit lets the call go on, where that is what it waits for.
    """

    retry_after: float | None = None


class ResponseParseError(GhxstshipError):
    """The answer was a success but not what the API sends, such as a proxy's page."""


class PaginationLoopError(GhxstshipError):
    """A list gave the same cursor twice; walking on would never end."""


class APIStatusError(GhxstshipError):
    """The platform refused; one subclass a status.

    Attributes
    ----------
    status: of HTTP.
    code: what went wrong, for programs; `HTTP_502` where the answer has none, such as a proxy's.
    details: everything that is wrong at once, each with `field` and `message`.
    documentation_url: the page of the code.
    explanation: one sentence of the platform for the one who has to act.
    """

    def __init__(self, response: Response, **context: Any) -> None:
        self.status = response.status
        error = _envelope(response)
        self.code: str = str(error.get("code") or f"HTTP_{response.status}")
        self.details: list[dict[str, Any]] = list(error.get("details") or ())
        self.documentation_url: str | None = error.get("documentation_url")
        self._request_id = error.get("request_id")
        self.explanation = str(
            error.get("message") or f"the server answered {response.status} without an explanation"
        )
        own = [one for one in self.details if one.get("field") and one.get("message") != self.explanation]
        named = [f"{one['field']}: {one.get('message')}" for one in own]
        # The explanation has the first of them as a rule.
        more = [one for one in named if one not in self.explanation]
        super().__init__(f"{self.code}: {'; '.join((self.explanation, *more))}", response=response, **context)

    @property
    def request_id(self) -> str | None:
        """The platform's id of the request, for its support and logs."""
        return super().request_id or self._request_id

    @property
    def retry_after(self) -> float | None:
        """Seconds that the platform asks to wait."""
        from .retry import retry_after

        return retry_after(self.response.headers) if self.response is not None else None


class BadRequestError(APIStatusError):
    """400: a parameter or the cursor is wrong."""


class AuthenticationError(APIStatusError):
    """401: the key or token is missing, wrong, expired or revoked."""


class PermissionDeniedError(APIStatusError):
    """403: the key lacks a scope, or belongs to another workspace."""


class NotFoundError(APIStatusError):
    """404: there is no such record."""


class ConflictError(APIStatusError):
    """409: it exists already, has another version, or the transition is not allowed."""


class ValidationError(APIStatusError):
    """422: fields of the body are wrong; `details` names all of them."""


class RateLimitError(APIStatusError):
    """429: too many requests; `retry_after` says how many seconds to wait."""


class ServerError(APIStatusError):
    """5xx: the platform failed."""


BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: ValidationError,
    429: RateLimitError,
}


def status_error(response: Response, **context: Any) -> APIStatusError:
    """The error for a response that is no success."""
    kind = BY_STATUS.get(response.status) or (ServerError if response.status >= 500 else APIStatusError)
    return kind(response, **context)


def _envelope(response: Response) -> dict[str, Any]:
    try:
        error = json.loads(response.body)["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return error if isinstance(error, dict) else {}
