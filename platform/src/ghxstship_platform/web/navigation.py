"""What the portal's left column leads to: the one list of its places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .visit import Visit


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the portal.

    Parameters
    ----------
    slug: what its pages set as `nav`, and where it is below the workspace's address.
    scope: what the role must allow to see it.
    """

    slug: str
    title: str
    scope: str = "read"


@dataclass(frozen=True, slots=True)
class Link:
    """A place as it stands in the navigation of a workspace."""

    slug: str
    title: str
    path: str


HOME = "home"

_GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("", (Place(HOME, "Home"),)),
    (
        "Build",
        (
            Place("keys", "Keys", "admin"),
            Place("webhooks", "Webhooks", "webhooks"),
            Place("apps", "OAuth apps", "admin"),
        ),
    ),
    (
        "Watch",
        (
            Place("events", "Events"),
            Place("requests", "Requests"),
            Place("usage", "Usage"),
            Place("data", "Data"),
        ),
    ),
    (
        "Workspace",
        (Place("team", "Team", "admin"), Place("audit", "Audit log", "admin"), Place("settings", "Settings")),
    ),
)


def links(visit: Visit) -> list[tuple[str, list[Link]]]:
    """The places that the role allows, by group."""
    found = []
    for group, places in _GROUPS if visit.membership is not None else ():
        shown = [
            Link(place.slug, place.title, visit.at() if place.slug == HOME else visit.at(place.slug))
            for place in places
            if visit.may(place.scope)
        ]
        if shown:
            found.append((group, shown))
    return found
