"""What keys, OAuth apps and signing secrets share: scopes, a secret shown once, another that takes its place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ...auth.scopes import SCOPES
from ...clock import SECOND
from ...ids import random_tail
from ..inside import Answer
from ..visit import Visit

SCOPE_CHOICES = [(name, name, doc) for name, doc in SCOPES.items()]
OVERLAPS = (("0", "at once"), ("3600", "in an hour"), ("86400", "in a day"), ("604800", "in a week"))
_A_DAY = 86_400


def chosen_scopes(visit: Visit) -> list[str]:
    """Those of the form, in their order."""
    given = visit.form.all("scopes")
    return [scope for scope in SCOPES if scope in given]


async def post_once(visit: Visit, path: str, body: Mapping[str, Any]) -> Answer:
    """Send the form of a page. Sent twice it does one thing: whoever reloads the page is told that it was shown."""
    sent = visit.form.get("idempotency_key")[:64] or random_tail(visit.db.random)
    return await visit.call("POST", path, body, headers={"Idempotency-Key": sent})


async def replace(visit: Visit, path: str) -> tuple[dict[str, Any], int]:
    """Put another secret in the place of one: what the API gives, and until when (epoch ms) the old one goes on."""
    wanted = visit.form.get("overlap")
    overlap = int(wanted) if wanted in dict(OVERLAPS) else _A_DAY
    answer = await post_once(visit, path, {"overlap_seconds": overlap})
    data: dict[str, Any] = answer.require()
    return data, visit.now + overlap * SECOND


def beside(errors: Mapping[str, str], fields: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """What is wrong, by the fields of the form.

    Parameters
    ----------
    fields: what the form calls them, where that is another name than the API's.
    """
    found: dict[str, str] = {}
    for path, message in errors.items():
        name, _, index = path.partition(".")
        told = f"Line {int(index) + 1}: {message}" if index.isdigit() else message
        found.setdefault(fields.get(name, name), told)
    if "scopes" in found:
        found["scopes"] = "Choose at least one"
    return found
