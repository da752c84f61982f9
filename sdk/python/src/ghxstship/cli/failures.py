"""What a command says when it cannot do its work, and the exit code that tells a script why."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import click

from ..errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
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
INTERRUPTED = 130

# The output takes no more: no room, over a quota or a limit of files, a broken device.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})

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
def explained(fields: Collection[str] = ()) -> Iterator[None]:
    """Turn what the client raises into a message for a person; `fields` are those that a write may have."""
    try:
        yield
    except GhxstshipError as error:
        raise failure(error, fields) from error
    except UnicodeEncodeError as error:
        raise Failure(
            f"{error.object[error.start : error.end]!r} is no text that can be sent", USAGE
        ) from error


@contextmanager
def ended() -> Iterator[None]:
    """What ends a command from outside: Ctrl-C, a reader that has seen enough, an output that takes no more."""
    try:
        yield
    except (KeyboardInterrupt, click.Abort):
        # Behind the ^C of the terminal.
        click.echo(("\n" if sys.stderr.isatty() else "") + "Stopped.", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        _let_go_of_stdout()
        raise click.exceptions.Exit(0) from None
    except OSError as error:
        if error.errno not in _FULL:
            raise
        _let_go_of_stdout()
        raise Failure(f"the output cannot be written: {error.strerror}") from error


def _let_go_of_stdout() -> None:
    """What is still buffered goes nowhere, without a complaint at the exit."""
    sys.stdout = sys.stderr


def failure(error: GhxstshipError, fields: Collection[str] = ()) -> Failure:
    """The message and the exit code of an error of the client."""
    if isinstance(error, APIStatusError):
        return Failure(_refusal(error, fields), exit_code(error))
    if isinstance(error, APITimeoutError) and error.retry_after is not None:
        return Failure(f"{error}\n{_REMEDIES[429]} --timeout lets the command wait.", RATE_LIMITED)
    if isinstance(error, APIConnectionError):
        return Failure(_silence(error), UNREACHABLE)
    return Failure(str(error), USAGE if isinstance(error, ConfigurationError) else FAILED)


def _silence(error: APIConnectionError) -> str:
    if not isinstance(error, APITimeoutError):
        proxy = _proxy(error.request.url) if error.request is not None else None
        return f"{error}\n{proxy or 'Is it running, and is the base URL right?'}"
    where = error.request.url.partition("?")[0] if error.request is not None else "the platform"
    return f"{where}: {error}\nIt may be busy; --timeout gives it longer."


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for an address: it may be what does not answer."""
    from urllib.parse import urlsplit
    from urllib.request import proxy_bypass

    from ..redaction import text

    parts = urlsplit(url)
    if proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    own = f"{parts.scheme}_proxy"
    for name in (own.upper(), own, "ALL_PROXY", "all_proxy"):
        if os.environ.get(name):
            proxy = text(os.environ[name])
            return (
                f"It was asked through the proxy {proxy} of {name}. Is that running, and is it to be asked?"
            )
    return None


def exit_code(error: APIStatusError) -> int:
    """The exit code of an answer."""
    return _BY_STATUS.get(error.status, SERVER_FAILED if error.status >= 500 else FAILED)


def _refusal(error: APIStatusError, fields: Collection[str]) -> str:
    lines = _said(error)
    unknown = error.status == 422 and {_top(one) for one in error.details} - {"", *fields}
    if fields and unknown:
        lines.append(f"There are: {', '.join(fields)}.")
    if error.status in _REMEDIES:
        lines.append(_REMEDIES[error.status])
    if error.request_id:
        lines.append(f"Request id:    {error.request_id}")
    if error.documentation_url:
        lines.append(f"Documentation: {error.documentation_url}")
    return "\n".join(lines)


def _said(error: APIStatusError) -> list[str]:
    """The code, the sentence and the details, each thing once: the sentence may be the first detail's."""
    details = [_detail(one) for one in error.details if one.get("message") != error.explanation]
    details = [text for text in details if text]
    if not details or not error.explanation.startswith(details[0]):
        return [f"{error.code}: {error.explanation}", *(f"  {text}" for text in details)]
    return (
        [f"{error.code}: {details[0]}"]
        if len(details) == 1
        else [error.code, *(f"  {text}" for text in details)]
    )


def _detail(one: dict[str, Any]) -> str:
    return ": ".join(str(one[part]) for part in ("field", "message") if one.get(part))


def _top(one: dict[str, Any]) -> str:
    """The field that a detail is about, without what is within it."""
    return str(one.get("field") or "").partition(".")[0]
