"""`ghxstship serve` in a process that ends itself, as by SIGKILL, where a request to the token endpoint says.

    python crash_server.py serve …

The form's `die_at` is one of `STEPS`; without it the request is as any other.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from ghxstship_platform import cli
from ghxstship_platform.oauth import codes, devices, exchange, tokens

STEPS = ("issuing", "stored", "committed")
"""Between the statements of the transaction, after the last of them, and after its commit but before the answer."""


class _Fate:
    """What the request under way says; there is one at a time."""

    step = ""

    @classmethod
    def reached(cls, step: str) -> None:
        """End the process if this is where it is to end."""
        if step == cls.step:
            os.kill(os.getpid(), signal.SIGKILL)


def _with_steps(run: Callable[..., Any]) -> Callable[..., Any]:
    def transaction(*arguments: Any) -> Any:
        done = run(*arguments)
        _Fate.reached("stored")
        return done

    return transaction


def _prepare() -> None:
    for module, name in ((codes, "redeem"), (tokens, "refresh"), (devices, "_redeem")):
        setattr(module, name, _with_steps(getattr(module, name)))
    issue, answer = tokens.issue, exchange.issue

    def issue_or_die(*arguments: Any, **options: Any) -> Any:
        _Fate.reached("issuing")
        return issue(*arguments, **options)

    async def answer_or_die(db: Any, app: Any, form: dict[str, str], cause: Any) -> Any:
        _Fate.step = form.get("die_at", "")
        answered = await answer(db, app, form, cause)
        _Fate.reached("committed")
        return answered

    tokens.issue, exchange.issue = issue_or_die, answer_or_die


if __name__ == "__main__":
    _prepare()
    cli.main()
