"""The breaker: a run that would change or delete so much that something may be wrong asks first."""

from __future__ import annotations

from .side import HERE, THERE
from .work import NAMES, Outline, Work

# Fewer links than this are too few to speak of a share of them.
FEW = 20


class MassChangeError(Exception):
    """A run would change or delete so much that it asks first."""


def check_share(work: Work, outline: Outline) -> None:
    """Stop before a run that changes so much that something may be wrong."""
    for kind in work.kinds:
        linked = work.state.count_links(kind)
        if linked < FEW:
            continue
        for side in (HERE, THERE):
            for operation, most in (
                ("update", work.mapping.most_updates),
                ("delete", work.mapping.most_deletes),
            ):
                count = outline.counts[kind, side, operation]
                if count > linked * most / 100:
                    file = work.mapping.document.path
                    raise MassChangeError(
                        f"this run would {operation} {count} of {linked} {kind} in {NAMES[side]}, more than"
                        f" {most:g} %. Look at `ghxstship mirror diff {file}`; if it is right, run with --mass-change"
                    )
