"""What a member may do: four roles, each with its scopes. The one map of them."""

from __future__ import annotations

from dataclasses import dataclass

from ..auth.scopes import granted

OWNER, ADMIN, DEVELOPER, VIEWER = "owner", "admin", "developer", "viewer"


@dataclass(frozen=True, slots=True)
class Role:
    """One role: the scopes that it allows, and the same in plain words."""

    name: str
    scopes: frozenset[str]
    doc: str


ROLES = {
    role.name: role
    for role in (
        Role(OWNER, granted(["admin"]), "Everything, and decides who else is an owner."),
        Role(ADMIN, granted(["admin"]), "Everything but owners: keys, members, apps, settings, audit log."),
        Role(
            DEVELOPER,
            granted(["read", "write", "webhooks"]),
            "Builds: reads and changes data, manages webhooks.",
        ),
        Role(VIEWER, granted(["read"]), "Looks: reads data, events and requests."),
    )
}
"""Every role by name, the most powerful first."""
