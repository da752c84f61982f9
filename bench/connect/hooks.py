"""The receiver that is measured: `BENCH_INBOX` says where its inbox is."""

from __future__ import annotations

import os

from ghxstship_connect import Delivered, Receiver

from .receiver import SECRET

receiver = Receiver(SECRET, inbox=os.environ["BENCH_INBOX"])


@receiver.on("deal.*")
async def handle(event: Delivered) -> None:
    """What a handler does is the integrator's; here it only reads."""
    assert event.data.name
