"""What the delivery engine does beside delivering: replays, recoveries, what was held, what was sealed loosely."""

from __future__ import annotations

import asyncio
import logging

from ..storage.database import Database
from .endpoints import seal_anew
from .held import release_held
from .replays import run_jobs

_log = logging.getLogger(__name__)

_EVERY_SECONDS = 1.0


async def keep_up(db: Database) -> None:
    """Go on for as long as the process lives; what fails is logged and comes again."""
    bound = False
    while True:
        more = False
        try:
            if not bound:
                await seal_anew(db)
                bound = True
            await release_held(db)
            more = await run_jobs(db)
        except Exception:  # noqa: BLE001 - see above
            _log.exception("webhook upkeep failed")
        if not more:
            await asyncio.sleep(_EVERY_SECONDS)
