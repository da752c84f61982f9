"""A history that is told in the order in which it happened.

A story is an iterable of moments and steps, each story in order by itself; the timeline merges them, so that nothing
but the next step of each story is in memory, however long the history is. A step may have consequences: further
steps, later.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from itertools import count

from ..storage.transaction import Transaction

Step = Callable[[Transaction], object]
Story = Iterable[tuple[int, Step]]


class Timeline:
    """Stories and their consequences, merged by time.

    Parameters
    ----------
    start: the first moment (epoch ms); what is planned for earlier happens then.
    end: the last moment; what is planned for later does not happen.
    """

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        # The number keeps steps of one moment in the order in which they were planned, and out of comparisons.
        self._numbers = count()
        self._stories: list[tuple[int, int, Step, Callable[[], tuple[int, Step] | None]]] = []

    def tell(self, story: Story) -> None:
        """Add a story."""
        steps = iter(story)
        self._push_next(lambda: next(steps, None))

    def later(self, moment: int, step: Step) -> None:
        """Add one step."""
        self._push(moment, step, lambda: None)

    @property
    def next_moment(self) -> int | None:
        """When the next step happens; None at the end."""
        return self._stories[0][0] if self._stories else None

    @property
    def progress(self) -> float:
        """How much of the time has passed, 0 to 1."""
        if not self._stories:
            return 1.0
        return (self._stories[0][0] - self.start) / max(self.end - self.start, 1)

    def run(self, tx: Transaction, steps: int) -> None:
        """Run up to so many steps in a transaction, each at its moment."""
        for _ in range(steps):
            if not self._stories:
                return
            moment, _, step, following = heapq.heappop(self._stories)
            tx.move_to(moment)
            step(tx)
            self._push_next(following)

    def _push_next(self, following: Callable[[], tuple[int, Step] | None]) -> None:
        found = following()
        if found is not None:
            self._push(*found, following)

    def _push(self, moment: int, step: Step, following: Callable[[], tuple[int, Step] | None]) -> None:
        if moment <= self.end:
            heapq.heappush(self._stories, (max(moment, self.start), next(self._numbers), step, following))
