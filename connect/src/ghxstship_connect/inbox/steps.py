"""What the steps of a handler have done: kept until the event is forgotten, so that no later attempt does it again.

An effect is what steps of several events or handlers would have in common, such as the issue of a record. It is one
process's at a time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .attempts import MINUTE, SECOND, RetryLater

if TYPE_CHECKING:
    from .engine import Cursor
    from .store import Inbox

TABLES = (
    """CREATE TABLE IF NOT EXISTS inbox_steps (
        event_id TEXT NOT NULL, step TEXT NOT NULL, result TEXT NOT NULL, PRIMARY KEY (event_id, step))""",
    """CREATE TABLE IF NOT EXISTS inbox_effects (
        name TEXT PRIMARY KEY, owner TEXT, begun_at BIGINT, done_at BIGINT, result TEXT)""",
)

# For how long an effect is known from here alone: the other side's search finds it a moment later.
KNOWN_FOR = MINUTE
# How long an effect belongs to a process that is not heard of again: longer than its calls can take, also by the clock
# of another machine.
HELD_FOR = 2 * MINUTE
# Seconds until whoever finds it held looks again.
LOOK_AGAIN = 2.0


@dataclass(frozen=True, slots=True)
class Effect:
    """What is known of an effect.

    Parameters
    ----------
    owner: the process that is at it.
    begun_at: of the last attempt that may have reached the other side.
    """

    owner: str | None = None
    begun_at: int | None = None
    done_at: int | None = None
    result: str | None = None

    @property
    def uncertain(self) -> bool:
        """Whether an attempt began whose end is not known."""
        return self.begun_at is not None and (self.done_at is None or self.begun_at > self.done_at)

    def begun_ago(self, at: int) -> float | None:
        """Seconds since an attempt began whose end is not known; None if there is none."""
        return (at - self.begun_at) / SECOND if self.begun_at is not None and self.uncertain else None

    def known(self, at: int) -> dict[str, Any] | None:
        """Its result, if it was certainly had a moment ago."""
        recent = self.done_at is not None and at - self.done_at < KNOWN_FOR
        found: dict[str, Any] | None = (
            json.loads(self.result or "{}") if recent and not self.uncertain else None
        )
        return found


class Steps:
    """The steps that were done, in an inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def result(self, event_id: str, step: str) -> dict[str, Any] | None:
        """What a step that is done has led to; None of one that is not."""

        def run(cursor: Cursor) -> dict[str, Any] | None:
            cursor.execute("SELECT result FROM inbox_steps WHERE event_id = ? AND step = ?", (event_id, step))
            row = cursor.fetchone()
            found: dict[str, Any] | None = json.loads(row[0]) if row else None
            return found

        return await self._inbox.engine.arun(run)

    async def done(self, event_id: str, step: str, result: dict[str, Any], effect: str | None = None) -> None:
        """A step is done, and with it the effect that it has begun."""
        text, at = json.dumps(result, default=str), self._inbox.clock()

        def run(cursor: Cursor) -> None:
            cursor.execute(
                "INSERT INTO inbox_steps (event_id, step, result) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (event_id, step, text),
            )
            if effect is not None:
                cursor.execute(
                    "UPDATE inbox_effects SET owner = NULL, done_at = ?, result = ? WHERE name = ?",
                    (at, text, effect),
                )

        await self._inbox.engine.arun(run)

    async def begin(self, effect: str, at: int) -> Effect:
        """Begin an attempt at an effect at `at` (Unix milliseconds), unless it is known; what was known of it before.

        Raises `RetryLater` while another process is at it.
        """
        owner = self._inbox.owner

        def run(cursor: Cursor) -> Effect:
            before = _locked(cursor, effect)
            if before.known(at) is None and not self._is_held(before, at):
                sql = "UPDATE inbox_effects SET owner = ?, begun_at = ? WHERE name = ?"
                cursor.execute(sql, (owner, at, effect))
            return before

        before = await self._inbox.engine.arun(run)
        if self._is_held(before, at):
            raise RetryLater(LOOK_AGAIN, "another process is about to do the same")
        return before

    async def end(self, effect: str, begun_at: int | None) -> None:
        """An attempt has no result; the last one that may have reached the other side began at `begun_at`."""
        values = (begun_at, effect, self._inbox.owner)
        sql = "UPDATE inbox_effects SET owner = NULL, begun_at = ? WHERE name = ? AND owner = ?"
        await self._inbox.engine.arun(lambda cursor: cursor.execute(sql, values) and None)

    def _is_held(self, effect: Effect, at: int) -> bool:
        owner, begun = effect.owner, effect.begun_at
        if owner is None or begun is None or owner == self._inbox.owner:
            return False
        return at - begun < HELD_FOR and not self._inbox.gone(owner)


def _locked(cursor: Cursor, effect: str) -> Effect:
    """An effect, as nobody else can change it before this transaction has ended."""
    cursor.execute("INSERT INTO inbox_effects (name) VALUES (?) ON CONFLICT DO NOTHING", (effect,))
    cursor.execute("UPDATE inbox_effects SET name = name WHERE name = ?", (effect,))
    cursor.execute("SELECT owner, begun_at, done_at, result FROM inbox_effects WHERE name = ?", (effect,))
    return Effect(*cursor.fetchone())


def drop_effects(cursor: Cursor, before: int) -> None:
    """Forget effects of before a time (Unix milliseconds): of what is so old only the other side's search can tell."""
    cursor.execute(
        "DELETE FROM inbox_effects WHERE COALESCE(begun_at, 0) < ? AND COALESCE(done_at, 0) < ?",
        (before, before),
    )
