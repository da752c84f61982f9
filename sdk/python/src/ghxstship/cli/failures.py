"""What a command says when it cannot do its work, and the exit code that tells a script why."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from ..errors import (
    APIConnectionError,
    APIStatusError,
    ConfigurationError,
    GhxstshipError,
)

FAILED = 1
USAGE = 2
DENIED = 3
NOT_FOUND = 4
CONFLICT = 5
INVALID = 6
RATE_LIMITED = 7
UNREACHABLE = 8
SERVER_FAILED = 9

_BY_STATUS = {
    400: INVALID,
    401: DENIED,
    403: DENIED,
    404: NOT_FOUND,
    409: CONFLICT,
    413: INVALID,
    422: INVALID,
    429: RATE_LIMITED,
}
_REMEDIES = {
    401: "Log in again with `ghxstship login`, or check GHXSTSHIP_API_KEY.",
    403: "Use a key with the scope that is named, or one of that workspace.",
    429: "Wait, or move the workspace to a higher tier.",
}


class Failure(click.ClickException):
    """A message and an exit code."""

    def __init__(self, message: str, exit_code: int = FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc, unused-ignore]


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the client raises into a message for a person."""
    try:
        yield
    except GhxstshipError as error:
        raise failure(error) from error
    except ValueError as error:
        raise Failure(f"{error}", INVALID) from error
    except BrokenPipeError:
        # `| head` has seen enough. What is still buffered goes nowhere, without a complaint at the exit.
        sys.stdout = sys.stderr
        raise SystemExit(0) from None


def failure(error: GhxstshipError) -> Failure:
    """The message and the exit code of an error of the client."""
    if isinstance(error, APIStatusError):
        return Failure(_refusal(error), exit_code(error))
    if isinstance(error, APIConnectionError):
        where = error.request.url.partition("?")[0] if error.request is not None else "the platform"
        return Failure(
            f"{where} cannot be reached: {error}\nIs it running, and is the base URL right?", UNREACHABLE
        )
    return Failure(str(error), USAGE if isinstance(error, ConfigurationError) else FAILED)


def exit_code(error: APIStatusError) -> int:
    """The exit code of an answer."""
    return _BY_STATUS.get(error.status, SERVER_FAILED if error.status >= 500 else FAILED)


def _refusal(error: APIStatusError) -> str:
    first = str(error).partition(" (")[0] if error.details else str(error)
    lines = [first]
    lines += [f"  {one.get('field')}: {one.get('message')}" for one in error.details]
    if error.status in _REMEDIES:
        lines.append(_REMEDIES[error.status])
    if error.request_id:
        lines.append(f"Request id:    {error.request_id}")
    if error.documentation_url:
        lines.append(f"Documentation: {error.documentation_url}")
    return "\n".join(lines)
