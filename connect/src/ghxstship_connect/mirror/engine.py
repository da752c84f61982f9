"""A run of the mirror: read what has changed on both sides, decide, write, and remember, in steps that a crash may
come between.

1. Writes whose answer is not known are looked up (`recover`).
2. What has changed is pulled: each page is kept together with the position behind it (`intake`).
3. Every pulled record is decided about (`passes`): paired with its other half (`pairing`), merged (`updates`), created
   (`creates`) or deleted (`deletes`). What shall be written is kept before it is sent; so is every value that is
   overwritten.
4. The answer is kept together with what both sides agree on now (`apply`).

A pulled record, or a write under way, stays in the state until it is dealt with: nothing else has to be remembered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from .apply import carry_out
from .breaker import check_share
from .deletes import DELETING
from .intake import fill, pull
from .mapping import MirrorMap, check_against
from .passes import decide_about
from .recover import recover
from .rows import CHOSEN
from .side import HERE, THERE, Side, UnreachableError
from .state import State
from .work import Action, Outline, Work

# How often a record that changes under our hands is read again within a run.
ROUNDS = 5


class NotConfirmedError(Exception):
    """The first run, or the first one with another mapping, writes only when it is told to."""


class Mirror:
    """Keeps two sides equal.

    Parameters
    ----------
    told: called with each action as it is done.
    """

    def __init__(
        self,
        mapping: MirrorMap,
        state: State,
        here: Side,
        there: Side,
        told: Callable[[Action], None] | None = None,
    ) -> None:
        self.mapping = mapping
        self.state = state
        self.sides: dict[str, Side] = {HERE: here, THERE: there}
        self.work = Work(mapping, state, self.sides, told or (lambda action: None))
        self._fingerprint = _fingerprint(mapping)

    def check(self) -> None:
        """Say with file and line what the sides do not have; raises `ConfigurationError`."""
        try:
            check_against(self.mapping, {name: side.faults() for name, side in self.sides.items()})
        except UnreachableError as error:
            where = self.mapping.document.where(("crm",))
            raise UnreachableError(f"{where}: {error}") from error.__cause__

    @property
    def confirmed(self) -> bool:
        """Whether this mapping was run before."""
        return self.state.fact("confirmed") == self._fingerprint

    def diff(self, most: int = 1_000, *, full: bool = False) -> Outline:
        """What a run would do. Reads both sides; writes to neither."""
        held = self.state.held()
        self._take_in(full=full)
        outline = self._outlined(most)
        with self.state.transaction():
            for row in held:
                self.state.hold([row], row.held or "")
        return outline

    def run(self, *, apply: bool = False, mass: bool = False, full: bool = False) -> Outline:
        """Make both sides equal.

        Parameters
        ----------
        apply: confirms the first run, or the first one with a changed mapping.
        mass: confirms a run that changes more than the breaker allows.
        full: reads everything instead of what has changed, such as after a side was restored from a backup.

        Raises `NotConfirmedError`, `MassChangeError`; `UnreachableError` when a side does not answer, after which
        the next run goes on where this one stopped.
        """
        if not (apply or self.confirmed):
            raise NotConfirmedError(
                "this mapping was never run; look at `ghxstship mirror diff`, then run with --apply"
            )
        self.state.begin_run()
        self.work.outline = Outline()
        try:
            carry_out(self.work, recover(self.work))
            self._take_in(full=full)
            if self.confirmed and not mass:
                check_share(self.work, self._outlined(0))
            self.state.note("confirmed", self._fingerprint)
            self.work.outline = Outline()
            self._settle()
        except BaseException as error:
            self.state.end_run(f"broke off: {str(error) or 'it was ended'}")
            raise
        self.state.end_run(f"{self.work.outline.writes} written")
        return self.work.outline

    def _take_in(self, *, full: bool) -> None:
        """Read what has changed since the last time; everything if that is asked for, or the mapping is another one."""
        full = full or self.state.fact("mapping") != self._fingerprint
        if full:
            with self.state.transaction():
                self.state.forget_cursors()
                self.state.note("mapping", self._fingerprint)
                # A choice about a field that was not mapped for a while was passed over.
                for conflict in self.state.conflicts(CHOSEN):
                    self.state.look_at_both(self.state.link(conflict.link))
        self.state.release()
        for kind in self.work.kinds:
            for side in (HERE, THERE):
                pull(self.work, side, kind, full=full)
            fill(self.work, kind)

    def _outlined(self, most: int) -> Outline:
        """What would be done, found by doing it to the state only, and taking that back."""
        self.work.dry, self.work.outline = True, Outline(most)
        try:
            with self.state.transaction(keep=False):
                self._settle()
        finally:
            self.work.dry = False
        return self.work.outline

    def _settle(self) -> None:
        for kind in self.work.kinds:
            self._settle_kind(kind, deletes=False)
        # What others refer to is deleted after them.
        with self.state.transaction():
            self.state.release_held(DELETING)
        for kind in reversed(self.work.kinds):
            self._settle_kind(kind, deletes=True)

    def _settle_kind(self, kind: str, *, deletes: bool) -> None:
        for _ in range(ROUNDS):
            fill(self.work, kind)
            if not decide_about(self.work, kind, deletes=deletes):
                return
        with self.state.transaction():
            self.state.hold_rest(kind, "changes all the time; the next run looks at it again")


def _fingerprint(mapping: MirrorMap) -> str:
    parts = [
        [
            kind.kind,
            kind.there,
            kind.match,
            [[f.here, f.there, f.type, f.policy, dict(f.words), f.default] for f in kind.fields],
        ]
        for kind in mapping.kinds.values()
    ]
    return hashlib.sha256(json.dumps([mapping.name, parts], sort_keys=True).encode()).hexdigest()
